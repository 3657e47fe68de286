package writing_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/internal/desktest"
	"dateline/lang"
	"dateline/story"
)

func TestButtonPublishesTheRevisionThatWasOnTheScreen(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Editor)
	p := b.Get(path(s, ""))
	if got := p.Words("button", "class", "primary out"); got != "Publish to the English edition" {
		t.Errorf("the one button says %q", got)
	}
	send(h.SignedIn(h.Reporter), s, 1, "A rumour about a bridge", "k")
	p = b.Act(s.ID, "kind", "publish", "revision", p.Value("revision"), "seen", p.Value("seen"), "key", "press")
	p.Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Shown(); got != 1 {
		t.Errorf("readers see revision %d, want 1, which the editor saw", got)
	}
	if got := p.Words("div", "id", "now"); !strings.Contains(got, "Public Revision 1.") || !strings.Contains(got, "Revision 2 is not out yet") || !strings.Contains(got, "Update the English edition") {
		t.Errorf("the state says %q", got)
	}
}

func TestTheButtonOfAStaleScreenPutsNothingBackAndSaysWhatHasHappened(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	edith, amina, rosa := h.SignedIn(h.Editor), h.SignedIn(h.Admin), h.SignedIn(h.Reporter)
	send(rosa, s, 1, "A flood, and the mayor is to blame", "k1")
	stale := edith.Get(path(s, ""))
	send(amina, s, 2, "A flood", "k2")
	fresh := amina.Get(path(s, ""))
	amina.Act(s.ID, "kind", "update", "revision", fresh.Value("revision"), "seen", fresh.Value("seen"), "key", "a").Want(http.StatusOK, path(s, ""))
	p := edith.Post(path(s, "/act"), []string{"kind", "update", "revision", stale.Value("revision"), "seen", stale.Value("seen"), "key", "e"})
	p.WantFault(h, http.StatusConflict, "", "somebody has changed what readers see")
	if got := h.Story(s.ID).Shown(); got != 3 {
		t.Errorf("readers see revision %d, want Amina's 3", got)
	}
	if got := p.Words("section", "aria-labelledby", "since"); !strings.Contains(got, "Updated by Amina") || strings.Contains(got, "Published") {
		t.Errorf("the screen says %q, want what Amina has done since and no more", got)
	}
	send(rosa, s, 3, "A flood of the river", "k3")
	p = edith.Post(path(s, "/act"), []string{"kind", "correct", "revision", "2", "seen", stale.Value("seen"), "public-note", "Not the mayor.", "key", "f"})
	p.Want(http.StatusConflict, "")
	if got := p.Value("public-note"); got != "Not the mayor." {
		t.Errorf("the note came back as %q", got)
	}
	if got := p.Words("p", "class", "added") + p.Words("p", "class", "removed"); got != "" {
		t.Errorf("readers saw the same text before and after, and the screen marks %q", got)
	}
	edith.Act(s.ID, "kind", "update", "revision", p.Value("revision"), "seen", p.Value("seen"), "key", "g").Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Shown(); got != 4 {
		t.Errorf("on the new ground readers see revision %d, want 4", got)
	}
	p = amina.Post(path(s, "/act"), []string{"kind", "update", "revision", "3", "seen", fresh.Value("seen"), "key", "b"})
	if added, removed := p.Words("p", "class", "added"), p.Words("p", "class", "removed"); !strings.Contains(added, "A flood of the river") || !strings.Contains(removed, "A flood") {
		t.Errorf("the difference takes out %q and puts in %q", removed, added)
	}
}

func TestAWithdrawalFromAStaleScreenIsDone(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	stale := h.SignedIn(h.Editor)
	seen := stale.Get(path(s, "")).Value("seen")
	send(h.SignedIn(h.Reporter), s, 1, "A flood again", "k")
	_, err := h.Newsroom.Act(t.Context(), h.Admin, s.ID, h.Story(s.ID).Prepare(story.Update))
	h.Must(err)
	stale.Act(s.ID, "kind", "withdraw", "revision", "1", "seen", seen, "internal-note", "A libel.").Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Publication(); got != story.Withdrawn {
		t.Errorf("the story is %s, want it withdrawn", got)
	}
}

