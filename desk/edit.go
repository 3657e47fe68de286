package desk

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/store"
	"dateline/story"
)

func (d *Desk) edit(w http.ResponseWriter, r *http.Request) error {
	s, e, err := d.storyOf(r)
	if err != nil {
		return err
	}
	screen := Edit{Frame: d.frame(r, "stories"), Story: s, Edition: e, Key: id.New(), Editor: files.address("editor.js")}
	if screen.Revision, err = d.Store.Revision(r.Context(), s.ID, s.Head); err != nil {
		return err
	}
	if screen.Editions, err = d.Store.Editions(r.Context()); err != nil {
		return err
	}
	if screen.People, err = d.names(r.Context()); err != nil {
		return err
	}
	all, err := d.Store.Revisions(r.Context(), s.ID)
	if err != nil {
		return err
	}
	screen.Branches = leftovers(all, s.Head)
	if screen.Assets, err = d.Store.Assets(r.Context(), screen.Revision.Document.Assets()); err != nil {
		return err
	}
	if s.Group != "" {
		if screen.Translations, err = d.Store.Stories(r.Context(), store.Filter{Group: s.Group, Limit: 60}); err != nil {
			return err
		}
	}
	if screen.Blocks, err = d.blocksOf(&screen); err != nil {
		return err
	}
	return d.draw(w, r, screen)
}

// blocksOf are the data that the editor's script begins with.
func (d *Desk) blocksOf(e *Edit) (Blocks, error) {
	document, _, err := e.Revision.Document.Canonical()
	if err != nil {
		return Blocks{}, err
	}
	words, err := d.editorWords()
	if err != nil {
		return Blocks{}, err
	}
	known := make([]choice, 0, len(e.Assets))
	for _, a := range e.Assets {
		known = append(known, choiceOf(&a))
	}
	assets, err := json.Marshal(known)
	return Blocks{Document: string(document), Words: words, Assets: string(assets)}, err
}

// leftovers are the branches that nobody has merged or gone past with intent:
// those younger than the head's last merge.
func leftovers(newestFirst []story.Revision, head int) []story.Revision {
	var kept []story.Revision
	for _, r := range newestFirst {
		if r.Branch {
			kept = append(kept, r)
		}
		if r.Origin == story.Merge && !r.Branch && r.Number <= head {
			break
		}
	}
	return kept
}

func (d *Desk) storyOf(r *http.Request) (*story.Story, *edition.Edition, error) {
	of := r.PathValue("id")
	if !id.Valid(of) {
		return nil, nil, notFound()
	}
	s, err := d.Store.Story(r.Context(), story.ID(of))
	if err != nil {
		return nil, nil, err
	}
	e, err := d.Store.Edition(r.Context(), s.Edition)
	return s, e, err
}

// saving is what the editor's script sends.
type saving struct {
	Base     int             `json:"base"`
	Document json.RawMessage `json:"document"`
	Key      string          `json:"key"`
	Origin   story.Origin    `json:"origin"`
}

// save keeps a text: the whole document as JSON from the editor's script, or
// the head's fields alone as a form from a browser without one.
func (d *Desk) save(w http.ResponseWriter, r *http.Request) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return d.saveForm(w, r)
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var sent saving
	if err := json.Unmarshal(raw, &sent); err != nil {
		return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	doc, err := story.Decode(sent.Document)
	if err != nil {
		return err
	}
	if sent.Origin != story.Save && sent.Origin != story.Merge {
		sent.Origin = story.Autosave
	}
	of := story.ID(r.PathValue("id"))
	saved, err := d.Newsroom.Save(r.Context(), who(r), of, sent.Base, doc, sent.Origin, sent.Key)
	if err != nil {
		return err
	}
	if !saved.Branch {
		answerJSON(w, http.StatusOK, map[string]any{"revision": saved.Revision, "saved": d.clock(saved.At)})
		return nil
	}
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	answerJSON(w, http.StatusConflict, map[string]any{"head": saved.Head, "branch": saved.Revision, "by": names[saved.HeadBy],
		"url": comparePath(of, saved.Head, saved.Revision), "saved": d.clock(saved.At)})
	return nil
}

func (d *Desk) clock(t time.Time) string { return t.Format("15:04:05") }

func comparePath(of story.ID, old, new int) string {
	return storyPath(of) + "/compare?old=" + strconv.Itoa(old) + "&new=" + strconv.Itoa(new)
}

// saveForm saves the fields of the head over the body as it stands.
func (d *Desk) saveForm(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	base, err := strconv.Atoi(r.PostFormValue("base"))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	rev, err := d.Store.Revision(r.Context(), of, base)
	if err != nil {
		return err
	}
	doc := *rev.Document
	doc.Head = headOf(r, doc.Head)
	saved, err := d.Newsroom.Save(r.Context(), who(r), of, base, &doc, story.Save, r.PostFormValue("key"))
	if err != nil {
		return err
	}
	if saved.Branch {
		return redirect(w, r, comparePath(of, saved.Head, saved.Revision))
	}
	return redirect(w, r, storyPath(of))
}

