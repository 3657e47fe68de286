package lang_test

import (
	"testing"
	"unicode/utf8"

	"dateline/lang"
)

func TestWordsAreCountedInEveryWritingSystem(t *testing.T) {
	for text, want := range map[string]int{
		"":                            0,
		"The dam holds – for now.":    5,
		"A 14-month siege isn't over": 5,
		"می‌روند به خانه":             3, // a joiner is inside of a word
		"आज की ख़बर":                  3,
		"水坝守住了。":                      3, // five characters
		"ရေကာတာ":                      3,
		"Dam 水坝 holds":                3,
		" … — ":                       0,
	} {
		if got := lang.CountWords(text); got != want {
			t.Errorf("%q: got %d words, want %d", text, got, want)
		}
	}
}

func TestALongTextIsCutBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"The  dam\nholds", 20, "The dam holds"},
		{"The dam holds", 13, "The dam holds"},
		{"The dam holds for now", 13, "The dam…"},
		{"Donaudampfschifffahrt ends", 12, "Donaudampfs…"},
		{"水坝守住了水坝守住了", 6, "水坝守住了…"},
	} {
		got := lang.Shorten(c.text, c.most)
		if got != c.want || utf8.RuneCountInString(got) > c.most {
			t.Errorf("%q in %d characters: got %q, want %q", c.text, c.most, got, c.want)
		}
	}
}
