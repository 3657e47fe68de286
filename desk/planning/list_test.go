package planning_test

import (
	"fmt"
	"strings"
	"testing"

	"dateline/internal/desktest"
	"dateline/story"
)

func TestListShowsWhatItIsAskedFor(t *testing.T) {
	h := desktest.Open(t)
	h.Draft("A bridge")
	h.Public("A flood")
	open := h.Public("A drought")
	_, err := h.Newsroom.Save(t.Context(), h.Reporter, open.ID, 1, desktest.News("A long drought"), story.Save, "")
	h.Must(err)
	b := h.SignedIn(h.Editor)
	for query, want := range map[string]string{
		"":                          "A long drought A flood A bridge",
		"?q=FLOOD":                  "A flood",
		"?public=never":             "A bridge",
		"?public=public":            "A long drought A flood",
		"?open=1&public=public":     "A long drought",
		"?by=me":                    "",
		"?edition=fa":               "",
		"?stage=writing&q=dr&by=":   "A long drought",
		"?q=%00&edition=no-edition": "",
	} {
		if got := b.Get("/desk/"+query).Words("bdi", "lang", "en"); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got := b.Get("/desk/?edition=fa").Words("p", "class", "empty"); !strings.Contains(got, "Show all stories") {
		t.Errorf("an empty list says %q, want the way on", got)
	}
}

func TestEveryStoryIsOnOnePageOfTheList(t *testing.T) {
	h := desktest.Open(t)
	for n := range 120 {
		h.Draft(fmt.Sprintf("Flood number %d", n))
	}
	b := h.SignedIn(h.Reporter)
	seen := map[string]int{}
	for path := "/desk/?by=me"; path != ""; {
		p := b.Get(path)
		for _, a := range p.Find("a") {
			if strings.HasPrefix(desktest.Attr(a, "href"), "/desk/stories/") {
				seen[desktest.Attr(a, "href")]++
			}
		}
		path = ""
		for _, next := range p.Find("a", "rel", "next") {
			path = desktest.Attr(next, "href")
		}
	}
	if len(seen) != 120 {
		t.Errorf("got %d stories on all pages, want 120", len(seen))
	}
}
