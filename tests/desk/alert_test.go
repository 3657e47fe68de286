package desk_test

import (
	"strings"
	"testing"

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
	before := make([]int, len(pages))
	for i, p := range pages {
		before[i] = len(p.Requests())
	}
	desk.Click("button.out")
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
