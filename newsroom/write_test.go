package newsroom_test

import (
	"context"
	"slices"
	"testing"

	"dateline/event"
	"dateline/fault"
	"dateline/newsroom"
	"dateline/store"
	"dateline/story"
)

func TestDraftIsKeptAndNotPublic(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		after := h.last()
		s := h.draft("Bridge closed")
		got := h.story(s.ID)
		if got.Head != 1 || got.Publication() != story.Never || got.By != h.reporter.ID || got.Stage != story.Writing {
			t.Errorf("got %+v, want revision 1 of the reporter's, being written, never public", got)
		}
		if kinds := h.events(after); !slices.Equal(kinds, []event.Kind{event.Saved}) {
			t.Errorf("events: got %v, want one save", kinds)
		}
		_, err := h.Store.Copy(context.Background(), s.ID)
		h.refused("readers asking for a draft", err, fault.NotFound)
	})
}

func TestDraftOfNoKnownTypeOrSectionIsRefused(t *testing.T) {
	h := open(t)
	_, err := h.Draft(context.Background(), h.reporter, newsroom.New{Edition: "en", Type: "song", Document: news("Aria")})
	h.refused("a song", err, fault.Invalid)
	d := news("Aria")
	d.Head.Section = "opera"
	_, err = h.Draft(context.Background(), h.reporter, newsroom.New{Edition: "en", Document: d})
	h.refused("a section that the edition has not", err, fault.Invalid)
	_, err = h.Draft(context.Background(), h.reporter, newsroom.New{Edition: "xx", Document: news("Aria")})
	h.refused("an edition that is not there", err, fault.NotFound)
}

func TestSaveOnTheHeadIsTheNextRevision(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		for want := 2; want <= 4; want++ {
			saved := h.save(h.reporter, s.ID, want-1, "Bridge closed "+string(rune('a'+want)), "")
			if saved.Revision != want || saved.Branch || saved.Head != want || saved.HeadBy != h.reporter.ID || !saved.At.Equal(h.clock) {
				t.Errorf("got %+v, want revision %d as the head", saved, want)
			}
		}
	})
}

func TestSaveOnAnOldBaseIsKeptBesideTheHead(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		h.save(h.editor, s.ID, 1, "Bridge closed for a week", "")
		saved := h.save(h.reporter, s.ID, 1, "Bridge shut", "")
		want := newsroom.Saved{Revision: 3, At: h.clock, Branch: true, Head: 2, HeadBy: h.editor.ID}
		if saved != want {
			t.Errorf("got %+v, want %+v", saved, want)
		}
		beside, err := h.Store.Revision(context.Background(), s.ID, 3)
		h.must(err)
		head, err := h.Store.Revision(context.Background(), s.ID, h.story(s.ID).Head)
		h.must(err)
		if got := beside.Document.Head.Headline; got != "Bridge shut" || !beside.Branch {
			t.Errorf("beside the head: got %q, want what the reporter wrote", got)
		}
		if got := head.Document.Head.Headline; got != "Bridge closed for a week" {
			t.Errorf("the head: got %q, want the editor's text untouched", got)
		}
	})
}

func TestWhatIsWrittenOnAfterABranchFollowsTheBranch(t *testing.T) {
	h := open(t)
	s := h.draft("Bridge closed")
	h.save(h.editor, s.ID, 1, "Bridge closed for a week", "")
	h.save(h.reporter, s.ID, 1, "Bridge shut", "")
	if saved := h.save(h.reporter, s.ID, 3, "Bridge shut for days", ""); !saved.Branch || saved.Revision != 4 || saved.Head != 2 {
		t.Errorf("got %+v, want revision 4 beside the head 2", saved)
	}
	_, err := h.Save(context.Background(), h.reporter, s.ID, 9, news("Bridge"), story.Autosave, "")
	h.refused("a base that never was", err, fault.Conflict)
	_, err = h.Save(context.Background(), h.reporter, s.ID, 0, news("Bridge"), story.Autosave, "")
	h.refused("no base", err, fault.Conflict)
}

func TestSaveSentTwiceIsOneRevision(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		first := h.save(h.reporter, s.ID, 1, "Bridge shut", "key-1")
		h.save(h.reporter, s.ID, 2, "Bridge shut for days", "key-2")
		again := h.save(h.reporter, s.ID, 1, "Bridge shut", "key-1")
		if again.Revision != first.Revision || again.Branch {
			t.Errorf("the same save again: got %+v, want %+v", again, first)
		}
		if got := h.story(s.ID).Head; got != 3 {
			t.Errorf("head: got %d, want 3", got)
		}
	})
}

