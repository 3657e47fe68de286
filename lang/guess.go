package lang

import (
	_ "embed"
	"iter"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed letters.txt
var lettersFile string

// mostGuessed bounds how much of a text Guess looks at, in bytes; a few sentences settle it.
const mostGuessed = 8192

// enoughLetters is the length from which a guess is as sure as it gets.
const enoughLetters = 40

// Guess names the language that a text is most likely in, and how sure that is, from 0 to 1. It knows the languages of
// letters.txt and those that are alone in their script; of a text without letters it says "" and 0.
func Guess(text string) (Tag, float64) {
	text = text[:min(len(text), mostGuessed)]
	script, letters, share := mainScript(text)
	if letters == 0 {
		return "", 0
	}
	sure := share * min(1, float64(letters)/enoughLetters)
	switch script {
	case "Han":
		return guessChinese(text), sure
	case "Latin", "Cyrillic", "Arabic":
		tag, margin := guessByLetters(text, script)
		return tag, sure * margin
	}
	if tag, ok := aloneInScript[script]; ok {
		return tag, sure
	}
	return "", 0
}

// aloneInScript names the language that most texts of a script are in.
var aloneInScript = map[string]Tag{
	"Myanmar": "my", "Devanagari": "hi", "Bengali": "bn", "Thai": "th", "Hebrew": "he", "Greek": "el", "Georgian": "ka",
	"Armenian": "hy", "Ethiopic": "am", "Khmer": "km", "Lao": "lo", "Tamil": "ta", "Telugu": "te", "Gujarati": "gu",
	"Gurmukhi": "pa", "Kannada": "kn", "Malayalam": "ml", "Sinhala": "si", "Tibetan": "bo", "Hangul": "ko",
	"Kana": "ja",
}

// scripts are the letters that Guess tells apart.
var scripts = map[string][]*unicode.RangeTable{
	"Latin": {unicode.Latin}, "Cyrillic": {unicode.Cyrillic}, "Arabic": {unicode.Arabic}, "Han": {unicode.Han},
	"Kana": {unicode.Hiragana, unicode.Katakana}, "Hangul": {unicode.Hangul}, "Myanmar": {unicode.Myanmar},
	"Devanagari": {unicode.Devanagari}, "Bengali": {unicode.Bengali}, "Thai": {unicode.Thai}, "Hebrew": {unicode.Hebrew},
	"Greek": {unicode.Greek}, "Georgian": {unicode.Georgian}, "Armenian": {unicode.Armenian},
	"Ethiopic": {unicode.Ethiopic}, "Khmer": {unicode.Khmer}, "Lao": {unicode.Lao}, "Tamil": {unicode.Tamil},
	"Telugu": {unicode.Telugu}, "Gujarati": {unicode.Gujarati}, "Gurmukhi": {unicode.Gurmukhi},
	"Kannada": {unicode.Kannada}, "Malayalam": {unicode.Malayalam}, "Sinhala": {unicode.Sinhala},
	"Tibetan": {unicode.Tibetan},
}

// mainScript finds the script of most of a text's letters, how many letters there are, and the script's share.
func mainScript(text string) (script string, letters int, share float64) {
	counts := map[string]int{}
	last := "Latin"
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
	if counts["Kana"]*8 > counts["Han"] { // Japanese writes many Chinese characters, Chinese no kana
		counts["Kana"] += counts["Han"]
		counts["Han"] = 0
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

// profile is a language's frequent threes and what each is worth.
type profile struct {
	tag    Tag
	script string
	worth  map[string]float64
	abc    map[rune]bool // the letters of its threes
	only   string        // Chinese: the characters that the other way of writing has not
}

// profiles reads letters.txt once.
var profiles = sync.OnceValue(func() []profile {
	var all []profile
	for line := range strings.Lines(lettersFile) {
		tag, letters, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		p := profile{tag: Tag(tag)}
		if strings.HasPrefix(tag, "zh") {
			p.only = letters
			all = append(all, p)
			continue
		}
		runes := []rune(letters)
		p.script, _, _ = mainScript(letters)
		p.worth = make(map[string]float64, len(runes)/3)
		p.abc = map[rune]bool{}
		for _, r := range runes {
			p.abc[r] = true
		}
		for i := 0; i+3 <= len(runes); i += 3 {
			p.worth[string(runes[i:i+3])] = worthOfRank(i / 3)
		}
		all = append(all, p)
	}
	return all
})

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

// guessByLetters weighs the languages of a script; margin tells how clearly the first leads, from 0 to 1.
func guessByLetters(text, script string) (best Tag, margin float64) {
	scores := map[Tag]float64{}
	n := 0
	for three := range Threes(text) {
		n++
		for _, p := range profiles() {
			if p.script == script {
				scores[p.tag] += p.worth[three] - p.strange(three)
			}
		}
	}
	first, second := math.Inf(-1), math.Inf(-1)
	for tag, s := range scores {
		switch {
		case s > first || s == first && tag < best:
			best, first, second = tag, s, first
		case s > second:
			second = s
		}
	}
	if n == 0 || first <= 0 {
		return "", 0
	}
	return best, 1 - math.Exp(-12*(first-max(second, 0))/float64(n))
}

func guessChinese(text string) Tag {
	lead := 0
	for _, p := range profiles() {
		if p.only == "" {
			continue
		}
		n := 0
		for _, r := range text {
			if r >= 0x4e00 && strings.ContainsRune(p.only, r) {
				n++
			}
		}
		if p.tag == "zh-Hant" {
			n = -n
		}
		lead += n
	}
	if lead < 0 {
		return "zh-Hant"
	}
	return "zh-Hans"
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
