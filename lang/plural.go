package lang

import (
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Plural is a form that words take beside a number, by the name CLDR gives it.
type Plural string

// The six forms. A language has some of them, always Other.
const (
	Zero  Plural = "zero"
	One   Plural = "one"
	Two   Plural = "two"
	Few   Plural = "few"
	Many  Plural = "many"
	Other Plural = "other"
)

func isPlural(s string) bool {
	switch Plural(s) {
	case Zero, One, Two, Few, Many, Other:
		return true
	}
	return false
}

// Plural gives the form for n things (CLDR 48, cardinals of whole numbers). Languages beyond the eight follow the rules
// that x/text carries.
func (l *Language) Plural(n int) Plural {
	if n < 0 {
		n = -n
	}
	switch base, _, _ := strings.Cut(string(l.Tag), "-"); base {
	case "en", "sw":
		return oneIf(n == 1)
	case "fa":
		return oneIf(n <= 1)
	case "fr":
		if n != 0 && n%1_000_000 == 0 {
			return Many
		}
		return oneIf(n <= 1)
	case "uk":
		return slavic(n)
	case "ar":
		return arabic(n)
	case "my", "zh":
		return Other
	}
	return byText[plural.Cardinal.MatchPlural(language.Make(string(l.Tag)), n%10_000_000, 0, 0, 0, 0)]
}

// Plurals lists the forms that whole numbers take in the language, Other last.
func (l *Language) Plurals() []Plural {
	switch base, _, _ := strings.Cut(string(l.Tag), "-"); base {
	case "en", "sw", "fa":
		return []Plural{One, Other}
	case "fr":
		return []Plural{One, Many, Other}
	case "uk":
		return []Plural{One, Few, Many, Other}
	case "ar":
		return []Plural{Zero, One, Two, Few, Many, Other}
	case "my", "zh":
		return []Plural{Other}
	}
	has := map[Plural]bool{}
	for n := range 200 {
		has[l.Plural(n)] = true
	}
	var forms []Plural
	for _, p := range []Plural{Zero, One, Two, Few, Many} {
		if has[p] {
			forms = append(forms, p)
		}
	}
	return append(forms, Other)
}

var byText = [...]Plural{plural.Other: Other, plural.Zero: Zero, plural.One: One, plural.Two: Two, plural.Few: Few,
	plural.Many: Many}

func oneIf(one bool) Plural {
	if one {
		return One
	}
	return Other
}

func slavic(n int) Plural {
	switch tens, ones := n%100, n%10; {
	case ones == 1 && tens != 11:
		return One
	case ones >= 2 && ones <= 4 && (tens < 12 || tens > 14):
		return Few
	}
	return Many
}

func arabic(n int) Plural {
	switch tens := n % 100; {
	case n == 0:
		return Zero
	case n == 1:
		return One
	case n == 2:
		return Two
	case tens >= 3 && tens <= 10:
		return Few
	case tens >= 11:
		return Many
	}
	return Other
}
