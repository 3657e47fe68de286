package planning

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/lang/msg"
	"dateline/story"
)

// listLength is how many stories a page of the list holds.
const listLength = 50

// List is the list of stories.
type List struct {
	frame.Frame
	Editions []edition.Edition
	Rows     []story.Row
	Filter   story.Filter
	Mine     bool
	Next     string // address of the older ones; empty on the last page
	asked    url.Values
}

func (l List) Body() templ.Component { return list(l) }
func (l List) Title() string {
	switch {
	case l.Filter.Edition != "":
		return l.Words(msg.DeskStoriesOf(l.Words(msg.DeskEditionOf(l.EditionName(frame.Edition(l.Editions, l.Filter.Edition))))))
	case l.Mine:
		return l.Words(msg.DeskMine())
	}
	return l.Words(msg.DeskStories())
}

// with is the address of this list with one thing asked for otherwise; an
// empty value asks for it no more.
func (l List) with(name, value string) string {
	q := url.Values{}
	for key, values := range l.asked {
		if key != "before" && key != name {
			q[key] = values
		}
	}
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/desk/"
	}
	return "/desk/?" + q.Encode()
}

// filtered tells whether the list leaves stories out.
func (l List) filtered() bool { return len(l.asked) > 0 }

// List shows the stories that are asked for, a page at a time.
func (d *Desk) List(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	for name, values := range q {
		if len(values) == 0 || frame.Typed(values[0]) == "" {
			delete(q, name)
		}
	}
	l := List{Frame: d.Frame(r, "stories"), Mine: q.Get("by") == "me", asked: q, Filter: story.Filter{
		Edition: edition.Slug(q.Get("edition")), Stage: story.Stage(q.Get("stage")), Publication: story.Publication(q.Get("public")),
		Text: frame.Typed(q.Get("q")), OpenOnly: q.Get("open") != "", Limit: listLength + 1}}
	if l.Mine {
		l.Filter.By = frame.Who(r).ID
	}
	l.Filter.Before, l.Filter.BeforeID = place(q.Get("before"))
	var err error
	if l.Editions, err = d.Newsroom.Editions(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	if l.Rows, err = d.Newsroom.Stories(r.Context(), frame.Who(r), l.Filter); err != nil {
		return err
	}
	if len(l.Rows) > listLength {
		l.Rows = l.Rows[:listLength]
		last := l.Rows[listLength-1]
		l.Next = l.with("before", strconv.FormatInt(last.Touched.UnixMicro(), 10)+"."+string(last.Story.ID))
	}
	return d.Render(w, r, l)
}

// place reads where a page of the list begins.
func place(before string) (time.Time, story.ID) {
	at, of, _ := strings.Cut(before, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return time.Time{}, ""
	}
	return time.UnixMicro(micros), story.ID(of)
}

// ListJSON is what the editor's picker of related stories reads.
func (d *Desk) ListJSON(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.Newsroom.Stories(r.Context(), frame.Who(r), story.Filter{Edition: edition.Slug(frame.Field(r, "edition")), Text: frame.Field(r, "q"),
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
	frame.WriteJSON(w, http.StatusOK, choices)
	return nil
}

// other is the value that a link asks for: none where it is asked for already.
func other(here bool, value string) string {
	if here {
		return ""
	}
	return value
}

// newPath begins a story of the edition that the list is of.
func newPath(l List) string {
	if l.Filter.Edition == "" {
		return "/desk/new"
	}
	return "/desk/new?edition=" + url.QueryEscape(string(l.Filter.Edition))
}
