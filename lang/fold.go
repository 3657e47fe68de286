package lang

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold is text as it is searched: without regard to case, to the dots of İ and
// ı, to accents, to the points and lengthenings of Arabic and Hebrew, to the
// two forms of yeh and kaf, and to characters that are not seen. What is
// searched and what is searched for are folded alike. A change of it needs a
// migration that folds what is stored again.
func Fold(text string) string {
	plain := true
	for i := 0; i < len(text) && plain; i++ {
		plain = text[i] < 0x80
	}
	if plain {
		return strings.ToLower(text)
	}
	folded := norm.NFKD.String(strings.ToLower(cases.Fold().String(norm.NFKD.String(text)))) // Fold alone makes capitals of Cherokee
	return norm.NFC.String(strings.Map(foldRune, folded))
}

// foldRune is a decomposed small letter as it is searched; negative where it is not.
func foldRune(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ي', 'ى':
		return 'ی'
	case 'ك':
		return 'ک'
	case 'ـ':
		return -1
	}
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew, unicode.Syriac) {
		return -1
	}
	return r
}
