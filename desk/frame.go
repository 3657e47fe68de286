package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/staff"
)

// Frame is what stands around every screen of the desk.
type Frame struct {
	L       *lang.Language
	Person  *staff.Person  // nil where nobody is signed in
	At      string         // which part of the desk this is, for the navigation
	Style   string         // address of the style sheet
	Scripts []string       // addresses
	Zone    *time.Location // that of the person's machine; all times of the desk are given in it
	Now     time.Time      // when the screen is drawn, in Zone
}

// screen is something that can be drawn.
type screen interface {
	body() templ.Component
	title() string
	frame() Frame
}

func (f Frame) frame() Frame { return f }

func (f Frame) w(m lang.Message) string { return f.L.Words(m) }

// when is a time in words: the hour alone where it is today.
func (f Frame) when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(f.Zone)
	if t.Format(time.DateOnly) == f.Now.Format(time.DateOnly) {
		return f.L.Clock(t)
	}
	return f.L.DateTime(t)
}

// clock is a time of day to the second, for what has just been saved.
func (f Frame) clock(t time.Time) string { return t.In(f.Zone).Format(time.TimeOnly) }

// edition is what the desk calls an edition: by its language, and by its word
// in the address too where that is another one.
func (f Frame) edition(e *edition.Edition) string {
	name := e.Language().English
	if !strings.EqualFold(string(e.Slug), string(e.Lang)) {
		name += " (" + string(e.Slug) + ")"
	}
	return name
}

// zoneCookie holds the time zone of the person's machine; the desk's script sets it.
const zoneCookie = "desk-zone"

// zone is the time zone that the person's machine has told of, else UTC.
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

// bare is the frame of a screen that nobody is signed in to.
func (d *Desk) bare(r *http.Request) Frame {
	at := zone(r)
	return Frame{L: d.language(), Style: d.Files("desk.css"), Scripts: []string{files.address("desk.js")}, Zone: at, Now: d.Now().In(at)}
}

// frame is the frame of a screen of the person who asks.
func (d *Desk) frame(r *http.Request, at string) Frame {
	f := d.bare(r)
	f.Person, f.At = who(r), at
	f.Scripts = append(f.Scripts, files.address("htmx.js"))
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

func redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// field is what was typed into a field of a form, without spaces around it,
// with the line ends and the characters that records keep.
func field(r *http.Request, name string) string {
	return typed(r.FormValue(name))
}

func typed(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
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

func notFound() error { return fault.New(fault.NotFound, fault.NotFound.General()) }
