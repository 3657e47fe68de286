package newsroom

import (
	"context"
	"fmt"
	"time"

	"dateline/audit"
	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
)

// PutEdition makes an edition or changes one. Its lead, which Pin chooses, and
// when it began stay as they are.
func (n *Newsroom) PutEdition(ctx context.Context, by *staff.Person, e edition.Edition) error {
	if err := mayAdminister(by); err != nil {
		return err
	}
	if err := e.Check(); err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		have, err := tx.Edition(ctx, e.Slug)
		if err == nil {
			e.Lead, e.Created = have.Lead, have.Created
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		words := fmt.Sprintf("public %t, name %q, zone %s, %d sections", e.Public, e.Name, e.Zone, len(e.Sections))
		if err := tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.EditionChanged, Subject: string(e.Slug), Detail: words}); err != nil {
			return err
		}
		return n.putEdition(ctx, tx, e)
	})
}

// PutHidden makes or changes an edition that readers do not see, within a
// transaction that holds more: who files stories makes room for them, and an
// administrator decides whether it is shown. The edition has been checked.
func (n *Newsroom) PutHidden(ctx context.Context, tx *store.Tx, by *staff.Person, e edition.Edition) error {
	if err := mayWrite(by); err != nil {
		return err
	}
	have, err := tx.Edition(ctx, e.Slug)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if e.Public || err == nil && have.Public {
		return fault.New(fault.Forbidden, msg.FaultMayNotAdminister())
	}
	return n.putEdition(ctx, tx, e)
}

// PutEditionIn is PutEdition within a transaction that holds more, for an edition that has been checked.
func (n *Newsroom) PutEditionIn(ctx context.Context, tx *store.Tx, by *staff.Person, e edition.Edition) error {
	if err := mayAdminister(by); err != nil {
		return err
	}
	return n.putEdition(ctx, tx, e)
}

func (n *Newsroom) putEdition(ctx context.Context, tx *store.Tx, e edition.Edition) error {
	if e.Created.IsZero() {
		e.Created = n.now()
	}
	if err := tx.PutEdition(ctx, &e); err != nil {
		return err
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.EditionChanged, Edition: e.Slug, At: n.now()})
	return err
}

// Hire adds a person to the staff, without a password: a sign-in link lets
// them in the first time.
func (n *Newsroom) Hire(ctx context.Context, by *staff.Person, name string, role staff.Role) (*staff.Person, error) {
	if err := mayAdminister(by); err != nil {
		return nil, err
	}
	return n.hire(ctx, by.ID, name, role)
}

// First makes the first administrator of an empty house; on a house with staff
// it says that there is somebody already.
func (n *Newsroom) First(ctx context.Context, name string) (first *staff.Person, made bool, err error) {
	people, err := n.Store.People(ctx)
	if err != nil || len(people) > 0 {
		return nil, false, err
	}
	err = n.Store.InTx(ctx, func(tx *store.Tx) error {
		made = false
		people, err := tx.People(ctx) // another process may have been faster
		if err != nil || len(people) > 0 {
			return err
		}
		first, made = n.person(name, staff.Administrator), true
		return n.put(ctx, tx, first, audit.Entry{Kind: audit.Hired})
	})
	if err != nil || !made {
		return nil, false, err
	}
	return first, true, nil
}

func (n *Newsroom) person(name string, role staff.Role) *staff.Person {
	return &staff.Person{ID: staff.ID(id.New()), Name: name, Role: role, Created: n.now()}
}

func (n *Newsroom) hire(ctx context.Context, by staff.ID, name string, role staff.Role) (*staff.Person, error) {
	p := n.person(name, role)
	return p, n.Store.InTx(ctx, func(tx *store.Tx) error { return n.put(ctx, tx, p, audit.Entry{By: by, Kind: audit.Hired}) })
}

// Employ changes a person's role, or lets them sign in no more (and every
// session of theirs ends), or again.
func (n *Newsroom) Employ(ctx context.Context, by *staff.Person, who staff.ID, role staff.Role, disabled bool) error {
	if err := mayAdminister(by); err != nil {
		return err
	}
	if by.ID == who && (disabled || role != staff.Administrator) {
		return forbidden() // nobody locks the last door behind themselves
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		p.Role = role
		switch {
		case disabled && p.Disabled.IsZero():
			p.Disabled = n.now()
		case !disabled:
			p.Disabled = time.Time{}
		}
		return n.put(ctx, tx, p, audit.Entry{By: by.ID, Kind: audit.Employed})
	})
}

func (n *Newsroom) put(ctx context.Context, tx *store.Tx, p *staff.Person, e audit.Entry) error {
	if err := p.Check(); err != nil {
		return err
	}
	if err := tx.PutPerson(ctx, p); err != nil {
		return err
	}
	if !p.Disabled.IsZero() {
		if err := tx.DropSessions(ctx, p.ID); err != nil {
			return err
		}
	}
	e.At, e.Subject, e.Detail = n.now(), string(p.ID), fmt.Sprintf("%s, %s, may sign in: %t", p.Name, p.Role, p.Disabled.IsZero())
	if err := tx.Audit(ctx, e); err != nil {
		return err
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.StaffChanged, Subject: string(p.ID), At: n.now()})
	return err
}

// Sole is the person that acts of the command line are done as: the one
// named, or else the only administrator who may sign in.
func (n *Newsroom) Sole(ctx context.Context, name string) (*staff.Person, error) {
	if name != "" {
		return n.Store.PersonNamed(ctx, name)
	}
	people, err := n.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	var sole *staff.Person
	for i := range people {
		if !people[i].MayAdminister() {
			continue
		}
		if sole != nil {
			return nil, fault.New(fault.Invalid, msg.FaultSayWho())
		}
		sole = &people[i]
	}
	if sole == nil {
		return nil, fault.New(fault.Invalid, msg.FaultSayWho())
	}
	return sole, nil
}
