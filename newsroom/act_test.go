package newsroom_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// allowed says in which states of publication each act may be done.
var allowed = map[story.ActKind]map[story.Publication]bool{
	story.Publish:  {story.Never: true},
	story.Update:   {story.Public: true},
	story.Correct:  {story.Public: true},
	story.Withdraw: {story.Public: true},
	story.Restore:  {story.Withdrawn: true},
}

func TestEachActIsDoneInItsStatesAndByEditorsAlone(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		for kind, states := range allowed {
			for _, state := range []story.Publication{story.Never, story.Public, story.Withdrawn} {
				for _, by := range []*staff.Person{h.admin, h.editor, h.reporter, h.gone, nil} {
					s := h.storyIn(state)
					h.clock = h.clock.Add(time.Minute)
					_, err := h.try(by, s.ID, kind)
					what := fmt.Sprintf("%s a story that is %s, by %s", kind, state, name(by))
					switch {
					case !by.MayPublish():
						h.refused(what, err, fault.Forbidden)
					case !states[state]:
						h.refused(what, err, fault.Conflict)
					case err != nil:
						t.Errorf("%s: got %v, want it done", what, err)
					}
					if err != nil && h.story(s.ID).Publication() != state {
						t.Errorf("%s was refused and yet the story is %s", what, h.story(s.ID).Publication())
					}
				}
			}
		}
	})
}

func name(p *staff.Person) string {
	if p == nil {
		return "nobody"
	}
	return p.Name
}

// acts are everything that a person does, each tried on a story that is public.
var acts = map[string]func(h *house, by *staff.Person, s *story.Story) error{
	"draft": func(h *house, by *staff.Person, _ *story.Story) error {
		_, err := h.Draft(context.Background(), by, newsroom.New{Edition: "en", Document: news("Another")})
		return err
	},
	"save": func(h *house, by *staff.Person, s *story.Story) error {
		_, err := h.Save(context.Background(), by, s.ID, 1, news("Another"), story.Save, "")
		return err
	},
	"stage": func(h *house, by *staff.Person, s *story.Story) error {
		return h.SetStage(context.Background(), by, s.ID, story.Done)
	},
	"translate": func(h *house, by *staff.Person, s *story.Story) error {
		_, err := h.Translate(context.Background(), by, s.ID, "fa")
		return err
	},
	"describe": func(h *house, by *staff.Person, s *story.Story) error {
		_, err := h.Describe(context.Background(), by, h.asset(), 0, media.Words{Alt: "A bridge"})
		return err
	},
	"pin": func(h *house, by *staff.Person, s *story.Story) error {
		_, err := h.Pin(context.Background(), by, story.Pin{Edition: "en", Story: s.ID})
		return err
	},
	"alert": func(h *house, by *staff.Person, s *story.Story) error {
		_, err := h.Alert(context.Background(), by, h.flood())
		return err
	},
	"end an alert": func(h *house, by *staff.Person, s *story.Story) error {
		a, err := h.Alert(context.Background(), h.editor, h.flood())
		h.must(err)
		return h.EndAlert(context.Background(), by, a.ID)
	},
	"make an edition": func(h *house, by *staff.Person, s *story.Story) error {
		return h.PutEdition(context.Background(), by, edition.Edition{Slug: "sw", Lang: "sw", Name: "Habari", Zone: "UTC"})
	},
	"hire": func(h *house, by *staff.Person, s *story.Story) error {
		_, err := h.Hire(context.Background(), by, "Nobody "+string(s.ID), staff.Reporter)
		return err
	},
	"employ": func(h *house, by *staff.Person, s *story.Story) error {
		return h.Employ(context.Background(), by, h.gone.ID, staff.Reporter, true)
	},
}

func TestEachRoleMayDoItsOwnWorkAndNoMore(t *testing.T) {
	h := open(t)
	writes := []string{"draft", "save", "stage", "translate", "describe"}
	publishes := append([]string{"pin", "alert", "end an alert"}, writes...)
	may := map[*staff.Person][]string{h.reporter: writes, h.editor: publishes, h.gone: nil, nil: nil}
	for what := range acts {
		may[h.admin] = append(may[h.admin], what)
	}
	for by, can := range may {
		for what, do := range acts {
			s := h.storyIn(story.Public)
			err := do(h, by, s)
			if slices.Contains(can, what) != (err == nil) || err != nil && !isForbidden(err) {
				t.Errorf("%s, to %s: got %v, may: %t", name(by), what, err, slices.Contains(can, what))
			}
		}
	}
}

