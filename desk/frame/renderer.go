package frame

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/auth"
	"dateline/desk/dist"
	"dateline/fault"
	"dateline/lang"
	"dateline/staff"
	"dateline/story"
)

// Renderer renders screens, and faults as screens.
type Renderer struct {
	Auth *auth.Auth
	Log  *slog.Logger
	Now  func() time.Time

	// Files are the styles that the desk borrows from the site: name to address.
	Files func(name string) string
	// FailedJobs is how much work has failed and waits for somebody who may publish.
	FailedJobs func(context.Context, *staff.Person) (int, error)
	// Waiting are the alerts of others that the person may confirm.
	Waiting func(context.Context, *staff.Person) ([]story.Alert, error)
	// Names are what everybody is called.
	Names func(context.Context, *staff.Person) (map[staff.ID]string, error)
	// SignedOut is the sign-in that carries a form along whose sender is signed in no more.
	SignedOut func(*http.Request) Screen
}

// language is the language of the desk's own words.
func (d *Renderer) language() *lang.Language { return lang.Of("en") }

// Bare is the frame of a screen that nobody is signed in to.
func (d *Renderer) Bare(r *http.Request) Frame {
	at := zone(r)
	return Frame{L: d.language(), Style: d.Files("desk.css"), Scripts: []string{dist.Address("desk.js")}, Zone: at, Now: d.Now().In(at)}
}

// Frame is the frame of a screen of the person who asks; at is its part of the navigation.
func (d *Renderer) Frame(r *http.Request, at string) Frame {
	f := d.Bare(r)
	f.Person, f.At = Who(r), at
	f.Scripts = append(f.Scripts, dist.Address("htmx.js"))
	var err error
	if f.FailedJobs, err = d.FailedJobs(r.Context(), f.Person); err != nil && !fault.Is(err, fault.Forbidden) {
		d.Log.Warn("failed work cannot be counted", "error", err) // a screen is worth more than the number
	}
	if err = d.wait(r, &f); err != nil && !fault.Is(err, fault.Forbidden) {
		d.Log.Warn("waiting alerts cannot be read", "error", err)
	}
	return f
}

// Render answers with a screen.
func (d *Renderer) Render(w http.ResponseWriter, r *http.Request, s Screen) error {
	return d.RenderStatus(w, r, http.StatusOK, s)
}

// RenderStatus renders a screen whole before the first byte is sent, so that a
// fault on the way is still a fault.
func (d *Renderer) RenderStatus(w http.ResponseWriter, r *http.Request, status int, s Screen) error {
	var b bytes.Buffer
	if err := layout(s).Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.Copy(w, &b) // who has gone away needs no answer
	return nil
}

// retryAfter is when to come again after a fault that passes, in seconds.
const retryAfter = "10"

// Fail is the answer to a fault: the form again where one was refused, the
// sign-in for who is not signed in, a message and the id for everybody else;
// the editor's script gets the same as JSON.
func (d *Renderer) Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault, id string) {
	if f.Kind == fault.Unavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	s, err := d.answerTo(r, f, id)
	switch {
	case WantsJSON(r):
		place := story.PlaceOf(f)
		if place == (story.Place{}) {
			place.Field = fieldOf[f.Message.Key]
		}
		WriteJSON(w, f.Kind.Status(), map[string]any{"error": d.language().Words(f.Message), "id": id, "place": place})
		return
	case err == nil && s == nil:
		toSignIn(w, r)
		return
	case err == nil:
		err = d.RenderStatus(w, r, f.Kind.Status(), s)
	}
	if err != nil {
		d.Log.Error("rendering a fault", "id", id, "error", err)
		http.Error(w, id, http.StatusInternalServerError)
	}
}

// toSignIn sends a person to the sign-in and back here; a part of a page that
// htmx asks for takes the whole page along.
func toSignIn(w http.ResponseWriter, r *http.Request) {
	to := "/desk/sign-in?next=" + url.QueryEscape(r.URL.RequestURI())
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// answerTo is the screen for a fault; nil sends the person to the sign-in.
func (d *Renderer) answerTo(r *http.Request, f *fault.Fault, id string) (Screen, error) {
	var form *refusal
	if errors.As(f, &form) {
		s, err := form.again(Wrong{Field: fieldOf[f.Message.Key], Text: d.language().Words(f.Message), ID: id})
		if err == nil {
			return s, nil
		}
		d.Log.Info("a form cannot be sent back", "id", id, "error", err) // it is not there, or not for this person
	}
	if f.Message.Key == signedOut {
		if r.Method == http.MethodGet {
			return nil, nil
		}
		return d.SignedOut(r), nil
	}
	frame := d.Bare(r)
	frame.Person = d.Auth.Person(r)
	return Failed{Frame: frame, Fault: f, ID: id, Back: back(r)}, nil
}

// back is where a person who met a fault may go on.
func back(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err == nil && from.Host == r.Host && strings.HasPrefix(from.Path, "/desk/") {
		return from.RequestURI()
	}
	return "/desk/"
}

// Failed is the answer to a fault.
type Failed struct {
	Frame
	Fault *fault.Fault
	ID    string
	Back  string
}

// Title is the fault's message.
func (s Failed) Title() string { return s.Words(s.Fault.Message) }

// Body says what is wrong, under which number the log has it, and the way on.
func (s Failed) Body() templ.Component { return failed(s) }
