package desk

import (
	"net/http"

	"github.com/a-h/templ"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// People is the list of the staff.
type People struct {
	Frame
	List  []staff.Person
	Link  string // a sign-in link that was just made; shown once
	For   string // whose
	Name  string // what the form for a new person holds
	Role  staff.Role
	Wrong Wrong // Field is a person's id where it was about them
}

func (s People) title() string         { return s.w(msg.DeskPeople()) }
func (s People) body() templ.Component { return people(s) }

func (d *Desk) people(w http.ResponseWriter, r *http.Request) error {
	s, err := d.staff(r, People{Role: staff.Reporter})
	if err != nil {
		return err
	}
	return d.draw(w, r, s)
}

// staff fills the screen of the staff, which administrators see.
func (d *Desk) staff(r *http.Request, s People) (screen, error) {
	if !who(r).MayAdminister() {
		return nil, fault.New(fault.Forbidden, msg.FaultMayNotAdminister())
	}
	var err error
	s.Frame = d.frame(r, "people")
	s.List, err = d.Store.People(r.Context())
	return s, err
}

func (d *Desk) hire(w http.ResponseWriter, r *http.Request) error {
	name, role := field(r, "name"), staff.Role(field(r, "role"))
	p, err := d.Newsroom.Hire(r.Context(), who(r), name, role)
	if err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) {
			if fault.Is(err, fault.Conflict) {
				wrong.Field = "name"
			}
			return d.staff(r, People{Name: name, Role: role, Wrong: wrong})
		})
	}
	return d.showLink(w, r, p)
}

func (d *Desk) employ(w http.ResponseWriter, r *http.Request) error {
	of := staff.ID(r.PathValue("id"))
	err := d.Newsroom.Employ(r.Context(), who(r), of, staff.Role(field(r, "role")), field(r, "disabled") != "")
	if err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) {
			wrong.Field = string(of)
			return d.staff(r, People{Role: staff.Reporter, Wrong: wrong})
		})
	}
	return redirect(w, r, "/desk/people")
}

func (d *Desk) link(w http.ResponseWriter, r *http.Request) error {
	p, err := d.Store.Person(r.Context(), staff.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return d.showLink(w, r, p)
}

// showLink makes a sign-in link and shows it once.
func (d *Desk) showLink(w http.ResponseWriter, r *http.Request, p *staff.Person) error {
	s, err := d.staff(r, People{For: p.Name, Role: staff.Reporter})
	if err != nil {
		return err
	}
	token, err := d.Auth.Link(r.Context(), p.ID)
	if err != nil {
		return err
	}
	shown := s.(People)
	shown.Link = d.Origin.URL("/desk/link/" + token)
	return d.draw(w, r, shown)
}
