package desk

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Frame is what stands around every screen of the desk.
type Frame struct {
	L      *lang.Language
	Person *staff.Person // nil where nobody is signed in
	At     string        // which part of the desk this is, for the navigation
	Style  string        // address of the style sheet
	Script string        // address of htmx
}

func (f Frame) w(m lang.Message) string { return f.L.Words(m) }

// screen is something that can be drawn.
type screen interface {
	body() templ.Component
	title() string
	frame() Frame
}

func (f Frame) frame() Frame { return f }

// when is a time in words, in the zone of an edition or in UTC.
func (f Frame) when(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return f.L.DateTime(t.In(zone))
}

// SignIn is the screen that lets people in.
type SignIn struct {
	Frame
	Name, Next, Wrong string
}

// Link is the screen that a sign-in link opens.
type Link struct {
	Frame
	Token string
}

// Account is a person's own screen: password and sessions.
type Account struct {
	Frame
	Fresh       bool // they have no password yet
	MinPassword int
	Sessions    []SessionRow
}

// SessionRow is one place where a person is signed in.
type SessionRow struct {
	Token, Agent string
	Began, Seen  time.Time
	Here         bool
}

// List is the list of stories.
type List struct {
	Frame
	Editions []edition.Edition
	Rows     []store.Row
	Filter   store.Filter
	Mine     bool
	Next     string // address of the older ones; empty on the last page
	Counts   string
}

func (l List) edition(slug edition.Slug) *edition.Edition {
	i := slices.IndexFunc(l.Editions, func(e edition.Edition) bool { return e.Slug == slug })
	if i < 0 {
		return &edition.Edition{Slug: slug, Lang: "en", Zone: "UTC"}
	}
	return &l.Editions[i]
}

// NewStory is the form for a story that begins.
type NewStory struct {
	Frame
	Editions []edition.Edition
	Edition  edition.Slug
}

// Edit is the editor of one story, with all that can be done to it.
type Edit struct {
	Frame
	Story        *story.Story
	Revision     *story.Revision // the working one
	Edition      *edition.Edition
	Editions     []edition.Edition
	Translations []store.Row
	Branches     []story.Revision // texts that were kept beside the head and not taken up since
	People       map[staff.ID]string
	Assets       map[media.ID]media.Asset
	Key          string // idempotency key for the act's form
	Editor       string // address of the editor's script
	Blocks       Blocks
}

// Blocks are the data blocks of the editor's page, each a JSON text.
type Blocks struct {
	Document, Words, Assets string
}

// Pinned tells whether the story is the lead of its edition.
func (e Edit) Pinned() bool { return e.Edition.Lead == string(e.Story.ID) }

// History is the list of a story's revisions and acts.
type History struct {
	Frame
	Story     *story.Story
	Headline  string
	Edition   *edition.Edition
	Revisions []story.Revision
	People    map[staff.ID]string
}

// Compare is two revisions side by side.
type Compare struct {
	Frame
	Story    *story.Story
	Edition  *edition.Edition
	Old, New *story.Revision
	People   map[staff.ID]string
	Lines    []Difference
}

// Difference is a paragraph of a comparison.
type Difference struct {
	Kind DifferenceKind
	Text string
}

// DifferenceKind says which side a paragraph stands on.
type DifferenceKind string

// The kinds of differences.
const (
	Same    DifferenceKind = "same"
	Added   DifferenceKind = "added"
	Removed DifferenceKind = "removed"
)

// Previewed is the readers' page of a working revision at four widths.
type Previewed struct {
	Frame
	Story    *story.Story
	Headline string
	Revision int
	Width    int // 0: all four
	Light    bool
}

// Alerts is the list of breaking items and the form for the next.
type Alerts struct {
	Frame
	Live, Past []story.Alert
	Languages  []*lang.Language
	Recent     []store.Row // public stories that an alert may point to
	Zone       *time.Location
	Wrong      string      // why the form was not taken; empty at first
	Form       story.Alert // what the form holds
	Minutes    string
	Editions   map[lang.Tag][]string // the names of the editions in which a language's text stands
}

// Assets is the library of uploads.
type Assets struct {
	Frame
	Kind media.Kind
	Text string
	List []media.Asset
}

// Asset is one upload.
type Asset struct {
	Frame
	Asset *media.Asset
}

// People is the list of the staff.
type People struct {
	Frame
	List []staff.Person
	Link string // a sign-in link that was just made; shown once
	For  string // whose
}

// Editions is the list of editions.
type Editions struct {
	Frame
	List []edition.Edition
}

