package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
)

const (
	sessionTime = 14 * 24 * time.Hour // since it was last used
	// LinkTime is how long a sign-in link works, once.
	LinkTime = 30 * time.Minute
	// MinPassword is the fewest characters of a password; there is no other rule.
	MinPassword = 12
	maxPassword = 512
)

// Link makes a sign-in link's token for a person; it works once, for LinkTime.
func (a *Auth) Link(ctx context.Context, who staff.ID) (string, error) {
	token := rand.Text()
	err := a.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PutLink(ctx, hashed(token), who, a.Now().Add(LinkTime))
	})
	return token, err
}

// UseLink signs in whoever holds the token, and sets the cookie.
func (a *Auth) UseLink(w http.ResponseWriter, r *http.Request, token string) error {
	counted := keys(client(r), "")
	if err := a.tries.begin(counted, a.Now()); err != nil {
		return err
	}
	var who staff.ID
	err := a.Store.InTx(r.Context(), func(tx *store.Tx) error {
		var err error
		if who, err = tx.UseLink(r.Context(), hashed(token), a.Now()); err != nil {
			return err
		}
		p, err := tx.Person(r.Context(), who)
		if err == nil && !p.MayWrite() {
			err = fault.New(fault.NotFound, msg.FaultLinkUsed())
		}
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.Unauthorized, msg.FaultLinkUsed())
	}
	if err != nil {
		return err
	}
	a.tries.succeeded(counted)
	return a.admit(w, r, who)
}

// SignIn signs in by name and password, and sets the cookie. Whether a name is
// known is not told, neither in words nor in time.
func (a *Auth) SignIn(w http.ResponseWriter, r *http.Request, name, password string) error {
	counted := keys(client(r), name)
	if err := a.tries.begin(counted, a.Now()); err != nil {
		return err
	}
	person, err := a.Store.PersonNamed(r.Context(), name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	kept := dummy
	if err == nil && person.Password != "" && person.MayWrite() {
		kept = person.Password
	}
	same, err := a.verify(r.Context(), kept, password)
	if err != nil {
		return err
	}
	if !same || kept == dummy {
		return fault.New(fault.Unauthorized, msg.FaultSignInWrong())
	}
	a.tries.succeeded(counted)
	return a.admit(w, r, person.ID)
}

// admit begins a session.
func (a *Auth) admit(w http.ResponseWriter, r *http.Request, who staff.ID) error {
	token, now := rand.Text(), a.Now()
	agent := r.UserAgent()
	if len(agent) > 200 {
		agent = strings.ToValidUTF8(agent[:200], "")
	}
	err := a.Store.InTx(r.Context(), func(tx *store.Tx) error {
		return tx.PutSession(r.Context(), store.Session{Token: hashed(token), Person: staff.Person{ID: who},
			Created: now, Seen: now, Expires: now.Add(sessionTime), Agent: agent})
	})
	if err != nil {
		return err
	}
	http.SetCookie(w, a.cookieOf(token, int(sessionTime/time.Second)))
	return nil
}

// SignOut ends the session of the request.
func (a *Auth) SignOut(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, a.cookieOf("", -1))
	cookie, err := r.Cookie(a.cookie())
	if err != nil {
		return nil //nolint:nilerr // without a cookie nobody is signed in
	}
	return a.Store.InTx(r.Context(), func(tx *store.Tx) error { return tx.DropSession(r.Context(), hashed(cookie.Value)) })
}

// SetPassword gives a person a password; every other session of theirs ends.
func (a *Auth) SetPassword(w http.ResponseWriter, r *http.Request, person *staff.Person, password string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword || len(password) > maxPassword {
		return fault.New(fault.Invalid, msg.FaultPasswordTooShort(MinPassword))
	}
	kept, err := a.hash(r.Context(), password)
	if err != nil {
		return err
	}
	err = a.Store.InTx(r.Context(), func(tx *store.Tx) error {
		p, err := tx.Person(r.Context(), person.ID)
		if err != nil {
			return err
		}
		p.Password = kept
		if err := tx.PutPerson(r.Context(), p); err != nil {
			return err
		}
		return tx.DropSessions(r.Context(), person.ID)
	})
	if err != nil {
		return err
	}
	return a.admit(w, r, person.ID)
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
				return tx.DropSession(ctx, token)
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

func (a *Auth) cookieOf(token string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: a.cookie(), Value: token, Path: "/", MaxAge: maxAge, Secure: a.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
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
