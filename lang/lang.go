// Package lang holds the languages we print in: their scripts, direction, digits, calendars, plurals, type, and every
// word that the house itself says to people. Facts stand in facts/{tag}.json, words in messages/{tag}.json.
//
// To add a message: write it into messages/en.json (text, a note for translators, its arguments as "name type, …" of
// text, number, bytes, duration, spoken, date, time), one key a line, sorted; site.*, player.*, feed.*, fault.* and unit.*
// go into the seven other files too, desk.* and cli.* may. Then run `go run ./messages` in tools/ and commit lang/msg.
package lang

import (
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Direction is the way lines run: "ltr" or "rtl", as HTML writes it.
type Direction string

// The two directions of the scripts that news is written in.
const (
	LeftToRight Direction = "ltr"
	RightToLeft Direction = "rtl"
)

// Language is what is known of one language. Languages are made once, shared by all and never changed after.
type Language struct {
	Tag      Tag
	Autonym  string // its name in itself: "فارسی"
	English  string // its name in English: "Persian"
	Dir      Direction
	Script   string // ISO 15924: "Arab"
	Numerals string // ten digits from zero on, as numbers, times and dates are written
	Type     Type

	facts facts
	chain []*Language // where words come from: itself if it has any, its fallbacks, English
	words func() map[string]*Pattern
}

// Type is how a language's text is set. Sizes are factors of the sheet's own size, lines are multiples of the size.
type Type struct {
	Serif         string  `json:"serif"` // CSS font stack of faces that systems have
	Sans          string  `json:"sans"`
	Size          float64 `json:"size"`
	Line          float64 `json:"line"`
	HeadlineLine  float64 `json:"headlineLine"`
	Measure       int     `json:"measure"` // longest line, in ch
	DropCap       bool    `json:"dropCap"`
	Italic        bool    `json:"italic"`
	Capitals      bool    `json:"capitals"`
	LetterSpacing bool    `json:"letterSpacing"`
}

// Of gives the language that a tag names: with all its facts, with those of its nearest parent, or with sound defaults
// (direction and script known, Latin digits, numeric dates, English words). It is never nil.
func Of(t Tag) *Language {
	known := languages()
	if l := known[t]; l != nil {
		return l
	}
	if l, ok := others.Load(t); ok {
		return l.(*Language)
	}
	l := unlisted(t, known)
	if othersKept.Add(1) <= mostOthers {
		others.Store(t, l)
	}
	return l
}

// Full lists the languages with complete facts and messages, sorted.
func Full() []Tag {
	return slices.Clone(full())
}

// Fallback lists where words come from when the language has none of its own, nearest first.
func (l *Language) Fallback() []Tag {
	var tags []Tag
	for _, c := range l.chain {
		if c != l {
			tags = append(tags, c.Tag)
		}
	}
	return tags
}

// languages is every language that has a facts file, read once.
var languages = sync.OnceValue(readLanguages)

var full = sync.OnceValue(func() []Tag {
	var tags []Tag
	for t, l := range languages() {
		if l.facts.hasWords {
			tags = append(tags, t)
		}
	}
	slices.Sort(tags)
	return tags
})

// unlisted makes a language that has no facts file: from the nearest parent that has one, else from x/text.
func unlisted(t Tag, known map[Tag]*Language) *Language {
	canonical, err := Canonical(string(t))
	if err != nil {
		l := bare(t, language.Und, known["en"])
		l.Autonym, l.English = string(t), string(t)
		return l
	}
	for _, p := range canonical.parents() {
		if k := known[p]; k != nil {
			if k.Tag == canonical {
				return k
			}
			return child(canonical, k)
		}
	}
	return bare(canonical, language.Make(string(canonical)), known["en"])
}

// child is a regional form of a language: its parent's facts and words under its own tag.
func child(t Tag, parent *Language) *Language {
	l := *parent
	l.Tag = t
	tag := language.Make(string(t))
	if s, _ := tag.Script(); s.String() != parent.Script {
		return bare(t, tag, parent)
	}
	if n := display.Self.Name(tag); n != "" {
		l.Autonym = n
	}
	if n := display.English.Tags().Name(tag); n != "" {
		l.English = n
	}
	return &l
}

// bare is a language of which only the tag is known; its words are those of next.
func bare(t Tag, tag language.Tag, next *Language) *Language {
	script, _ := tag.Script()
	f := plainFacts(script.String())
	f.Tag, f.Autonym, f.English = t, display.Self.Name(tag), display.English.Tags().Name(tag)
	if f.Autonym == "" {
		f.Autonym = f.English
	}
	if f.Autonym == "" {
		f.Autonym, f.English = string(t), string(t)
	}
	l := f.language()
	l.words = func() map[string]*Pattern { return nil }
	l.chain = append([]*Language{l}, next.chain...)
	return l
}
