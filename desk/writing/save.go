package writing

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strconv"

	"dateline/desk/frame"
	"dateline/fault"
	"dateline/newsroom"
	"dateline/story"
)

// saveRequest is what the editor's script sends.
type saveRequest struct {
	Base     int             `json:"base"`
	Document json.RawMessage `json:"document"`
	Key      string          `json:"key"`
	Origin   story.Origin    `json:"origin"`
	Tab      string          `json:"tab"`    // of the editor that sends it; empty: of none
	Number   int64           `json:"number"` // how many changes were made there
	Fold     bool            `json:"fold"`   // nothing is sent: what was sent before is to be a revision
}

func (s saveRequest) typed(d *story.Document) newsroom.Typed {
	return newsroom.Typed{Tab: s.Tab, Number: s.Number, Base: s.Base, Document: d}
}

// Save saves a text: the whole document as JSON from the editor's script, or
// the head's fields alone as a form from a browser without one.
func (d *Desk) Save(w http.ResponseWriter, r *http.Request) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return d.saveForm(w, r)
	}
	sent, doc, err := sentBy(r)
	if err != nil {
		return err
	}
	var saved newsroom.Saved
	of := story.ID(r.PathValue("id"))
	if sent.Tab == "" {
		saved, err = d.Newsroom.Save(r.Context(), frame.Who(r), of, sent.Base, doc, sent.Origin, sent.Key)
	} else {
		saved, err = d.Newsroom.SaveTyped(r.Context(), frame.Who(r), of, sent.typed(doc), sent.Origin, sent.Key)
	}
	if err != nil {
		return err
	}
	return d.answerSave(w, r, saved)
}

// Working saves what is being typed, which is no revision yet; or makes a
// revision of what a tab has sent before, when its page goes away with more
// than browsers send then.
func (d *Desk) Working(w http.ResponseWriter, r *http.Request) error {
	sent, doc, err := sentBy(r)
	if err != nil {
		return err
	}
	of := story.ID(r.PathValue("id"))
	if sent.Fold {
		saved, err := d.Newsroom.Checkpoint(r.Context(), frame.Who(r), of, sent.Tab)
		if err != nil {
			return err
		}
		return d.answerSave(w, r, saved)
	}
	safe, err := d.Newsroom.SaveWorking(r.Context(), frame.Who(r), of, sent.typed(doc))
	if err != nil {
		return err
	}
	frame.WriteJSON(w, http.StatusOK, map[string]any{"base": safe.Base, "head": safe.Head, "saved": d.Bare(r).Clock(safe.At)})
	return nil
}

func sentBy(r *http.Request) (sent saveRequest, doc *story.Document, err error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return sent, nil, err
	}
	if err := json.Unmarshal(raw, &sent); err != nil {
		return sent, nil, fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	if sent.Origin != story.Save {
		sent.Origin = story.Autosave
	}
	if sent.Fold {
		return sent, nil, nil
	}
	doc, err = story.Decode(sent.Document)
	return sent, doc, err
}

// answerSave tells the editor's script under which number its text is safe, or
// which text it conflicts with.
func (d *Desk) answerSave(w http.ResponseWriter, r *http.Request, saved newsroom.Saved) error {
	clock := d.Bare(r).Clock(saved.At)
	if !saved.Branch {
		frame.WriteJSON(w, http.StatusOK, map[string]any{"revision": saved.Revision, "saved": clock})
		return nil
	}
	names, err := d.Newsroom.Names(r.Context(), frame.Who(r))
	if err != nil {
		return err
	}
	frame.WriteJSON(w, http.StatusConflict, map[string]any{"head": saved.Head, "branch": saved.Revision, "by": names[saved.HeadBy],
		"url": comparePath(story.ID(r.PathValue("id")), saved.Head, saved.Revision), "saved": clock})
	return nil
}

// saveForm saves the fields of the head over the body as it stands.
func (d *Desk) saveForm(w http.ResponseWriter, r *http.Request) error {
	return d.saved(w, r, func(newsroom.Saved) (string, error) { return frame.StoryPath(story.ID(r.PathValue("id"))), nil })
}

// saved saves the fields of the head that a form brings along, and only then
// does what else it asks for; next gives the screen to go on from. Where the
// text has become a branch nothing else is done: one of the two is chosen first.
func (d *Desk) saved(w http.ResponseWriter, r *http.Request, next func(newsroom.Saved) (to string, err error)) error {
	of := story.ID(r.PathValue("id"))
	saved, head, err := d.saveHead(r, of)
	var to string
	if err == nil && saved.Branch {
		return frame.Redirect(w, r, comparePath(of, saved.Head, saved.Revision))
	}
	if err == nil {
		to, err = next(saved)
	}
	if err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			s, err := d.editor(r)
			if s.Wrong = wrong; frame.Field(r, "base") != "" {
				s.Head = head
			}
			return s, err
		})
	}
	return frame.Redirect(w, r, to)
}

// saveHead saves the fields of the head. Where nothing was typed into them, or
// they did not come along, nothing is saved: the text is the revision it was.
func (d *Desk) saveHead(r *http.Request, of story.ID) (newsroom.Saved, story.Head, error) {
	head := headOf(r)
	s, err := d.Newsroom.Story(r.Context(), frame.Who(r), of)
	if err != nil {
		return newsroom.Saved{}, head, err
	}
	if frame.Field(r, "base") == "" {
		return newsroom.Saved{Revision: s.Head, Head: s.Head}, head, nil
	}
	base, err := strconv.Atoi(frame.Field(r, "base"))
	if err != nil {
		return newsroom.Saved{}, head, fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	rev, err := d.Newsroom.Revision(r.Context(), frame.Who(r), of, base)
	if err != nil {
		return newsroom.Saved{}, head, err
	}
	doc := *rev.Document
	doc.Head = head
	doc.Normalise()
	if same, err := sameText(&doc, rev.Document); err != nil || same {
		return newsroom.Saved{Revision: base, Head: s.Head}, head, err
	}
	saved, err := d.Newsroom.Save(r.Context(), frame.Who(r), of, base, &doc, story.Save, frame.Field(r, "key"))
	return saved, head, err
}

func sameText(a, b *story.Document) (bool, error) {
	_, one, err := a.Canonical()
	if err != nil {
		return false, err
	}
	_, other, err := b.Canonical()
	return one == other, err
}

// lineEnd is what becomes one space in a line, here as in the editor's script.
var lineEnd = regexp.MustCompile(`\s*\n\s*`)

func headOf(r *http.Request) story.Head {
	line := func(name string) string { return lineEnd.ReplaceAllString(frame.Field(r, name), " ") }
	h := story.Head{Headline: line("headline"), Standfirst: line("standfirst"), Byline: line("byline"), Place: line("place"), Section: frame.Field(r, "section")}
	if asset := frame.Field(r, "lead"); asset != "" {
		h.Lead = &story.Lead{Asset: asset, Alt: frame.Field(r, "lead-alt"), Caption: frame.Field(r, "lead-caption")}
	}
	return h
}