func (h *house) asset() media.ID {
	h.t.Helper()
	h.must(h.Store.InTx(context.Background(), func(tx *store.Tx) error {
		return tx.PutAsset(context.Background(), &media.Asset{ID: "bridgebridge2", Hash: "aa11", Kind: media.Picture, Type: "image/jpeg", Ext: "jpg",
			Filename: "bridge.jpg", Size: 9, Width: 4, Height: 3, By: h.reporter.ID, Created: h.clock})
	}))
	return "bridgebridge2"
}

func (h *house) flood() story.Alert {
	return story.Alert{Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Flood in the delta"}, Ends: h.clock.Add(time.Hour)}
}

func TestActSentTwiceIsDoneOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.draft("Bridge closed")
		first, err := h.Act(context.Background(), h.editor, s.ID, story.Act{Kind: story.Publish, Revision: 1, Key: "press"})
		h.must(err)
		again, err := h.Act(context.Background(), h.editor, s.ID, story.Act{Kind: story.Publish, Revision: 1, Key: "press"})
		h.must(err)
		if again.Number != first.Number || len(h.story(s.ID).Acts) != 1 {
			t.Errorf("got act %d and %d acts, want act %d alone", again.Number, len(h.story(s.ID).Acts), first.Number)
		}
	})
}

func TestPublishShowsTheRevisionThatWasNamed(t *testing.T) {
	h := open(t)
	s := h.draft("Bridge closed")
	h.save(h.reporter, s.ID, 1, "Bridge closed by rumour", "")
	_, err := h.Act(context.Background(), h.editor, s.ID, story.Act{Kind: story.Publish, Revision: 1})
	h.must(err)
	seen, err := h.Store.Copy(context.Background(), s.ID)
	h.must(err)
	if got := seen.Document.Head.Headline; got != "Bridge closed" {
		t.Errorf("readers see %q, want the revision that the editor saw", got)
	}
	if got := h.story(s.ID); !got.Open() || got.Shown() != 1 {
		t.Errorf("got shown %d, open %t; want 1 with open changes", got.Shown(), got.Open())
	}
}

// TestAStaleScreenPutsNothingBack: one editor has the button for revision 3
// before them while another takes a libel out and publishes revision 4.
func TestAStaleScreenPutsNothingBack(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		h.save(h.editor, s.ID, 1, "The river and its mayor", "")
		h.save(h.editor, s.ID, 2, "The river and its corrupt mayor", "")
		drawn := h.story(s.ID)
		h.save(h.admin, s.ID, 3, "The river", "")
		h.act(s.ID, story.Update) // revision 4
		before := h.last()
		for _, kind := range []story.ActKind{story.Update, story.Correct} {
			a := drawn.Prepare(kind)
			a.PublicNote = "Its mayor was forgotten."
			_, err := h.Act(context.Background(), h.editor, s.ID, a)
			h.refused(fmt.Sprintf("%s on what is no longer shown", kind), err, fault.Conflict)
			if f := fault.Of(err); f.Message.Key != msg.FaultActMoved().Key {
				t.Errorf("%s: the editor reads %q, want that readers see something else now", kind, f.Message.Key)
			}
		}
		if got := h.story(s.ID).Shown(); got != 4 || h.last() != before {
			t.Errorf("readers see revision %d and the log ends at %d, want 4 and %d", got, h.last(), before)
		}
	})
}

func TestAColleagueWhoTypesRefusesNothing(t *testing.T) {
	h := open(t)
	s := h.storyIn(story.Public)
	h.save(h.editor, s.ID, 1, "The river rises", "")
	drawn := h.story(s.ID)
	h.save(h.reporter, s.ID, 2, "The river rises, they say", "")
	if _, err := h.Act(context.Background(), h.editor, s.ID, drawn.Prepare(story.Update)); err != nil {
		t.Fatalf("a moved head refused an update: %v", err)
	}
	if got := h.story(s.ID).Shown(); got != 2 {
		t.Errorf("readers see revision %d, want 2, which the editor saw", got)
	}
}

