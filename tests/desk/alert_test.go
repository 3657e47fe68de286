package desk_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dateline/staff"
	"dateline/tests/browser"
)

func TestAlertReachesEveryOpenPageByTheStreamAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	b, elsewhere := browser.Open(t), browser.Open(t)
	desk := b.Page(t)
	h.signIn(t, desk, staff.Editor)
	one := b.Page(t)
	pages := []*browser.Page{one, one.Beside(t), elsewhere.Page(t)}
	for _, p := range pages {
		p.Go(h.URL + "/en/")
		p.Wait("document.readyState === 'complete' && document.querySelector('#strip')")
	}
	desk.Go(h.URL + "/desk/alerts")
	desk.Click("[name=text-en]")
	desk.Type("The old bridge has fallen")
	requests := func() (counts []int) {
		for _, p := range pages {
			counts = append(counts, len(p.Requests()))
		}
		return counts
	}
	desk.Click("button.out")
	desk.Wait("document.querySelector('[name=promised]') && document.activeElement?.matches('form.act button.primary')")
	if got := text(desk, "main"); !strings.Contains(got, "pages are open at readers’ now") || !strings.Contains(got, "The old bridge has fallen") {
		t.Errorf("the screen before the alert says %q", got)
	}
	before := requests()
	desk.Press(kb.Enter)
	says(desk, "[aria-labelledby=live]", "The old bridge has fallen")
	for i, p := range pages {
		says(p, "#strip", "The old bridge has fallen")
		for _, r := range p.Requests()[before[i]:] {
			if !strings.Contains(r, "/live/en") {
				t.Errorf("page %d asked for %s, want nothing but the stream", i+1, r)
			}
		}
	}
	desk.Click("[aria-labelledby=live] .alert button")
	for _, p := range pages {
		p.Wait("!document.querySelector('#strip').innerText.includes('The old bridge has fallen')")
	}
	noErrors(t, append(pages, desk)...)
}

func TestAnAlertThatWaitsComesToTheOpenScreenOfASecondPerson(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	h.Newsroom.SecondPerson = true
	author, second := b.Page(t), b.Page(t)
	h.signIn(t, author, staff.Editor)
	h.signIn(t, second, staff.Administrator)
	begin(second, h, "en", "Something else")
	second.Click("#editor-text")
	second.Type("Half a sen")
	author.Go(h.URL + "/desk/alerts")
	author.Click("[name=level][value=urgent]")
	author.Click("[name=text-en]")
	author.Type("Leave the lower streets")
	author.Click("button.out")
	agree(author)
	says(author, "[aria-labelledby=pending]", "Leave the lower streets")
	says(second, "#waiting", "Leave the lower streets")
	second.Wait("document.title.startsWith('(1) ')")
	second.Type("tence")
	if got := text(second, "#editor-text"); got != "Half a sentence" || text(author, "#waiting") != "" {
		t.Errorf("the second person's text is %q, and the author's screen says %q", got, text(author, "#waiting"))
	}
	second.Wait("document.querySelector('#save-status').dataset.state !== 'changed'")
	second.Click("#waiting a")
	second.Click("[action$='/confirm'] button")
	says(second, "[aria-labelledby=live]", "Leave the lower streets")
	if got := text(second, "#waiting"); got != "" {
		t.Errorf("confirmed, the screen says %q", got)
	}
	noErrors(t, author, second)
}
