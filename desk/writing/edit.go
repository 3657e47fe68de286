package writing

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/desk/dist"
	"dateline/desk/frame"
	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/page"
	"dateline/staff"
	"dateline/story"
)

// Edit is the editor of one story, with all that can be done to it.
type Edit struct {
	frame.Frame
	Story        *story.Story
	Head         story.Head      // what the fields over the text hold
	Revision     *story.Revision // the working one
	Edition      *edition.Edition
	Others       []edition.Edition // those that the story may be translated for
	Translations []story.Row
	Pin          *story.Pin       // the last change of what leads the front page, if it was about this story and can be taken back; nil: none
	Branches     []story.Revision // saved beside the head and not merged since
	People       map[staff.ID]string
	Assets       map[media.ID]media.Asset
	Key          string // idempotency key for the act's form
	Editor       string // address of the editor's script
	Blocks       Blocks
	Wrong        frame.Wrong
	Act          story.Act // what was typed into the form of the act that was refused
	Since        Since     // what others have done meanwhile, where that is why it was refused
	Moved        int       // the revision as which its text was saved before it was moved to another stage just now; 0: it was not
	Begun        bool      // it has just been begun as a translation
}

// Blocks are the data blocks of the editor's page, each a JSON text.
type Blocks struct {
	Document, Words, Assets, Owner string
}

func (s Edit) Body() templ.Component { return edit(s) }
func (s Edit) Title() string {
	if h := s.Revision.Document.Head.Headline; h != "" {
		return h
	}
	return s.Words(msg.DeskUntitled())
}

// pinned tells whether the story is the lead of its edition.
func (s Edit) pinned() bool { return s.Edition.Lead == string(s.Story.ID) }

// public is where readers find the story.
func (s Edit) public() string {
	head := s.Revision.Document.Head
	return address.Story(s.Edition.Slug, edition.Slug(head.Section), s.Story.ID, head.Headline)
}

// to is the edition as the buttons name it.
func (s Edit) to() string { return s.Words(msg.DeskEditionOf(s.EditionName(s.Edition))) }

// typedIn is the note of the act's form that was refused; empty in all others.
func (s Edit) typedIn(kind story.ActKind) story.Act {
	if s.Act.Kind != kind {
		return story.Act{}
	}
	return s.Act
}

// undoesPin tells whether the last thing that can be taken back here is a change of what leads the front page.
func (s Edit) undoesPin() bool {
	a, ok := s.Story.Undoable(s.Now)
	return s.Pin != nil && (!ok || a.At.Before(s.Pin.At))
}

// chooses tells whether the person's own text stands beside the working one: until one of the two is chosen, nothing goes out.
func (s Edit) chooses() bool {
	return slices.ContainsFunc(s.Branches, func(r story.Revision) bool { return r.By == s.Person.ID })
}

// moved tells whether an act was refused for what others have done since its screen was drawn.
func (s Edit) moved() bool { return len(s.Since.Acts) > 0 }

// about is the reason why an act's form was refused.
func (s Edit) about(kind story.ActKind) frame.Wrong {
	if s.Act.Kind != kind || s.moved() {
		return frame.Wrong{}
	}
	return s.Wrong
}

// Edit shows a story in the editor. What the person has typed on it elsewhere
// is a revision then; a part of the page that is asked for again changes nothing.
func (d *Desk) Edit(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("HX-Request") == "" {
		of := r.PathValue("id")
		if err := d.Newsroom.CheckpointOwn(r.Context(), frame.Who(r), story.ID(of)); err != nil {
			d.Log.Warn("a working copy cannot be a revision", "story", of, "error", err) // it stays, and the page opens all the same
		}
	}
	s, err := d.editor(r)
	if err != nil {
		return err
	}
	s.Moved, _ = strconv.Atoi(frame.Field(r, "moved")) // without a number it was not
	s.Begun = frame.Field(r, "begun") != ""
	return d.Render(w, r, s)
}

