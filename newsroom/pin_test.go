package newsroom_test

import (
	"testing"
	"time"

	"dateline/audit"
	"dateline/edition"
	"dateline/fault"
	"dateline/story"
)

// leads is the story that was chosen to lead an edition's front page.
func (h *house) leads(in edition.Slug) story.ID {
	h.t.Helper()
	e, err := h.Store.Edition(h.t.Context(), in)
	h.must(err)
	return story.ID(e.Lead)
}

// promise is the hash of what a pin would do now.
func (h *house) promise(p story.Pin) string {
	h.t.Helper()
	o, err := h.PinOutcome(h.t.Context(), h.editor, p)
	h.must(err)
	hash, err := o.Hash()
	h.must(err)
	return hash
}

func TestAPinDoesWhatItsScreenSaidOrNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		flood, fire := h.storyIn(story.Public), h.storyIn(story.Public)
		p := story.Pin{Edition: "en", Story: flood.ID, Key: "form-1"}
		p.Promised = h.promise(p)
		h.must(h.lead("en", fire.ID)) // somebody else, meanwhile
		_, err := h.Pin(t.Context(), h.editor, p)
		h.refused("a pin of a front page that is led by another meanwhile", err, fault.Conflict)
		if got := h.leads("en"); got != fire.ID {
			t.Errorf("refused, it has put %s at the top", got)
		}
		h.clock = h.clock.Add(time.Hour) // the clock alone changes nothing of what was promised
		p.Promised = h.promise(p)
		before := h.recorded(audit.Pinned)
		for range 2 { // a form sent twice
			if _, err := h.Pin(t.Context(), h.editor, p); err != nil || h.leads("en") != flood.ID {
				t.Fatalf("on the new ground: %v, %s leads; want %s", err, h.leads("en"), flood.ID)
			}
		}
		if got := h.recorded(audit.Pinned) - before; got != 1 {
			t.Errorf("sent twice, it is %d entries, want 1", got)
		}
		again := story.Pin{Edition: "en", Story: flood.ID}
		if _, err := h.Pin(t.Context(), h.editor, again); err != nil || h.recorded(audit.Pinned)-before != 1 {
			t.Errorf("what changes nothing is recorded, or refused: %v", err)
		}
		if h.act(flood.ID, story.Withdraw); h.leads("en") != flood.ID {
			t.Errorf("withdrawn, the choice is gone")
		}
		o, err := h.PinOutcome(t.Context(), h.editor, story.Pin{Edition: "en"})
		h.must(err)
		if o.Led.ID != fire.ID || o.Leads.ID != fire.ID || len(o.Places) != 0 {
			t.Errorf("a choice that readers do not see is taken away: %+v, want no difference for them", o)
		}
	})
}

func TestAPinIsTakenBackWithinAMinute(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		flood, fire := h.storyIn(story.Public), h.storyIn(story.Public)
		first, err := h.Pin(t.Context(), h.editor, story.Pin{Edition: "en", Story: flood.ID})
		h.must(err)
		h.clock = h.clock.Add(30 * time.Second)
		second, err := h.Pin(t.Context(), h.editor, story.Pin{Edition: "en", Story: fire.ID})
		h.must(err)
		_, err = h.UndoPin(t.Context(), h.editor, "en", first.Number)
		h.refused("taking back what is not the last", err, fault.Conflict)
		_, err = h.UndoPin(t.Context(), h.editor, "fa", second.Number)
		h.refused("taking it back in another edition", err, fault.Conflict)
		_, err = h.UndoPin(t.Context(), h.reporter, "en", second.Number)
		h.refused("taking it back as a reporter", err, fault.Forbidden)
		h.clock = h.clock.Add(30 * time.Second)
		undo, err := h.UndoPin(t.Context(), h.admin, "en", second.Number)
		h.must(err)
		if undo.Undoes != second.Number || undo.By != h.admin.ID || h.leads("en") != flood.ID || h.recorded(audit.PinUndone) != 1 {
			t.Errorf("taken back: %+v, %s leads, %d entries; want it to name %d, and %s to lead", undo, h.leads("en"), h.recorded(audit.PinUndone), second.Number, flood.ID)
		}
		_, err = h.UndoPin(t.Context(), h.admin, "en", second.Number)
		h.refused("taking it back twice", err, fault.Conflict)
		_, err = h.UndoPin(t.Context(), h.admin, "en", undo.Number)
		h.refused("taking the taking back back", err, fault.Conflict)
		if p, err := h.UndoablePin(t.Context(), h.reporter, "en"); err != nil || p == nil || p.Number != first.Number {
			t.Errorf("after it can be taken back: %+v, %v; want the one before", p, err)
		}
		h.clock = h.clock.Add(time.Second)
		_, err = h.UndoPin(t.Context(), h.editor, "en", first.Number)
		h.refused("after more than a minute", err, fault.Conflict)
	})
}
