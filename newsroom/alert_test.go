package newsroom_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"dateline/audit"
	"dateline/event"
	"dateline/fault"
	"dateline/lang"
	"dateline/staff"
	"dateline/story"
)

// live are the alerts that readers see.
func (h *house) live() []story.Alert {
	h.t.Helper()
	live, err := h.Store.Alerts(h.t.Context(), h.clock)
	h.must(err)
	return live
}

// recorded counts the audit's entries of a kind.
func (h *house) recorded(kind audit.Kind) (n int) {
	h.t.Helper()
	h.must(h.Store.Audits(h.t.Context(), audit.Filter{Kind: kind}, func(audit.Entry) error { n++; return nil }))
	return n
}

func (h *house) urgent() story.Alert {
	a := h.flood()
	a.Level = story.Urgent
	return a
}

func (h *house) about(s *story.Story) story.Alert {
	a := h.flood()
	a.Story = s.ID
	return a
}

func TestAnAlertPointsOnlyToWhatReadersCanOpen(t *testing.T) {
	h := open(t)
	for _, state := range []story.Publication{story.Never, story.Withdrawn} {
		_, err := h.Alert(t.Context(), h.editor, h.about(h.storyIn(state)))
		h.refused("an alert about a story that is "+string(state), err, fault.Conflict)
	}
	if _, err := h.Alert(t.Context(), h.editor, h.about(h.storyIn(story.Public))); err != nil || len(h.live()) != 1 {
		t.Errorf("about a public story: %v, %d alerts on screens; want it alone", err, len(h.live()))
	}
}

func TestAnAlertSentTwiceIsOneAlert(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		a := h.flood()
		a.Key = "form-1"
		var sent [8]*story.Alert
		var all sync.WaitGroup
		for i := range sent {
			all.Go(func() {
				mine := h.flood()
				mine.Key = a.Key
				var err error
				if sent[i], err = h.Alert(t.Context(), h.editor, mine); err != nil {
					t.Errorf("sending it the %dth time: %v", i, err)
				}
			})
		}
		all.Wait()
		if live := h.live(); len(live) != 1 || h.recorded(audit.Alerted) != 1 {
			t.Fatalf("eight times at once: %d alerts and %d entries, want one", len(live), h.recorded(audit.Alerted))
		}
		for _, s := range sent {
			if s == nil || s.ID != sent[0].ID {
				t.Errorf("got %v, want every answer to name the same alert", s)
			}
		}
		a.Texts["en"] = "Another flood"
		_, err := h.Alert(t.Context(), h.editor, a)
		h.refused("another text under the same key", err, fault.Conflict)
		other := h.flood()
		other.Key = a.Key
		if _, err := h.Alert(t.Context(), h.admin, other); err != nil || len(h.live()) != 2 {
			t.Errorf("the same key by another person: %v, %d on screens; want 2", err, len(h.live()))
		}
	})
}

func TestAWithdrawalEndsTheStorysAlertsUnlessTheyAreKept(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		for _, keep := range []bool{false, true} {
			s, other := h.storyIn(story.Public), h.storyIn(story.Public)
			h.clock = h.clock.Add(time.Hour)
			about, err := h.Alert(t.Context(), h.editor, h.about(s))
			h.must(err)
			_, err = h.Alert(t.Context(), h.editor, h.about(other))
			h.must(err)
			after, ended := h.last(), h.recorded(audit.AlertEnded)
			a := h.story(s.ID).Prepare(story.Withdraw)
			a.InternalNote, a.KeepAlerts = "Wrong", keep
			done, err := h.Newsroom.Act(t.Context(), h.editor, s.ID, a)
			h.must(err)
			standing := slices.ContainsFunc(h.live(), func(a story.Alert) bool { return a.ID == about.ID })
			if standing != keep || len(h.live()) != map[bool]int{false: 1, true: 2}[keep] {
				t.Errorf("kept: %t: its alert stands: %t among %d, want that of the other story to stay", keep, standing, len(h.live()))
			}
			want := []event.Kind{event.Withdrawn}
			if !keep {
				want, ended = append(want, event.Alerted), ended+1
			}
			if got := h.events(after); !slices.Equal(got, want) || h.recorded(audit.AlertEnded) != ended {
				t.Errorf("kept: %t: events %v and %d entries, want %v and %d", keep, got, h.recorded(audit.AlertEnded), want, ended)
			}
			was := len(h.live())
			_, err = h.Newsroom.Act(t.Context(), h.editor, s.ID, story.Act{Kind: story.Undo, Undoes: done.Number})
			h.must(err)
			if h.story(s.ID).Publication() != story.Public || len(h.live()) != was {
				t.Errorf("kept: %t: undone, the story is %s with %d alerts, want it public with the %d before", keep, h.story(s.ID).Publication(), len(h.live()), was)
			}
		}
	})
}

