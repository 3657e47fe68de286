package lang

import (
	"strings"
	"unicode"
)

// CountWords counts the words of a text; in a writing system without spaces two
// characters are a word.
func CountWords(text string) int {
	words, letters := 0, 0
	inWord := false
	for _, r := range text {
		switch {
		case unspaced(r):
			letters++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inWord {
				words++
			}
			inWord = true
		case !unicode.IsMark(r) && r != '\'' && r != '’' && r != '-' && r != '\u200c':
			inWord = false
		}
	}
	return words + (letters+1)/2
}

func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

// Shorten is a text on one line, of at most so many characters: one that is
// longer is cut, between words where it can be, and ends with an ellipsis.
func Shorten(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	text = string(r[:most-1])
	if i := strings.LastIndexByte(text, ' '); i > len(text)/2 {
		text = text[:i]
	}
	return strings.TrimSpace(text) + "…"
}
