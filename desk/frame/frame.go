// Package frame is what every screen of the desk shares: the frame around it,
// how it is rendered, how forms are read and sent back, how faults are shown.
package frame

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/edition"
	"dateline/lang"
	"dateline/media"
	"dateline/staff"
	"dateline/story"
)

// Frame is what stands around every screen of the desk.
type Frame struct {
	L       *lang.Language
	Person  *staff.Person  // nil where nobody is signed in
	At      string         // which part of the desk this is, for the navigation
	Style   string         // address of the style sheet
	Scripts []string       // addresses
	Zone    *time.Location // that of the person's machine; all times of the desk are given in it
	Now     time.Time      // when the screen is rendered, in Zone

	FailedJobs int                 // how much work waits for this person
	Waiting    []story.Alert       // of others, which wait for this person to confirm them
	Askers     map[staff.ID]string // the names of who asked for these; nil where none wait
}

// Screen is something that can be rendered: a struct that embeds a Frame.
type Screen interface {
	Body() templ.Component
	Title() string
	Around() Frame
}

// Around is the frame itself, for the layout.
func (f Frame) Around() Frame { return f }

// Words is a message in the language of the desk.
func (f Frame) Words(m lang.Message) string { return f.L.Words(m) }

// When is a time in words: the hour alone where it is today.
func (f Frame) When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(f.Zone)
	if t.Format(time.DateOnly) == f.Now.Format(time.DateOnly) {
		return f.L.Clock(t)
	}
	return f.L.DateTime(t)
}

// Clock is a time of day to the second, for what has just been saved.
func (f Frame) Clock(t time.Time) string { return t.In(f.Zone).Format(time.TimeOnly) }

// EditionName is what the desk calls an edition: by its language, and by its
// slug too where that is another word.
func (f Frame) EditionName(e *edition.Edition) string {
	name := e.Language().English
	if !strings.EqualFold(string(e.Slug), string(e.Lang)) {
		name += " (" + string(e.Slug) + ")"
	}
	return name
}

// Edition is the one of the slug; one that is gone reads as English.
func Edition(all []edition.Edition, slug edition.Slug) *edition.Edition {
	i := slices.IndexFunc(all, func(e edition.Edition) bool { return e.Slug == slug })
	if i < 0 {
		return &edition.Edition{Slug: slug, Lang: "en", Zone: "UTC"}
	}
	return &all[i]
}

// StoryPath is the address of a story's screen.
func StoryPath(of story.ID) string { return "/desk/stories/" + string(of) }

// StatePath is where a story's screen says what readers see of it, and takes
// the last act back: on a phone that is far below its headline.
func StatePath(of story.ID) string { return StoryPath(of) + "#now" }

// AssetPath is the address of an upload's screen.
func AssetPath(of media.ID) string { return "/desk/assets/" + string(of) }

// zoneCookie holds the time zone of the person's machine; the desk's script sets it.
const zoneCookie = "desk-zone"

// zone is the time zone of the person's machine, UTC where it is unknown.
func zone(r *http.Request) *time.Location {
	cookie, err := r.Cookie(zoneCookie)
	if err != nil {
		return time.UTC
	}
	name, err := url.QueryUnescape(cookie.Value)
	if err != nil || name == "Local" || len(name) > 64 {
		return time.UTC
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}
