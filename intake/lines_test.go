package intake

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/internal/pgtest"
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

var postgres pgtest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	if err := postgres.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func TestAFileOfStoriesIsKeptOnceAndItsBadLinesAreNamed(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { fileOfStories(t, filepath.Join(t.TempDir(), "dateline.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { fileOfStories(t, postgres.Database(t)) })
}

func fileOfStories(t *testing.T, dsn string) {
	ctx := t.Context()
	s, err := store.Open(ctx, store.Options{DSN: dsn, Ring: func() {}, Now: time.Now})
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
		case 6: // no database holds this address
			fmt.Fprintln(&file, `{"lang": "en", "category": "river", "headline": "Ferry", "text": "It sails.", "url": "https://wire.example/\u0000"}`)
		default:
			fmt.Fprintf(&file, `{"lang": "en", "category": "river", "headline": "Ferry %d stops", "text": "It has stopped.", "url": "https://wire.example/%d"}`+"\n", i, i)
		}
	}
	for _, want := range []Tally{{Filed: count - 4, Bad: 4}, {Known: count - 4, Bad: 4}} {
		var bad []int
		var told Tally
		got, err := in.Lines(ctx, strings.NewReader(file.String()), Filing{By: by, Publish: true},
			func(line *lines.LineError) { bad = append(bad, line.Number) }, func(t Tally) { told = t })
		if err != nil || got != want || told != want {
			t.Errorf("got %+v and told %+v, want %+v: %v", got, told, want, err)
		}
		if !slices.Equal(bad, []int{3, 5, 6, batchStories + 7}) {
			t.Errorf("lines %v are bad, want 3, 5, 6 and %d", bad, batchStories+7)
		}
	}
	cards, err := s.Cards(ctx, store.CardQuery{Edition: "en", Limit: count})
	if err != nil || len(cards) != count-4 {
		t.Errorf("%d stories are public, want %d: %v", len(cards), count-4, err)
	}
}

func TestAStoryOfAFileKeepsTheDateThatItBears(t *testing.T) {
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
	for i, published := range []string{"2019-05-03T18:20:00+03:00", "", "yesterday", time.Now().Add(time.Hour).Format(time.RFC3339), "2019-05-03"} {
		fmt.Fprintf(&file, `{"lang": "en", "category": "river", "headline": "Ferry %d stops", "text": "It has stopped.", "url": "https://wire.example/%d", "published": %q}`+"\n", i, i, published)
	}
	var bad []int
	if _, err := in.Lines(ctx, strings.NewReader(file.String()), Filing{By: by, Publish: true},
		func(line *lines.LineError) { bad = append(bad, line.Number) }, func(Tally) {}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(bad, []int{3, 4, 5}) {
		t.Errorf("lines %v are bad, want those without a date that has been", bad)
	}
	cards, err := s.Cards(ctx, store.CardQuery{Edition: "en", Limit: 9})
	if err != nil || len(cards) != 2 {
		t.Fatalf("%d stories are public, want 2: %v", len(cards), err)
	}
	if old, new := cards[1], cards[0]; !old.Published.Equal(time.Date(2019, 5, 3, 15, 20, 0, 0, time.UTC)) || !old.Dated || new.Dated {
		t.Errorf("the old story is of %v (kept: %t), the new one's date is kept: %t", old.Published, old.Dated, new.Dated)
	}
}
