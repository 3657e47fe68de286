package media_test

import (
	"testing"

	"dateline/media"
)

func TestWordsOfTwoPeopleAreJoinedAndNeitherOverwritesTheOther(t *testing.T) {
	before := media.Words{Alt: "a river", Credit: "R. Photographer", Licence: "CC-BY-4.0", Source: "the wire"}
	with := func(change func(*media.Words)) media.Words {
		w := before
		change(&w)
		return w
	}
	alt := with(func(w *media.Words) { w.Alt = "a bridge under water" })
	credit := with(func(w *media.Words) { w.Credit = "Ana Ruiz" })
	both := with(func(w *media.Words) { w.Alt, w.Credit = "a bridge under water", "Ana Ruiz" })
	for name, c := range map[string]struct {
		mine, now, want media.Words
		moved           bool
	}{
		"nobody else has changed any":          {alt, before, alt, false},
		"another has changed another word":     {alt, credit, both, false},
		"another has made the same change":     {alt, alt, alt, false},
		"another has changed the same word":    {alt, with(func(w *media.Words) { w.Alt = "a flood" }), alt, true},
		"only the other has changed something": {before, credit, credit, false},
	} {
		got, moved := c.mine.Onto(before, c.now)
		if moved != c.moved || got != c.want {
			t.Errorf("%s: %+v, moved %v; want %+v, %v", name, got, moved, c.want, c.moved)
		}
	}
}

func TestWhatIsKnownOfAFileIsNotEmptiedByWhoSendsItAgain(t *testing.T) {
	known := media.Asset{Alt: "a river", Credit: "R. Photographer"}
	got := media.Words{Credit: "Ana Ruiz", Source: "the wire"}.Or(known.Words())
	want := media.Words{Alt: "a river", Credit: "Ana Ruiz", Source: "the wire"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	known.Describe(got)
	if known.Words() != want || len(want.All()) != 4 {
		t.Errorf("the asset has %+v, want %+v", known.Words(), want)
	}
}
