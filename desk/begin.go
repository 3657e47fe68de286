package desk

import (
	"net/http"

	"github.com/a-h/templ"

	"dateline/edition"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/story"
)

// NewStory is the form for a story that begins.
type NewStory struct {
	Frame
	Editions []edition.Edition
	Edition  edition.Slug
	Type     story.Type
	Headline string
	Wrong    Wrong
}

func (s NewStory) title() string         { return s.w(msg.DeskNewStory()) }
func (s NewStory) body() templ.Component { return newStory(s) }

func (d *Desk) newForm(w http.ResponseWriter, r *http.Request) error {
	s, err := d.newStory(r, Wrong{})
	if err != nil {
		return err
	}
	return d.draw(w, r, s)
}

func (d *Desk) newStory(r *http.Request, wrong Wrong) (screen, error) {
	all, err := d.Store.Editions(r.Context())
	return NewStory{Frame: d.frame(r, "new"), Editions: all, Edition: edition.Slug(field(r, "edition")),
		Type: story.Type(field(r, "type")), Headline: field(r, "headline"), Wrong: wrong}, err
}

func (d *Desk) create(w http.ResponseWriter, r *http.Request) error {
	s, err := d.begin(r)
	if err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) { return d.newStory(r, wrong) })
	}
	return redirect(w, r, storyPath(s.ID))
}

// begin drafts a story with a headline alone, in its edition's first section.
func (d *Desk) begin(r *http.Request) (*story.Story, error) {
	e, err := d.Store.Edition(r.Context(), edition.Slug(field(r, "edition")))
	if err != nil {
		return nil, err
	}
	section := ""
	if len(e.Sections) > 0 {
		section = string(e.Sections[0].Slug)
	}
	doc := story.Blank(section)
	doc.Head.Headline = field(r, "headline")
	return d.Newsroom.Draft(r.Context(), who(r), newsroom.New{Edition: e.Slug, Type: story.Type(field(r, "type")),
		Origin: story.Save, Document: &doc})
}
