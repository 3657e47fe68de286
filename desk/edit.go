package desk

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Edit is the editor of one story, with all that can be done to it.
type Edit struct {
	Frame
	Story        *story.Story
	Head         story.Head      // what the fields over the text hold
	Revision     *story.Revision // the working one
	Edition      *edition.Edition
	Others       []edition.Edition // those that the story may be translated for
	Translations []store.Row
	Branches     []story.Revision // texts that were kept beside the head and not taken up since
	People       map[staff.ID]string
	Assets       map[media.ID]media.Asset
	Key          string // idempotency key for the act's form
	Editor       string // address of the editor's script
	Blocks       Blocks
	Wrong        Wrong
	Act          story.Act // what was typed into the form of the act that was refused
	Since        Since     // what others have done meanwhile, where that is why it was refused
}

// Blocks are the data blocks of the editor's page, each a JSON text.
type Blocks struct {
	Document, Words, Assets string
}

func (s Edit) body() templ.Component { return edit(s) }
func (s Edit) title() string {
	if h := s.Revision.Document.Head.Headline; h != "" {
		return h
	}
	return s.w(msg.DeskUntitled())
}

// pinned tells whether the story is the lead of its edition.
func (s Edit) pinned() bool { return s.Edition.Lead == string(s.Story.ID) }

// public is where readers find the story.
func (s Edit) public() string {
	head := s.Revision.Document.Head
	return address.Story(s.Edition.Slug, edition.Slug(head.Section), s.Story.ID, head.Headline)
}

// to is the edition as the buttons name it.
func (s Edit) to() string { return s.w(msg.DeskEditionOf(s.edition(s.Edition))) }

// typedInto is the note of the act's form that was refused; empty in all others.
func (s Edit) typedInto(kind story.ActKind) story.Act {
	if s.Act.Kind != kind {
		return story.Act{}
	}
	return s.Act
}

// moved tells whether an act was refused for what others have done since its screen was drawn.
func (s Edit) moved() bool { return len(s.Since.Acts) > 0 }

// about is the reason why an act's form was refused.
func (s Edit) about(kind story.ActKind) Wrong {
	if s.Act.Kind != kind || s.moved() {
		return Wrong{}
	}
	return s.Wrong
}

func (d *Desk) edit(w http.ResponseWriter, r *http.Request) error {
	s, err := d.editor(r)
	if err != nil {
		return err
	}
	return d.draw(w, r, s)
}

// editor is the screen of the story in the request's address.
func (d *Desk) editor(r *http.Request) (s Edit, err error) {
	s = Edit{Frame: d.frame(r, "stories"), Key: id.New(), Editor: files.address("editor.js")}
	if s.Story, s.Edition, err = d.storyOf(r); err != nil {
		return s, err
	}
	if s.Revision, err = d.Store.Revision(r.Context(), s.Story.ID, s.Story.Head); err != nil {
		return s, err
	}
	s.Head = s.Revision.Document.Head
	if err := d.around(r, &s); err != nil {
		return s, err
	}
	s.Blocks, err = d.blocksOf(&s)
	return s, err
}

// around reads what stands beside the text: people, files, translations, texts kept beside.
func (d *Desk) around(r *http.Request, s *Edit) error {
	editions, err := d.Store.Editions(r.Context())
	if err != nil {
		return err
	}
	if s.Story.Group != "" {
		if s.Translations, err = d.Store.Stories(r.Context(), store.Filter{Group: s.Story.Group, Limit: 60}); err != nil {
			return err
		}
	}
	s.Others, s.Translations = apart(editions, s)
	if s.People, err = d.names(r.Context()); err != nil {
		return err
	}
	all, err := d.Store.Revisions(r.Context(), s.Story.ID)
	if err != nil {
		return err
	}
	s.Branches = leftovers(all, s.Story.Head)
	s.Assets, err = d.Store.Assets(r.Context(), s.Revision.Document.Assets())
	return err
}

// apart leaves out the story itself, and the editions that tell it already.
func apart(editions []edition.Edition, s *Edit) (others []edition.Edition, translations []store.Row) {
	told := map[edition.Slug]bool{s.Edition.Slug: true}
	for _, row := range s.Translations {
		if row.Story.ID != s.Story.ID {
			told[row.Story.Edition] = true
			translations = append(translations, row)
		}
	}
	for _, e := range editions {
		if !told[e.Slug] {
			others = append(others, e)
		}
	}
	return others, translations
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

// dataBlock is a data block of a page: nothing in the JSON can end it.
func dataBlock(id, json string) string {
	safe := strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(json)
	return `<script type="application/json" id="` + id + `">` + safe + `</script>`
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
		return nil, nil, fault.New(fault.NotFound, msg.FaultUnknownStory())
	}
	s, err := d.Store.Story(r.Context(), story.ID(of))
	if err != nil {
		return nil, nil, err
	}
	e, err := d.Store.Edition(r.Context(), s.Edition)
	return s, e, err
}

// lead is the head's picture; one without an asset where there is none.
func (s Edit) lead() story.Lead {
	if s.Head.Lead == nil {
		return story.Lead{}
	}
	return *s.Head.Lead
}
