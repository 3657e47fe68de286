// Package edition holds who we print for: a language service with its own
// site, sections and look. Facts of a language (direction, digits, type) are
// in lang; an edition only names its language.
package edition

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

// Slug names an edition or a section in addresses: lower-case ASCII letters,
// digits and hyphens, beginning with a letter, at most 24 bytes.
type Slug string

// What an edition's pages for the newest are made of.
const (
	FrontStories = 100            // from which its front page is made
	FeedStories  = 30             // in a feed, and in a leaf of a section
	NewsWindow   = 48 * time.Hour // how long a story stands in the news sitemap
)

// Edition is one language service.
type Edition struct {
	Slug     Slug
	Lang     lang.Tag
	Name     string // as its masthead says it, in its language
	Tagline  string // one quiet line under the name; may be empty
	Zone     string // IANA time zone in which its dates are given
	Public   bool   // false: its pages are not served and the chooser leaves it out
	Sections []Section
	Lead     string // id of the story pinned to the top of its front page; empty: the newest
	Created  time.Time
}

// Section is a part of an edition with a page and feeds of its own.
type Section struct {
	Slug Slug
	Name string // in the edition's language
}

var slug = regexp.MustCompile(`^[a-z][a-z0-9-]{0,23}$`)

// reserved words stand where an edition or a section would stand in an address.
var reserved = map[Slug]bool{
	"assets": true, "media": true, "live": true, "light": true, "desk": true, "feed": true,
	"corrections": true, "search": true, "sitemap": true, "api": true, "health": true,
	"player": true, "favicon": true, "robots": true, "well-known": true, "static": true, "air": true,
	"page": true, "card": true, "admin": true, "metrics": true, "debug": true,
}

// Check tells whether the slug may name an edition or a section.
func (s Slug) Check() error {
	if !slug.MatchString(string(s)) || reserved[s] {
		return fault.New(fault.Invalid, msg.FaultBadSlug(string(s)))
	}
	return nil
}

// Check tells whether the edition can be kept: its slug, language, zone and sections.
func (e *Edition) Check() error {
	if err := e.Slug.Check(); err != nil {
		return err
	}
	if _, err := lang.Canonical(string(e.Lang)); err != nil {
		return fault.Wrap(err, fault.Invalid, msg.FaultLanguageUnknown(string(e.Lang)))
	}
	if _, err := time.LoadLocation(e.Zone); err != nil {
		return fault.Wrap(err, fault.Invalid, msg.FaultUnknownZone(e.Zone))
	}
	if e.Zone == "Local" { // the machine's own, which is another one elsewhere
		return fault.New(fault.Invalid, msg.FaultUnknownZone(e.Zone))
	}
	if !named(e.Name) {
		return fault.New(fault.Invalid, msg.FaultBadName())
	}
	return e.checkSections()
}

func (e *Edition) checkSections() error {
	seen := map[Slug]bool{}
	for _, s := range e.Sections {
		if err := s.Slug.Check(); err != nil {
			return err
		}
		if seen[s.Slug] {
			return fault.New(fault.Invalid, msg.FaultAddressTaken(string(s.Slug)))
		}
		seen[s.Slug] = true
		if !named(s.Name) {
			return fault.New(fault.Invalid, msg.FaultBadName())
		}
	}
	return nil
}

// named tells whether people can call something by the name.
func named(name string) bool {
	return name != "" && strings.TrimSpace(name) == name && utf8.RuneCountInString(name) <= 80 && !strings.ContainsFunc(name, unicode.IsControl)
}

// Language is the language of the edition, with its facts.
func (e *Edition) Language() *lang.Language { return lang.Of(e.Lang) }

// Section finds a section by its slug.
func (e *Edition) Section(s Slug) (Section, bool) {
	for _, have := range e.Sections {
		if have.Slug == s {
			return have, true
		}
	}
	return Section{}, false
}

// Location is the edition's time zone; UTC where the machine does not know it.
func (e *Edition) Location() *time.Location {
	loc, err := time.LoadLocation(e.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
