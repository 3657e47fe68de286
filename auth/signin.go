package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/audit"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
)

const (
	sessionTime = 14 * 24 * time.Hour // since it was last used
	// LinkTime is how long a sign-in link works, once.
	LinkTime = 30 * time.Minute
	// MinPassword is the fewest characters of a password.
	MinPassword = 12
	maxPassword = 512

	deviceTime   = 400 * 24 * time.Hour // as long as browsers keep a cookie
	deviceSuffix = "-device"
)

// Link makes a sign-in link's token for a person; it works once, for LinkTime.
func (a *Auth) Link(ctx context.Context, who staff.ID) (string, error) {
	token := rand.Text()
	err := a.Store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.PutLink(ctx, hashed(token), who, a.Now().Add(LinkTime)); err != nil {
			return err
		}
		return tx.Audit(ctx, audit.Entry{At: a.Now(), By: actor(ctx), Kind: audit.LinkMade, Subject: string(who)})
	})
	return token, err
}

// actor is who is signed in; empty on the command line.
func actor(ctx context.Context) staff.ID {
	if p := Who(ctx); p != nil {
		return p.ID
	}
	return ""
}

// UseLink signs in whoever holds the token, and sets the cookie. Only links
// that do not work are counted: nobody can guess one that does.
func (a *Auth) UseLink(w http.ResponseWriter, r *http.Request, token string) error {
	err := a.useLink(w, r, token)
	if fault.Is(err, fault.NotFound) {
		a.failed.add(false)
		if err := a.tries.begin(ofStranger(client(r), ""), a.Now()); err != nil {
			return err
		}
		return fault.Wrap(err, fault.Unauthorized, msg.FaultLinkUsed())
	}
	return err
}

func (a *Auth) useLink(w http.ResponseWriter, r *http.Request, token string) error {
	if err := a.Store.LinkOpen(r.Context(), hashed(token), a.Now()); err != nil {
		return err
	}
	return a.admit(w, r, audit.LinkUsed, func(tx *store.Tx) (staff.ID, error) {
		who, err := tx.UseLink(r.Context(), hashed(token), a.Now())
		if err != nil {
			return "", err
		}
		p, err := tx.Person(r.Context(), who)
		if err == nil && !p.MayWrite() {
			err = fault.New(fault.NotFound, msg.FaultLinkUsed())
		}
		return who, err
	})
}

// SignIn signs in by name and password, and sets the cookie. Whether a name is
// known is not told, neither in words nor in time.
func (a *Auth) SignIn(w http.ResponseWriter, r *http.Request, name, password string) error {
	err := a.signIn(w, r, name, password)
	if fault.Is(err, fault.Unauthorized) || fault.Is(err, fault.TooMany) {
		a.failed.add(fault.Is(err, fault.TooMany))
	}
	return err
}

func (a *Auth) signIn(w http.ResponseWriter, r *http.Request, name, password string) error {
	if utf8.RuneCountInString(name) > staff.MaxName {
		name = "" // nobody is called that, and nothing keeps it
	}
	person, err := a.Store.PersonNamed(r.Context(), name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil || person.Password == "" || !person.MayWrite() {
		person = &staff.Person{Password: dummy}
	}
	counted, queue := ofStranger(client(r), name), a.strangers
	device, known, err := a.device(r, person.ID)
	if err != nil {
		return err
	}
	if known {
		counted, queue = ofDevice(device), a.colleagues
	}
	if err := a.tries.begin(counted, a.Now()); err != nil {
		return err
	}
	same, err := a.verify(r.Context(), queue, person.Password, password)
	if err != nil {
		return err
	}
	if !same || person.ID == "" {
		return fault.New(fault.Unauthorized, msg.FaultSignInWrong())
	}
	a.tries.succeeded(counted)
	return a.admit(w, r, audit.SignIn, func(*store.Tx) (staff.ID, error) { return person.ID, nil })
}

// admit begins a session for whom the transaction says, and knows their browser from now on.
func (a *Auth) admit(w http.ResponseWriter, r *http.Request, how audit.Kind, whom func(*store.Tx) (staff.ID, error)) error {
	token, now := rand.Text(), a.Now()
	browser := a.browser(r)
	agent := r.UserAgent()
	if len(agent) > 200 {
		agent = strings.ToValidUTF8(agent[:200], "")
	}
	err := a.Store.InTx(r.Context(), func(tx *store.Tx) error {
		who, err := whom(tx)
		if err != nil {
			return err
		}
		if err := tx.PutDevice(r.Context(), hashed(browser+" "+string(who)), who, now); err != nil {
			return err
		}
		if err := tx.Audit(r.Context(), audit.Entry{At: now, By: who, Kind: how, Subject: string(who)}); err != nil {
			return err
		}
		return tx.PutSession(r.Context(), store.Session{Token: hashed(token), Person: staff.Person{ID: who},
			Created: now, Seen: now, Expires: now.Add(sessionTime), Agent: agent, Linked: how == audit.LinkUsed})
	})
	if err != nil {
		return err
	}
	http.SetCookie(w, a.cookieOf(a.cookie(), token, int(sessionTime/time.Second)))
	http.SetCookie(w, a.cookieOf(a.cookie()+deviceSuffix, browser, int(deviceTime/time.Second)))
	return nil
}

// browser is what the browser holds since somebody signed in with it, or something new.
func (a *Auth) browser(r *http.Request) string {
	if c, err := r.Cookie(a.cookie() + deviceSuffix); err == nil && len(c.Value) == len(rand.Text()) {
		return c.Value
	}
	return rand.Text()
}

// device is the hash under which the browser of a request is known for a
// person, and whether it is.
func (a *Auth) device(r *http.Request, of staff.ID) (hash string, known bool, err error) {
	hash = hashed(a.browser(r) + " " + string(of))
	known, err = a.Store.KnownDevice(r.Context(), hash, of)
	return hash, known, err
}

// SignOut ends the session of the request.
func (a *Auth) SignOut(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, a.cookieOf(a.cookie(), "", -1))
	cookie, err := r.Cookie(a.cookie())
	if err != nil {
		return nil //nolint:nilerr // without a cookie nobody is signed in
	}
	return a.Store.InTx(r.Context(), func(tx *store.Tx) error {
		s, err := tx.Session(r.Context(), hashed(cookie.Value), a.Now())
		if fault.Is(err, fault.NotFound) {
			return nil // it was over already
		}
		if err != nil {
			return err
		}
		entry := audit.Entry{At: a.Now(), By: s.Person.ID, Kind: audit.SignOut, Subject: string(s.Person.ID)}
		return errors.Join(tx.DropSession(r.Context(), s.Token), tx.Audit(r.Context(), entry))
	})
}

