package people

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"dateline/auth"
	"dateline/desk/frame"
	"dateline/lang/msg"
)

// Account is a person's own screen: password and sessions.
type Account struct {
	frame.Frame
	Fresh       bool // they have no password yet
	NeedsOld    bool // they are asked for the one they have
	MinPassword int
	Sessions    []SessionRow
	Wrong       frame.Wrong
}

// SessionRow is one place where a person is signed in.
type SessionRow struct {
	Token, Agent string
	Began, Seen  time.Time
	Here         bool
}

func (s Account) Title() string         { return s.Words(msg.DeskAccount()) }
func (s Account) Body() templ.Component { return account(s) }

// Account shows a person's own screen.
func (d *Desk) Account(w http.ResponseWriter, r *http.Request) error {
	a, err := d.accountOf(r, frame.Wrong{})
	if err != nil {
		return err
	}
	return d.Render(w, r, a)
}

func (d *Desk) accountOf(r *http.Request, wrong frame.Wrong) (frame.Screen, error) {
	sessions, err := d.Newsroom.Sessions(r.Context(), frame.Who(r))
	if err != nil {
		return nil, err
	}
	a := Account{Frame: d.Frame(r, "account"), Fresh: frame.Who(r).Password == "", NeedsOld: d.Auth.NeedsOld(r, frame.Who(r)), MinPassword: auth.MinPassword, Wrong: wrong}
	for _, s := range sessions {
		a.Sessions = append(a.Sessions, SessionRow{Token: s.Token, Agent: s.Agent, Began: s.Created, Seen: s.Seen, Here: s.Token == d.Auth.Current(r)})
	}
	return a, nil
}

// Password sets the password of the person who is signed in.
func (d *Desk) Password(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.SetPassword(w, r, frame.Who(r), r.PostFormValue("present-password"), r.PostFormValue("password")); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) { return d.accountOf(r, wrong) })
	}
	return frame.Redirect(w, r, "/desk/")
}

// EndSession signs the person out somewhere else.
func (d *Desk) EndSession(w http.ResponseWriter, r *http.Request) error {
	if err := d.Auth.EndSession(r.Context(), frame.Who(r).ID, r.PathValue("token")); err != nil {
		return err
	}
	return frame.Redirect(w, r, "/desk/account")
}