func TestAnUndonePublicationEndsTheAlertThatWasSentWithIt(t *testing.T) {
	h := open(t)
	s := h.draft("A dam")
	done, err := h.Newsroom.Act(t.Context(), h.editor, s.ID, s.Prepare(story.Publish))
	h.must(err)
	_, err = h.Alert(t.Context(), h.editor, h.about(s))
	h.must(err)
	_, err = h.Newsroom.Act(t.Context(), h.editor, s.ID, story.Act{Kind: story.Undo, Undoes: done.Number})
	h.must(err)
	if live := h.live(); len(live) != 0 {
		t.Errorf("%d alerts about a story that was never public are on screens", len(live))
	}
}

func TestAnUrgentAlertWaitsForASecondPerson(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		h.SecondPerson = true
		after := h.last()
		a, err := h.Alert(t.Context(), h.editor, h.urgent())
		h.must(err)
		if len(h.live()) != 0 || len(h.events(after)) != 0 || !a.Pending(h.clock) {
			t.Fatalf("before a second person: %d on screens, events %v", len(h.live()), h.events(after))
		}
		h.refused("confirming one's own", h.ConfirmAlert(t.Context(), h.editor, a.ID), fault.Forbidden)
		h.refused("confirming by a reporter", h.ConfirmAlert(t.Context(), h.reporter, a.ID), fault.Forbidden)
		h.refused("taking back what nobody has seen", h.UndoAlert(t.Context(), h.editor, a.ID), fault.Conflict)
		h.must(h.EndAlert(t.Context(), h.editor, a.ID))
		h.clock = h.clock.Add(story.ConfirmTime - time.Second)
		h.must(h.ConfirmAlert(t.Context(), h.admin, a.ID))
		live := h.live()
		if len(live) != 1 || !live[0].At.Equal(h.clock) || !live[0].Ends.Equal(h.clock.Add(time.Hour)) || live[0].By != h.editor.ID || live[0].Second != h.admin.ID {
			t.Fatalf("confirmed: got %+v, want it to run its hour from now", live)
		}
		h.refused("confirming it again", h.ConfirmAlert(t.Context(), h.admin, a.ID), fault.Conflict)
		h.refused("declining what was sent", h.DeclineAlert(t.Context(), h.admin, a.ID), fault.Conflict)
		if h.recorded(audit.AlertAsked) != 1 || h.recorded(audit.AlertAgreed) != 1 || h.recorded(audit.Alerted) != 0 {
			t.Error("the audit does not say who asked and who confirmed, once each")
		}
		job, err := h.Store.Claim(t.Context(), []string{"alert-end"}, live[0].Ends, time.Minute)
		if err != nil || job.Subject != a.ID {
			t.Errorf("the job that ends it: %v, %v", job, err)
		}
	})
}

func TestAPendingAlertLapsesOrIsDeclinedAndNeverComesOut(t *testing.T) {
	h := open(t)
	h.SecondPerson = true
	declined, err := h.Alert(t.Context(), h.editor, h.urgent())
	h.must(err)
	h.must(h.DeclineAlert(t.Context(), h.admin, declined.ID))
	lapsed, err := h.Alert(t.Context(), h.editor, h.urgent())
	h.must(err)
	h.clock = h.clock.Add(story.ConfirmTime)
	for what, a := range map[string]*story.Alert{"declined": declined, "lapsed": lapsed} {
		h.refused("confirming one that is "+what, h.ConfirmAlert(t.Context(), h.admin, a.ID), fault.Conflict)
		h.refused("declining one that is "+what, h.DeclineAlert(t.Context(), h.admin, a.ID), fault.Conflict)
	}
	about := h.urgent()
	about.Story = h.storyIn(story.Public).ID
	a, err := h.Alert(t.Context(), h.editor, about)
	h.must(err)
	h.act(about.Story, story.Withdraw)
	h.refused("confirming one about a story that was withdrawn meanwhile", h.ConfirmAlert(t.Context(), h.admin, a.ID), fault.Conflict)
	if live := h.live(); len(live) != 0 {
		t.Errorf("%d alerts are on screens, want none", len(live))
	}
}

func TestWhoIsAloneOrSendsWhatIsNotUrgentWaitsForNobody(t *testing.T) {
	h := open(t)
	h.SecondPerson = true
	if a, err := h.Alert(t.Context(), h.editor, h.flood()); err != nil || !a.Live(h.clock) {
		t.Errorf("a breaking one: %+v, %v; want it on screens", a, err)
	}
	h.must(h.Employ(t.Context(), h.admin, h.editor.ID, staff.Reporter, false))
	if a, err := h.Alert(t.Context(), h.admin, h.urgent()); err != nil || !a.Live(h.clock) {
		t.Errorf("an urgent one where one person may publish: %+v, %v; want it on screens", a, err)
	}
}

