package intake

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/newsroom"
	"dateline/store"
	"dateline/story"
	"dateline/wire/capture"
)

func TestANearlyEmptyCaptureIsADraftThatSaysSo(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, store.Options{DSN: filepath.Join(t.TempDir(), "dateline.db"), Ring: func() {}, Now: time.Now})
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
		return tx.PutEdition(ctx, &edition.Edition{Slug: "en", Name: "River Post", Lang: "en", Created: time.Now(), Sections: []edition.Section{{Slug: "news", Name: "News"}}})
	}); err != nil {
		t.Fatal(err)
	}
	in := &Intake{Store: s, Newsroom: n}
	for text, published := range map[string]bool{
		"<html lang=en><title>Boats</title><body><h1>Boats stay in the harbour today</h1><p>Subscribers can read on from here tomorrow.</p>":                                                false,
		"<html lang=en><title>Boats</title><body><h1>Boats stay in the harbour</h1><p>" + strings.Repeat("The boats stayed in the harbour, and the pilots went home to wait for news. ", 4): true,
	} {
		c, err := capture.Capture(strings.NewReader(text), capture.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Warns(capture.NearlyEmpty) == published {
			t.Errorf("%q: warnings %v", text, c.Warnings)
		}
		filed, _, err := in.Capture(ctx, c, Filing{By: by, Publish: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := filed.Publication() == story.Public; got != published {
			t.Errorf("%q: published %v, want %v", text, got, published)
		}
		if published {
			continue
		}
		if again, known, err := in.Capture(ctx, c, Filing{By: by, Publish: true}); err != nil || again.Publication() == story.Public {
			t.Errorf("the same page again: %v, known %v, %v; want it not published", again.Publication(), known, err)
		}
		rev, err := s.Revision(ctx, filed.ID, filed.Head)
		if err != nil {
			t.Fatal(err)
		}
		if err := rev.Document.Ready(); err == nil || !strings.Contains(rev.Document.Body.Content[0].Plain(), "TK") {
			t.Errorf("nothing stops the draft %q", rev.Document.Body.Content[0].Plain())
		}
	}
}
