package lang

import "strings"

const (
	// fewLetters is how many letters a text needs to be told from one in another script: names have fewer.
	fewLetters = 30
	// mostlyIn is the share of a text's letters that are of its script.
	mostlyIn = 0.7
	// surelyIn is how sure a guess must be.
	surelyIn = 0.5
)

// StillIn tells whether a text that should be in one language is in another:
// by its letters, where the two have different ones, and by what Guess knows of
// both where they share them. Of a text of few letters it says no.
func StillIn(text string, other, own Tag) bool {
	if SameLanguage(other, own) {
		return false
	}
	script, letters, share := mainScript(text)
	guess, sure := Guess(text)
	switch {
	case letters < fewLetters || guess != "" && !SameLanguage(guess, other):
		return false
	case sure >= surelyIn:
		return true
	}
	return share >= mostlyIn && writes(other, script) && !writes(own, script)
}

// SameLanguage tells whether two tags name one language, whatever its script or region.
func SameLanguage(a, b Tag) bool {
	one, _, _ := strings.Cut(string(a), "-")
	other, _, _ := strings.Cut(string(b), "-")
	return one == other
}

// writes tells whether a language is written with the letters of a script, as mainScript names it.
func writes(t Tag, script string) bool {
	switch own := Of(t).Script; own {
	case "Hans", "Hant":
		return script == "Hani"
	case "Jpan", "Kore":
		return script == own || script == "Hani"
	default:
		return script == own
	}
}