func TestAnAlertIsTakenBackWithinAMinute(t *testing.T) {
	h := open(t)
	a, err := h.Alert(t.Context(), h.editor, h.flood())
	h.must(err)
	h.clock = h.clock.Add(story.UndoTime)
	after := h.last()
	h.must(h.UndoAlert(t.Context(), h.editor, a.ID))
	if len(h.live()) != 0 || h.recorded(audit.AlertUndone) != 1 || !slices.Equal(h.events(after), []event.Kind{event.Alerted}) {
		t.Errorf("taken back: %d on screens, %d entries, events %v", len(h.live()), h.recorded(audit.AlertUndone), h.events(after))
	}
	h.refused("taking it back again", h.UndoAlert(t.Context(), h.editor, a.ID), fault.Conflict)
	a, err = h.Alert(t.Context(), h.editor, h.flood())
	h.must(err)
	h.clock = h.clock.Add(story.UndoTime + time.Second)
	h.refused("after more than a minute", h.UndoAlert(t.Context(), h.editor, a.ID), fault.Conflict)
}

func TestAnAlertDoesWhatItsScreenSaidOrNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		promised := func(a story.Alert) story.Alert {
			t.Helper()
			o, err := h.AlertOutcome(t.Context(), h.editor, a)
			h.must(err)
			a.Promised, err = o.Hash()
			h.must(err)
			return a
		}
		flood := h.storyIn(story.Public)
		looked := promised(h.about(flood))
		other := looked
		other.Texts = map[lang.Tag]string{"en": "Fire in the delta"}
		later := looked
		later.Ends = later.Ends.Add(time.Hour)
		for what, a := range map[string]story.Alert{"another text": other, "another end": later} {
			_, err := h.Alert(t.Context(), h.editor, a)
			h.refused(what+" than was looked at", err, fault.Conflict)
		}
		h.must(h.Employ(t.Context(), h.admin, h.editor.ID, staff.Editor, false))
		h.SecondPerson = true
		urgent := promised(h.urgent())
		h.SecondPerson = false
		_, err := h.Alert(t.Context(), h.editor, urgent)
		h.refused("at once, where it was to wait for a second person", err, fault.Conflict)
		h.save(h.editor, flood.ID, 1, "The river has risen", "")
		h.act(flood.ID, story.Update)              // its address is another
		looked.Ends = looked.Ends.Add(time.Minute) // as long as before
		_, err = h.Alert(t.Context(), h.editor, looked)
		h.refused("one that leads elsewhere", err, fault.Conflict)
		if n := len(h.live()); n != 0 {
			t.Fatalf("refused, %d are on screens", n)
		}
		looked = promised(h.about(flood))
		h.clock = h.clock.Add(10 * time.Second) // who reads it takes a moment
		looked.Ends = looked.Ends.Add(10 * time.Second)
		if _, err := h.Alert(t.Context(), h.editor, looked); err != nil || len(h.live()) != 1 {
			t.Errorf("on the new ground: %v, %d on screens; want it alone", err, len(h.live()))
		}
		o, err := h.AlertOutcome(t.Context(), h.editor, h.flood())
		h.must(err)
		if len(o.Beside) != 1 || len(o.Strips) != 1 || o.Strips[0].Edition.Slug != "en" || o.Second {
			t.Errorf("the next one would do %+v, want it beside the first in the English strip", o)
		}
	})
}

func TestAnAlertWaitsForWhoMayConfirmItAndForNobodyElse(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		h.SecondPerson = true
		waiting := func(by *staff.Person) int {
			t.Helper()
			all, err := h.WaitingAlerts(t.Context(), by)
			h.must(err)
			return len(all)
		}
		for end, decide := range map[string]func(string) error{
			"confirmed": func(id string) error { return h.ConfirmAlert(t.Context(), h.admin, id) },
			"declined":  func(id string) error { return h.DeclineAlert(t.Context(), h.admin, id) },
			"too late":  func(string) error { h.clock = h.clock.Add(story.ConfirmTime); return nil },
		} {
			a, err := h.Alert(t.Context(), h.editor, h.urgent())
			h.must(err)
			h.clock = h.clock.Add(story.ConfirmTime - time.Second)
			if waiting(h.admin) != 1 || waiting(h.editor) != 0 {
				t.Errorf("it waits for another %d times, for its author %d times; want 1 and 0", waiting(h.admin), waiting(h.editor))
			}
			if h.must(decide(a.ID)); waiting(h.admin) != 0 {
				t.Errorf("%s, it still waits", end)
			}
		}
		_, err := h.WaitingAlerts(t.Context(), h.reporter)
		h.refused("what waits, for a reporter", err, fault.Forbidden)
	})
}
