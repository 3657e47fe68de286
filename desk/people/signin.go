package people

import (
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/lang/msg"
)

// SignIn is the screen that lets people in.
type SignIn struct {
	frame.Frame
	Name, Next string
	Action     string // where Fields were on its way to
	Fields     []FormField
	Wrong      frame.Wrong
}

// Link is the screen that a sign-in link opens.
type Link struct {
	frame.Frame
	Token string
}

// Resend is what follows a sign-in in the middle of something: a form to send once more.
type Resend struct {
	frame.Frame
	Action string
	Fields []FormField
}

func (s SignIn) Title() string { return s.Words(msg.DeskSignIn()) }
func (s Link) Title() string   { return s.Words(msg.DeskSignIn()) }
func (s Resend) Title() string { return s.Words(msg.DeskResend()) }

func (s SignIn) Body() templ.Component { return signIn(s) }
func (s Link) Body() templ.Component   { return link(s) }
func (s Resend) Body() templ.Component { return resend(s) }

// SignInForm shows the sign-in.
func (d *Desk) SignInForm(w http.ResponseWriter, r *http.Request) error {
	return d.Render(w, r, SignIn{Frame: d.Bare(r), Next: next(r)})
}

// fieldPrefix stands before the names of fields that are carried through the sign-in.
const fieldPrefix = "kept."

// SignIn lets a person in by name and password.
func (d *Desk) SignIn(w http.ResponseWriter, r *http.Request) error {
	form := SignIn{Frame: d.Bare(r), Name: frame.Field(r, "name"), Next: next(r), Action: within(r.PostFormValue("action"))}
	for _, one := range fields(r) {
		if name, ok := strings.CutPrefix(one.Name, fieldPrefix); ok {
			form.Fields = append(form.Fields, FormField{name, one.Value})
		}
	}
	if err := d.Auth.SignIn(w, r, form.Name, r.PostFormValue("password")); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			form.Wrong = wrong
			return form, nil
		})
	}
	if form.Action != "" {
		return d.Render(w, r, Resend{Frame: form.Frame, Action: form.Action, Fields: form.Fields})
	}
	return frame.Redirect(w, r, form.Next)
}

// LinkForm asks for a press: a mail reader that looks links up must not use the link.
func (d *Desk) LinkForm(w http.ResponseWriter, r *http.Request) error {
	return d.Render(w, r, Link{Frame: d.Bare(r), Token: r.PathValue("token")})
}

// UseLink lets a person in by a link, once.
func (d *Desk) UseLink(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.UseLink(w, r, r.PathValue("token")); err != nil {
		return err
	}
	return frame.Redirect(w, r, "/desk/account")
}

// SignOut ends the session here.
func (d *Desk) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.SignOut(w, r); err != nil {
		return err
	}
	return frame.Redirect(w, r, "/desk/sign-in")
}

// next is where to go after signing in.
func next(r *http.Request) string {
	if to := within(r.FormValue("next")); to != "" {
		return to
	}
	return "/desk/"
}

// within is an address if it is one of the desk's, written so that no browser
// takes it for another house's; empty otherwise.
func within(to string) string {
	u, err := url.Parse(to)
	if err != nil || len(to) >= 500 || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	odd := func(r rune) bool { return r == '\\' || unicode.IsControl(r) || r == unicode.ReplacementChar }
	clean := path.Clean(u.Path)
	if strings.ContainsFunc(to+u.Path, odd) || strings.Contains(u.Path, "//") || clean+"/" != u.Path && clean != u.Path ||
		clean != "/desk" && !strings.HasPrefix(clean, "/desk/") {
		return ""
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}

// SignedOut is the sign-in for who sent a form and is signed in no more: the
// form is carried along.
func (d *Desk) SignedOut(r *http.Request) frame.Screen {
	f := d.Bare(r)
	return SignIn{Frame: f, Fields: fields(r), Action: r.URL.RequestURI(), Wrong: frame.Wrong{Text: f.Words(msg.DeskSignedOut())}}
}

// FormField is a field of a form that was sent by somebody whose session had ended.
type FormField struct{ Name, Value string }

// fields are the fields of a form, to be sent again after signing in. Passwords
// and files are not among them.
func fields(r *http.Request) []FormField {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") || r.ParseForm() != nil {
		return nil
	}
	var typed []FormField
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name == "password" {
			continue
		}
		for _, value := range r.PostForm[name] {
			typed = append(typed, FormField{name, value})
		}
	}
	return typed
}
