package capture

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"dateline/lang"
)

// phraseFiles are the words of pages and of attributions, one file a language.
//
//go:embed phrases/*.json
var phraseFiles embed.FS

// phrasebook is what one language's pages and reports say. In Furniture "*"
// stands for any text and "#" for a number; a word in Roles that ends in "*"
// is a stem.
type phrasebook struct {
	Said         []string          `json:"said"`         // verbs of saying as they stand beside a quotation
	According    []string          `json:"according"`    // what stands before a speaker without a verb
	Pronouns     map[string]string `json:"pronouns"`     // to gender: m, f or not known
	Honorifics   map[string]string `json:"honorifics"`   // to gender
	Articles     []string          `json:"articles"`     // what may stand before a role and is no part of it
	Elisions     []string          `json:"elisions"`     // articles that are written together with their noun
	Stops        []string          `json:"stops"`        // words that end a name and its role
	Roles        []string          `json:"roles"`        // nouns of office and calling
	Complements  []string          `json:"complements"`  // words that go on with a role, where capitals do not show it
	Subjects     []string          `json:"subjects"`     // what marks a subject at the end of its name
	Reported     []string          `json:"reported"`     // what stands after a quotation before its speaker
	VerbFirst    bool              `json:"verbFirst"`    // the subject stands after its verb
	DateCapitals bool              `json:"dateCapitals"` // the names of days begin with a capital
	NounCapitals bool              `json:"nounCapitals"` // every noun begins with a capital
	Fillers      []string          `json:"fillers"`      // what may stand between a speaker and the verb, where words are not spaced
	Groups       []string          `json:"groups"`       // nouns of many who speak without a name
	Months       []string          `json:"months"`
	Weekdays     []string          `json:"weekdays"`
	Film         []string          `json:"film"` // what only a player of film says
	Furniture    map[Why][]string  `json:"furniture"`
}

// smallWords are little words of all languages together.
type smallWords struct {
	particles   set // within a name, in small letters: "van", "bin"
	appositions set // before what says who someone is, whatever noun follows: "a", "der"
	belonging   set // before what something is of, or is in: "the Ministry of Public Works"
	definite    set // never before a person's name without an office between: "the Health Ministry"
	joins       set // between the parts of an office's name
	dates       set // in a date beside its numbers and its month
}

type set map[string]bool

func (s set) has(w string) bool { return s[w] }

//go:embed words.json
var wordsFile []byte

func readWords() *smallWords {
	var lists map[string][]string
	if err := json.Unmarshal(wordsFile, &lists); err != nil {
		panic(fmt.Errorf("words.json: %w", err)) // it is part of the program
	}
	of := func(name string) set {
		s := set{}
		for _, w := range lists[name] {
			s[w] = true
		}
		return s
	}
	return &smallWords{of("particles"), of("appositions"), of("belonging"), of("definite"), of("joins"), of("dates")}
}

// furnishing is one phrase of furniture, cut at its stars.
type furnishing struct {
	parts   []string
	literal int // weight of what is given
	why     Why
	film    bool
}

// library is every phrasebook and what is common to all.
type library struct {
	books    map[string]*phrasebook // by language
	said     map[string]bool        // of all languages, for those without a book
	exact    map[string]furnishing
	patterns map[rune][]furnishing // by first rune; 0 for those that begin with a star
	dates    map[string]bool       // months and weekdays
	words    *smallWords
}

// phrases reads the phrasebooks once; they are part of the program, so a bad one is a broken build.
var phrases = sync.OnceValue(func() *library {
	lib := &library{books: map[string]*phrasebook{}, said: map[string]bool{}, exact: map[string]furnishing{},
		patterns: map[rune][]furnishing{}, dates: map[string]bool{}, words: readWords()}
	files, err := phraseFiles.ReadDir("phrases")
	if err != nil {
		panic(fmt.Errorf("phrases: %w", err))
	}
	for _, f := range files {
		raw, err := phraseFiles.ReadFile("phrases/" + f.Name())
		if err != nil {
			panic(fmt.Errorf("phrases %s: %w", f.Name(), err))
		}
		var b phrasebook
		if err := json.Unmarshal(raw, &b); err != nil {
			panic(fmt.Errorf("phrases %s: %w", f.Name(), err))
		}
		lib.addBook(strings.TrimSuffix(f.Name(), path.Ext(f.Name())), &b)
	}
	return lib
})

func (lib *library) addBook(tag string, b *phrasebook) {
	lib.books[tag] = b
	// Longer first, so that "secretary of state" is found before "secretary".
	for _, list := range [][]string{b.Said, b.Roles, b.According} {
		slices.SortStableFunc(list, func(x, y string) int { return len(y) - len(x) })
	}
	for _, w := range b.Said {
		lib.said[w] = true
	}
	for _, w := range slices.Concat(b.Months, b.Weekdays) {
		lib.dates[key(w)] = true
	}
	for why, phrases := range b.Furniture {
		for _, p := range phrases {
			lib.add(p, why, false)
		}
	}
	for _, p := range b.Film {
		lib.add(p, Player, true)
	}
}

