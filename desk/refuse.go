package desk

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"dateline/fault"
	"dateline/lang/msg"
)

// Wrong says why a form was not taken. The zero value says nothing.
type Wrong struct {
	Field string // beside which it stands; empty: over the form
	Text  string
	ID    string // what the log has it under
}

// at tells whether the reason stands beside the field.
func (w Wrong) at(field string) bool { return w.Text != "" && w.Field == field }

// refusal sends a form back, with all that was typed into it.
type refusal struct {
	cause error
	again func(Wrong) (screen, error)
}

func (r *refusal) Error() string { return r.cause.Error() }
func (r *refusal) Unwrap() error { return r.cause }

// refuse is an error whose answer is the form again. Nothing that was typed is
// lost to it, whatever went wrong.
func refuse(err error, again func(Wrong) (screen, error)) error {
	f := fault.Of(err)
	return fault.Wrap(&refusal{err, again}, f.Kind, f.Message)
}

// fieldOf is the field that a rule speaks of, by the rule's message. Those
// that are not here are told over the form.
var fieldOf = map[string]string{
	"fault.correction_note_missing":   "public-note",
	"fault.withdrawal_reason_missing": "internal-note",
	"fault.headline_missing":          "headline",
	"fault.headline_too_long":         "headline",
	"fault.section_missing":           "section",
	"fault.unknown_section":           "section",
	"fault.bad_name":                  "name",
	"fault.bad_slug":                  "slug",
	"fault.unknown_zone":              "zone",
	"fault.language_unknown":          "lang",
	"fault.unknown_role":              "role",
	"fault.password_too_short":        "password",
	"fault.no_file":                   "file",
	"fault.svg_refused":               "file",
	"fault.upload_wrong_type":         "file",
	"fault.upload_too_large":          "file",
	"fault.upload_too_many_pixels":    "file",
	"fault.alert_end_past":            "minutes",
	"fault.alert_end_too_late":        "minutes",
}

// fail is the answer to a fault: the form again where one was refused, the
// sign-in for who is not signed in, words and the id for everybody else; the
// editor's script gets the same as JSON.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, f *fault.Fault, id string) {
	s, err := d.answerTo(r, f, id)
	switch {
	case wantsJSON(r):
		answerJSON(w, f.Kind.Status(), map[string]string{"error": d.language().Words(f.Message), "id": id})
		return
	case err == nil && s == nil:
		toSignIn(w, r)
		return
	case err == nil:
		err = d.drawStatus(w, r, f.Kind.Status(), s)
	}
	if err != nil {
		d.Log.Error("drawing a fault", "id", id, "error", err)
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
func (d *Desk) answerTo(r *http.Request, f *fault.Fault, id string) (screen, error) {
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
		return SignIn{Frame: d.bare(r), Kept: kept(r), Action: r.URL.RequestURI(), Wrong: Wrong{Text: d.language().Words(msg.DeskSignedOut())}}, nil
	}
	frame := d.bare(r)
	frame.Person = d.Auth.Person(r)
	return Failed{Frame: frame, Fault: f, ID: id, Back: back(r)}, nil
}

// signedOut is the message of the fault for who is not signed in.
var signedOut = msg.FaultUnauthorized().Key

// Kept is a field of a form that was sent by somebody whose session had ended.
type Kept struct{ Name, Value string }

// kept are the fields of a form, to be sent again after signing in. Passwords
// and files are not among them.
func kept(r *http.Request) []Kept {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") || r.ParseForm() != nil {
		return nil
	}
	var fields []Kept
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name == "password" {
			continue
		}
		for _, value := range r.PostForm[name] {
			fields = append(fields, Kept{name, value})
		}
	}
	return fields
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

func (s Failed) title() string         { return s.w(s.Fault.Message) }
func (s Failed) body() templ.Component { return failed(s) }

func among(field string, fields []string) bool { return field != "" && slices.Contains(fields, field) }

// aria ties a field to the reason why it was refused.
func (w Wrong) aria(field string) templ.Attributes {
	if !w.at(field) {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "wrong-" + field}
}
