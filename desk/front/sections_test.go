package front

import (
	"slices"
	"testing"

	"dateline/edition"
)

func TestSectionsAreReadAsTheyAreShown(t *testing.T) {
	want := []edition.Section{{Slug: "world", Name: "World"}, {Slug: "sport", Name: "Sport and play"}}
	if got := sectionsOf("  world World\n\nsport   Sport and play \n"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := sectionsOf(sectionLines(want)); !slices.Equal(got, want) {
		t.Errorf("there and back: got %v, want %v", got, want)
	}
}
