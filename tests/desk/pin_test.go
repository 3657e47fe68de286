package desk_test

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

func TestAStoryLeadsTheFrontPageAndLeadsNoLongerByKeyboardAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := browser.Open(t).Page(t)
	h.signIn(t, p, staff.Editor)
	leads := func() story.ID {
		e, err := h.Store.Edition(t.Context(), "en")
		if err != nil {
			t.Fatal(err)
		}
		return story.ID(e.Lead)
	}
	before := leads()
	rows := h.rows(t, "en")
	i := slices.IndexFunc(rows, func(r story.Row) bool { return r.Story.Publication() == story.Public && r.Story.ID != before })
	of := rows[i].Story.ID
	p.Go(h.URL + "/desk/stories/" + string(of))
	p.Wait("document.querySelector('form[action$=\"/pin\"] button')")
	browser.Value[bool](p, "document.querySelector('form[action$=\"/pin\"] button').focus() ?? true")
	p.Press(kb.Enter)
	agree(p)
	p.Wait("location.hash === '#now' && document.querySelector('[accesskey=u]')")
	if got := leads(); got != of {
		t.Fatalf("%s leads once it was agreed to, want %s", got, of)
	}
	p.AccessKey("u")
	p.Wait("document.querySelector('form[action$=\"/pin\"] [name=pinned]')") // it can be pinned again
	if got := leads(); got != before {
		t.Errorf("%s leads once it was taken back, want %s again", got, before)
	}
	noErrors(t, p)
}