func TestAWithdrawalIsNeverRefusedForAStaleScreen(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		h.save(h.editor, s.ID, 1, "The river rises", "")
		drawn := h.story(s.ID)
		h.act(s.ID, story.Update)
		h.act(s.ID, story.Withdraw)
		h.act(s.ID, story.Restore)
		a, err := h.Act(context.Background(), h.editor, s.ID, story.Act{Kind: story.Withdraw, Revision: drawn.Shown(), Seen: drawn.LastAct(), InternalNote: "A libel."})
		h.must(err)
		if now := h.story(s.ID); now.Publication() != story.Withdrawn || a.Revision != 2 {
			t.Errorf("the story is %s and the withdrawal names revision %d, want it gone with revision 2", now.Publication(), a.Revision)
		}
	})
}

func TestTwoWhoPublishAtOnceAreOneActAndOneRefusal(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		h.save(h.editor, s.ID, 1, "The river rises", "")
		a := h.story(s.ID).Prepare(story.Update)
		var g sync.WaitGroup
		errs := make([]error, 5)
		for i := range errs {
			g.Go(func() { _, errs[i] = h.Act(context.Background(), h.editor, s.ID, a) })
		}
		g.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				h.refused("the second of two at once", err, fault.Conflict)
			}
		}
		if got := len(h.story(s.ID).Acts); done != 1 || got != 2 {
			t.Errorf("%d were done and the story has %d acts, want 1 and 2", done, got)
		}
	})
}

func TestAnActIsTakenBackWithinAMinute(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		for kind, states := range allowed {
			for state := range states {
				s := h.storyIn(state)
				h.save(h.editor, s.ID, 1, "The river rises", "")
				h.act(s.ID, kind)
				h.clock = h.clock.Add(story.UndoTime)
				after := h.last()
				undo := h.story(s.ID).Prepare(story.Undo)
				_, err := h.Act(context.Background(), h.reporter, s.ID, undo)
				h.refused("a reporter who undoes", err, fault.Forbidden)
				_, err = h.Act(context.Background(), h.editor, s.ID, undo)
				h.must(err)
				now := h.story(s.ID)
				if now.Publication() != state || now.Shown() != s.Shown() || !now.Published().Equal(s.Published()) || !now.Changed().Equal(s.Changed()) {
					t.Errorf("after the undo of %s: %s, revision %d, published %v, changed %v; want %s, %d, %v, %v", kind, now.Publication(),
						now.Shown(), now.Published(), now.Changed(), state, s.Shown(), s.Published(), s.Changed())
				}
				if got := len(now.Acts); got != len(s.Acts)+2 {
					t.Errorf("%s: %d acts are on record, want the act and its undo beside the %d before", kind, got, len(s.Acts))
				}
				if got := h.events(after); !slices.Equal(got, []event.Kind{event.Undone}) {
					t.Errorf("%s: events %v, want one that something was undone", kind, got)
				}
				h.reads(s.ID, state, s.Shown())
				_, err = h.Act(context.Background(), h.editor, s.ID, undo)
				h.refused("the same act taken back again", err, fault.Conflict)
			}
		}
	})
}

// reads checks what readers and the desk's list are given of a story.
func (h *house) reads(of story.ID, state story.Publication, revision int) {
	h.t.Helper()
	copied, err := h.Store.Copy(context.Background(), of)
	want := map[story.Publication]fault.Kind{story.Never: fault.NotFound, story.Withdrawn: fault.Gone}
	switch {
	case state != story.Public:
		h.refused("readers asking for what is "+string(state), err, want[state])
	case err != nil:
		h.t.Errorf("readers asking for what is public: %v", err)
	case copied.Story.Shown() != revision:
		h.t.Errorf("readers get revision %d, want %d", copied.Story.Shown(), revision)
	}
	cards, err := h.Store.CardsOf(context.Background(), []story.ID{of})
	h.must(err)
	if (len(cards) == 1) != (state == story.Public) {
		h.t.Errorf("%d cards of a story that is %s", len(cards), state)
	}
	for _, p := range []story.Publication{story.Never, story.Public, story.Withdrawn} {
		rows, err := h.Store.Stories(context.Background(), story.Filter{Publication: p, Limit: 500})
		h.must(err)
		if got := slices.ContainsFunc(rows, func(r story.Row) bool { return r.Story.ID == of }); got != (p == state) {
			h.t.Errorf("the desk's list of what is %s has a story that is %s: %t", p, state, got)
		}
	}
}

