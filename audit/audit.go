// Package audit holds who did what, when, and from where at the desk. Each
// entry's hash covers the one before, so that none can be changed, taken out
// or put in between without every later hash being wrong. Readers are never in it.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"

	"dateline/staff"
)

// Kind says what was done. An act of a story is its own kind: publish, update, withdraw.
type Kind string

// The kinds beside the acts.
const (
	SignIn         Kind = "sign-in"
	SignInFailed   Kind = "sign-in failed" // one entry a minute in all, with counts
	LinkMade       Kind = "link made"
	LinkUsed       Kind = "link used"
	Password       Kind = "password"
	SessionEnded   Kind = "session ended"
	SignOut        Kind = "sign-out"
	Hired          Kind = "person added"
	Employed       Kind = "person changed"
	EditionChanged Kind = "edition"
	Pinned         Kind = "pin"
	PinUndone      Kind = "pin undone"
	Alerted        Kind = "alert"
	AlertEnded     Kind = "alert ended"
	AlertAsked     Kind = "alert asked" // it waits for a second person
	AlertAgreed    Kind = "alert confirmed"
	AlertRefused   Kind = "alert declined"
	AlertUndone    Kind = "alert undone"
	Described      Kind = "description"
	Proposed       Kind = "description proposed"
	Declined       Kind = "description declined"
	TriedAgain     Kind = "file again" // the renditions of an upload were begun anew
	Exported       Kind = "export"
	BackedUp       Kind = "backup"
	BackupRestored Kind = "backup restored"
	Imported       Kind = "import"
)

// Kinds lists the kinds beside the acts.
func Kinds() []Kind {
	return []Kind{SignIn, SignInFailed, SignOut, LinkMade, LinkUsed, Password, SessionEnded, Hired, Employed, EditionChanged, Pinned, PinUndone, Alerted,
		AlertEnded, AlertAsked, AlertAgreed, AlertRefused, AlertUndone, Described, Proposed, Declined, TriedAgain, Exported, BackedUp,
		BackupRestored, Imported}
}

// Thing is what kind of thing an entry was done to.
type Thing int

// The things that have a name.
const (
	Nothing Thing = iota
	AStory
	APerson
	AnEdition
	AnAlert
	AnAsset
)

// Thing is what a subject of the kind is the id of. An act is done to a story.
func (k Kind) Thing() Thing {
	switch k {
	case SignIn, SignOut, LinkMade, LinkUsed, Password, SessionEnded, Hired, Employed:
		return APerson
	case EditionChanged:
		return AnEdition
	case Alerted, AlertEnded, AlertAsked, AlertAgreed, AlertRefused, AlertUndone:
		return AnAlert
	case Described, Proposed, Declined, TriedAgain:
		return AnAsset
	case SignInFailed, Exported, BackedUp, BackupRestored, Imported:
		return Nothing
	}
	return AStory
}

// Subject is a thing by its id.
type Subject struct {
	Thing Thing
	ID    string
}

// About is the thing that the entry speaks of.
func (e *Entry) About() Subject { return Subject{e.Kind.Thing(), e.Subject} }

// Whole tells whether the entry is what its hash says.
func (e *Entry) Whole() bool {
	sum, err := e.Sum()
	return err == nil && sum == e.Hash
}

// Entry is one thing that was done.
type Entry struct {
	Number   int64 // from 1, without holes
	At       time.Time
	By       staff.ID // empty: nobody was signed in
	From     string   // address at the desk; empty: the command line of the house
	Kind     Kind
	Subject  string // id of what it was done to
	Detail   string // what became of it, in short
	Previous string // hash of the entry before; empty for the first
	Hash     string
}

// Sum is the hash that the entry should have: SHA-256 in hex over the RFC 8785
// form of {at, by, detail, from, kind, number, previous, subject}, of which at
// is in microseconds since 1970 and, like number, text in decimal.
func (e *Entry) Sum() (string, error) {
	canonical, err := canonical(e.fields())
	if err != nil {
		return "", fmt.Errorf("audit entry %d: %w", e.Number, err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// Line is the entry as an export has it: what Sum covers, and hash.
func (e *Entry) Line() ([]byte, error) {
	fields := e.fields()
	fields["hash"] = e.Hash
	line, err := canonical(fields)
	if err != nil {
		return nil, fmt.Errorf("audit entry %d: %w", e.Number, err)
	}
	return append(line, '\n'), nil
}

func (e *Entry) fields() map[string]string {
	return map[string]string{"at": fmt.Sprint(e.At.UnixMicro()), "by": string(e.By), "detail": e.Detail, "from": e.From,
		"kind": string(e.Kind), "number": fmt.Sprint(e.Number), "previous": e.Previous, "subject": e.Subject}
}

func canonical(fields map[string]string) ([]byte, error) {
	plain, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(plain)
}

// Follows tells whether an entry is whole and stands where it should after the
// one before; nil before is the beginning.
func (e *Entry) Follows(before *Entry) error {
	number, previous := int64(1), ""
	if before != nil {
		number, previous = before.Number+1, before.Hash
	}
	sum, err := e.Sum()
	switch {
	case err != nil:
		return err
	case e.Number != number:
		return &Tampered{number, true}
	case e.Previous != previous || e.Hash != sum:
		return &Tampered{e.Number, false}
	}
	return nil
}

// Tampered says where an audit is not as it was written.
type Tampered struct {
	Number  int64
	Missing bool // otherwise this entry, or one before it, was changed
}

// Error is what Follows says.
func (t *Tampered) Error() string {
	if t.Missing {
		return fmt.Sprintf("audit entry %d is missing", t.Number)
	}
	return fmt.Sprintf("audit entry %d, or one before it, was changed", t.Number)
}

// Filter chooses entries. The zero value is all of them.
type Filter struct {
	By     staff.ID
	Kind   Kind
	Since  time.Time // zero: from the beginning
	Until  time.Time // before it; zero: to the end
	Before int64     // numbers less than it; 0: from the newest
	Limit  int       // 0: no limit
}

type fromKey struct{}

// From puts the address that a request at the desk comes from into its context.
func From(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, fromKey{}, address)
}

// Address is what From put there; empty on the command line.
func Address(ctx context.Context) string {
	address, _ := ctx.Value(fromKey{}).(string)
	return address
}
