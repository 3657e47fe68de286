// Package fault says what can go wrong: of what kind it is, in which words a person is told, and what caused it.
package fault

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"dateline/lang"
	"dateline/lang/msg"
)

// Kind sorts faults by what the one who meets them can do.
type Kind int

// The kinds. The zero Kind is Internal: what nobody has sorted is ours to mend.
const (
	Internal     Kind = iota // ours to mend
	Invalid                  // what was sent breaks a rule; send something else
	Unauthorized             // who are you? sign in
	Forbidden                // you may not
	NotFound                 // never was
	Conflict                 // it has changed, or its state does not allow this now
	Gone                     // was here and has been withdrawn
	TooLarge                 // send less
	Unsupported              // send another type
	TooMany                  // wait
	Unavailable              // try again later
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{Internal, Invalid, Unauthorized, Forbidden, NotFound, Conflict, Gone, TooLarge, Unsupported, TooMany,
		Unavailable}
}

// kinds holds for each kind its name in logs, its HTTP status and what it says when nothing more precise is known.
var kinds = map[Kind]struct {
	name    string
	status  int
	general func() lang.Message
}{
	Internal:     {"internal", http.StatusInternalServerError, msg.FaultInternal},
	Invalid:      {"invalid", http.StatusBadRequest, msg.FaultInvalid},
	Unauthorized: {"unauthorized", http.StatusUnauthorized, msg.FaultUnauthorized},
	Forbidden:    {"forbidden", http.StatusForbidden, msg.FaultForbidden},
	NotFound:     {"not found", http.StatusNotFound, msg.FaultNotFound},
	Conflict:     {"conflict", http.StatusConflict, msg.FaultConflict},
	Gone:         {"gone", http.StatusGone, msg.FaultGone},
	TooLarge:     {"too large", http.StatusRequestEntityTooLarge, msg.FaultTooLarge},
	Unsupported:  {"unsupported", http.StatusUnsupportedMediaType, msg.FaultUnsupported},
	TooMany:      {"too many", http.StatusTooManyRequests, msg.FaultTooMany},
	Unavailable:  {"unavailable", http.StatusServiceUnavailable, msg.FaultUnavailable},
}

// Status is the kind's HTTP status.
func (k Kind) Status() int { return kinds[k].status }

// String is the kind's name in logs.
func (k Kind) String() string { return kinds[k].name }

// General is what a fault of this kind says to a person when nothing more precise is known.
func (k Kind) General() lang.Message { return kinds[k].general() }

// Fault is an error that a person can be told.
type Fault struct {
	Kind    Kind
	Message lang.Message // what the person reads; never holds the cause
	cause   error        // for the log only; nil when the rule itself is the cause
}

// New is a fault that has no cause but the rule it breaks.
func New(k Kind, m lang.Message) *Fault { return &Fault{Kind: k, Message: m} }

// Wrap is a fault caused by err.
func Wrap(err error, k Kind, m lang.Message) *Fault { return &Fault{Kind: k, Message: m, cause: err} }

// Of finds the fault in err's chain; an error without one is Internal and says no more than that. Of nil is nil.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return Wrap(err, Internal, Internal.General())
}

// Is tells whether err is a fault of kind k.
func Is(err error, k Kind) bool { return err != nil && Of(err).Kind == k }

// Error is for the log: the kind, the message in English, the cause.
func (f *Fault) Error() string {
	s := f.Kind.String() + ": " + lang.Of("en").Words(f.Message)
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.cause }

// ID makes a short random name for one fault, shown on its page and written in the log: eight letters and digits, of
// which none is 0 or 1.
func ID() string { return strings.ToLower(rand.Text()[:8]) }
