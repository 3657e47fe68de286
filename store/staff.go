package store

import (
	"context"
	"fmt"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// Session is a place where a person is signed in.
type Session struct {
	Token   string // SHA-256 of what the browser holds
	Person  staff.Person
	Created time.Time
	Seen    time.Time
	Expires time.Time
	Agent   string // what the browser calls itself
	Linked  bool   // it began with a sign-in link
}

const personColumns = `p.id, p.name, p.role, p.password, p.disabled, p.created`

func scanPerson(scan func(...any) error, more ...any) (staff.Person, error) {
	var p staff.Person
	var disabled, created int64
	err := scan(append([]any{&p.ID, &p.Name, &p.Role, &p.Password, &disabled, &created}, more...)...)
	p.Disabled, p.Created = moment(disabled), moment(created)
	return p, err
}

// People are all who work or have worked here, by name.
func (r reader) People(ctx context.Context) ([]staff.Person, error) {
	all, err := r.people(ctx, `SELECT `+personColumns+` FROM person p ORDER BY p.folded`)
	if err != nil {
		return nil, fmt.Errorf("staff: %w", err)
	}
	return all, nil
}

// Person is the person with the id.
func (r reader) Person(ctx context.Context, id staff.ID) (*staff.Person, error) {
	return r.person(ctx, `SELECT `+personColumns+` FROM person p WHERE p.id = $1`, string(id))
}

// PersonNamed is the person with the name, without regard to case.
func (r reader) PersonNamed(ctx context.Context, name string) (*staff.Person, error) {
	return r.person(ctx, `SELECT `+personColumns+` FROM person p WHERE p.folded = $1`, staff.Fold(storable(name)))
}

func (r reader) person(ctx context.Context, text, by string) (*staff.Person, error) {
	one, err := r.people(ctx, text, by)
	if err == nil && len(one) == 0 {
		err = fault.New(fault.NotFound, msg.FaultNotFound())
	}
	if err != nil {
		return nil, fmt.Errorf("person %q: %w", by, err)
	}
	return &one[0], nil
}

func (r reader) people(ctx context.Context, text string, args ...any) ([]staff.Person, error) {
	var all []staff.Person
	err := r.each(ctx, true, text, args, func(scan func(...any) error) error {
		p, err := scanPerson(scan)
		all = append(all, p)
		return err
	})
	return all, err
}

// PutPerson saves a person, new or changed. A name that another person bears is a conflict.
func (t *Tx) PutPerson(ctx context.Context, p *staff.Person) error {
	_, err := t.do(ctx, `INSERT INTO person (id, name, folded, role, password, disabled, created) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded, role = excluded.role,
			password = excluded.password, disabled = excluded.disabled`,
		p.ID, p.Name, staff.Fold(p.Name), p.Role, p.Password, micros(p.Disabled), micros(p.Created))
	if t.store.dialect.taken(err) {
		err = fault.Wrap(err, fault.Conflict, msg.FaultNameTaken(p.Name))
	}
	if err != nil {
		return fmt.Errorf("person %q: %w", p.Name, err)
	}
	return nil
}

const sessionFrom = `SELECT ` + personColumns + `, s.token, s.created, s.seen, s.expires, s.agent, s.linked FROM session s JOIN person p ON p.id = s.person`

// Session is the session with the token, while it lasts.
func (r reader) Session(ctx context.Context, tokenHash string, now time.Time) (*Session, error) {
	one, err := r.sessions(ctx, sessionFrom+` WHERE s.token = $1 AND s.expires > $2`, tokenHash, micros(now))
	if err == nil && len(one) == 0 {
		err = fault.New(fault.NotFound, msg.FaultNotFound())
	}
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	return &one[0], nil
}

// Sessions are a person's sessions, last seen first, those that are over included.
func (r reader) Sessions(ctx context.Context, of staff.ID) ([]Session, error) {
	all, err := r.sessions(ctx, sessionFrom+` WHERE s.person = $1 ORDER BY s.seen DESC, s.token`, of)
	if err != nil {
		return nil, fmt.Errorf("sessions of person %s: %w", of, err)
	}
	return all, nil
}

func (r reader) sessions(ctx context.Context, text string, args ...any) ([]Session, error) {
	var all []Session
	err := r.each(ctx, true, text, args, func(scan func(...any) error) error {
		var s Session
		var created, seen, expires, linked int64
		var err error
		s.Person, err = scanPerson(scan, &s.Token, &created, &seen, &expires, &s.Agent, &linked)
		s.Linked = linked != 0
		s.Created, s.Seen, s.Expires = moment(created), moment(seen), moment(expires)
		all = append(all, s)
		return err
	})
	return all, err
}

// PutSession saves a new session and drops those that were over before it began.
func (t *Tx) PutSession(ctx context.Context, s Session) error {
	if _, err := t.do(ctx, `DELETE FROM session WHERE expires <= $1`, micros(s.Created)); err != nil {
		return fmt.Errorf("sessions that are over: %w", err)
	}
	linked := int64(0)
	if s.Linked {
		linked = micros(s.Created)
	}
	_, err := t.do(ctx, `INSERT INTO session (token, person, created, seen, expires, agent, linked) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.Token, s.Person.ID, micros(s.Created), micros(s.Seen), micros(s.Expires), storable(s.Agent), linked)
	if err != nil {
		return fmt.Errorf("session of person %s: %w", s.Person.ID, err)
	}
	return nil
}

// TouchSession notes that a session is in use, and until when it lasts now.
func (t *Tx) TouchSession(ctx context.Context, tokenHash string, seen, expires time.Time) error {
	if _, err := t.do(ctx, `UPDATE session SET seen = $1, expires = $2 WHERE token = $3`, micros(seen), micros(expires), tokenHash); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// DropSession ends a session; one that is over already may be dropped again.
func (t *Tx) DropSession(ctx context.Context, tokenHash string) error {
	if _, err := t.do(ctx, `DELETE FROM session WHERE token = $1`, tokenHash); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// DropSessions ends every session of a person.
func (t *Tx) DropSessions(ctx context.Context, of staff.ID) error {
	if _, err := t.do(ctx, `DELETE FROM session WHERE person = $1`, of); err != nil {
		return fmt.Errorf("ending the sessions of person %s: %w", of, err)
	}
	return nil
}

// PutLink saves a one-time sign-in link.
func (t *Tx) PutLink(ctx context.Context, tokenHash string, of staff.ID, expires time.Time) error {
	_, err := t.do(ctx, `INSERT INTO link (token, person, expires, used) VALUES ($1, $2, $3, 0)`, tokenHash, of, micros(expires))
	if err != nil {
		return fmt.Errorf("sign-in link of person %s: %w", of, err)
	}
	return nil
}

// LinkOpen reports whether a sign-in link can be used: it is NotFound when it is used, over or unknown.
func (r reader) LinkOpen(ctx context.Context, tokenHash string, now time.Time) error {
	var one int64
	return r.row(ctx, msg.FaultLinkUsed(), `SELECT 1 FROM link WHERE token = $1 AND used = 0 AND expires > $2`, []any{tokenHash, micros(now)}, &one)
}

// DropLinks ends every sign-in link of a person that has not been used.
func (t *Tx) DropLinks(ctx context.Context, of staff.ID) error {
	if _, err := t.do(ctx, `DELETE FROM link WHERE person = $1 AND used = 0`, of); err != nil {
		return fmt.Errorf("ending the sign-in links of person %s: %w", of, err)
	}
	return nil
}

// KnownDevice reports whether the person has signed in with the browser that holds the token.
func (r reader) KnownDevice(ctx context.Context, tokenHash string, of staff.ID) (bool, error) {
	var n int64
	err := r.row(ctx, msg.FaultNotFound(), `SELECT COUNT(*) FROM device WHERE token = $1 AND person = $2`, []any{tokenHash, of}, &n)
	if err != nil {
		return false, fmt.Errorf("device of person %s: %w", of, err)
	}
	return n > 0, nil
}

// PutDevice notes that the person has signed in with the browser that holds
// the token. Of a person's browsers the twenty seen last are known.
func (t *Tx) PutDevice(ctx context.Context, tokenHash string, of staff.ID, seen time.Time) error {
	_, err := t.do(ctx, `INSERT INTO device (token, person, seen) VALUES ($1, $2, $3) ON CONFLICT (token) DO UPDATE SET person = excluded.person, seen = excluded.seen`,
		tokenHash, of, micros(seen))
	if err == nil {
		_, err = t.do(ctx, `DELETE FROM device WHERE person = $1 AND token NOT IN (SELECT token FROM device WHERE person = $2 ORDER BY seen DESC, token LIMIT 20)`, of, of)
	}
	if err != nil {
		return fmt.Errorf("device of person %s: %w", of, err)
	}
	return nil
}

// DropDevices forgets the browsers of a person.
func (t *Tx) DropDevices(ctx context.Context, of staff.ID) error {
	if _, err := t.do(ctx, `DELETE FROM device WHERE person = $1`, of); err != nil {
		return fmt.Errorf("forgetting the devices of person %s: %w", of, err)
	}
	return nil
}

// UseLink says whose a sign-in link is, once: used, over or unknown, it is a NotFound fault.
func (t *Tx) UseLink(ctx context.Context, tokenHash string, now time.Time) (staff.ID, error) {
	var who staff.ID
	err := t.row(ctx, msg.FaultLinkUsed(), `UPDATE link SET used = $1 WHERE token = $2 AND used = 0 AND expires > $3 RETURNING person`,
		[]any{micros(now), tokenHash, micros(now)}, &who)
	if err != nil {
		return "", fmt.Errorf("sign-in link: %w", err)
	}
	return who, nil
}
