package desk_test

import (
	"strings"
	"testing"

	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

// shownStory is the story whose editor the page shows.
func (h *house) shownStory(t *testing.T, p *browser.Page) *story.Story {
	t.Helper()
	s, err := h.Store.Story(t.Context(), story.ID(browser.Value[string](p, "document.querySelector('#editor').dataset.story")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// body is the text of a revision.
func (h *house) body(t *testing.T, s *story.Story, number int) string {
	t.Helper()
	rev, err := h.Store.Revision(t.Context(), s.ID, number)
	if err != nil {
		t.Fatal(err)
	}
	return rev.Document.Body.Plain()
}

func TestWhatHasJustBeenTypedGoesAlongWhenAStoryIsMovedPreviewedAndTranslated(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Editor)
	begin(p, h, "en", "A long day")
	p.Click("#editor-text")
	p.Type("It began early.")
	p.Choose("#stage", "checking")
	p.Click("[formaction$='/stage']")
	says(p, "aside [role=status]", "Your text is saved, revision 2")
	s := h.shownStory(t, p)
	if got := h.body(t, s, s.Head); s.Stage != story.Checking || got != "It began early." {
		t.Errorf("the story is %s with %q, want it moved with what was typed", s.Stage, got)
	}
	p.Click("#editor-text")
	p.Type("Too early. ")
	p.Click("[formaction$='/preview']")
	shown := p.Opened(t, string(s.ID)+"/preview?saved=1&revision=3")
	says(shown, "[role=status]", "What was typed is saved: this is revision 3")
	if got := h.body(t, s, 3); !strings.Contains(got, "Too early.") {
		t.Errorf("the preview is of %q", got)
	}
	p.Wait("document.querySelector('[name=base]').value === '3'")
	p.Click("[name=headline]")
	p.Type("x")
	p.Click("[formaction$='/translate']")
	says(p, "aside [role=status]", "Your text was saved first")
	if got := browser.Value[string](p, "document.querySelector('[name=headline]').value"); !strings.Contains(got, "x") {
		t.Errorf("the translation begins with %q, want what was typed in it", got)
	}
	noErrors(t, p, shown)
}

func TestInAConflictNoButtonDoesAnythingAndTheChoiceHasTheFocus(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Editor)
	begin(p, h, "en", "Two of one mind")
	at := browser.Value[string](p, "location.href")
	colleague := b.Page(t)
	h.signIn(t, colleague, staff.Reporter)
	colleague.Go(at)
	colleague.Wait("document.querySelector('#editor-text')")
	p.Click("#editor-text")
	p.Type("One.")
	says(p, "#save-status", "revision 2")
	colleague.Click("#editor-text")
	colleague.Type("Two.")
	says(colleague, ".editor-notice", "has saved 2; your text is saved as 3")
	for _, to := range []string{"stage", "preview", "translate"} {
		colleague.Choose("#stage", "done")
		browser.Value[bool](colleague, "document.activeElement.blur() || true")
		colleague.Click("[formaction$='/" + to + "']")
		colleague.Wait("document.activeElement.matches('.editor-notice a')")
	}
	if got := browser.Value[string](colleague, "location.href"); got != at {
		t.Errorf("the page is %s, want it to stay", got)
	}
	if s := h.shownStory(t, colleague); s.Stage != story.Writing || s.Group != "" {
		t.Errorf("out of a conflict the story was moved to %s or translated (%q)", s.Stage, s.Group)
	}
	noErrors(t, p, colleague)
}
