// Package auth is the way in: sign-in, sessions, limits, the log of requests,
// and how a fault becomes an answer. It knows nothing of pages: who draws the
// answer to a fault is handed in.
package auth

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
)

// Auth lets people in.
type Auth struct {
	Store  *store.Store
	Now    func() time.Time
	Log    *slog.Logger
	Secure bool // readers reach us by https: cookies say so

	tries  tries
	failed failures
	slots  chan struct{} // at most two passwords are hashed at once: each takes 19 MiB

	// Who waits for a slot. A full queue sheds who comes; strangers cannot fill that of
	// people whose browser is known.
	strangers, colleagues chan struct{}
}

// New is an Auth ready to use.
func New(s *store.Store, now func() time.Time, log *slog.Logger, secure bool) *Auth {
	return &Auth{Store: s, Now: now, Log: log, Secure: secure, slots: make(chan struct{}, 2),
		strangers: make(chan struct{}, 16), colleagues: make(chan struct{}, 64)}
}

type personKey struct{}

// Who is the person who is signed in, as Signed found them.
func Who(ctx context.Context) *staff.Person {
	p, _ := ctx.Value(personKey{}).(*staff.Person)
	return p
}

// Signed lets only those through who are signed in; the others get the fault Unauthorized.
func (a *Auth) Signed(h Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		session, err := a.session(r)
		if err != nil {
			return err
		}
		if err := a.touch(w, r, session); err != nil { // on a full disk people read on
			a.Log.Warn("the use of a session is not noted", "err", err)
		}
		ctx := context.WithValue(r.Context(), personKey{}, &session.Person)
		return h(w, r.WithContext(ctx))
	}
}

// Person is who is signed in, for pages that stand open to everybody; nil when nobody is.
func (a *Auth) Person(r *http.Request) *staff.Person {
	session, err := a.session(r)
	if err != nil {
		return nil
	}
	return &session.Person
}

// askTime is how long the records may take to say who asks.
const askTime = 10 * time.Second

// session finds the session of a request.
func (a *Auth) session(r *http.Request) (*store.Session, error) {
	cookie, err := r.Cookie(a.cookie())
	if err != nil {
		return nil, fault.New(fault.Unauthorized, msg.FaultUnauthorized())
	}
	ctx, stop := context.WithTimeout(r.Context(), askTime)
	defer stop()
	session, err := a.Store.Session(ctx, hashed(cookie.Value), a.Now())
	if fault.Is(err, fault.NotFound) || (err == nil && !session.Person.MayWrite()) {
		return nil, fault.New(fault.Unauthorized, msg.FaultUnauthorized())
	}
	return session, err
}

// touch notes every five minutes that a session is in use: it, and the cookie
// that holds it, last from then on.
func (a *Auth) touch(w http.ResponseWriter, r *http.Request, session *store.Session) error {
	now := a.Now()
	if now.Sub(session.Seen) <= 5*time.Minute {
		return nil
	}
	if cookie, err := r.Cookie(a.cookie()); err == nil {
		http.SetCookie(w, a.cookieOf(a.cookie(), cookie.Value, int(sessionTime/time.Second)))
	}
	return a.Store.InTx(r.Context(), func(tx *store.Tx) error {
		return tx.TouchSession(r.Context(), session.Token, now, now.Add(sessionTime))
	})
}