func (lib *library) add(phrase string, why Why, film bool) {
	if !strings.Contains(phrase, "*") {
		k := key(phrase)
		if old, known := lib.exact[k]; known && !film {
			film, why = old.film, old.why
		}
		lib.exact[k] = furnishing{why: why, film: film}
		return
	}
	f := furnishing{why: why, film: film}
	for part := range strings.SplitSeq(phrase, "*") {
		part = fold(part)
		f.parts = append(f.parts, part)
		f.literal += weight(strings.TrimSpace(part))
	}
	first := rune(0)
	for _, r := range f.parts[0] {
		first = r
		break
	}
	lib.patterns[first] = append(lib.patterns[first], f)
}

// of is the phrasebook of a language, nil where there is none.
func (lib *library) of(tag lang.Tag) *phrasebook {
	base, _, _ := strings.Cut(string(tag), "-")
	return lib.books[base]
}

// speaks tells whether a line that begins with a dash is speech and no item of
// a list: it is a sentence with a verb of saying.
func (lib *library) speaks(text string) bool {
	if !dash([]rune(text)[0]) || !isSentence(text) {
		return false
	}
	return slices.ContainsFunc(tokens(text), func(t token) bool { return lib.said[t.low] })
}

// fold writes text in the one form in which phrases are compared: small
// letters, plain apostrophes, numbers as "#", no joiners or vowel signs.
func fold(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsDigit(r):
			r = '#'
			if last == '#' {
				continue
			}
		case unicode.IsSpace(r):
			r = ' '
			if last == ' ' {
				continue
			}
		case r == '’' || r == '‘' || r == 'ʼ' || r == '`':
			r = '\''
		case r == '\u200c' || r == '\u200d' || r == '\u200e' || r == '\u200f' || r == 'ـ' || r >= '\u064b' && r <= '\u0652':
			continue
		case r == 'ي' || r == 'ى':
			r = 'ی'
		case r == 'ك':
			r = 'ک'
		case r == '：':
			r = ':'
		case r == '（':
			r = '('
		case r == '）':
			r = ')'
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// key folds a whole line and takes off what decorates its ends.
func key(s string) string {
	return strings.TrimFunc(strings.TrimLeft(fold(s), " \t•·▪►▶▸-–—*|>»"), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(".:…,;|·•-–—!。›>»▼▾▲", r)
	})
}

// furniture tells whether a line is a known phrase of a page's furniture.
func (lib *library) furniture(text string) (furnishing, bool) {
	k := key(text)
	if f, known := lib.exact[k]; known {
		return f, true
	}
	sentence := isSentence(text) && words([]rune(text)) >= 5
	quoted := strings.ContainsRune(doubleMarks, firstRune(text))
	var best furnishing
	for _, list := range [][]furnishing{lib.patterns[firstRune(k)], lib.patterns[0]} {
		for _, f := range list {
			if f.literal <= best.literal || quoted && f.why != Credit {
				continue
			}
			if f.fits(k, sentence) {
				best = f
			}
		}
	}
	return best, best.parts != nil
}

// menu tells whether a line is a menu that was saved as one: nothing but names
// of a page's parts.
func (lib *library) menu(text string) bool {
	all := strings.Fields(text)
	for _, w := range all {
		if f, known := lib.exact[key(w)]; !known || f.why != Navigation {
			return false
		}
	}
	return len(all) >= 3
}

// longFurniture is how long furniture of a kind may be, in characters; other kinds are short.
var longFurniture = map[Why]int{Consent: 600, Newsletter: 300, Copyright: 400, Player: 160, Credit: 200, Caption: 300, Comments: 120, Follow: 200}

// overrules tells whether a phrase is enough of a line to overrule the body
// finder, which took it for prose: a long paragraph that mentions cookies is news.
func (f furnishing) overrules(l *line) bool {
	w := weight(l.text)
	anchored := len(f.parts) > 0 && weight(f.parts[0]) >= 12
	return !l.found || w < 160 || !isProse(l.text) || f.parts == nil || anchored || f.literal*6 >= w
}

// enough is how much of a phrase must be given before a whole sentence may be
// taken for furniture: "Copyright law changed" and "Share prices fell" are news.
func (f furnishing) enough() int {
	start := strings.TrimSpace(f.parts[0])
	switch {
	case strings.HasPrefix(start, "©"), strings.HasPrefix(start, "("):
		return 0
	case strings.HasSuffix(start, ":") || f.parts[0] == "":
		return 4
	}
	switch f.why {
	case Newsletter, Consent, Player, Follow, Share:
		if strings.Contains(start, " ") {
			return 7
		}
	}
	return 12
}

// fits matches a folded line. What reads as a sentence needs more than a word
// or two in common with a phrase to be furniture.
func (f furnishing) fits(k string, sentence bool) bool {
	n := len([]rune(k))
	longest := 90
	if own := longFurniture[f.why]; own > 0 {
		longest = own
	}
	if n > longest {
		return false
	}
	if sentence && f.literal < f.enough() {
		return false
	}
	if sentence && (f.why == Byline || f.why == Navigation) && !strings.Contains(f.parts[0], ":") {
		return false
	}
	rest := k
	for i, part := range f.parts {
		if part == "" {
			continue
		}
		at := strings.Index(rest, part)
		switch {
		case at < 0 && i == 0 && strings.TrimSpace(part) == rest:
			return true
		case at < 0, i == 0 && at > 0:
			return false
		}
		rest = rest[at+len(part):]
	}
	last := f.parts[len(f.parts)-1]
	return last == "" || rest == "" || strings.HasSuffix(k, last)
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