func TestAnUndoComesTooLateOrIsOfAnotherAct(t *testing.T) {
	h := open(t)
	s := h.storyIn(story.Public)
	undo := h.story(s.ID).Prepare(story.Undo)
	h.clock = h.clock.Add(story.UndoTime + time.Second)
	_, err := h.Act(context.Background(), h.editor, s.ID, undo)
	h.refused("an undo after a minute", err, fault.Conflict)
	h.act(s.ID, story.Update)
	h.act(s.ID, story.Withdraw)
	_, err = h.Act(context.Background(), h.editor, s.ID, undo)
	h.refused("an undo of what others have acted upon", err, fault.Conflict)
	undo.Undoes = 0
	_, err = h.Act(context.Background(), h.editor, s.ID, undo)
	h.refused("an undo of nothing", err, fault.Conflict)
	if got := h.story(s.ID).Publication(); got != story.Withdrawn {
		t.Errorf("the story is %s, want it withdrawn still", got)
	}
}

func TestTheCorrectionThatWasTakenBackIsOnNoPage(t *testing.T) {
	h := open(t)
	s := h.storyIn(story.Public)
	h.act(s.ID, story.Correct)
	_, err := h.try(h.editor, s.ID, story.Undo)
	h.must(err)
	notes, err := h.Store.Corrections(context.Background(), "en", 10)
	h.must(err)
	cards, err := h.Store.CardsOf(context.Background(), []story.ID{s.ID})
	h.must(err)
	if len(notes) != 0 || len(h.story(s.ID).Corrections()) != 0 || len(cards) != 1 || cards[0].Corrected {
		t.Errorf("corrections %+v, card %+v; want no word of the note", notes, cards)
	}
}

func TestUnfinishedTextIsNotPublished(t *testing.T) {
	h := open(t)
	unfinished := map[string]func(d *story.Document){
		"no headline": func(d *story.Document) { d.Head.Headline = " " },
		"no section":  func(d *story.Document) { d.Head.Section = "" },
		"a lead picture without words": func(d *story.Document) {
			d.Head.Lead = &story.Lead{Asset: string(h.asset())}
		},
	}
	for what, spoil := range unfinished {
		d := news("Bridge closed")
		spoil(d)
		s, err := h.Draft(context.Background(), h.reporter, newsroom.New{Edition: "en", Document: d})
		h.must(err)
		_, err = h.Act(context.Background(), h.editor, s.ID, s.Prepare(story.Publish))
		h.refused("publishing with "+what, err, fault.Invalid)
	}
}

func TestCorrectionNeedsItsNoteAndWithdrawalItsReason(t *testing.T) {
	h := open(t)
	s := h.storyIn(story.Public)
	for _, a := range []story.Act{{Kind: story.Correct, Seen: s.LastAct(), InternalNote: "x"}, {Kind: story.Correct, Seen: s.LastAct(), PublicNote: "  "}, {Kind: story.Withdraw, PublicNote: "x"}} {
		_, err := h.Act(context.Background(), h.editor, s.ID, a)
		h.refused(fmt.Sprintf("%+v", a), err, fault.Invalid)
	}
}

func TestWithdrawnIsGoneAndRestoredIsBackAtItsFirstTime(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		first := s.Published()
		h.save(h.editor, s.ID, 1, "The river, again", "")
		h.act(s.ID, story.Withdraw)
		_, err := h.Store.Copy(context.Background(), s.ID)
		h.refused("readers asking for a withdrawn story", err, fault.Gone)
		if acts := h.story(s.ID).Acts; acts[1].Revision != 1 {
			t.Errorf("the withdrawal names revision %d, want 1, which readers saw", acts[1].Revision)
		}
		h.act(s.ID, story.Restore)
		back := h.story(s.ID)
		if !back.Published().Equal(first) || back.Shown() != 2 {
			t.Errorf("got published %v, revision %d; want %v, 2", back.Published(), back.Shown(), first)
		}
	})
}

func TestOnlyAPublicStoryOfTheEditionIsItsLead(t *testing.T) {
	h := open(t)
	for _, state := range []story.Publication{story.Never, story.Withdrawn} {
		h.refused("pinning a story that is "+string(state), h.lead("en", h.storyIn(state).ID), fault.Conflict)
	}
	s := h.storyIn(story.Public)
	h.refused("pinning it in another edition", h.lead("fa", s.ID), fault.Conflict)
	h.must(h.lead("en", s.ID))
	h.must(h.PutEdition(context.Background(), h.admin, edition.Edition{Slug: "en", Lang: "en", Name: "River Times", Zone: "UTC",
		Sections: []edition.Section{{Slug: "world", Name: "World"}}}))
	e, err := h.Store.Edition(context.Background(), "en")
	h.must(err)
	if e.Lead != string(s.ID) || e.Name != "River Times" {
		t.Errorf("got lead %q of %q, want the pinned story to stay while the edition is renamed", e.Lead, e.Name)
	}
	h.must(h.lead("en", ""))
	if e, _ = h.Store.Edition(context.Background(), "en"); e.Lead != "" {
		t.Errorf("got lead %q, want none", e.Lead)
	}
}

