package desk

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"dateline/lang/msg"
)

// SignIn is the screen that lets people in.
type SignIn struct {
	Frame
	Name, Next string
	Action     string // where Kept was on its way to
	Kept       []Kept
	Wrong      Wrong
}

// Link is the screen that a sign-in link opens.
type Link struct {
	Frame
	Token string
}

// Resend is what follows a sign-in in the middle of something: a form to send once more.
type Resend struct {
	Frame
	Action string
	Kept   []Kept
}

func (s SignIn) title() string { return s.w(msg.DeskSignIn()) }
func (s Link) title() string   { return s.w(msg.DeskSignIn()) }
func (s Resend) title() string { return s.w(msg.DeskResend()) }

func (s SignIn) body() templ.Component { return signIn(s) }
func (s Link) body() templ.Component   { return link(s) }
func (s Resend) body() templ.Component { return resend(s) }

func (d *Desk) signInForm(w http.ResponseWriter, r *http.Request) error {
	return d.draw(w, r, SignIn{Frame: d.bare(r), Next: next(r)})
}

// keptMark stands before the names of fields that are carried through the sign-in.
const keptMark = "kept."

func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) error {
	form := SignIn{Frame: d.bare(r), Name: field(r, "name"), Next: next(r), Action: within(r.PostFormValue("action"))}
	for _, one := range kept(r) {
		if name, ok := strings.CutPrefix(one.Name, keptMark); ok {
			form.Kept = append(form.Kept, Kept{name, one.Value})
		}
	}
	if err := d.Auth.SignIn(w, r, form.Name, r.PostFormValue("password")); err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) {
			form.Wrong = wrong
			return form, nil
		})
	}
	if form.Action != "" {
		return d.draw(w, r, Resend{Frame: form.Frame, Action: form.Action, Kept: form.Kept})
	}
	return redirect(w, r, form.Next)
}

// linkForm asks for a press: a mail reader that looks links up must not use the link.
func (d *Desk) linkForm(w http.ResponseWriter, r *http.Request) error {
	return d.draw(w, r, Link{Frame: d.bare(r), Token: r.PathValue("token")})
}

func (d *Desk) useLink(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.UseLink(w, r, r.PathValue("token")); err != nil {
		return err
	}
	return redirect(w, r, "/desk/account")
}

func (d *Desk) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.SignOut(w, r); err != nil {
		return err
	}
	return redirect(w, r, "/desk/sign-in")
}

// next is where to go after signing in.
func next(r *http.Request) string {
	if to := within(r.FormValue("next")); to != "" {
		return to
	}
	return "/desk/"
}

// within is an address if it is one of the desk's, whatever was asked for.
func within(to string) string {
	if strings.HasPrefix(to, "/desk/") && len(to) < 500 {
		return to
	}
	return ""
}
