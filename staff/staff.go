// Package staff holds who works here, and what each may do.
package staff

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"dateline/fault"
	"dateline/lang/msg"
)

// ID names a person for life: 13 lower-case base32 characters.
type ID string

// Role says what a person may do. The zero value may do nothing.
type Role string

// The roles, from the one who may most.
const (
	Administrator Role = "administrator" // everything, people included
	Editor        Role = "editor"        // whatever goes public
	Reporter      Role = "reporter"      // writes, uploads; makes nothing public
)

// Roles lists every role.
func Roles() []Role { return []Role{Administrator, Editor, Reporter} }

// Person is one who works here.
type Person struct {
	ID       ID
	Name     string // how they sign in and how acts name them; unique without regard to case
	Role     Role
	Password string    // argon2id in PHC form; empty until they have chosen one
	Disabled time.Time // zero while they may sign in
	Created  time.Time
}

// MayRead tells whether the person may read what is not public: whoever works here may.
func (p *Person) MayRead() bool { return p.active() && p.known() }

// MayWrite tells whether the person may save drafts and upload.
func (p *Person) MayWrite() bool { return p.active() && p.known() }

// MayPublish tells whether the person may publish, correct, withdraw, pin and alert.
func (p *Person) MayPublish() bool {
	return p.active() && (p.Role == Administrator || p.Role == Editor)
}

// MayAdminister tells whether the person may change people and editions.
func (p *Person) MayAdminister() bool { return p.active() && p.Role == Administrator }

func (p *Person) active() bool { return p != nil && p.Disabled.IsZero() }

func (p *Person) known() bool {
	return p.Role == Administrator || p.Role == Editor || p.Role == Reporter
}

// Check tells whether the person can be kept.
func (p *Person) Check() error {
	name := strings.TrimSpace(p.Name)
	if name == "" || name != p.Name || utf8.RuneCountInString(name) > MaxName || strings.ContainsFunc(name, unicode.IsControl) {
		return fault.New(fault.Invalid, msg.FaultBadName())
	}
	if !p.known() {
		return fault.New(fault.Invalid, msg.FaultUnknownRole(string(p.Role)))
	}
	return nil
}

// MaxName is the most characters of a name.
const MaxName = 80

// Fold is text without regard to case or to how its characters were typed:
// names are counted, kept and found by it.
func Fold(text string) string { return cases.Fold().String(norm.NFKC.String(text)) }
