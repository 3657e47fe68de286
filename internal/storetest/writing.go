package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/store"
	"dateline/story"
)

func secondSaveIsBranch(t *testing.T, d *Desk) {
	of := d.Draft("Flood")
	mine, theirs := d.Save(of, 1, Text("Flood, by me"), ""), d.Save(of, 1, Text("Flood, by them"), "")
	if mine.Branch || !theirs.Branch || mine.Number != 2 || theirs.Number != 3 {
		t.Fatalf("saves: %+v and %+v, want 2 on the head and 3 as a branch", mine, theirs)
	}
	s, err := d.Story(t.Context(), of)
	if err != nil || s.Head != 2 {
		t.Errorf("head %d, %v; want 2", s.Head, err)
	}
	for number, want := range map[int]string{1: "Flood", 2: "Flood, by me", 3: "Flood, by them"} {
		r, err := d.Revision(t.Context(), of, number)
		if err != nil || r.Document.Head.Headline != want || r.Branch != (number == 3) {
			t.Errorf("revision %d: %+v, %v; want %q", number, r, err, want)
		}
	}
	all, err := d.Revisions(t.Context(), of)
	if err != nil || len(all) != 3 || all[0].Number != 3 || !all[0].Branch || all[0].Parent != 1 || all[0].Document != nil {
		t.Errorf("revisions: %+v, %v; want three, the branch first, without documents", all, err)
	}
	if rows, err := d.Stories(t.Context(), story.Filter{Limit: 9}); err != nil || idsOf(rows) != "Flood, by me" {
		t.Errorf("list: %s, %v; want the head's headline", idsOf(rows), err)
	}
}

func saveAtOnce(t *testing.T, d *Desk) {
	of := d.Draft("Flood")
	const people = 6
	errs := make([]error, people)
	var g sync.WaitGroup
	for i := range people {
		g.Go(func() {
			errs[i] = d.InTx(t.Context(), func(tx *store.Tx) error {
				s, err := tx.Story(t.Context(), of)
				if err != nil {
					return err
				}
				r := &story.Revision{Story: of, Parent: 1, By: Reporter, At: d.Now(), Origin: story.Save, Branch: s.Head != 1,
					Document: Text(fmt.Sprint("Flood, by ", i))}
				return tx.AddRevision(t.Context(), r, "")
			})
		})
	}
	g.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	all, err := d.Revisions(t.Context(), of)
	if err != nil || len(all) != people+1 {
		t.Fatalf("%d revisions, %v; want %d", len(all), err, people+1)
	}
	for _, r := range all[:people-1] {
		if !r.Branch {
			t.Errorf("revision %d is no branch", r.Number)
		}
	}
	if s, err := d.Story(t.Context(), of); err != nil || s.Head != 2 {
		t.Errorf("head %+v, %v; want 2", s, err)
	}
}

func staleSaveRefused(t *testing.T, d *Desk) {
	of := d.Draft("Flood")
	d.Save(of, 1, Text("Flood, by me"), "")
	for _, r := range []story.Revision{
		{Parent: 1, Origin: story.Save},                              // not the head, and no branch
		{Parent: 2, Number: 2, Origin: story.Save},                   // a number that is taken
		{Parent: 2, Number: 9, Origin: story.Save},                   // a number that leaves a hole
		{Parent: 0, Origin: story.Import},                            // as if it were the first
		{Parent: 1, Number: 2, Origin: story.Autosave, Branch: true}, // a branch with a number that is taken
	} {
		r.Story, r.By, r.At, r.Document = of, Reporter, d.Now(), Text("Flood, by them")
		err := d.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddRevision(t.Context(), &r, "") })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%+v: %s, want conflict", r, kind(err))
		}
	}
	if all, err := d.Revisions(t.Context(), of); err != nil || len(all) != 2 {
		t.Errorf("%d revisions, %v; want 2", len(all), err)
	}
}

func keysAreOnce(t *testing.T, d *Desk) {
	of, other := d.Draft("Flood"), d.Draft("Vote")
	first := d.Save(of, 1, Text("Flood again"), "tab-1")
	d.Save(other, 1, Text("Vote again"), "tab-1") // keys are each story's own
	if r, err := d.RevisionByKey(t.Context(), of, "tab-1"); err != nil || r.Number != first.Number || r.Hash != first.Hash {
		t.Errorf("by its key: %+v, %v; want revision %d", r, err, first.Number)
	}
	err := d.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddRevision(t.Context(), &story.Revision{Story: of, Parent: 2, By: Reporter, At: Noon, Document: Text("Flood")}, "tab-1")
	})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("the key again: %s, want conflict", kind(err))
	}
	done, err := d.Try(of, story.Act{Kind: story.Publish, Key: "button-1"})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := d.ActByKey(t.Context(), of, "button-1"); err != nil || a != done {
		t.Errorf("act by its key: %+v, %v; want %+v", a, err, done)
	}
	if _, err := d.Try(of, story.Act{Kind: story.Update, Key: "button-1"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("the act's key again: %s, want conflict", kind(err))
	}
	for _, key := range []string{"", "unknown"} {
		if _, err := d.RevisionByKey(t.Context(), of, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("revision by key %q: %s, want not found", key, kind(err))
		}
		if _, err := d.ActByKey(t.Context(), of, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("act by key %q: %s, want not found", key, kind(err))
		}
	}
}

