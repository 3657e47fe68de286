package writing

import (
	"net/http"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/story"
)

// NewStory is the form for a story that begins.
type NewStory struct {
	frame.Frame
	Editions []edition.Edition
	Edition  edition.Slug
	Type     story.Type
	Headline string
	Wrong    frame.Wrong
}

func (s NewStory) Title() string         { return s.Words(msg.DeskNewStory()) }
func (s NewStory) Body() templ.Component { return newStory(s) }

// NewForm shows the form for a story that begins.
func (d *Desk) NewForm(w http.ResponseWriter, r *http.Request) error {
	s, err := d.newStory(r, frame.Wrong{})
	if err != nil {
		return err
	}
	return d.Render(w, r, s)
}

func (d *Desk) newStory(r *http.Request, wrong frame.Wrong) (frame.Screen, error) {
	all, err := d.Newsroom.Editions(r.Context(), frame.Who(r))
	return NewStory{Frame: d.Frame(r, "new"), Editions: all, Edition: edition.Slug(frame.Field(r, "edition")),
		Type: story.Type(frame.Field(r, "type")), Headline: frame.Field(r, "headline"), Wrong: wrong}, err
}

// Create begins a story.
func (d *Desk) Create(w http.ResponseWriter, r *http.Request) error {
	s, err := d.begin(r)
	if err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) { return d.newStory(r, wrong) })
	}
	return frame.Redirect(w, r, frame.StoryPath(s.ID))
}

// begin drafts a story with a headline alone, in its edition's first section.
func (d *Desk) begin(r *http.Request) (*story.Story, error) {
	e, err := d.Newsroom.Edition(r.Context(), frame.Who(r), edition.Slug(frame.Field(r, "edition")))
	if err != nil {
		return nil, err
	}
	section := ""
	if len(e.Sections) > 0 {
		section = string(e.Sections[0].Slug)
	}
	doc := story.Blank(section)
	doc.Head.Headline = frame.Field(r, "headline")
	return d.Newsroom.Draft(r.Context(), frame.Who(r), newsroom.New{Edition: e.Slug, Type: story.Type(frame.Field(r, "type")),
		Origin: story.Save, Document: &doc})
}