func TestAlertStandsUntilItsEnd(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		after := h.last()
		flood := h.flood()
		flood.Texts["fa"] = " سیل در دلتا "
		a, err := h.Alert(context.Background(), h.editor, flood)
		h.must(err)
		if kinds := h.events(after); !slices.Equal(kinds, []event.Kind{event.Alerted, event.Alerted}) {
			t.Errorf("events: got %v, want one for each edition", kinds)
		}
		if a.Texts["fa"] != "سیل در دلتا" {
			t.Errorf("got %q, want the text without spaces around it", a.Texts["fa"])
		}
		job, err := h.Store.Claim(context.Background(), []string{newsroom.AlertEnd}, a.Ends, time.Minute)
		h.must(err)
		if job.Subject != a.ID {
			t.Errorf("at its end a job for %q, want %q", job.Subject, a.ID)
		}
		after = h.last()
		h.must(h.AlertEnded(context.Background(), a.ID))
		if got := len(h.events(after)); got != 2 {
			t.Errorf("at its end %d events, want one for each edition", got)
		}
	})
}

func TestAlertEndedEarlyIsOverAtOnce(t *testing.T) {
	h := open(t)
	a, err := h.Alert(context.Background(), h.editor, h.flood())
	h.must(err)
	h.clock = h.clock.Add(time.Minute)
	h.must(h.EndAlert(context.Background(), h.editor, a.ID))
	live, err := h.Store.Alerts(context.Background(), h.clock)
	h.must(err)
	if len(live) != 0 {
		t.Errorf("got %d alerts on screens, want none", len(live))
	}
	after := h.last()
	h.must(h.EndAlert(context.Background(), h.editor, a.ID))
	if kinds := h.events(after); len(kinds) != 0 {
		t.Errorf("ending it again: got events %v, want none", kinds)
	}
}

func TestAlertThatSaysNothingOrNeverEndsIsRefused(t *testing.T) {
	h := open(t)
	for what, spoil := range map[string]func(a *story.Alert){
		"no text":            func(a *story.Alert) { a.Texts["en"] = " " },
		"an end in the past": func(a *story.Alert) { a.Ends = h.clock },
		"an end next week":   func(a *story.Alert) { a.Ends = h.clock.Add(7 * 24 * time.Hour) },
		"no level":           func(a *story.Alert) { a.Level = "" },
	} {
		a := h.flood()
		spoil(&a)
		_, err := h.Alert(context.Background(), h.editor, a)
		h.refused(what, err, fault.Invalid)
	}
	a := h.flood()
	a.Story = "aaaaaaaaaaaaa"
	_, err := h.Alert(context.Background(), h.editor, a)
	h.refused("a story that is not there", err, fault.NotFound)
}

func TestWhatAnActWillDoIsWhatItDoes(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		h.save(h.editor, s.ID, 1, "The river rises", "")
		a := h.story(s.ID).Prepare(story.Update)
		o, err := h.Outcome(context.Background(), h.editor, s.ID, a)
		h.must(err)
		changes := map[string]newsroom.Change{}
		for _, p := range o.Places {
			changes[p.Path] = p.Change
		}
		old, now := "/en/world/"+string(s.ID)+"/the-river", "/en/world/"+string(s.ID)+"/the-river-rises"
		for path, want := range map[string]newsroom.Change{now: newsroom.Appears, "/light" + now: newsroom.Appears, old: newsroom.Leads, "/light" + old: newsroom.Leads,
			"/en/": newsroom.Changes, "/en/world/": newsroom.Changes, "/en/feed.atom": newsroom.Changes, "/en/world/feed.json": newsroom.Changes,
			"/en/sitemap.xml": newsroom.Changes, "/en/news.xml": newsroom.Changes, "/en/corrections/": ""} {
			if changes[path] != want {
				t.Errorf("%s: %q, want %q", path, changes[path], want)
			}
		}
		if a.Promised, err = o.Hash(); err != nil || len(a.Promised) != 64 {
			t.Fatalf("hash %q, %v", a.Promised, err)
		}
		_, err = h.Outcome(context.Background(), h.reporter, s.ID, a)
		h.refused("a reporter who looks", err, fault.Forbidden)
		wrong := a
		wrong.Promised = "another"
		_, err = h.Act(context.Background(), h.editor, s.ID, wrong)
		h.refused("an act that was promised to do something else", err, fault.Conflict)
		_, err = h.Act(context.Background(), h.editor, s.ID, a)
		h.must(err)
		gone := h.story(s.ID).Prepare(story.Withdraw)
		gone.InternalNote, gone.Promised = "A libel.", "another"
		if _, err := h.Act(context.Background(), h.editor, s.ID, gone); err != nil {
			t.Errorf("a withdrawal was refused for what it was promised to do: %v", err)
		}
	})
}

