package writing_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"dateline/internal/desktest"
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
	p = b.Post(path(s, "/act"), []string{"kind", "publish", "revision", p.Value("revision"), "seen", p.Value("seen"), "key", "press"})
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
	amina.Post(path(s, "/act"), []string{"kind", "update", "revision", fresh.Value("revision"), "seen", fresh.Value("seen"), "key", "a"}).Want(http.StatusOK, path(s, ""))
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
	edith.Post(path(s, "/act"), []string{"kind", "update", "revision", p.Value("revision"), "seen", p.Value("seen"), "key", "g"}).Want(http.StatusOK, path(s, ""))
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
	stale.Post(path(s, "/act"), []string{"kind", "withdraw", "revision", "1", "seen", seen, "internal-note", "A libel."}).Want(http.StatusOK, path(s, ""))
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
		b.Post(path(s, "/act"), append(step.fields, "revision", "1", "seen", seen, "key", strconv.Itoa(n))).Want(http.StatusOK, path(s, ""))
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
	b.Post(path(s, "/pin"), []string{"pinned", "1"}).Want(http.StatusOK, path(s, ""))
	if got := b.Get(path(s, "")).Words("section", "aria-labelledby", "acts"); !strings.Contains(got, "It leads the front page of the English edition.") {
		t.Errorf("the pinned lead's screen says %q", got)
	}
	b.Post(path(s, "/stage"), []string{"stage", "done"}).Want(http.StatusOK, path(s, ""))
	p = b.Post(path(s, "/translate"), []string{"edition", "fa"})
	p.Want(http.StatusOK, "")
	if got := p.Words("section", "aria-labelledby", "translations"); !strings.Contains(got, "A flood") {
		t.Errorf("the translation's screen shows %q, want the story it is of", got)
	}
}