func TestSaveOfWhatTheHeadSaysIsNoNewRevision(t *testing.T) {
	h := open(t)
	s := h.draft("Bridge closed")
	after := h.last()
	if saved := h.save(h.reporter, s.ID, 1, "Bridge closed", "key"); saved.Revision != 1 || saved.Branch {
		t.Errorf("got %+v, want revision 1", saved)
	}
	if kinds := h.events(after); len(kinds) != 0 {
		t.Errorf("events: got %v, want none", kinds)
	}
}

func TestTextOfTheFirstSchemaIsSavedOnWithoutARevisionForTheSameWords(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		old := news("Bridge shut")
		old.Schema = 1
		var hash story.Hash
		h.must(h.Store.InTx(context.Background(), func(tx *store.Tx) error {
			r := &story.Revision{Story: s.ID, Number: 2, Parent: 1, By: h.reporter.ID, At: h.Now(), Origin: story.Save, Document: old}
			err := tx.AddRevision(context.Background(), r, "")
			hash = r.Hash
			return err
		}))
		_, first, err := old.Canonical()
		h.must(err)
		r, err := h.Store.Revision(context.Background(), s.ID, 2)
		h.must(err)
		name := r.Document.Body.Content[0].Attrs.ID
		if r.Hash != first || hash != first || r.Document.Schema != story.Schema || name == "" {
			t.Errorf("opened it has hash %s, schema %d and a block %q; want %s as it was saved, %d and an id", r.Hash, r.Document.Schema, name, first, story.Schema)
		}
		saved, err := h.Save(context.Background(), h.reporter, s.ID, 2, r.Document, story.Autosave, "")
		h.must(err)
		if saved.Revision != 2 {
			t.Errorf("the same words became revision %d", saved.Revision)
		}
		r.Document.Head.Headline = "Bridge shut for days"
		saved, err = h.Save(context.Background(), h.reporter, s.ID, 2, r.Document, story.Autosave, "")
		h.must(err)
		next, err := h.Store.Revision(context.Background(), s.ID, saved.Revision)
		h.must(err)
		if got := next.Document.Body.Content[0].Attrs.ID; got != name {
			t.Errorf("in revision %d the block is %s, want %s for life", saved.Revision, got, name)
		}
	})
}

func TestDocumentOfNoKnownShapeIsRefused(t *testing.T) {
	h := open(t)
	s := h.draft("Bridge closed")
	d := news("Bridge")
	d.Body.Content = append(d.Body.Content, story.Node{Type: "marquee"})
	_, err := h.Save(context.Background(), h.reporter, s.ID, 1, d, story.Save, "")
	h.refused("a block that is not known", err, fault.Invalid)
	d = news("Bridge")
	d.Head.Lead = &story.Lead{Asset: "aaaaaaaaaaaaa", Alt: "A bridge"}
	_, err = h.Save(context.Background(), h.reporter, s.ID, 1, d, story.Save, "")
	h.refused("a picture that is not in the library", err, fault.Invalid)
}

func TestStageMovesWithoutChangingWhatReadersSee(t *testing.T) {
	h := open(t)
	s := h.storyIn(story.Public)
	for _, stage := range story.Stages() {
		h.must(h.SetStage(context.Background(), h.reporter, s.ID, stage))
		if got := h.story(s.ID); got.Stage != stage || got.Publication() != story.Public {
			t.Errorf("got stage %s, %s; want %s, public", got.Stage, got.Publication(), stage)
		}
	}
	h.refused("a stage that is none", h.SetStage(context.Background(), h.reporter, s.ID, "lost"), fault.Invalid)
}

func TestTranslationIsAStoryOfItsOwnInTheSameGroup(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		made, err := h.Translate(context.Background(), h.reporter, s.ID, "fa")
		h.must(err)
		second, err := h.Translate(context.Background(), h.reporter, made.ID, "en")
		h.must(err)
		for _, one := range []*story.Story{h.story(s.ID), h.story(made.ID), h.story(second.ID)} {
			if one.Group != s.ID {
				t.Errorf("story of %s: got group %q, want %q", one.Edition, one.Group, s.ID)
			}
		}
		if got := h.story(made.ID); got.Edition != "fa" || got.Publication() != story.Never {
			t.Errorf("got %s, %s; want a draft of the Persian edition", got.Edition, got.Publication())
		}
		r, err := h.Store.Revision(context.Background(), made.ID, 1)
		h.must(err)
		if r.Document.Head.Section != "iran" || r.Document.Head.Headline != "The river" {
			t.Errorf("got %q in %q, want the text to write over, in a section that the edition has", r.Document.Head.Headline, r.Document.Head.Section)
		}
		source, err := h.Store.Revision(context.Background(), s.ID, h.story(s.ID).Head)
		h.must(err)
		was, is := source.Document.Body.Content[0].Attrs, r.Document.Body.Content[0].Attrs
		if is.ID == "" || is.ID == was.ID || is.Of != was.ID {
			t.Errorf("its first block is %s of %q, want one of its own that remembers %s", is.ID, is.Of, was.ID)
		}
	})
}