// NeedsOld tells whether a person must say their password to change it: they
// have one, and did not come by a sign-in link within LinkTime.
func (a *Auth) NeedsOld(r *http.Request, person *staff.Person) bool {
	if person.Password == "" {
		return false
	}
	session, err := a.session(r)
	return err != nil || !session.Linked || a.Now().Sub(session.Created) >= LinkTime
}

// SetPassword gives a person a password, for their old one or after a fresh
// sign-in link. Their links and every other session of theirs end.
func (a *Auth) SetPassword(w http.ResponseWriter, r *http.Request, person *staff.Person, old, password string) error {
	if a.NeedsOld(r, person) {
		if err := a.confirm(r, person, old); err != nil {
			return err
		}
	}
	if err := choosable(password, person.Name); err != nil {
		return err
	}
	hash, err := a.hash(r.Context(), password)
	if err != nil {
		return err
	}
	return a.admit(w, r, audit.Password, func(tx *store.Tx) (staff.ID, error) {
		p, err := tx.Person(r.Context(), person.ID)
		if err != nil {
			return "", err
		}
		p.Password = hash
		return p.ID, errors.Join(tx.PutPerson(r.Context(), p), tx.DropSessions(r.Context(), p.ID), tx.DropLinks(r.Context(), p.ID),
			tx.DropDevices(r.Context(), p.ID))
	})
}

// confirm checks the password of who is signed in, as often as a known browser may try.
func (a *Auth) confirm(r *http.Request, person *staff.Person, password string) error {
	counted := ofDevice("person " + string(person.ID))
	if err := a.tries.begin(counted, a.Now()); err != nil {
		return err
	}
	same, err := a.verify(r.Context(), a.colleagues, person.Password, password)
	if err != nil {
		return err
	}
	if !same {
		a.failed.add(false)
		return fault.New(fault.Invalid, msg.FaultPasswordOldWrong())
	}
	a.tries.succeeded(counted)
	return nil
}

// EndSession ends one of a person's own sessions, by the hash that names it.
func (a *Auth) EndSession(ctx context.Context, who staff.ID, token string) error {
	return a.Store.InTx(ctx, func(tx *store.Tx) error {
		own, err := tx.Sessions(ctx, who)
		if err != nil {
			return err
		}
		for _, s := range own {
			if s.Token == token {
				return errors.Join(tx.DropSession(ctx, token), tx.Audit(ctx, audit.Entry{At: a.Now(), By: who, Kind: audit.SessionEnded, Subject: string(who)}))
			}
		}
		return fault.New(fault.NotFound, fault.NotFound.General())
	})
}

// Current is the hash that names the session of the request; empty without one.
func (a *Auth) Current(r *http.Request) string {
	cookie, err := r.Cookie(a.cookie())
	if err != nil {
		return ""
	}
	return hashed(cookie.Value)
}

func (a *Auth) cookie() string {
	if a.Secure {
		return "__Host-dateline"
	}
	return "dateline"
}

func (a *Auth) cookieOf(name, token string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: name, Value: token, Path: "/", MaxAge: maxAge, Secure: a.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// client is the address that a request comes from, without its port.
func client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
