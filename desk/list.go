package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"dateline/edition"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// listLength is how many stories a page of the list holds.
const listLength = 50

func (d *Desk) list(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	l := List{Frame: d.frame(r, "stories"), Mine: q.Get("by") == "me", Filter: store.Filter{
		Edition: edition.Slug(q.Get("edition")), Section: q.Get("section"), Stage: story.Stage(q.Get("stage")),
		Publication: story.Publication(q.Get("public")), Text: q.Get("q"), OpenOnly: q.Get("open") != "", Limit: listLength + 1}}
	if l.Mine {
		l.Filter.By = who(r).ID
	}
	if before, err := strconv.ParseInt(q.Get("before"), 10, 64); err == nil {
		l.Filter.Before = time.UnixMicro(before)
	}
	var err error
	if l.Editions, err = d.Store.Editions(r.Context()); err != nil {
		return err
	}
	if l.Rows, err = d.Store.Stories(r.Context(), l.Filter); err != nil {
		return err
	}
	if len(l.Rows) > listLength {
		l.Rows = l.Rows[:listLength]
		q.Set("before", strconv.FormatInt(l.Rows[listLength-1].Touched.UnixMicro(), 10))
		l.Next = "/desk/?" + q.Encode()
	}
	return d.draw(w, r, l)
}

func (d *Desk) newForm(w http.ResponseWriter, r *http.Request) error {
	all, err := d.Store.Editions(r.Context())
	if err != nil {
		return err
	}
	return d.draw(w, r, NewStory{Frame: d.frame(r, "new"), Editions: all, Edition: edition.Slug(r.FormValue("edition"))})
}

func (d *Desk) create(w http.ResponseWriter, r *http.Request) error {
	e, err := d.Store.Edition(r.Context(), edition.Slug(r.PostFormValue("edition")))
	if err != nil {
		return err
	}
	section := ""
	if len(e.Sections) > 0 {
		section = string(e.Sections[0].Slug)
	}
	doc := story.Blank(section)
	doc.Head.Headline = r.PostFormValue("headline")
	s, err := d.Newsroom.Draft(r.Context(), who(r), newsroom.New{Edition: e.Slug, Type: story.Type(r.PostFormValue("type")),
		Origin: story.Save, Document: &doc})
	if err != nil {
		return err
	}
	return redirect(w, r, storyPath(s.ID))
}

// storiesJSON is what the editor's picker of related stories reads.
func (d *Desk) storiesJSON(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.Store.Stories(r.Context(), store.Filter{Edition: edition.Slug(r.FormValue("edition")), Text: r.FormValue("q"),
		Publication: story.Public, Limit: 20})
	if err != nil {
		return err
	}
	type choice struct {
		ID       story.ID `json:"id"`
		Headline string   `json:"headline"`
	}
	choices := make([]choice, 0, len(rows))
	for _, row := range rows {
		choices = append(choices, choice{row.Story.ID, row.Headline})
	}
	answerJSON(w, http.StatusOK, choices)
	return nil
}

func storyPath(id story.ID) string { return "/desk/stories/" + string(id) }

func queryEscape(s string) string { return url.QueryEscape(s) }

// back is where a person who met a fault may go on.
func back(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err == nil && from.Host == r.Host && len(from.Path) > 5 && from.Path[:6] == "/desk/" {
		return from.RequestURI()
	}
	return "/desk/"
}

func (d *Desk) people(w http.ResponseWriter, r *http.Request) error {
	return d.drawPeople(w, r, "", "")
}

func (d *Desk) drawPeople(w http.ResponseWriter, r *http.Request, link, name string) error {
	people, err := d.Store.People(r.Context())
	if err != nil {
		return err
	}
	return d.draw(w, r, People{Frame: d.frame(r, "people"), List: people, Link: link, For: name})
}

func (d *Desk) hire(w http.ResponseWriter, r *http.Request) error {
	p, err := d.Newsroom.Hire(r.Context(), who(r), r.PostFormValue("name"), staff.Role(r.PostFormValue("role")))
	if err != nil {
		return err
	}
	return d.showLink(w, r, p)
}

func (d *Desk) employ(w http.ResponseWriter, r *http.Request) error {
	err := d.Newsroom.Employ(r.Context(), who(r), staff.ID(r.PathValue("id")), staff.Role(r.PostFormValue("role")), r.PostFormValue("disabled") != "")
	if err != nil {
		return err
	}
	return redirect(w, r, "/desk/people")
}

func (d *Desk) link(w http.ResponseWriter, r *http.Request) error {
	if !who(r).MayAdminister() {
		return mayNot()
	}
	p, err := d.Store.Person(r.Context(), staff.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return d.showLink(w, r, p)
}

// showLink makes a sign-in link and shows it once.
func (d *Desk) showLink(w http.ResponseWriter, r *http.Request, p *staff.Person) error {
	token, err := d.Gate.Link(r.Context(), p.ID)
	if err != nil {
		return err
	}
	return d.drawPeople(w, r, d.Origin.URL("/desk/link/"+token), p.Name)
}
