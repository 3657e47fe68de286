package newsroom_test

import (
	"context"
	"fmt"
	"testing"

	"dateline/fault"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
)

const (
	tab    = "aaaaaaaaaaaaa"
	beside = "bbbbbbbbbbbbb"
)

// typed is a tab's text.
func typed(tab string, number int64, base int, headline string) newsroom.Typed {
	return newsroom.Typed{Tab: tab, Number: number, Base: base, Document: news(headline)}
}

func (h *house) keep(by *staff.Person, of story.ID, text newsroom.Typed) (base int) {
	h.t.Helper()
	safe, err := h.SaveWorking(context.Background(), by, of, text)
	h.must(err)
	if head := h.story(of).Head; !safe.At.Equal(h.clock) || safe.Head != head {
		h.t.Errorf("safe at %s beside head %d, want %s and %d", safe.At, safe.Head, h.clock, head)
	}
	return safe.Base
}

func (h *house) checkpoint(by *staff.Person, of story.ID, tab string) newsroom.Saved {
	h.t.Helper()
	saved, err := h.Checkpoint(context.Background(), by, of, tab)
	h.must(err)
	return saved
}

func (h *house) headline(of story.ID, revision int) string {
	h.t.Helper()
	r, err := h.Store.Revision(context.Background(), of, revision)
	h.must(err)
	return r.Document.Head.Headline
}

func TestWhatIsTypedIsSafeWithoutARevisionUntilItIsMadeOne(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		after := h.last()
		for i := range int64(50) {
			h.keep(h.reporter, s.ID, typed(tab, i+1, 1, fmt.Sprint("Bridge closed for ", i)))
		}
		if got := h.story(s.ID).Head; got != 1 || len(h.events(after)) != 0 {
			t.Errorf("head %d, events %v; want revision 1 and none", got, h.events(after))
		}
		want := newsroom.Saved{Revision: 2, At: h.clock, Head: 2, HeadBy: h.reporter.ID}
		for range 3 {
			if got := h.checkpoint(h.reporter, s.ID, tab); got != want {
				t.Errorf("got %+v, want %+v, however often it is asked for", got, want)
			}
		}
		if got := h.headline(s.ID, 2); got != "Bridge closed for 49" {
			t.Errorf("revision 2 says %q, want what was typed last", got)
		}
		if got := h.checkpoint(h.editor, s.ID, beside); got.Revision != 2 || got.Branch {
			t.Errorf("a tab that has typed nothing: got %+v, want the head", got)
		}
	})
}

func TestWhoOpensAStoryAgainFindsWhatWasTypedAndTheOpenTabGoesOn(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		h.keep(h.reporter, s.ID, typed(tab, 1, 1, "Bridge shut"))
		h.must(h.CheckpointOwn(context.Background(), h.editor, s.ID))
		if got := h.story(s.ID).Head; got != 1 {
			t.Fatalf("a colleague who opens the story made revision %d of it", got)
		}
		h.must(h.CheckpointOwn(context.Background(), h.reporter, s.ID))
		if got := h.headline(s.ID, h.story(s.ID).Head); got != "Bridge shut" {
			t.Fatalf("the head says %q, want what was typed", got)
		}
		// The first tab is open still and has not heard of revision 2.
		if base := h.keep(h.reporter, s.ID, typed(tab, 2, 1, "Bridge shut again")); base != 2 {
			t.Errorf("the tab goes on from %d, want 2", base)
		}
		saved, err := h.SaveTyped(context.Background(), h.reporter, s.ID, typed(tab, 3, 1, "Bridge shut for good"), story.Autosave, "k1")
		h.must(err)
		if saved.Revision != 3 || saved.Branch {
			t.Errorf("got %+v, want revision 3 on the head", saved)
		}
		if tabs, err := h.Tabs(context.Background(), h.reporter, s.ID); err != nil || len(tabs) != 1 || tabs[tab] != 3 {
			t.Errorf("tabs %v, %v; want the one, with its three changes", tabs, err)
		}
		if all, err := h.Store.Workings(context.Background(), s.ID); err != nil || len(all) != 0 {
			t.Errorf("%d texts are pending, %v; want none", len(all), err)
		}
	})
}

func TestWhoActsSeesWhatColleaguesAreTyping(t *testing.T) {
	h := open(t)
	s := h.draft("Bridge closed")
	h.keep(h.reporter, s.ID, typed(tab, 1, 1, "Bridge shut"))
	h.must(h.CheckpointAll(context.Background(), h.editor, s.ID))
	r, err := h.Store.Revision(context.Background(), s.ID, h.story(s.ID).Head)
	h.must(err)
	if r.Document.Head.Headline != "Bridge shut" || r.By != h.reporter.ID || r.Origin != story.Autosave {
		t.Errorf("the head is %q by %s, want the reporter's words in the reporter's name", r.Document.Head.Headline, r.By)
	}
}

