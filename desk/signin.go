package desk

import (
	"net/http"

	"dateline/fault"
	"dateline/gate"
)

func (d *Desk) signInForm(w http.ResponseWriter, r *http.Request) error {
	return d.draw(w, r, SignIn{Frame: d.bare(), Next: next(r)})
}

func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) error {
	name := r.PostFormValue("name")
	err := d.Gate.SignIn(w, r, name, r.PostFormValue("password"))
	if fault.Is(err, fault.Unauthorized) || fault.Is(err, fault.TooMany) {
		f := fault.Of(err)
		return d.drawStatus(w, r, f.Kind.Status(), SignIn{Frame: d.bare(), Name: name, Next: next(r), Wrong: d.language().Words(f.Message)})
	}
	if err != nil {
		return err
	}
	return redirect(w, r, next(r))
}

// linkForm asks for a press: a mail reader that looks links up must not use the link.
func (d *Desk) linkForm(w http.ResponseWriter, r *http.Request) error {
	return d.draw(w, r, Link{Frame: d.bare(), Token: r.PathValue("token")})
}

func (d *Desk) useLink(w http.ResponseWriter, r *http.Request) error {
	if err := d.Gate.UseLink(w, r, r.PathValue("token")); err != nil {
		return err
	}
	return redirect(w, r, "/desk/account")
}

func (d *Desk) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := d.Gate.SignOut(w, r); err != nil {
		return err
	}
	return redirect(w, r, "/desk/sign-in")
}

func (d *Desk) account(w http.ResponseWriter, r *http.Request) error {
	sessions, err := d.Store.Sessions(r.Context(), who(r).ID)
	if err != nil {
		return err
	}
	a := Account{Frame: d.frame(r, "account"), Fresh: who(r).Password == "", MinPassword: gate.MinPassword}
	for _, s := range sessions {
		a.Sessions = append(a.Sessions, SessionRow{Token: s.Token, Agent: s.Agent, Began: s.Created, Seen: s.Seen, Here: s.Token == d.Gate.Current(r)})
	}
	return d.draw(w, r, a)
}

func (d *Desk) password(w http.ResponseWriter, r *http.Request) error {
	if err := d.Gate.SetPassword(w, r, who(r), r.PostFormValue("password")); err != nil {
		return err
	}
	return redirect(w, r, "/desk/")
}

func (d *Desk) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := d.Gate.EndSession(r.Context(), who(r).ID, r.PathValue("token")); err != nil {
		return err
	}
	return redirect(w, r, "/desk/account")
}

// next is where to go after signing in: a path of the desk, whatever was asked for.
func next(r *http.Request) string {
	if to := r.FormValue("next"); len(to) > 6 && to[:6] == "/desk/" && len(to) < 500 {
		return to
	}
	return "/desk/"
}