func TestWhoseOwnTextStandsBesidePutsNothingOut(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	h.save(h.admin, s.ID, 1, "A bridge falls", "")
	if saved := h.save(h.editor, s.ID, 1, "A bridge breaks", ""); !saved.Branch {
		t.Fatal("the second save is no branch")
	}
	_, err := h.Act(context.Background(), h.editor, s.ID, h.story(s.ID).Prepare(story.Publish))
	h.refused("publishing out of a conflict", err, fault.Conflict)
	if _, err := h.Act(context.Background(), h.admin, s.ID, h.story(s.ID).Prepare(story.Publish)); err != nil {
		t.Errorf("a colleague without a conflict is refused: %v", err)
	}
}

func TestAKeyThatCannotBeStoredIsRefusedAsWhatItIs(t *testing.T) {
	h := open(t)
	s := h.draft("Flood")
	for _, key := range []string{strings.Repeat("k", 81), "a\x00b", "\xff", strings.Repeat("é", 41)} {
		_, acted := h.Act(context.Background(), h.editor, s.ID, story.Act{Kind: story.Publish, Revision: 1, Key: key})
		_, saved := h.Save(context.Background(), h.editor, s.ID, 1, news("Flood"), story.Save, key)
		for what, err := range map[string]error{"act": acted, "save": saved} {
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || f.Message.Key != msg.FaultBadKey(1).Key {
				t.Errorf("%s with the key %q: %v, want that the key cannot be used", what, key, err)
			}
		}
	}
}

func TestATranslationIsPublishedOnceItIsTranslatedOrForAReason(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		s := h.storyIn(story.Public)
		made, err := h.Translate(context.Background(), h.reporter, s.ID, "fa")
		h.must(err)
		h.save(h.reporter, s.ID, 1, "The source goes on", "") // what was taken over is no longer what the source says
		_, err = h.try(h.editor, made.ID, story.Publish)
		h.refused("publishing a translation as it began", err, fault.Invalid)
		o, err := h.Outcome(context.Background(), h.editor, made.ID, h.story(made.ID).Prepare(story.Publish))
		h.must(err)
		rev, err := h.Store.Revision(context.Background(), made.ID, 1)
		h.must(err)
		if n := len(o.Stops); n != 1 || o.Stops[0].Code != story.Untranslated || o.Stops[0].Block != rev.Document.Body.Content[0].Attrs.ID {
			t.Errorf("the screen names %+v, want the paragraph", o.Stops)
		}
		d := rev.Document.Copy()
		d.Head.Headline, d.Body.Content = "رودخانه", []story.Node{story.Para("رودخانه امروز صبح اندازه گرفته شد.")}
		_, err = h.Save(context.Background(), h.reporter, made.ID, 1, &d, story.Save, "")
		h.must(err)
		if _, err := h.try(h.editor, made.ID, story.Publish); err != nil {
			t.Errorf("translated, it is refused: %v", err)
		}
		if _, err := h.try(h.editor, s.ID, story.Update); err != nil {
			t.Errorf("the source is refused for its translation: %v", err)
		}
		other, err := h.Translate(context.Background(), h.reporter, s.ID, "fa")
		h.must(err)
		a := h.story(other.ID).Prepare(story.Publish)
		a.Waived = "It is a poem."
		done, err := h.Act(context.Background(), h.editor, other.ID, a)
		h.must(err)
		if got := h.story(other.ID).Acts[0].Waived; got != "It is a poem." || done.Waived != got {
			t.Errorf("the reason that stays on the act: %q", got)
		}
	})
}
