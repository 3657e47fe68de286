package intake

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/lang"
	"dateline/newsroom"
	"dateline/store"
	"dateline/story"
	"dateline/wire/capture"
)

func TestAPageThatClaimsAnothersAddressDoesNotBlockIt(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { claimedAddress(t, filepath.Join(t.TempDir(), "dateline.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { claimedAddress(t, postgres.Database(t)) })
}

func claimedAddress(t *testing.T, dsn string) {
	ctx := t.Context()
	s, err := store.Open(ctx, store.Options{DSN: dsn, Ring: func() {}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the folder goes with the test
	n := &newsroom.Newsroom{Store: s, Now: time.Now}
	by, _, err := n.First(ctx, "Editor")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.InTx(ctx, func(tx *store.Tx) error {
		return tx.PutEdition(ctx, &edition.Edition{Slug: "en", Name: "River Post", Lang: "en", Created: time.Now(),
			Sections: []edition.Section{{Slug: "news", Name: "News"}}})
	}); err != nil {
		t.Fatal(err)
	}
	in := &Intake{Store: s, Newsroom: n}
	const address = "https://other.example/flood"
	file := func(text, claims, from string) (story.ID, bool) {
		t.Helper()
		c := &capture.Captured{Headline: text, Language: lang.Tag("en"), Claimed: claims, Address: from, Blocks: []story.Node{story.Para(text + ".")}}
		kept, known, err := in.Capture(ctx, c, Filing{By: by, Source: from})
		if err != nil {
			t.Fatalf("%q that claims %q, from %q: %v", text, claims, from, err)
		}
		return kept.ID, known
	}
	impostor, known := file("Buy these pills", address, "")
	if known {
		t.Error("the first page is known already")
	}
	if again, known := file("Buy these pills", address, ""); !known || again != impostor {
		t.Errorf("the same capture again: story %s, known %v; want %s, known", again, known, impostor)
	}
	genuine, known := file("The river rises", address, address)
	if known || genuine == impostor {
		t.Errorf("the page at the address is known as the one that claims it: %s, known %v", genuine, known)
	}
	if later, known := file("The river has risen", address, address); !known || later != genuine {
		t.Errorf("the page at the address, changed: story %s, known %v; want %s, known", later, known, genuine)
	}
	if other, known := file("The river falls", address, ""); known || other == genuine {
		t.Errorf("another page that claims the address: story %s, known %v; want a story of its own", other, known)
	}
	for _, claims := range []string{"javascript:alert(1)", "https://other.example/\xff", "https://other.example/" + strings.Repeat("a", store.MaxSource)} {
		if id, known := file("The ferry sails to "+claims[:12], claims, ""); known || id == "" {
			t.Errorf("a claim that cannot be stored: %q, known %v; want a story of its own", id, known)
		}
	}
	for _, id := range []story.ID{impostor, genuine} {
		want := map[story.ID]string{genuine: address}[id]
		if have, err := s.Story(ctx, id); err != nil || have.Source != want {
			t.Errorf("source %q, want %q: %v", have.Source, want, err)
		}
	}
}
