package newsroom_test

import (
	"strings"
	"testing"

	"dateline/audit"
	"dateline/event"
	"dateline/fault"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
)

// pictured is an asset that a public story uses.
func (h *house) pictured() media.ID {
	h.t.Helper()
	of := h.asset()
	d := news("The bridge")
	d.Head.Lead = &story.Lead{Asset: string(of), Alt: "A bridge"}
	s, err := h.Draft(h.t.Context(), h.reporter, newsroom.New{Edition: "en", Document: d, Origin: story.Save})
	h.must(err)
	h.act(s.ID, story.Publish)
	return of
}

func (h *house) words(of media.ID) media.Words {
	h.t.Helper()
	a, err := h.Store.Asset(h.t.Context(), of)
	h.must(err)
	return a.Words()
}

func (h *house) record(by *staff.Person, of media.ID) *newsroom.About {
	h.t.Helper()
	a, err := h.About(h.t.Context(), by, of)
	h.must(err)
	return a
}

// describe changes words, and checks whether that was an act or a proposal.
func (h *house) describe(by *staff.Person, of media.ID, seen int, words media.Words, proposal bool) {
	h.t.Helper()
	proposed, err := h.Describe(h.t.Context(), by, of, seen, words)
	h.must(err)
	if proposed != proposal {
		h.t.Errorf("%s describes: a proposal is %t, want %t", by.Name, proposed, proposal)
	}
}

func (h *house) say(what string, of media.ID, want media.Words) {
	h.t.Helper()
	if got := h.words(of); got != want {
		h.t.Errorf("%s: the words are %+v, want %+v", what, got, want)
	}
}

// audited are the kinds of an asset's audit entries, newest first, and who is in them.
func (h *house) audited(of media.ID) string {
	h.t.Helper()
	all, err := h.Audit(h.t.Context(), h.admin, audit.Filter{})
	h.must(err)
	names, err := h.Names(h.t.Context(), h.admin)
	h.must(err)
	var kinds []string
	for _, e := range all.Entries {
		if e.Subject == string(of) {
			kinds = append(kinds, string(e.Kind)+" by "+names[e.By])
		}
	}
	return strings.Join(kinds, ", ")
}

func TestReporterDescribesWhatTheySentUntilAPublicStoryUsesIt(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		of := h.asset()
		words := media.Words{Alt: "A bridge under water", Credit: "Rosa", Licence: "CC BY 4.0"}
		h.describe(h.reporter, of, 0, words, false)
		h.say("what was said is there", of, words)
		if a, err := h.Store.Asset(t.Context(), of); err != nil || a.Filename != "bridge.jpg" || a.Size != 9 {
			t.Errorf("got %+v, %v, want nothing else changed", a, err)
		}
		other := h.hire("Omar", staff.Reporter)
		h.describe(other, of, 1, media.Words{Credit: "Omar"}, true)
		h.say("another reporter only proposes", of, words)
		for what, bad := range map[string]string{"a control character": "A\x00bridge", "no text": "A\xffbridge", "too much": strings.Repeat("x", story.MaxNote+1)} {
			_, err := h.Describe(t.Context(), h.editor, of, 1, media.Words{Alt: bad})
			h.refused(what, err, fault.Invalid)
			_, err = h.Offer(t.Context(), h.editor, of, media.Words{Alt: bad})
			h.refused(what+" offered", err, fault.Invalid)
		}
	})
}

func TestReporterChangesNoWordOnALivePage(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		of := h.pictured()
		after := h.last()
		h.describe(h.reporter, of, 0, media.Words{Alt: "A lie", Credit: "Mallory", Licence: "none", Source: "nowhere"}, true)
		h.say("a reporter's change of a public picture", of, media.Words{})
		if got := h.events(after); len(got) != 0 {
			t.Errorf("a proposal is followed by %v, want that pages hear of nothing", got)
		}
		h.refused("the reporter accepts it", h.Decide(t.Context(), h.reporter, of, 1, 0, true), fault.Forbidden)
		h.refused("the reporter declines it", h.Decide(t.Context(), h.reporter, of, 1, 0, false), fault.Forbidden)
		h.say("after the reporter tried to accept it", of, media.Words{})
		record := h.record(h.reporter, of)
		if record.May || !record.Public || len(record.Changes) != 0 || len(record.Proposals) != 1 || record.Proposals[0].By != h.reporter.ID {
			t.Errorf("the record is %+v, want one open proposal by the reporter", record)
		}
	})
}

func TestEditorsChangeOfWordsHasNameAndHistoryAndPagesFollow(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		of := h.pictured()
		after := h.last()
		first, second := media.Words{Alt: "A bridge", Credit: "Rosa"}, media.Words{Alt: "A bridge", Credit: "Rosa Amadi", Source: "The river"}
		h.describe(h.editor, of, 0, first, false)
		h.describe(h.admin, of, 1, second, false)
		h.describe(h.admin, of, 2, second, false)
		h.say("the last change", of, second)
		got := h.record(h.editor, of).Changes
		if len(got) != 2 || got[0].By != h.admin.ID || got[0].Before != first || got[0].After != second || got[0].Number != 2 ||
			got[1].By != h.editor.ID || got[1].Before != (media.Words{}) || got[1].After != first || !got[1].At.Equal(h.clock) {
			t.Errorf("the history is %+v, want both changes with who, when, before and after, and none for what changes nothing", got)
		}
		if got := h.events(after); len(got) != 2 || got[0] != event.AssetChanged || got[1] != event.AssetChanged {
			t.Errorf("pages hear of %v, want of both changes", got)
		}
		if got := h.audited(of); got != "description by Amina, description by Edith" {
			t.Errorf("the audit has %q", got)
		}
	})
}