func TestRefusedActComesBackWithItsNotes(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	b := h.SignedIn(h.Editor)
	p := b.Post(path(s, "/act"), []string{"kind", "withdraw", "revision", "1", "public-note", "It was a drought.", "internal-note", " "})
	p.WantFault(h, http.StatusBadRequest, "internal-note", "needs a reason")
	form := p.Find("input", "value", "withdraw")[0].Parent
	if got := p.Words("textarea", "name", "public-note"); got != "It was a drought." || !desktest.Has(form.Parent, "open") {
		t.Errorf("the note came back as %q, the form open: %t", got, desktest.Has(form.Parent, "open"))
	}
	p = b.Post(path(s, "/act"), []string{"kind", "correct", "revision", "1", "seen", p.Value("seen"), "public-note", ""})
	p.WantFault(h, http.StatusBadRequest, "public-note", "needs a public note")
	if got := h.Story(s.ID).Publication(); got != story.Public {
		t.Errorf("the story is %s, want it public still", got)
	}
}

func TestStoryGoesThroughItsWholeLife(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A flood")
	b := h.SignedIn(h.Editor)
	for n, step := range []struct {
		fields []string
		want   story.Publication
	}{
		{[]string{"kind", "publish"}, story.Public},
		{[]string{"kind", "update"}, story.Public},
		{[]string{"kind", "correct", "public-note", "Two streets, not three."}, story.Public},
		{[]string{"kind", "withdraw", "internal-note", "The source took it back."}, story.Withdrawn},
		{[]string{"kind", "restore"}, story.Public},
	} {
		seen := strconv.FormatInt(h.Story(s.ID).LastAct(), 10)
		b.Act(s.ID, append(step.fields, "revision", "1", "seen", seen, "key", strconv.Itoa(n))...).Want(http.StatusOK, path(s, ""))
		if got := h.Story(s.ID).Publication(); got != step.want {
			t.Errorf("after %v it is %s, want %s", step.fields, got, step.want)
		}
	}
	p := b.Get(path(s, "/history"))
	for _, want := range []string{"Published by Edith", "Two streets, not three.", "The source took it back."} {
		if !strings.Contains(p.Words("ol"), want) {
			t.Errorf("the history says %q, want %q", p.Words("ol"), want)
		}
	}
	b.Agree(b.Post(path(s, "/pin"), []string{"pinned", "1"})).Want(http.StatusOK, path(s, ""))
	if got := b.Get(path(s, "")).Words("section", "aria-labelledby", "acts"); !strings.Contains(got, "It is pinned as the lead of the English edition.") {
		t.Errorf("the pinned lead's screen says %q", got)
	}
	b.Post(path(s, "/stage"), []string{"stage", "done"}).Want(http.StatusOK, path(s, "?moved=1"))
	p = b.Post(path(s, "/translate"), []string{"edition", "fa"})
	p.Want(http.StatusOK, "")
	if got := p.Words("section", "aria-labelledby", "translations"); !strings.Contains(got, "A flood") {
		t.Errorf("the translation's screen shows %q, want the story it is of", got)
	}
}