// editor is the screen of the story in the request's address.
func (d *Desk) editor(r *http.Request) (s Edit, err error) {
	s = Edit{Frame: d.Frame(r, "stories"), Key: id.New(), Editor: dist.Address("editor.js")}
	if s.Story, s.Edition, err = d.storyOf(r); err != nil {
		return s, err
	}
	if s.Revision, err = d.Newsroom.Revision(r.Context(), frame.Who(r), s.Story.ID, s.Story.Head); err != nil {
		return s, err
	}
	s.Head = s.Revision.Document.Head
	if err := d.around(r, &s); err != nil {
		return s, err
	}
	if s.Blocks, err = blocksOf(&s); err != nil {
		return s, err
	}
	s.Blocks.Owner, err = d.owner(r, s.Story.ID)
	return s, err
}

// owner says whose the text is that the browser saves until the server has it:
// the person, the key that it is encrypted with, and what of it is here.
func (d *Desk) owner(r *http.Request, of story.ID) (string, error) {
	by := frame.Who(r)
	key, err := d.Newsroom.BrowserKey(r.Context(), by)
	if fault.Is(err, fault.Unavailable) { // a new one cannot be saved: the page says that what it saves is not encrypted
		d.Log.Warn("a person has no key for their browsers", "person", by.ID, "error", err)
	} else if err != nil {
		return "", err
	}
	tabs, err := d.Newsroom.Tabs(r.Context(), by, of)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(map[string]any{"person": by.ID, "key": key, "tabs": tabs})
	return string(raw), err
}

// around reads what stands beside the text: people, files, translations, branches.
func (d *Desk) around(r *http.Request, s *Edit) error {
	editions, err := d.Newsroom.Editions(r.Context(), frame.Who(r))
	if err != nil {
		return err
	}
	if s.Story.Group != "" {
		if s.Translations, err = d.Newsroom.Stories(r.Context(), frame.Who(r), story.Filter{Group: s.Story.Group, Limit: 60}); err != nil {
			return err
		}
	}
	s.Others, s.Translations = apart(editions, s)
	pin, err := d.Newsroom.UndoablePin(r.Context(), frame.Who(r), s.Story.Edition)
	if err != nil {
		return err
	}
	if pin != nil && (pin.Story == s.Story.ID || pin.Led == s.Story.ID) {
		s.Pin = pin
	}
	if s.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	all, err := d.Newsroom.Revisions(r.Context(), frame.Who(r), s.Story.ID)
	if err != nil {
		return err
	}
	s.Branches = story.Unmerged(all, s.Story.Head)
	s.Assets, err = d.Newsroom.Assets(r.Context(), frame.Who(r), s.Revision.Document.Assets())
	return err
}

// apart leaves out the story itself, and the editions that have it already.
func apart(editions []edition.Edition, s *Edit) (others []edition.Edition, translations []story.Row) {
	covered := map[edition.Slug]bool{s.Edition.Slug: true}
	for _, row := range s.Translations {
		if row.Story.ID != s.Story.ID {
			covered[row.Story.Edition] = true
			translations = append(translations, row)
		}
	}
	for _, e := range editions {
		if !covered[e.Slug] {
			others = append(others, e)
		}
	}
	return others, translations
}

// blocksOf are the data that the editor's script begins with.
func blocksOf(e *Edit) (Blocks, error) {
	document, _, err := e.Revision.Document.Canonical()
	if err != nil {
		return Blocks{}, err
	}
	words, err := editorWords(e.Frame)
	if err != nil {
		return Blocks{}, err
	}
	known := make([]frame.Choice, 0, len(e.Assets))
	for _, a := range e.Assets {
		known = append(known, frame.ChoiceOf(&a))
	}
	assets, err := json.Marshal(known)
	return Blocks{Document: string(document), Words: words, Assets: string(assets)}, err
}

// dataBlock is a data block of JSON that is ready.
func dataBlock(id, text string) templ.Component {
	return page.DataBlock("application/json", id, json.RawMessage(text))
}

func (d *Desk) storyOf(r *http.Request) (*story.Story, *edition.Edition, error) {
	s, err := d.Newsroom.Story(r.Context(), frame.Who(r), story.ID(r.PathValue("id")))
	if err != nil {
		return nil, nil, err
	}
	e, err := d.Newsroom.Edition(r.Context(), frame.Who(r), s.Edition)
	return s, e, err
}

// lead is the head's picture; one without an asset where there is none.
func (s Edit) lead() story.Lead {
	if s.Head.Lead == nil {
		return story.Lead{}
	}
	return *s.Head.Lead
}
