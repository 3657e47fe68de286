package writing_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dateline/internal/desktest"
	"dateline/story"
)

// typeOn types in an open tab, as the editor's script sends it: no revision comes of it.
func typeOn(b *desktest.Browser, s *story.Story, base, number int, headline string) {
	b.House.T.Helper()
	doc, _, err := desktest.News(headline).Canonical()
	b.House.Must(err)
	body := fmt.Sprintf(`{"base":%d,"document":%s,"tab":"aaaaaaaaaaaaa","number":%d}`, base, doc, number)
	r, err := http.NewRequest("POST", b.House.Server.URL+path(s, "/working"), strings.NewReader(body))
	b.House.Must(err)
	r.Header.Set("Content-Type", "application/json")
	b.Do(r).Want(http.StatusOK, "")
}

func revisions(h *desktest.House, s *story.Story) int {
	h.T.Helper()
	all, err := h.Newsroom.Store.Revisions(h.T.Context(), s.ID)
	h.Must(err)
	return len(all)
}

// followed is what an open page is sent of a part of it.
func followed(t *testing.T, b *desktest.Browser, p *desktest.Page) (html, version string) {
	t.Helper()
	part := p.Find("div", "aria-live", "polite")
	if len(part) != 1 {
		t.Fatalf("the screen follows nothing: %s", p.Words("main"))
	}
	answer := b.Get(desktest.Attr(part[0], "data-follow") + "&v=" + url.QueryEscape(desktest.Attr(part[0], "data-version")))
	if answer.Status == http.StatusNoContent {
		return "", ""
	}
	var sent struct{ HTML, Version string }
	if err := json.Unmarshal([]byte(answer.Raw), &sent); err != nil {
		t.Fatalf("%d: %s", answer.Status, answer.Raw)
	}
	return sent.HTML, sent.Version
}

func TestWhatAColleagueIsTypingIsARevisionBeforeAnybodyActs(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	rosa, edith := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	at := edith.Get(path(s, ""))
	typeOn(rosa, s, 1, 1, "A flood of rumours")
	if n := revisions(h, s); n != 1 {
		t.Fatalf("typing alone has made %d revisions", n)
	}
	p := edith.Post(path(s, "/act"), []string{"kind", "correct", "revision", "1", "seen", at.Value("seen"), "public-note", "Not three streets."})
	p.Want(http.StatusOK, "")
	rev, err := h.Newsroom.Store.Revision(t.Context(), s.ID, 2)
	h.Must(err)
	if rev.By != h.Reporter.ID || rev.Document.Head.Headline != "A flood of rumours" {
		t.Errorf("revision 2 is %q by %s, want what Rosa is typing", rev.Document.Head.Headline, rev.By)
	}
	if got := p.Words("section", "aria-labelledby", "typed"); !strings.Contains(got, "Rosa has saved revision 2") || !strings.Contains(got, "A flood of rumours") {
		t.Errorf("of what Rosa is typing the screen says %q", got)
	}
	edith.Agree(p).Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Shown(); got != 1 {
		t.Errorf("readers see revision %d, want 1, which Edith saw", got)
	}
	typeOn(rosa, s, 1, 2, "A flood of rumours again")
	edith.Get(path(s, "/act?kind=update"))
	if n := revisions(h, s); n != 3 || h.Story(s.ID).Head != 3 {
		t.Errorf("looking has made %d revisions, the working one %d; want 3, in one line", n, h.Story(s.ID).Head)
	}
}

func TestTheScreenBeforeAnActFollowsWhatIsTypedAndOffersIt(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A flood")
	rosa, edith := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	p := edith.Post(path(s, "/act"), []string{"kind", "publish", "revision", "1", "seen", "0", "key", "k"})
	if html, _ := followed(t, edith, p); html != "" {
		t.Errorf("with nothing typed an open screen is sent %s", html)
	}
	if got := p.Words("noscript"); !strings.Contains(got, "Look again") {
		t.Errorf("without script there is no way to look again: %q", got)
	}
	typeOn(rosa, s, 1, 1, "A flood of rumours")
	html, version := followed(t, edith, p)
	if !strings.Contains(html, "Rosa has typed on") || !strings.Contains(html, "A flood of rumours") || !strings.Contains(html, `name="again"`) || version == "" {
		t.Errorf("an open screen is sent %q, want what Rosa types, and the way to take it in", html)
	}
	if n := revisions(h, s); n != 1 {
		t.Errorf("looking has made %d revisions, want 1: what is typed on is no revision at every look", n)
	}
	again := edith.Post(path(s, "/act"), []string{"kind", "publish", "revision", "1", "seen", "0", "promised", p.Value("promised"), "key", "k", "again", "1"})
	again.Want(http.StatusOK, "")
	if h.Story(s.ID).Publication() != story.Never || again.Value("revision") != "2" || !strings.Contains(again.Words("main"), "Readers get revision 2, saved by Rosa") {
		t.Errorf("taken in, the screen is about revision %s: %s", again.Value("revision"), again.Words("main"))
	}
	edith.Agree(p).Want(http.StatusOK, path(s, ""))
	if got := h.Story(s.ID).Shown(); got != 1 {
		t.Errorf("the first screen has put out revision %d, want the 1 that it was about", got)
	}
	for who, b := range map[string]*desktest.Browser{"who is signed out": h.Visitor()} {
		if p := b.Get(path(s, "/typed?since=1&v=")); strings.Contains(p.Raw, "rumours") {
			t.Errorf("%s is sent %d %s", who, p.Status, p.Raw)
		}
	}
}
