package people

import (
	"net/http"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// People is the list of the staff.
type People struct {
	frame.Frame
	List  []staff.Person
	Link  string // a sign-in link that was just made; shown once
	For   string // whose
	Name  string // what the form for a new person holds
	Role  staff.Role
	Wrong frame.Wrong // Field is a person's id where it was about them
}

func (s People) Title() string         { return s.Words(msg.DeskPeople()) }
func (s People) Body() templ.Component { return people(s) }

// List shows the staff.
func (d *Desk) List(w http.ResponseWriter, r *http.Request) error {
	s, err := d.staff(r, People{Role: staff.Reporter})
	if err != nil {
		return err
	}
	return d.Render(w, r, s)
}

// staff fills the screen of the staff, which administrators see.
func (d *Desk) staff(r *http.Request, s People) (frame.Screen, error) {
	var err error
	s.Frame = d.Frame(r, "people")
	s.List, err = d.Newsroom.People(r.Context(), frame.Who(r))
	return s, err
}

// Hire adds a person and shows the first sign-in link.
func (d *Desk) Hire(w http.ResponseWriter, r *http.Request) error {
	name, role := frame.Field(r, "name"), staff.Role(frame.Field(r, "role"))
	p, err := d.Newsroom.Hire(r.Context(), frame.Who(r), name, role)
	if err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			if fault.Is(err, fault.Conflict) {
				wrong.Field = "name"
			}
			return d.staff(r, People{Name: name, Role: role, Wrong: wrong})
		})
	}
	return d.showLink(w, r, p)
}

// Employ changes what a person may do.
func (d *Desk) Employ(w http.ResponseWriter, r *http.Request) error {
	of := staff.ID(r.PathValue("id"))
	err := d.Newsroom.Employ(r.Context(), frame.Who(r), of, staff.Role(frame.Field(r, "role")), frame.Field(r, "disabled") != "")
	if err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			wrong.Field = string(of)
			return d.staff(r, People{Role: staff.Reporter, Wrong: wrong})
		})
	}
	return frame.Redirect(w, r, "/desk/people")
}

// Link makes a sign-in link for a person.
func (d *Desk) Link(w http.ResponseWriter, r *http.Request) error {
	p, err := d.Newsroom.Person(r.Context(), frame.Who(r), staff.ID(r.PathValue("id")))
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
	return d.Render(w, r, shown)
}
