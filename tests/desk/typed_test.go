package desk_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

func TestTheScreenBeforeAnActShowsWhatAColleagueTypesAndTakesItIn(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	editor, colleague := b.Page(t), b.Page(t)
	h.signIn(t, editor, staff.Editor)
	h.signIn(t, colleague, staff.Reporter)
	begin(editor, h, "en", "A long night")
	at := browser.Value[string](editor, "location.href")
	editor.Click("#editor-text")
	editor.Type("Nobody slept.")
	editor.Click("#now button.primary")
	editor.Wait("document.activeElement?.matches('form.act button.primary')")
	colleague.Go(at)
	colleague.Wait("document.querySelector('#editor-text')")
	colleague.Click("#editor-text")
	colleague.Press(kb.End)
	colleague.Type(" Not even the dog.")
	says(editor, "#typed", "has typed on")
	says(editor, ".comparison .added", "Not even the dog.")
	if got := browser.Value[bool](editor, "document.activeElement.matches('form.act button.primary')"); !got {
		t.Error("what came in has taken the focus from the button")
	}
	editor.Click("[name=again]")
	says(editor, "main", "Readers get revision 3")
	agree(editor)
	says(editor, "#now", "Public")
	c, err := h.Store.Copy(t.Context(), story.ID(browser.Value[string](editor, "document.querySelector('#editor').dataset.story")))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Document.Body.Plain(); got != "Nobody slept. Not even the dog." {
		t.Errorf("readers see %q, want what was taken in", got)
	}
	noErrors(t, editor, colleague)
}
