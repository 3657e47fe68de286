package desk

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"dateline/auth"
	"dateline/lang/msg"
)

// Account is a person's own screen: password and sessions.
type Account struct {
	Frame
	Fresh       bool // they have no password yet
	MinPassword int
	Sessions    []SessionRow
	Wrong       Wrong
}

// SessionRow is one place where a person is signed in.
type SessionRow struct {
	Token, Agent string
	Began, Seen  time.Time
	Here         bool
}

func (s Account) title() string         { return s.w(msg.DeskAccount()) }
func (s Account) body() templ.Component { return account(s) }

func (d *Desk) account(w http.ResponseWriter, r *http.Request) error {
	a, err := d.accountOf(r, Wrong{})
	if err != nil {
		return err
	}
	return d.draw(w, r, a)
}

func (d *Desk) accountOf(r *http.Request, wrong Wrong) (screen, error) {
	sessions, err := d.Store.Sessions(r.Context(), who(r).ID)
	if err != nil {
		return nil, err
	}
	a := Account{Frame: d.frame(r, "account"), Fresh: who(r).Password == "", MinPassword: auth.MinPassword, Wrong: wrong}
	for _, s := range sessions {
		a.Sessions = append(a.Sessions, SessionRow{Token: s.Token, Agent: s.Agent, Began: s.Created, Seen: s.Seen, Here: s.Token == d.Auth.Current(r)})
	}
	return a, nil
}

func (d *Desk) password(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.SetPassword(w, r, who(r), r.PostFormValue("password")); err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) { return d.accountOf(r, wrong) })
	}
	return redirect(w, r, "/desk/")
}

func (d *Desk) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.EndSession(r.Context(), who(r).ID, r.PathValue("token")); err != nil {
		return err
	}
	return redirect(w, r, "/desk/account")
}