func TestTheScreenBeforeAnActSaysWhatWillHappen(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A flood")
	b := h.SignedIn(h.Editor)
	p := b.Get(path(s, "/act?kind=publish"))
	p.Want(http.StatusOK, "")
	for _, want := range []string{"Appears /en/world/" + string(s.ID) + "/a-flood", "Appears /light/en/world/" + string(s.ID) + "/a-flood", "Changes /en/feed.rss", "Changes /en/news.xml"} {
		if got := p.Words("li"); !strings.Contains(got, want) {
			t.Errorf("the screen says %q, want %q", got, want)
		}
	}
	if got := h.Story(s.ID).Publication(); got != story.Never {
		t.Errorf("looking has made the story %s", got)
	}
	if button := p.Find("button", "class", "primary out"); len(button) != 1 || !desktest.Has(button[0], "autofocus") {
		t.Error("the button is not at the writer's fingers")
	}
	send(h.SignedIn(h.Reporter), s, 1, "A flood of rumours", "k")
	b.Agree(p).Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Shown(); got != 1 {
		t.Errorf("readers see revision %d, want 1, though the reporter typed on", got)
	}
	p = b.Post(path(s, "/act"), []string{"kind", "update", "revision", "1", "seen", strconv.FormatInt(h.Story(s.ID).LastAct(), 10)})
	if got := p.Words("section", "aria-labelledby", "typed"); !strings.Contains(got, "Rosa has saved revision 2") || !strings.Contains(got, "A flood of rumours") {
		t.Errorf("of what was typed since the screen says %q", got)
	}
	p = b.Act(s.ID, "kind", "withdraw", "seen", strconv.FormatInt(h.Story(s.ID).LastAct(), 10), "internal-note", "It was none.")
	if got := p.Words("form", "class", "note undo"); !strings.Contains(got, "Withdrawn by Edith") {
		t.Errorf("after the withdrawal the screen offers %q, want to take it back", got)
	}
	undo := []string{"kind", "undo", "undoes", p.Value("undoes"), "key", "u"}
	b.Post(path(s, "/act"), undo).Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID); got.Publication() != story.Public || got.Shown() != 1 {
		t.Errorf("taken back, the story is %s and shows %d; want public and 1", got.Publication(), got.Shown())
	}
}