func headOf(r *http.Request, was story.Head) story.Head {
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	h := story.Head{Headline: field("headline"), Standfirst: field("standfirst"), Byline: field("byline"), Place: field("place"),
		Section: field("section"), Lead: was.Lead}
	if h.Lead != nil {
		lead := *h.Lead
		lead.Alt, lead.Caption = field("lead-alt"), field("lead-caption")
		h.Lead = &lead
	}
	if asset := field("lead"); asset == "" {
		h.Lead = nil
	} else if h.Lead == nil || h.Lead.Asset != asset {
		h.Lead = &story.Lead{Asset: asset, Alt: field("lead-alt"), Caption: field("lead-caption")}
	}
	return h
}

func (d *Desk) act(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	a := story.Act{Kind: story.ActKind(r.PostFormValue("kind")), PublicNote: r.PostFormValue("public-note"),
		InternalNote: r.PostFormValue("internal-note"), Key: r.PostFormValue("key")}
	a.Revision, _ = strconv.Atoi(r.PostFormValue("revision")) // without a number: the working one
	if _, err := d.Newsroom.Act(r.Context(), who(r), of, a); err != nil {
		return err
	}
	return redirect(w, r, storyPath(of))
}

func (d *Desk) stage(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	if err := d.Newsroom.SetStage(r.Context(), who(r), of, story.Stage(r.PostFormValue("stage"))); err != nil {
		return err
	}
	return redirect(w, r, storyPath(of))
}

func (d *Desk) pin(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.storyOf(r)
	if err != nil {
		return err
	}
	lead := s.ID
	if r.PostFormValue("pinned") == "" {
		lead = ""
	}
	if err := d.Newsroom.Pin(r.Context(), who(r), s.Edition, lead); err != nil {
		return err
	}
	return redirect(w, r, storyPath(s.ID))
}

func (d *Desk) translate(w http.ResponseWriter, r *http.Request) error {
	made, err := d.Newsroom.Translate(r.Context(), who(r), story.ID(r.PathValue("id")), edition.Slug(r.PostFormValue("edition")))
	if err != nil {
		return err
	}
	return redirect(w, r, storyPath(made.ID))
}

func (d *Desk) history(w http.ResponseWriter, r *http.Request) error {
	s, e, err := d.storyOf(r)
	if err != nil {
		return err
	}
	h := History{Frame: d.frame(r, "stories"), Story: s, Edition: e}
	head, err := d.Store.Revision(r.Context(), s.ID, s.Head)
	if err != nil {
		return err
	}
	h.Headline = head.Document.Head.Headline
	if h.Revisions, err = d.Store.Revisions(r.Context(), s.ID); err != nil {
		return err
	}
	if h.People, err = d.names(r.Context()); err != nil {
		return err
	}
	return d.draw(w, r, h)
}

func (d *Desk) compare(w http.ResponseWriter, r *http.Request) error {
	s, e, err := d.storyOf(r)
	if err != nil {
		return err
	}
	c := Compare{Frame: d.frame(r, "stories"), Story: s, Edition: e}
	old, _ := strconv.Atoi(r.FormValue("old"))
	new, _ := strconv.Atoi(r.FormValue("new"))
	if c.Old, err = d.Store.Revision(r.Context(), s.ID, old); err != nil {
		return err
	}
	if c.New, err = d.Store.Revision(r.Context(), s.ID, new); err != nil {
		return err
	}
	if c.People, err = d.names(r.Context()); err != nil {
		return err
	}
	c.Lines = differences(paragraphs(c.Old.Document), paragraphs(c.New.Document))
	return d.draw(w, r, c)
}

// restoreRevision takes an earlier text, or one kept as a branch, as the next working revision.
func (d *Desk) restoreRevision(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	number, _ := strconv.Atoi(r.PostFormValue("revision"))
	base, _ := strconv.Atoi(r.PostFormValue("base"))
	rev, err := d.Store.Revision(r.Context(), of, number)
	if err != nil {
		return err
	}
	origin := story.Restored
	if rev.Branch {
		origin = story.Merge
	}
	saved, err := d.Newsroom.Save(r.Context(), who(r), of, base, rev.Document, origin, "")
	if err != nil {
		return err
	}
	if saved.Branch {
		return redirect(w, r, comparePath(of, saved.Head, saved.Revision))
	}
	return redirect(w, r, storyPath(of))
}

func (d *Desk) preview(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.storyOf(r)
	if err != nil {
		return err
	}
	p := Previewed{Frame: d.frame(r, "stories"), Story: s, Revision: s.Head, Light: r.FormValue("light") != ""}
	if n, err := strconv.Atoi(r.FormValue("revision")); err == nil {
		p.Revision = n
	}
	p.Width, _ = strconv.Atoi(r.FormValue("width"))
	rev, err := d.Store.Revision(r.Context(), s.ID, p.Revision)
	if err != nil {
		return err
	}
	p.Headline = rev.Document.Head.Headline
	return d.draw(w, r, p)
}

// page is the readers' page of a revision, in a frame of the preview.
func (d *Desk) page(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.FormValue("revision"))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	return d.Preview(w, r, story.ID(r.PathValue("id")), number, r.FormValue("light") != "")
}

// wantsJSON tells whether a script asks.
func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json") || strings.HasSuffix(r.URL.Path, ".json") ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

func answerJSON(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(what) // who has gone away needs no answer
}
