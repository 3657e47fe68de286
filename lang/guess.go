package lang

import (
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// mostGuessed bounds how much of a text Guess looks at, in bytes; a few sentences settle it.
const mostGuessed = 8192

// enoughLetters is the length from which a guess is as sure as it gets.
const enoughLetters = 40

// Guess names the language that a text is most likely in, and how sure that is, from 0 to 1. It knows the languages whose
// facts hold letters and those that are the likely one of a script in which no language has letters; of a text without
// letters, and of one that is like none of those it knows, it says "" and 0.
func Guess(text string) (Tag, float64) {
	text = text[:min(len(text), mostGuessed)]
	script, letters, share := mainScript(text)
	if letters == 0 {
		return "", 0
	}
	sure := share * min(1, float64(letters)/enoughLetters)
	all := profiles()[script]
	switch {
	case len(all) == 0:
		return likely(script), sure
	case all[0].own != "":
		return guessByOwn(text, all), sure
	}
	tag, margin := guessByLetters(text, all)
	return tag, sure * margin
}

// Guessable tells whether Guess knows the language by its letters, so that a text that it says is in none or in another
// is not in this one.
func (l *Language) Guessable() bool {
	return l.facts.Letters.Threes != "" || l.facts.Letters.Own != "" || len(profiles()[l.Script]) == 0 && likely(l.Script) == l.Tag
}

// likely is the language that most texts of a script are in, as CLDR has it.
func likely(script string) Tag {
	t, err := language.Compose(language.MustParseScript(script))
	if err != nil {
		return ""
	}
	base, sure := t.Base()
	if sure == language.No {
		return ""
	}
	tag, err := Canonical(base.String())
	if err != nil {
		return ""
	}
	return tag
}

// scripts are the letters that Guess tells apart, by ISO 15924. Chinese characters are those of Hani, whichever way of
// writing they belong to.
var scripts = map[string][]*unicode.RangeTable{
	"Latn": {unicode.Latin}, "Cyrl": {unicode.Cyrillic}, "Arab": {unicode.Arabic}, "Hani": {unicode.Han},
	"Jpan": {unicode.Hiragana, unicode.Katakana}, "Kore": {unicode.Hangul}, "Mymr": {unicode.Myanmar},
	"Deva": {unicode.Devanagari}, "Beng": {unicode.Bengali}, "Thai": {unicode.Thai}, "Hebr": {unicode.Hebrew},
	"Grek": {unicode.Greek}, "Geor": {unicode.Georgian}, "Armn": {unicode.Armenian}, "Ethi": {unicode.Ethiopic},
	"Khmr": {unicode.Khmer}, "Laoo": {unicode.Lao}, "Taml": {unicode.Tamil}, "Telu": {unicode.Telugu},
	"Gujr": {unicode.Gujarati}, "Guru": {unicode.Gurmukhi}, "Knda": {unicode.Kannada}, "Mlym": {unicode.Malayalam},
	"Sinh": {unicode.Sinhala}, "Tibt": {unicode.Tibetan}, "Thaa": {unicode.Thaana},
}

// mainScript finds the script of most of a text's letters, how many letters there are, and the script's share.
func mainScript(text string) (script string, letters int, share float64) {
	counts := map[string]int{}
	last := "Latn"
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if !unicode.In(r, scripts[last]...) {
			last = scriptOf(r, last)
		}
		counts[last]++
	}
	if counts["Jpan"]*8 > counts["Hani"] { // Japanese writes many Chinese characters, Chinese no kana
		counts["Jpan"] += counts["Hani"]
		counts["Hani"] = 0
	}
	for s, n := range counts {
		if n > counts[script] || n == counts[script] && s < script {
			script = s
		}
	}
	return script, letters, float64(counts[script]) / float64(max(letters, 1))
}

func scriptOf(r rune, otherwise string) string {
	for s, tables := range scripts {
		if unicode.In(r, tables...) {
			return s
		}
	}
	return otherwise
}

// profile is a language's frequent threes and what each is worth, or the characters that are its own.
type profile struct {
	tag   Tag
	worth map[string]float64
	abc   map[rune]bool // the letters of its threes
	own   string
}

// profiles are those of the languages whose facts hold letters, by script, in the order of their tags.
var profiles = sync.OnceValue(func() map[string][]profile {
	known, all := languages(), map[string][]profile{}
	for _, tag := range slices.Sorted(maps.Keys(known)) {
		switch f := known[tag].facts; {
		case f.Letters.Own != "":
			all["Hani"] = append(all["Hani"], profile{tag: tag, own: f.Letters.Own})
		case f.Letters.Threes != "":
			all[f.Script] = append(all[f.Script], profileOf(tag, []rune(f.Letters.Threes)))
		}
	}
	return all
})

func profileOf(tag Tag, threes []rune) profile {
	p := profile{tag: tag, worth: make(map[string]float64, len(threes)/3), abc: map[rune]bool{}}
	for _, r := range threes {
		p.abc[r] = true
	}
	for i := 0; i+3 <= len(threes); i += 3 {
		p.worth[string(threes[i:i+3])] = worthOfRank(i / 3)
	}
	return p
}

// worthOfRank is how much likelier the n-th most frequent three is than one that is not listed, as a logarithm, by
// Zipf's law.
func worthOfRank(n int) float64 { return math.Log(3 * 400 / float64(n+10)) }

// strange is what counts against a language whose threes never hold the last letter of this one.
func (p profile) strange(three string) float64 {
	if last, _ := utf8.DecodeLastRuneInString(three); p.abc[last] {
		return 0
	}
	return 2
}

// familiar is the least that a three of a text is worth on average where the text is in a language that Guess knows.
const familiar = 0.65

// guessByLetters weighs the languages of a script; margin tells how clearly the first leads, from 0 to 1. Of a text that
// is like none of them it gives "".
func guessByLetters(text string, all []profile) (best Tag, margin float64) {
	scores := make([]float64, len(all))
	n := 0
	for three := range Threes(text) {
		n++
		for i, p := range all {
			scores[i] += p.worth[three] - p.strange(three)
		}
	}
	first, second := math.Inf(-1), math.Inf(-1)
	for i, s := range scores {
		switch {
		case s > first:
			best, first, second = all[i].tag, s, first
		case s > second:
			second = s
		}
	}
	if n == 0 || first/float64(n) <= familiar {
		return "", 0
	}
	return best, 1 - math.Exp(-12*(first-max(second, 0))/float64(n))
}

// guessByOwn counts the characters that only one of the languages has; without any it is the first.
func guessByOwn(text string, all []profile) Tag {
	best, most := all[0].tag, 0
	for _, p := range all {
		n := 0
		for _, r := range text {
			if r >= 0x4e00 && strings.ContainsRune(p.own, r) {
				n++
			}
		}
		if n > most {
			best, most = p.tag, n
		}
	}
	return best
}

// Threes yields the runs of three letters in a text, in small letters; everything between words is one space.
func Threes(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		window := [3]rune{0, 0, ' '}
		for _, r := range text + " " {
			switch {
			case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
				r = unicode.ToLower(r)
			case r == '\u200c', r == '\u02bc', r == '’', r == '\'':
				r = '\''
			default:
				r = ' '
			}
			if r == ' ' && window[2] == ' ' {
				continue
			}
			window = [3]rune{window[1], window[2], r}
			if window[0] != 0 && !(window[0] == ' ' && window[2] == ' ') && !yield(string(window[:])) {
				return
			}
		}
	}
}
