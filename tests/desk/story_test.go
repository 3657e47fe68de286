package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

// written are stories as three newsrooms type them.
var written = []struct{ edition, dir, headline, text string }{
	{"en", "ltr", "Flood at the old bridge", "The river rose in the night, said Ivo Lind."},
	{"fa", "rtl", "سیل در کنار پل کهنه", "رودخانه شب بالا آمد و می\u200cگویند BBC آن را دید."},
	{"my", "ltr", "တံတားဟောင်းတွင် ရေကြီး", "ညဘက်တွင် မြစ်ရေတက်သည်။"},
}

func TestStoryIsWrittenPublishedAndReadInThreeScripts(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	desk, reader := b.Page(t), b.Page(t)
	h.signIn(t, desk, staff.Editor)
	for _, c := range written {
		begin(desk, h, c.edition, c.headline)
		desk.Click("#editor-text")
		desk.Type(c.text)
		says(desk, "#save-status", "revision 2")
		desk.Picture("desk-written-" + c.edition)
		desk.Wait("document.querySelector('#now').innerText.includes('Revision 2')")
		desk.Click("#now button.primary")
		agree(desk)
		says(desk, "#now", "Public")
		address := browser.Value[string](desk, "document.querySelector('#now .fact a').href")
		reader.Go(address)
		if got := text(reader, "h1"); got != c.headline {
			t.Errorf("%s: readers see the headline %q, want %q", c.edition, got, c.headline)
		}
		if got := text(reader, "article"); !strings.Contains(got, c.text) {
			t.Errorf("%s: readers do not see %q in %q", c.edition, c.text, got)
		}
		if got := browser.Value[string](reader, "getComputedStyle(document.querySelector('article p')).direction"); got != c.dir {
			t.Errorf("%s: the page runs %s, want %s", c.edition, got, c.dir)
		}
		reader.Go(h.URL + "/" + c.edition + "/")
		if !strings.Contains(text(reader, "main"), c.headline) {
			t.Errorf("%s: the front page does not have the story", c.edition)
		}
	}
	noErrors(t, desk, reader)
}

// agree lets what the desk says about an act happen, by one key.
func agree(p *browser.Page) {
	p.Wait("document.querySelector('[name=promised]') && document.activeElement?.matches('form.act button.primary')")
	p.Press(kb.Enter)
}

// begin makes a new story in an edition, and is in its editor then.
func begin(p *browser.Page, h *house, edition, headline string) {
	p.Go(h.URL + "/desk/new?edition=" + edition)
	p.Wait("document.activeElement.name === 'headline'")
	p.Type(headline)
	p.Press(kb.Enter)
	p.Wait("document.querySelector('#editor-text')")
}

func noErrors(t *testing.T, pages ...*browser.Page) {
	t.Helper()
	for _, p := range pages {
		if got := p.Errors(); len(got) > 0 {
			t.Errorf("scripts complained: %q", got)
		}
	}
}

func TestSecondTabsTextIsKeptAndWithdrawnStoryIsGone(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	first := b.Page(t)
	h.signIn(t, first, staff.Editor)
	begin(first, h, "en", "A rumour of rain")
	second := first.Beside(t)
	at := browser.Value[string](first, "location.href")
	second.Go(at)
	second.Wait("document.querySelector('#editor-text')")
	first.Click("#editor-text")
	first.Type("It rained.")
	says(first, "#save-status", "revision 2")
	second.Click("#editor-text")
	second.Type("It did not rain.")
	says(second, ".editor-notice", "has saved 2; your text is saved as 3")
	first.Type(" All day.")
	says(first, "#save-status", "revision 4")
	says(first, "aside .note", "Revision 3 by")
	first.Click("aside .note a")
	says(first, ".comparison .added", "It did not rain.")
	first.Click("main form button.primary")
	says(first, "#editor-text", "It did not rain.")
	first.Click("#now button.primary")
	agree(first)
	says(first, "#now", "Public")
	address := browser.Value[string](first, "document.querySelector('#now .fact a').href")
	h.wantStatus(t, address, http.StatusOK)
	first.Click("details:nth-of-type(2) summary")
	first.Click("details[open] [name=internal-note]")
	first.Type("It was no rain at all.")
	first.Click("details[open] button.danger")
	agree(first)
	says(first, "#now", "Withdrawn")
	h.wantStatus(t, address, http.StatusGone)
	first.Click("#now button.primary")
	agree(first)
	says(first, "#now", "Public")
	h.wantStatus(t, address, http.StatusOK)
	noErrors(t, first, second)
}

func (h *house) wantStatus(t *testing.T, address string, want int) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != want {
		t.Errorf("readers get %d, want %d", answer.StatusCode, want)
	}
}

func TestUpdateIsOfferedAsSoonAsSomethingIsTyped(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Editor)
	p.Go(h.URL + "/desk/stories/" + string(h.publicStory(t)))
	says(p, "#now", "None")
	p.Click("details summary")
	p.Click("details[open] [name=public-note]")
	p.Type("One word was wrong.")
	p.Click("[name=standfirst]")
	p.Press(kb.End)
	p.Type(" More")
	says(p, "#save-status", "revision ")
	says(p, "#now", "Update the English edition")
	if got := browser.Value[string](p, "document.querySelector('details[open] [name=public-note]').value"); got != "One word was wrong." {
		t.Errorf("the note holds %q, want what was typed", got)
	}
	head := browser.Value[string](p, "document.querySelector('[name=base]').value")
	if got := browser.Value[string](p, "document.querySelector('details[open] [name=revision]').value"); got != head {
		t.Errorf("the correction is of revision %s, want %s, which is on the screen", got, head)
	}
	noErrors(t, p)
}

// publicStory is one of the English sample stories that readers see as it is being worked on.
func (h *house) publicStory(t *testing.T) story.ID {
	t.Helper()
	rows := h.rows(t, "en")
	for _, row := range rows {
		if row.Story.Publication() == story.Public && !row.Story.Open() {
			return row.Story.ID
		}
	}
	t.Fatalf("none of %d English stories is public without changes", len(rows))
	return ""
}