// EditionForm is one edition's form.
type EditionForm struct {
	Frame
	Edition   *edition.Edition
	Languages []*lang.Language
	Fresh     bool
}

// Failed is the answer to a fault.
type Failed struct {
	Frame
	Fault *fault.Fault
	ID    string
	Back  string
}

func (s SignIn) title() string      { return s.w(msg.DeskSignIn()) }
func (s Link) title() string        { return s.w(msg.DeskSignIn()) }
func (s Account) title() string     { return s.w(msg.DeskAccount()) }
func (s List) title() string        { return s.w(msg.DeskStories()) }
func (s NewStory) title() string    { return s.w(msg.DeskNewStory()) }
func (s History) title() string     { return s.w(msg.DeskHistoryOf(s.Headline)) }
func (s Compare) title() string     { return s.w(msg.DeskCompare(s.Old.Number, s.New.Number)) }
func (s Previewed) title() string   { return s.w(msg.DeskPreviewOf(s.Headline)) }
func (s Alerts) title() string      { return s.w(msg.DeskAlerts()) }
func (s Assets) title() string      { return s.w(msg.DeskMedia()) }
func (s Asset) title() string       { return s.Asset.Filename }
func (s People) title() string      { return s.w(msg.DeskPeople()) }
func (s Editions) title() string    { return s.w(msg.DeskEditions()) }
func (s EditionForm) title() string { return s.w(msg.DeskEditions()) }
func (s Failed) title() string      { return s.w(s.Fault.Message) }
func (s Edit) title() string {
	if h := s.Revision.Document.Head.Headline; h != "" {
		return h
	}
	return s.w(msg.DeskUntitled())
}

func (s SignIn) body() templ.Component      { return signIn(s) }
func (s Link) body() templ.Component        { return link(s) }
func (s Account) body() templ.Component     { return account(s) }
func (s List) body() templ.Component        { return list(s) }
func (s NewStory) body() templ.Component    { return newStory(s) }
func (s Edit) body() templ.Component        { return edit(s) }
func (s History) body() templ.Component     { return history(s) }
func (s Compare) body() templ.Component     { return compare(s) }
func (s Previewed) body() templ.Component   { return preview(s) }
func (s Alerts) body() templ.Component      { return alerts(s) }
func (s Assets) body() templ.Component      { return assets(s) }
func (s Asset) body() templ.Component       { return asset(s) }
func (s People) body() templ.Component      { return people(s) }
func (s Editions) body() templ.Component    { return editions(s) }
func (s EditionForm) body() templ.Component { return editionForm(s) }
func (s Failed) body() templ.Component      { return failed(s) }

// bare is the frame of a screen that nobody is signed in to.
func (d *Desk) bare() Frame {
	return Frame{L: d.language(), Style: d.Files("desk.css"), Script: files.address("htmx.js")}
}

// frame is the frame of a screen of the person who asks.
func (d *Desk) frame(r *http.Request, at string) Frame {
	f := d.bare()
	f.Person, f.At = who(r), at
	return f
}

func (d *Desk) draw(w http.ResponseWriter, r *http.Request, s screen) error {
	return d.drawStatus(w, r, http.StatusOK, s)
}

// drawStatus draws a screen whole before the first byte is sent, so that a
// fault on the way is still a fault.
func (d *Desk) drawStatus(w http.ResponseWriter, r *http.Request, status int, s screen) error {
	var b bytes.Buffer
	if err := layout(s).Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.Copy(w, &b) // who has gone away needs no answer
	return nil
}

// fail is the answer to a fault: to the sign-in for who is not signed in, words
// and the id for everybody else; the editor's script gets the same as JSON.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, f *fault.Fault, id string) {
	if wantsJSON(r) {
		answerJSON(w, f.Kind.Status(), map[string]string{"error": d.language().Words(f.Message), "id": id})
		return
	}
	if f.Kind == fault.Unauthorized && r.Method == http.MethodGet && r.URL.Path != "/desk/sign-in" {
		http.Redirect(w, r, "/desk/sign-in?next="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	screen := Failed{Frame: d.bare(), Fault: f, ID: id, Back: back(r)}
	if err := d.drawStatus(w, r, f.Kind.Status(), screen); err != nil {
		d.Log.Error("drawing a fault", "id", id, "error", err)
		http.Error(w, id, http.StatusInternalServerError)
	}
}

// names are the names of the staff by id.
func (d *Desk) names(ctx context.Context) (map[staff.ID]string, error) {
	people, err := d.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[staff.ID]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, nil
}
