package capture

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// token is a word or a mark of a sentence, as written.
type token struct {
	text string
	low  string // folded to small letters and plain apostrophes
	mark bool   // punctuation
}

// initials are points that belong to their word: "U.S.", "J.", "Mr.".
var initials = regexp.MustCompile(`^(?:\p{L}\.)+$|^\p{L}\p{Ll}{0,2}\.$`)

// elided are articles written together with their noun: "l'hydrologue".
var elided = regexp.MustCompile(`^(?:l|d|qu)'`)

// apostrophes writes them in their one plain form.
var apostrophes = strings.NewReplacer("’", "'", "ʼ", "'")

func tokens(s string) []token {
	var out []token
	for _, w := range strings.Fields(s) {
		out = appendWord(out, w)
	}
	return out
}

func appendWord(out []token, w string) []token {
	rs := []rune(w)
	from := 0
	for from < len(rs) && isMarkRune(rs[from]) {
		out = append(out, token{text: string(rs[from]), low: string(rs[from]), mark: true})
		from++
	}
	to := len(rs)
	for to > from && isMarkRune(rs[to-1]) && !(rs[to-1] == '.' && initials.MatchString(string(rs[from:to])) && unicode.IsUpper(rs[from])) {
		to--
	}
	if to > from {
		word := string(rs[from:to])
		low := apostrophes.Replace(strings.ToLower(word))
		out = append(out, token{text: word, low: elided.ReplaceAllString(low, "")})
	}
	for _, r := range rs[to:] {
		out = append(out, token{text: string(r), low: string(r), mark: true})
	}
	return out
}

func isMarkRune(r rune) bool {
	return (unicode.IsPunct(r) || strings.ContainsRune("|<>", r)) && r != '\'' && r != '’' && r != '@' && r != '#' || r == '…'
}

// isCap tells whether a word is written as names are, in writing systems with capitals.
func (t token) isCap() bool { return !t.mark && unicode.IsUpper(firstRune(t.text)) }

// comma tells whether a mark sets a part of a sentence apart.
func (t token) comma() bool { return t.mark && strings.Contains(",،，;؛()[]–—-…", t.text) }

func textOf(ts []token) string {
	var b strings.Builder
	for _, t := range ts {
		if b.Len() > 0 && !(t.mark && !strings.Contains("([–—", t.text)) {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return strings.TrimSpace(b.String())
}

// lexicon is a list of phrases by their first word, longer phrases first. A
// single word that ends in "*" is a stem.
type lexicon struct {
	words map[string][][]string
	stems []string
}

func newLexicon(phrases []string) lexicon {
	x := lexicon{words: map[string][][]string{}}
	for _, p := range phrases {
		parts := strings.Fields(p)
		if stem, is := strings.CutSuffix(p, "*"); is {
			x.stems = append(x.stems, stem)
		} else if len(parts) > 0 {
			x.words[parts[0]] = append(x.words[parts[0]], parts)
		}
	}
	for _, list := range x.words {
		slices.SortStableFunc(list, func(a, b []string) int { return len(b) - len(a) })
	}
	return x
}

// at tells how many tokens at i are one of the phrases, 0 if none.
func (x lexicon) at(ts []token, i int) int {
	if ts[i].mark {
		return 0
	}
	for _, parts := range x.words[ts[i].low] {
		if i+len(parts) <= len(ts) && slices.EqualFunc(ts[i:i+len(parts)], parts, func(t token, w string) bool { return t.low == w }) {
			return len(parts)
		}
	}
	for _, stem := range x.stems {
		if strings.HasPrefix(ts[i].low, stem) {
			return 1
		}
	}
	return 0
}