func actOnOldStory(t *testing.T, d *Desk) {
	of := d.Public("Flood")
	old, err := d.Story(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	d.Act(of, story.Withdraw)
	last, err := d.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddAct(t.Context(), old, story.Act{Kind: story.Update, Revision: 1, By: Reporter, At: d.Now()}, Text("Flood"))
		return err
	})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("update of a withdrawn story: %s, want conflict", kind(err))
	}
	if now, err := d.Last(t.Context()); err != nil || now != last {
		t.Errorf("last event %d, %v; want still %d", now, err, last)
	}
	if _, err := d.Copy(t.Context(), of); !fault.Is(err, fault.Gone) {
		t.Errorf("copy: %s, want gone", kind(err))
	}
}

func withdrawAtOnce(t *testing.T, d *Desk) {
	of := d.Public("Flood")
	var g sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		g.Go(func() { _, errs[i] = d.Try(of, story.Act{Kind: story.Withdraw}) })
	}
	g.Wait()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case !fault.Is(err, fault.Conflict):
			t.Errorf("a withdrawal too many: %s, want conflict", kind(err))
		}
	}
	s, err := d.Story(t.Context(), of)
	if err != nil || done != 1 || len(s.Acts) != 2 {
		t.Errorf("%d withdrawals, acts %+v, %v; want one", done, s.Acts, err)
	}
}

// logWithoutHole: six writers add events; two readers follow the log from
// their own cursors meanwhile, and must see each number once and in order.
func logWithoutHole(t *testing.T, d *Desk) {
	const writers, each = 6, 40
	var saved [writers]story.ID
	for i := range saved {
		saved[i] = d.Draft(fmt.Sprint("Flood ", i))
	}
	var writing, following sync.WaitGroup
	errs := make(chan error, writers+2)
	for i := range writers {
		writing.Go(func() {
			for n := range each {
				err := d.InTx(t.Context(), func(tx *store.Tx) error {
					_, err := tx.Record(t.Context(), event.Event{Kind: event.Saved, Edition: "en", Story: saved[i], Subject: fmt.Sprint(n)})
					if n%10 == 9 {
						err = errors.Join(err, errGivenUp) // its number is given again
					}
					return err
				})
				if err != nil && !errors.Is(err, errGivenUp) {
					errs <- err
					return
				}
			}
		})
	}
	want := int64(writers * each * 9 / 10)
	for range 2 {
		following.Go(func() {
			var at int64
			for at < want {
				events, err := d.Events(t.Context(), at, 7)
				if err != nil {
					errs <- err
					return
				}
				for _, e := range events {
					if e.Number != at+1 {
						errs <- fmt.Errorf("event %d follows %d", e.Number, at)
						return
					}
					at = e.Number
				}
			}
		})
	}
	writing.Wait()
	if last, err := d.Last(t.Context()); err != nil || last != want {
		t.Fatalf("last event %d, %v; want %d", last, err, want)
	}
	following.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	if got := d.Rings.Load(); got != want {
		t.Errorf("%d rings, want %d: one a commit", got, want)
	}
}

var errGivenUp = errors.New("the writer has given up")

func failureLeavesNothing(t *testing.T, d *Desk) {
	before, err := d.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rings := d.Rings.Load()
	s := &story.Story{ID: story.ID(id.New()), Edition: "en", Type: story.Article, By: Reporter, Created: Noon}
	err = d.InTx(t.Context(), func(tx *store.Tx) error {
		if err := tx.NewStory(t.Context(), s); err != nil {
			return err
		}
		if _, err := tx.Record(t.Context(), event.Event{Kind: event.Saved, Edition: "en", Story: s.ID}); err != nil {
			return err
		}
		if have, err := tx.Story(t.Context(), s.ID); err != nil || have.Edition != "en" {
			t.Errorf("the transaction does not see its own story: %v", err)
		}
		return errGivenUp
	})
	if !errors.Is(err, errGivenUp) {
		t.Errorf("error %v, want the writer's own", err)
	}
	after, err := d.Counts(t.Context())
	if err != nil || fmt.Sprint(after) != fmt.Sprint(before) || d.Rings.Load() != rings {
		t.Errorf("after: %v, %d rings, %v; want %v, %d rings", after, d.Rings.Load(), err, before, rings)
	}
	of := d.Draft("Flood")
	d.Tx(func(tx *store.Tx) error { return tx.SetStage(t.Context(), of, story.Done) })
	if d.Rings.Load() != rings {
		t.Error("a change without an event rang the bell")
	}
}

func oneSource(t *testing.T, d *Desk) {
	const source = "https://old.example/flood?id=1"
	make := func() (story.ID, error) {
		s := &story.Story{ID: story.ID(id.New()), Edition: "en", Type: story.Article, Source: source, By: Reporter, Created: Noon}
		return s.ID, d.InTx(t.Context(), func(tx *store.Tx) error { return tx.NewStory(t.Context(), s) })
	}
	first, err := make()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := make(); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second: %s, want conflict", kind(err))
	}
	if got, err := d.BySource(t.Context(), source); err != nil || got != first {
		t.Errorf("story from the source: %s, %v; want %s", got, err, first)
	}
}
