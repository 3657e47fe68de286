package lang_test

import (
	"testing"
	"unicode/utf8"

	"dateline/lang"
)

func TestTextIsFoundHoweverItIsTyped(t *testing.T) {
	for _, same := range [][]string{
		{"istanbul", "İstanbul", "ISTANBUL", "İSTANBUL", "I\u0307stanbul", "ıstanbul"},
		{"ısparta", "ISPARTA", "Isparta", "isparta"},
		{"são paulo", "Sao Paulo", "SA\u0303O PAULO"},
		{"straße", "STRASSE"},
		{"ψήφος", "ΨΉΦΟΣ"},
		{"القرآن", "القران", "القُرْآنُ", "القـــرآن"},
		{"علی", "علي", "عَلِيّ"},
		{"کتاب", "كتاب"},
		{"می\u200cشود", "میشود"},
		{"שָׁלוֹם", "שלום", "\u200Fשלום"},
		{"ﬁne", "fine"},
	} {
		want := lang.Fold(same[0])
		for _, text := range same[1:] {
			if got := lang.Fold(text); got != want {
				t.Errorf("%q is searched as %q, and %q as %q; want the same", text, got, same[0], want)
			}
		}
	}
	for _, pair := range [][2]string{{"मिल", "मल"}, {"ငါး", "ငါ"}, {"кот", "кит"}, {"سیل", "سال"}} {
		if lang.Fold(pair[0]) == lang.Fold(pair[1]) {
			t.Errorf("%q and %q are other words and searched as one", pair[0], pair[1])
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, text := range []string{"İstanbul", "القُرْآنُ", "שָׁלוֹם", "ꭰ", "ǰ", "\xff", "a\u0345", "ᾳ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := lang.Fold(text)
		if again := lang.Fold(once); again != once {
			t.Errorf("%q folds to %q and that to %q", text, once, again)
		}
		if utf8.ValidString(text) && !utf8.ValidString(once) {
			t.Errorf("%q folds to %q, which is no text", text, once)
		}
	})
}
