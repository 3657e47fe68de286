package auth

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// common are words of which the commonest passwords are made, one a line.
//
//go:embed common.txt
var common string

// fewestKinds is how many different characters a password has at least.
const fewestKinds = 5

// choosable tells whether a password may be chosen by a person: it is long
// enough, and none of those that are tried first.
func choosable(password, name string) error {
	switch {
	case utf8.RuneCountInString(password) < MinPassword || len(password) > maxPassword:
		return fault.New(fault.Invalid, msg.FaultPasswordTooShort(MinPassword))
	case monotonous(password):
		return fault.New(fault.Invalid, msg.FaultPasswordSimple())
	case ofName(password, name):
		return fault.New(fault.Invalid, msg.FaultPasswordName())
	case isCommon(password):
		return fault.New(fault.Invalid, msg.FaultPasswordCommon())
	}
	return nil
}

// monotonous tells whether a password has few characters, repeats a part of
// itself or counts up or down.
func monotonous(password string) bool {
	text := []rune(staff.Fold(password))
	kinds, steps := map[rune]bool{}, 0
	for i, r := range text {
		kinds[r] = true
		if i > 0 && (r-text[i-1] == 1 || r-text[i-1] == -1) {
			steps++
		}
	}
	whole := string(text)
	repeats := strings.Contains((whole + whole)[1:max(1, 2*len(whole)-1)], whole)
	return len(kinds) < fewestKinds || repeats || steps*4 >= (len(text)-1)*3
}

// ofName tells whether a password is little more than its person's name.
func ofName(password, name string) bool {
	rest, found := letters(password), false
	for _, part := range append([]string{name}, strings.Fields(name)...) {
		if part = letters(part); utf8.RuneCountInString(part) >= 3 && strings.Contains(rest, part) {
			rest, found = strings.ReplaceAll(rest, part, ""), true
		}
	}
	return found && utf8.RuneCountInString(rest) < 8
}

// letters is text folded, with nothing but its letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, staff.Fold(text))
}

// leet are the letters that signs and digits are put for.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// isCommon tells whether a password is one or two common words, in whatever
// case, with signs put for letters and digits between and around them.
func isCommon(password string) bool {
	for _, text := range []string{staff.Fold(password), leet.Replace(staff.Fold(password))} {
		rest, found := letters(text), 0
		for word := range strings.Lines(common) {
			word = strings.TrimSpace(word)
			if strings.Contains(rest, word) {
				rest = strings.ReplaceAll(rest, word, " ")
				found++
			}
		}
		rest = strings.TrimFunc(strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, rest), unicode.IsSpace)
		if found > 0 && found <= 2 && utf8.RuneCountInString(strings.ReplaceAll(rest, " ", "")) <= 3 {
			return true
		}
	}
	return false
}
