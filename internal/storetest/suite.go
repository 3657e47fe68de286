package storetest

import (
	"errors"
	"testing"

	"dateline/fault"
	"dateline/store"
	"dateline/story"
)

// Run runs the suite; fresh gives the address of an empty database.
func Run(t *testing.T, fresh func(testing.TB) string) {
	for _, c := range []struct {
		sentence string
		holds    func(*testing.T, *Desk)
	}{
		{"a withdrawn story is gone from cards, feeds and copies", withdrawnIsGone},
	} {
		t.Run(c.sentence, func(t *testing.T) { c.holds(t, Open(t, fresh(t))) })
	}
}

func withdrawnIsGone(t *testing.T, d *Desk) {
	flood := d.Public("Flood")
	d.Public("Vote")
	copied, err := d.Copy(t.Context(), flood)
	if err != nil || copied.Document.Head.Headline != "Flood" || copied.Story.Publication() != story.Public {
		t.Fatalf("copy before: %+v, %v", copied, err)
	}
	if cards, err := d.Cards(t.Context(), store.CardQuery{Edition: "en", Limit: 10}); err != nil || headlines(cards) != "Vote, Flood" {
		t.Fatalf("cards before: %s, %v; want Vote, Flood", headlines(cards), err)
	}
	d.Act(flood, story.Correct)
	d.Act(flood, story.Withdraw)
	if _, err := d.Copy(t.Context(), flood); !fault.Is(err, fault.Gone) {
		t.Errorf("copy after the withdrawal: %s, want gone", kind(err))
	}
	if cards, err := d.Cards(t.Context(), store.CardQuery{Edition: "en", Limit: 10}); err != nil || headlines(cards) != "Vote" {
		t.Errorf("cards after: %s, %v; want Vote", headlines(cards), err)
	}
	if cards, err := d.CardsOf(t.Context(), []story.ID{flood}); err != nil || len(cards) != 0 {
		t.Errorf("cards of the story after: %s, %v; want none", headlines(cards), err)
	}
	if all, err := d.Corrections(t.Context(), "en", 10); err != nil || len(all) != 0 {
		t.Errorf("its corrections after: %v, %v; want none", all, err)
	}
	d.Act(flood, story.Restore)
	if copied, err := d.Copy(t.Context(), flood); err != nil || copied.Story.Publication() != story.Public {
		t.Errorf("copy after the restoration: %v, want the story", errors.Unwrap(err))
	}
	if rows, err := d.Stories(t.Context(), store.Filter{Publication: story.Public, Text: "FLO", Limit: 5}); err != nil || len(rows) != 1 {
		t.Errorf("list: %v %v", rows, err)
	}
	d.Picture("x")
	if _, err := d.AssetsLike(t.Context(), "", "R", 4); err != nil {
		t.Error(err)
	}
}
