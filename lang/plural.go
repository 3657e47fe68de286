package lang

import (
	"fmt"
	"strconv"
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

// plurals are all forms, in the order in which rules are tried.
var plurals = [...]Plural{Zero, One, Two, Few, Many, Other}

func isPlural(s string) bool {
	for _, p := range plurals {
		if Plural(s) == p {
			return true
		}
	}
	return false
}

// Plural gives the form for n things: by the rules in the language's facts, else by those that x/text carries.
func (l *Language) Plural(n int) Plural {
	if n < 0 {
		n = -n
	}
	if l.facts.Plurals == nil {
		return byText[plural.Cardinal.MatchPlural(language.Make(string(l.Tag)), n%10_000_000, 0, 0, 0, 0)]
	}
	for _, p := range plurals {
		if l.facts.Plurals[p].holds(n) {
			return p
		}
	}
	return Other
}

// Plurals lists the forms that whole numbers take in the language, Other last.
func (l *Language) Plurals() []Plural {
	has := map[Plural]bool{}
	if l.facts.Plurals == nil {
		for n := range 200 {
			has[l.Plural(n)] = true
		}
	}
	for p := range l.facts.Plurals {
		has[p] = true
	}
	var forms []Plural
	for _, p := range plurals {
		if has[p] || p == Other {
			forms = append(forms, p)
		}
	}
	return forms
}

var byText = [...]Plural{plural.Other: Other, plural.Zero: Zero, plural.One: One, plural.Two: Two, plural.Few: Few,
	plural.Many: Many}

// pluralRules are a language's rules by their form.
type pluralRules map[Plural]pluralRule

// pluralRule is a condition on a whole number in the syntax of CLDR's plural rules (UTS 35, part 3): "n % 10 = 2..4 and
// n % 100 != 12..14 or n = 0". The operands n and i are the number, all others are 0. The zero value never holds.
type pluralRule [][]pluralRelation // alternatives, each of relations that must all hold

// pluralRelation compares an operand, perhaps its remainder, with ranges.
type pluralRelation struct {
	number bool // the operand is n or i; else it is 0 of whole numbers
	modulo int  // 0: none
	not    bool
	ranges [][2]int
}

// UnmarshalText reads a rule as CLDR writes it.
func (r *pluralRule) UnmarshalText(text []byte) error {
	for alternative := range strings.SplitSeq(string(text), " or ") {
		var all []pluralRelation
		for relation := range strings.SplitSeq(alternative, " and ") {
			parsed, err := parseRelation(relation)
			if err != nil {
				return fmt.Errorf("plural rule %q: %w", text, err)
			}
			all = append(all, parsed)
		}
		*r = append(*r, all)
	}
	return nil
}

func parseRelation(text string) (pluralRelation, error) {
	left, right, found := strings.Cut(text, "=")
	if !found {
		return pluralRelation{}, fmt.Errorf("no = in %q", text)
	}
	var rel pluralRelation
	left, rel.not = strings.CutSuffix(left, "!")
	operand, modulo, hasModulo := strings.Cut(left, "%")
	operand = strings.TrimSpace(operand)
	if len(operand) != 1 || !strings.Contains("nivwftce", operand) {
		return rel, fmt.Errorf("unknown operand %q", operand)
	}
	rel.number = operand == "n" || operand == "i"
	var err error
	if hasModulo {
		if rel.modulo, err = strconv.Atoi(strings.TrimSpace(modulo)); err != nil || rel.modulo <= 0 {
			return rel, fmt.Errorf("modulo %q", modulo)
		}
	}
	for part := range strings.SplitSeq(right, ",") {
		low, high, isRange := strings.Cut(strings.TrimSpace(part), "..")
		if !isRange {
			high = low
		}
		from, errFrom := strconv.Atoi(low)
		to, errTo := strconv.Atoi(high)
		if errFrom != nil || errTo != nil || from > to {
			return rel, fmt.Errorf("range %q", part)
		}
		rel.ranges = append(rel.ranges, [2]int{from, to})
	}
	return rel, nil
}

func (r pluralRule) holds(n int) bool {
	for _, alternative := range r {
		holds := true
		for _, relation := range alternative {
			holds = holds && relation.holds(n)
		}
		if holds {
			return true
		}
	}
	return false
}

func (r pluralRelation) holds(n int) bool {
	if !r.number {
		n = 0
	}
	if r.modulo > 0 {
		n %= r.modulo
	}
	for _, between := range r.ranges {
		if n >= between[0] && n <= between[1] {
			return !r.not
		}
	}
	return r.not
}