func TestTypedBesideAColleaguesTextBecomesABranch(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		h.keep(h.reporter, s.ID, typed(tab, 1, 1, "Bridge shut"))
		h.save(h.editor, s.ID, 1, "Bridge closed for a week", "")
		want := newsroom.Saved{Revision: 3, At: h.clock, Branch: true, Head: 2, HeadBy: h.editor.ID}
		for range 2 {
			if got := h.checkpoint(h.reporter, s.ID, tab); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
		if got := h.headline(s.ID, h.story(s.ID).Head); got != "Bridge closed for a week" {
			t.Errorf("the head says %q, want the editor's text untouched", got)
		}
	})
}

func TestOlderTextOfATabNeverComesOverANewerOne(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		ctx, s := context.Background(), h.draft("Bridge closed")
		h.keep(h.reporter, s.ID, typed(tab, 5, 1, "five"))
		h.keep(h.reporter, s.ID, typed(tab, 3, 1, "three"))
		saved, err := h.SaveTyped(ctx, h.reporter, s.ID, typed(tab, 4, 1, "four"), story.Autosave, "late")
		h.must(err)
		if got := h.headline(s.ID, saved.Revision); got != "five" || saved.Revision != 2 {
			t.Errorf("a late save made revision %d, %q; want 2 with the newest text", saved.Revision, got)
		}
		h.keep(h.reporter, s.ID, typed(tab, 4, 1, "four"))
		saved, err = h.SaveTyped(ctx, h.reporter, s.ID, typed(tab, 5, 1, "five"), story.Autosave, "later")
		h.must(err)
		if got := h.story(s.ID); saved.Revision != 2 || got.Head != 2 {
			t.Errorf("what is a revision already became %d, head %d; want 2", saved.Revision, got.Head)
		}
	})
}

func TestManyTabsMakeRoomWithoutLosingAText(t *testing.T) {
	h := open(t)
	s := h.draft("Bridge closed")
	name := func(i int) string { return fmt.Sprintf("tabaaaaaaaa%c%c", 'a'+i/20, 'a'+i%20) }
	for i := range 40 {
		h.keep(h.reporter, s.ID, typed(name(i), 1, 1, fmt.Sprint("text ", i)))
	}
	all, err := h.Store.Workings(context.Background(), s.ID)
	h.must(err)
	if len(all) > 16 {
		t.Errorf("%d working copies, want 16 at most", len(all))
	}
	for i := range 40 {
		if got := h.headline(s.ID, h.checkpoint(h.reporter, s.ID, name(i)).Revision); got != fmt.Sprint("text ", i) {
			t.Errorf("tab %d has %q", i, got)
		}
	}
}

func TestTypingIsForWhoMayWriteAndOfAFormThatCanBeSaved(t *testing.T) {
	h := open(t)
	ctx, s := context.Background(), h.draft("Bridge closed")
	keep := func(by *staff.Person, text newsroom.Typed) error {
		_, err := h.SaveWorking(ctx, by, s.ID, text)
		return err
	}
	h.refused("who has left", keep(h.gone, typed(tab, 1, 1, "x")), fault.Forbidden)
	_, err := h.Checkpoint(ctx, h.gone, s.ID, tab)
	h.refused("a checkpoint of who has left", err, fault.Forbidden)
	h.refused("all for who has left", h.CheckpointAll(ctx, h.gone, s.ID), fault.Forbidden)
	_, err = h.BrowserKey(ctx, h.gone)
	h.refused("a key for who has left", err, fault.Forbidden)
	h.refused("a tab without a name", keep(h.reporter, typed("", 1, 1, "x")), fault.Invalid)
	h.refused("a tab with a long name", keep(h.reporter, typed(tab+tab, 1, 1, "x")), fault.Invalid)
	h.refused("a number of nothing", keep(h.reporter, typed(tab, 0, 1, "x")), fault.Invalid)
	h.refused("no text", keep(h.reporter, newsroom.Typed{Tab: tab, Number: 1, Base: 1}), fault.Invalid)
	h.refused("a base that is not there", keep(h.reporter, typed(tab, 1, 9, "x")), fault.Conflict)
	d := typed(tab, 1, 1, "x")
	d.Document.Head.Section = "opera"
	h.refused("a section that the edition has not", keep(h.reporter, d), fault.Invalid)
}

func TestBrowserKeyIsAPersonsOwnAndStays(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		key := func(of *staff.Person) string {
			k, err := h.BrowserKey(context.Background(), of)
			h.must(err)
			return k
		}
		first := key(h.reporter)
		if len(first) != 44 || first != key(h.reporter) || first == key(h.editor) {
			t.Errorf("keys %q, %q, and %q of another; want 32 bytes that stay and are one's own", first, key(h.reporter), key(h.editor))
		}
	})
}
