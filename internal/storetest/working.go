package storetest

import (
	"testing"
	"time"

	"dateline/fault"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

func workingIsOneRow(t *testing.T, d *Desk) {
	ctx := t.Context()
	of := d.Draft("Flood")
	other := &staff.Person{ID: "ooooooooooooo", Name: "Olena", Role: staff.Reporter, Created: Noon}
	first := story.Working{Story: of, By: Reporter, Tab: "ttttttttttttt", Number: 1, Base: 1, Document: Text("Flood, 1"), At: Noon}
	theirs := story.Working{Story: of, By: other.ID, Tab: "ttttttttttttt", Number: 1 << 40, Base: 1, Document: Text("Flood, theirs"), At: Noon.Add(time.Minute)}
	last := first
	last.Number, last.Document, last.At = 2, Text("Flood, 2"), Noon.Add(time.Second)
	before, err := d.Last(ctx)
	if err != nil {
		t.Fatal(err)
	}
	put := func(w story.Working) { d.Tx(func(tx *store.Tx) error { return tx.PutWorking(ctx, &w) }) }
	d.Tx(func(tx *store.Tx) error { return tx.PutPerson(ctx, other) })
	put(first)
	put(theirs)
	put(last)
	got, err := d.Working(ctx, of, Reporter, "ttttttttttttt")
	same(t, "working copy", got, err, &last)
	all, err := d.Workings(ctx, of)
	same(t, "working copies", all, err, []story.Working{last, theirs})
	if after, err := d.Last(ctx); err != nil || after != before {
		t.Errorf("the log went from %d to %d, %v; want no event", before, after, err)
	}

	last.Base, last.Document = 2, nil
	put(last)
	got, err = d.Working(ctx, of, Reporter, "ttttttttttttt")
	same(t, "what it has become", got, err, &last)
	all, err = d.Workings(ctx, of)
	same(t, "what is pending", all, err, []story.Working{theirs})
	d.Tx(func(tx *store.Tx) error { return tx.SweepWorking(ctx, Noon.Add(time.Hour)) })
	if _, err := d.Working(ctx, of, Reporter, "ttttttttttttt"); !fault.Is(err, fault.NotFound) {
		t.Errorf("swept: %v, want that it is not there", err)
	}
	if all, err = d.Workings(ctx, of); err != nil || len(all) != 1 {
		t.Errorf("%d texts are pending, %v; want 1: none is ever swept", len(all), err)
	}

	for range 2 {
		d.Tx(func(tx *store.Tx) error { return tx.PutBrowserKey(ctx, Reporter, "first", Noon) })
	}
	d.Tx(func(tx *store.Tx) error { return tx.PutBrowserKey(ctx, Reporter, "second", Noon) })
	key, err := d.BrowserKey(ctx, Reporter)
	same(t, "browser key", key, err, "first")
}
