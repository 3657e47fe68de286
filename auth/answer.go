package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"

	"dateline/audit"
	"dateline/fault"
	"dateline/guard"
	"dateline/lang/msg"
)

// Handler answers a request, or says what went wrong.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Fail draws the answer to a fault; id is what stands in the log beside it.
type Fail func(w http.ResponseWriter, r *http.Request, f *fault.Fault, id string)

// Answer makes a handler of net/http: a fault is logged here, once, with the
// id that the person sees, and drawn by fail.
func (a *Auth) Answer(h Handler, fail Fail) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		f := fault.Of(err)
		if errors.As(err, new(*http.MaxBytesError)) {
			f = fault.Wrap(err, fault.TooLarge, msg.FaultTooLarge())
		}
		if guard.TooSlow(err) {
			f = fault.Wrap(err, fault.Invalid, msg.FaultTooSlow())
		}
		id := fault.ID()
		level := levelOf(f)
		if errors.Is(r.Context().Err(), context.Canceled) {
			level = slog.LevelInfo // whoever asked has gone: what broke off for that is nobody's error
		}
		a.note(r, level, f, err, id)
		fail(w, r, f, id)
	})
}

// levelOf is how loudly the log speaks of a fault: ours are errors, theirs a line to find by the id.
func levelOf(f *fault.Fault) slog.Level {
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// note writes a fault into the log.
func (a *Auth) note(r *http.Request, level slog.Level, f *fault.Fault, err error, id string) {
	a.Log.Log(r.Context(), level, "fault", "id", id, "kind", f.Kind.String(), "key", f.Message.Key,
		"method", r.Method, "path", Loggable(r.URL.Path), "error", err.Error())
}

// Loggable is the path of a request as the log may have it: a sign-in link's
// token is for the one who holds it, however its address was written.
func Loggable(p string) string {
	clean := path.Clean("/" + p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	p = clean
	if before, _, secret := strings.Cut(p, "/link/"); secret {
		return before + "/link/…"
	}
	return p
}

// Watch turns a panic into a fault, and notes for the audit log where a request
// comes from.
func (a *Auth) Watch(next http.Handler, fail Fail) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			id := fault.ID()
			f := fault.Of(err)
			a.note(r, levelOf(f), f, err, id)
			fail(w, r, f, id)
		}()
		next.ServeHTTP(w, r.WithContext(audit.From(r.Context(), client(r))))
	})
}