func TestStaleScreenOverwritesNoWordOfAnAsset(t *testing.T) {
	h := open(t)
	of := h.pictured()
	h.describe(h.editor, of, 0, media.Words{Alt: "A bridge", Credit: "Rosa Amadi"}, false)
	h.describe(h.admin, of, 0, media.Words{Licence: "CC BY 4.0"}, false)
	h.say("a screen from before the credit adds the licence", of, media.Words{Alt: "A bridge", Credit: "Rosa Amadi", Licence: "CC BY 4.0"})
	_, err := h.Describe(t.Context(), h.admin, of, 0, media.Words{Credit: "Agency"})
	h.refused("a screen from before the credit changes the credit", err, fault.Conflict)
	h.say("after that", of, media.Words{Alt: "A bridge", Credit: "Rosa Amadi", Licence: "CC BY 4.0"})
}

func TestProposalIsAcceptedOrDeclinedOnceAndWhoProposedStaysOnRecord(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		of := h.pictured()
		h.describe(h.editor, of, 0, media.Words{Credit: "Rosa"}, false)
		h.describe(h.reporter, of, 1, media.Words{Credit: "Rosa Amadi"}, true)
		h.describe(h.reporter, of, 1, media.Words{Credit: "Rosa Amadi"}, true)
		h.describe(h.reporter, of, 1, media.Words{Credit: "Mallory"}, true)
		if n := len(h.record(h.editor, of).Proposals); n != 2 {
			t.Fatalf("%d proposals, want the same one only once", n)
		}
		h.describe(h.admin, of, 1, media.Words{Alt: "A bridge", Credit: "Rosa"}, false)
		h.refused("accepting on a screen from before the last change", h.Decide(t.Context(), h.editor, of, 1, 1, true), fault.Conflict)
		after := h.last()
		h.must(h.Decide(t.Context(), h.editor, of, 2, 1, false))
		if got := h.events(after); len(got) != 0 {
			t.Errorf("a declined proposal is followed by %v", got)
		}
		h.must(h.Decide(t.Context(), h.editor, of, 1, 2, true))
		want := media.Words{Alt: "A bridge", Credit: "Rosa Amadi"}
		h.say("with the proposal accepted, and what came after it kept", of, want)
		h.refused("accepting what was declined", h.Decide(t.Context(), h.editor, of, 2, 3, true), fault.Conflict)
		h.refused("declining what was accepted", h.Decide(t.Context(), h.editor, of, 1, 3, false), fault.Conflict)
		h.refused("a proposal that nobody made", h.Decide(t.Context(), h.editor, of, 9, 3, true), fault.NotFound)
		h.say("after all that", of, want)
		record := h.record(h.reporter, of)
		if c := record.Changes[0]; c.By != h.editor.ID || c.Proposal != 1 || c.After != want {
			t.Errorf("the change is %+v, want it by the editor, from the first proposal", c)
		}
		for i, state := range []media.ProposalState{media.Declined, media.Accepted} {
			if p := record.Proposals[i]; p.By != h.reporter.ID || p.State != state || p.Decider != h.editor.ID || !p.Decided.Equal(h.clock) {
				t.Errorf("the proposal is %+v, want it by the reporter, decided by the editor", p)
			}
		}
		if got := h.audited(of); !strings.HasPrefix(got, "description by Edith, description declined by Edith, description by Amina, description proposed by Rosa, description proposed by Rosa, ") {
			t.Errorf("the audit has %q", got)
		}
	})
}

func TestWhatIsOfferedForAKnownFileWaitsEvenFromAnEditor(t *testing.T) {
	h := open(t)
	of := h.asset()
	known := media.Words{Alt: "A bridge", Credit: "Rosa"}
	h.describe(h.reporter, of, 0, known, false)
	for what, c := range map[string]struct {
		says     media.Words
		proposed bool
	}{
		"nothing":             {media.Words{}, false},
		"what is known":       {media.Words{Credit: "Rosa"}, false},
		"another credit":      {media.Words{Credit: "Edith"}, true},
		"what nobody has yet": {media.Words{Source: "The river"}, true},
	} {
		proposed, err := h.Offer(t.Context(), h.editor, of, c.says)
		if err != nil || proposed != c.proposed {
			t.Errorf("offering %s: a proposal is %t (%v), want %t", what, proposed, err, c.proposed)
		}
		h.say("offering "+what, of, known)
	}
	if n := len(h.record(h.editor, of).Proposals); n != 2 {
		t.Errorf("%d proposals, want 2", n)
	}
}

func TestOpenProposalsOfAnAssetAreBounded(t *testing.T) {
	h := open(t)
	of := h.pictured()
	var err error
	for i := range 25 {
		if _, err = h.Describe(t.Context(), h.reporter, of, 0, media.Words{Alt: strings.Repeat("x", i+1)}); err != nil {
			break
		}
	}
	h.refused("one more", err, fault.TooMany)
	h.must(h.Decide(t.Context(), h.editor, of, 1, 0, false))
	h.describe(h.reporter, of, 0, media.Words{Alt: "A bridge"}, true)
}
