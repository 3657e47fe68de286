package intake

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/newsroom"
	"dateline/store"
	"dateline/wire/lines"
)

func TestCategoriesBecomeSections(t *testing.T) {
	for category, want := range map[string]edition.Slug{
		"politics": "politics", "Science & Health": "science-health", "health": "health-news", "Desk": "desk-news",
		"2026 elections": "elections", "သတင်း": "news", "": "news", "  ": "news", "--": "news",
		"a very long category that no address would hold": "a-very-long-category-tha",
	} {
		if got := sectionSlug(category); got != want || got.Check() != nil {
			t.Errorf("%q: got %q, want %q", category, got, want)
		}
	}
}

func TestAFileOfStoriesIsKeptOnceAndItsBadLinesAreNamed(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, store.Options{DSN: filepath.Join(t.TempDir(), "dateline.db"), Ring: func() {}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the folder goes with the test
	in := &Intake{Store: s, Newsroom: &newsroom.Newsroom{Store: s, Now: time.Now}}
	by, _, err := in.Newsroom.First(ctx, "Editor")
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	const count = 2*batchStories + 10
	for i := 1; i <= count; i++ {
		switch i {
		case 3, batchStories + 7:
			fmt.Fprintf(&file, "{\"lang\": \"en\", \"headline\":\n")
		case 5:
			fmt.Fprintf(&file, `{"lang": "en", "category": "river", "headline": %q, "text": "Too long a headline.", "url": "https://wire.example/long"}`+"\n", strings.Repeat("long ", 200))
		default:
			fmt.Fprintf(&file, `{"lang": "en", "category": "river", "headline": "Ferry %d stops", "text": "It has stopped.", "url": "https://wire.example/%d"}`+"\n", i, i)
		}
	}
	for _, want := range []Tally{{Filed: count - 3, Bad: 3}, {Known: count - 3, Bad: 3}} {
		var bad []int
		var told Tally
		got, err := in.Lines(ctx, strings.NewReader(file.String()), Filing{By: by, Publish: true},
			func(line *lines.LineError) { bad = append(bad, line.Number) }, func(t Tally) { told = t })
		if err != nil || got != want || told != want {
			t.Errorf("got %+v and told %+v, want %+v: %v", got, told, want, err)
		}
		if !slices.Equal(bad, []int{3, 5, batchStories + 7}) {
			t.Errorf("lines %v are bad, want 3, 5 and %d", bad, batchStories+7)
		}
	}
	cards, err := s.Cards(ctx, store.CardQuery{Edition: "en", Limit: count})
	if err != nil || len(cards) != count-3 {
		t.Errorf("%d stories are public, want %d: %v", len(cards), count-3, err)
	}
}
