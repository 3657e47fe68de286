package desk_test

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline/staff"
	"dateline/store"
	"dateline/story"
	"dateline/tests/browser"
)

func TestEveryBlockThatIsMadeIsKept(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Reporter)
	begin(p, h, "en", "A page with everything")
	of := browser.Value[string](p, "document.querySelector('#editor').dataset.story")
	tool := func(name string) { p.Click(".editor-toolbar [data-name=" + name + "]") }
	p.Click("#editor-text")
	for _, name := range []string{"heading2", "bullets", "quote", "factbox"} {
		p.Press(kb.End, chromedp.ModifierCtrl)
		p.Type("\r")
		tool(name)
		p.Type("Words in a " + name)
		p.Press(kb.End, chromedp.ModifierCtrl)
		p.Type("\r\r")
	}
	tool("divider")
	tool("related")
	for _, name := range []string{"picture", "audio", "video"} {
		tool(name)
		p.Click(".editor-assets li button")
		p.Wait("!document.querySelector('.editor-dialog')")
	}
	p.Press("s", chromedp.ModifierCtrl)
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	head := browser.Value[int](p, "+document.querySelector('[name=base]').value")
	rev, err := h.Store.Revision(t.Context(), story.ID(of), head)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []story.Kind
	rev.Document.Walk(func(n *story.Node) { kinds = append(kinds, n.Type) })
	for _, want := range []story.Kind{story.Heading, story.List, story.Quote, story.Factbox, story.Divider, story.Related, story.Picture, story.Audio, story.Video} {
		if !slices.Contains(kinds, want) {
			t.Errorf("revision %d has no %s: %v", head, want, kinds)
		}
	}
	noErrors(t, p)
}

func TestTextOutlivesTheSessionOfItsWriter(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Reporter)
	begin(p, h, "en", "A long night")
	err := h.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.DropSessions(t.Context(), h.person(t, staff.Reporter).ID) })
	if err != nil {
		t.Fatal(err)
	}
	p.Click("#editor-text")
	p.Type("Nobody slept.")
	says(p, "#save-status", "sign in in another tab")
	h.signIn(t, p.Beside(t), staff.Reporter)
	says(p, "#save-status", "revision 2")
	rows := h.rows(t, "en")
	rev, err := h.Store.Revision(t.Context(), rows[0].Story.ID, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := rev.Document.Body.Plain(); got != "Nobody slept." {
		t.Errorf("kept is %q, want what was typed while nobody was signed in", got)
	}
	noErrors(t, p)
}
