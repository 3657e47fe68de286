package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline/edition"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
	"dateline/tests/browser"
)

func (h *house) rows(t *testing.T, of edition.Slug) []story.Row {
	t.Helper()
	rows, err := h.Store.Stories(t.Context(), story.Filter{Edition: of, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestListIsSearchedAndWalkedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Reporter)
	p.Go(h.URL + "/desk/?edition=en")
	wanted := h.rows(t, "en")[3].Headline
	p.Do(chromedp.Focus(chromedp.CSS("#search")))
	before := len(p.Requests())
	p.Type(wanted)
	p.Wait("document.querySelectorAll('#rows tbody tr').length === 1")
	p.Wait("location.search.includes('q=') && location.search.includes('edition=en')")
	p.Wait("document.querySelector('#places a[href*=checking]').href.includes('q=')")
	for _, r := range p.Requests()[before:] {
		if !strings.Contains(r, "/desk/?") && !strings.HasSuffix(r, "/favicon.ico") { // the browser's own
			t.Errorf("searching asked for %s", r)
		}
	}
	if got := browser.Value[string](p, "document.activeElement.id"); got != "search" {
		t.Errorf("after searching the focus is on %q, want it where it was", got)
	}
	p.Go(h.URL + "/desk/?edition=en")
	p.Do(chromedp.Focus(chromedp.CSS("table tbody a")))
	p.Press(kb.ArrowDown)
	p.Press(kb.ArrowDown)
	p.Press(kb.ArrowDown)
	if got := browser.Value[string](p, "document.activeElement.innerText"); got != wanted {
		t.Errorf("three rows down is %q, want %q", got, wanted)
	}
	p.Press(kb.Enter)
	p.Wait("document.querySelector('#editor-text')")
	if got := browser.Value[string](p, "document.querySelector('[name=headline]').value"); got != wanted {
		t.Errorf("Enter opened %q, want %q", got, wanted)
	}
	noErrors(t, p)
}

func TestSearchAfterTheSessionHasEndedLeadsToTheSignIn(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Reporter)
	p.Go(h.URL + "/desk/")
	err := h.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.DropSessions(t.Context(), h.person(t, staff.Reporter).ID) })
	if err != nil {
		t.Fatal(err)
	}
	p.Click("#search")
	p.Type("river")
	p.Wait("location.pathname === '/desk/sign-in' && decodeURIComponent(location.search).includes('q=river')")
}

func TestDeskWorksWithoutScript(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	p.WithoutScript()
	p.Width(360, 740)
	link, err := h.Link(t.Context(), h.person(t, staff.Editor))
	if err != nil {
		t.Fatal(err)
	}
	p.Go(link)
	p.Click("main button")
	p.Do(chromedp.WaitVisible(chromedp.CSS("#password-part")))
	p.Go(h.URL + "/desk/stories/" + string(h.publicStory(t)))
	p.Do(chromedp.SetValue(chromedp.CSS("[name=byline]"), "Rosa"))
	p.Click("#story-form .under button")
	p.Do(chromedp.WaitVisible(chromedp.CSS("#now button.primary")))
	p.Click("#now button.primary")
	p.Do(chromedp.WaitNotPresent(chromedp.CSS("#now button.primary")))
	p.Go(h.URL + "/desk/?q=nothing-is-called-so")
	p.Do(chromedp.WaitVisible(chromedp.CSS("p.empty")))
}

func TestFileIsSentWithItsProgressAndRefusedInWords(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Reporter)
	p.Go(h.URL + "/desk/assets")
	p.Do(chromedp.SetValue(chromedp.CSS("[name=credit]"), "Rosa"))
	drawing := filepath.Join(t.TempDir(), "map.png")
	if err := os.WriteFile(drawing, []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{drawing}))
	p.Click("form[data-upload] button")
	says(p, ".sending.fault", "SVG drawings are not accepted")
	if got := browser.Value[string](p, "document.querySelector('[name=credit]').value"); got != "Rosa" {
		t.Errorf("the credit is %q after the refusal, want what was typed", got)
	}
	picture, err := filepath.Abs("../../sample/media")
	if err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(picture, "*.jpg"))
	if err != nil || len(found) == 0 {
		t.Fatalf("pictures of the sample newsroom: %v, %d", err, len(found))
	}
	p.Do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), found[:1]))
	p.Click("form[data-upload] button")
	p.Wait("location.pathname.length > '/desk/assets/'.length")
	says(p, "h1", filepath.Base(found[0]))
	noErrors(t, p)
}