func TestAnActThatWouldDoSomethingElseIsLookedAtAgain(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	b := h.SignedIn(h.Editor)
	send(h.SignedIn(h.Editor), s, 1, "A flood ends", "k")
	p := b.Get(path(s, "/act?kind=update"))
	_, err := h.Newsroom.Alert(t.Context(), h.Editor, story.Alert{Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Flood"}, Story: s.ID, Ends: time.Now().Add(time.Hour)})
	h.Must(err)
	again := b.Agree(p)
	again.WantFault(h, http.StatusConflict, "", "What this would do has changed")
	if got := h.Story(s.ID).Shown(); got != 1 {
		t.Errorf("readers see revision %d, want 1 still", got)
	}
	if got := again.Words("main"); !strings.Contains(got, "An alert about this story stands") || !strings.Contains(got, "3 pages are open") {
		t.Errorf("the screen does not say what has changed: %q", got)
	}
	b.Agree(again).Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Shown(); got != 2 {
		t.Errorf("agreed to again, readers see revision %d, want 2", got)
	}
}

func TestInAConflictNothingGoesOutUntilATextIsChosen(t *testing.T) {
	for choice, want := range map[string]string{"3": "A bridge breaks", "2": "A bridge falls"} {
		h := desktest.Open(t)
		s := h.Draft("A bridge")
		amina, edith := h.SignedIn(h.Admin), h.SignedIn(h.Editor)
		send(amina, s, 1, "A bridge falls", "k1")
		send(edith, s, 1, "A bridge breaks", "k2")
		p := edith.Get(path(s, ""))
		if got := p.Find("input", "value", "publish"); len(got) != 0 {
			t.Error("the screen with a conflict has a button that publishes")
		}
		for _, revision := range []string{"1", "2"} {
			if p := edith.Act(s.ID, "kind", "publish", "revision", revision, "seen", "0"); p.Status != http.StatusConflict {
				t.Errorf("revision %s was sent out of a conflict: %d", revision, p.Status)
			}
		}
		if got := h.Story(s.ID).Publication(); got != story.Never {
			t.Fatalf("the story is %s, want it untouched", got)
		}
		fields := []string{"revision", choice, "base", "2", "key", "c"}
		if choice == "2" {
			fields = append(fields, "over", "3")
		}
		p = edith.Post(path(s, "/restore"), fields)
		p.Want(http.StatusOK, path(s, ""))
		edith.Act(s.ID, "kind", "publish", "revision", p.Value("revision"), "seen", "0").Want(http.StatusOK, path(s, ""))
		c, err := h.Newsroom.Store.Copy(t.Context(), s.ID)
		h.Must(err)
		if got := c.Document.Head.Headline; got != want {
			t.Errorf("readers see %q, want the text that was chosen, %q", got, want)
		}
	}
}

func TestWhatSpeaksAgainstPublishingIsNamedAndTasteOverruled(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A flood of TK metres")
	b := h.SignedIn(h.Editor)
	p := b.Get(path(s, "/act?kind=publish"))
	if got := p.Words("section", "aria-labelledby", "stops"); !strings.Contains(got, "TK still stands") {
		t.Errorf("the screen names %q", got)
	}
	b.Agree(p).Want(http.StatusBadRequest, "")
	if got := h.Story(s.ID).Publication(); got != story.Never {
		t.Fatalf("the story is %s without a reason", got)
	}
	b.Post(path(s, "/act"), []string{"kind", "publish", "revision", "1", "seen", "0", "promised", p.Value("promised"), "waived", "TK is the mast's name."}).Want(http.StatusOK, path(s, ""))
	if acts := h.Story(s.ID).Acts; len(acts) != 1 || acts[0].Waived != "TK is the mast's name." {
		t.Errorf("acts %+v, want one with the reason", acts)
	}
	if got := b.Get(path(s, "/history")).Words("ol"); !strings.Contains(got, "TK is the mast's name.") {
		t.Errorf("the history says %q, want why it was overruled", got)
	}
}

func TestAWithdrawalAsksWhetherItsAlertsEnd(t *testing.T) {
	for _, keep := range []bool{false, true} {
		h := desktest.Open(t)
		s := h.Public("A flood")
		_, err := h.Newsroom.Alert(t.Context(), h.Editor, story.Alert{Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Flood in the delta"},
			Story: s.ID, Ends: time.Now().Add(time.Hour)})
		h.Must(err)
		b := h.SignedIn(h.Editor)
		p := b.Post("/desk/stories/"+string(s.ID)+"/act", []string{"kind", "withdraw", "revision", "1", "seen", strconv.FormatInt(s.LastAct(), 10), "internal-note", "Wrong"})
		box := p.Find("input", "name", "end-alerts")
		if len(box) != 1 || !desktest.Has(box[0], "checked") || !strings.Contains(p.Words("form"), "Flood in the delta") {
			t.Fatalf("the screen does not ask, or not with the mark set: %s", p.Words("main"))
		}
		if keep {
			box[0].Parent.RemoveChild(box[0]) // as a browser sends a box without its mark
		}
		b.Agree(p).Want(http.StatusOK, "/desk/stories/"+string(s.ID))
		live, err := h.Newsroom.Store.Alerts(t.Context(), time.Now())
		h.Must(err)
		if got := h.Story(s.ID).Publication(); got != story.Withdrawn || len(live) != map[bool]int{true: 1, false: 0}[keep] {
			t.Errorf("kept: %t: the story is %s and %d alerts are on screens", keep, got, len(live))
		}
	}
}

func TestWhatIsNoActIsAnsweredWithTheStoryAndWords(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	b := h.SignedIn(h.Editor)
	for what, fields := range map[string][]string{
		"asked for":   {"kind", "burn", "revision", "1", "seen", "1", "key", "k"},
		"promised":    {"kind", "burn", "revision", "1", "seen", "1", "key", "k", "promised", "x"},
		"of no kind":  {"promised", "x"},
		"on old acts": {"kind", "burn", "revision", "1", "seen", "0", "key", "k", "promised", "x"},
	} {
		p := b.Post(path(s, "/act"), fields)
		if p.Status != http.StatusBadRequest || !strings.Contains(p.Words("body"), "is nothing that can be done to a story") {
			t.Errorf("%s: got %d, want 400 and that it is no act", what, p.Status)
		}
	}
	p := b.Post(path(s, "/act"), []string{"kind", "withdraw", "internal-note", "forged", "revision", "1", "seen", "1", "key", strings.Repeat("k", 81), "promised", "x"})
	if p.Status != http.StatusBadRequest || !strings.Contains(p.Words("body"), "The key of this request cannot be used") {
		t.Errorf("a key that is too long: got %d, want 400 and that it is the key", p.Status)
	}
}
