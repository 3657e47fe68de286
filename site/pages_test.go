package site

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/id"
	"dateline/newsroom"
	"dateline/story"
)

// scripts are an edition in a left-to-right, a right-to-left and a tall script.
var scripts = map[edition.Slug]string{"en": "Ferries stop at noon", "ar": "توقف العبّارات عند الظهر", "my": "ကူးတို့များ ရပ်နား"}

func TestReadersGetEveryPageInTheLanguageOfItsEdition(t *testing.T) {
	onBoth(t, testReadersGetEveryPageInTheLanguageOfItsEdition)
}

func testReadersGetEveryPageInTheLanguageOfItsEdition(t *testing.T, open opener) {
	h := open(t, 0)
	for e, headline := range scripts {
		d := news("river", headline)
		s := h.publish(e, d)
		for _, path := range []string{address.Front(e), address.Section(e, "river"), at(e, s, d)} {
			for _, p := range []string{path, address.Light(path)} {
				w := h.get(p)
				body := text(t, w)
				if w.Code != http.StatusOK || !contains(body, headline) || !contains(body, `<html lang="`+string(e)+`"`) {
					t.Errorf("%s: status %d, headline %t", p, w.Code, contains(body, headline))
				}
				if want := `<link rel="canonical" href="` + origin + path + `"`; !contains(body, want) {
					t.Errorf("%s does not say %s", p, want)
				}
				if contains(body, "evil.example") {
					t.Errorf("%s names the host of the request", p)
				}
			}
		}
		if w := h.get(address.Corrections(e)); w.Code != http.StatusOK {
			t.Errorf("corrections of %s: status %d", e, w.Code)
		}
	}
	body := text(t, h.get("/"))
	for e, headline := range scripts {
		if !contains(body, `href="/`+string(e)+`/"`) || !contains(body, headline) {
			t.Errorf("the chooser does not lead to %s with its first story", e)
		}
	}
	if contains(body, "/sw/") {
		t.Error("the chooser names an edition that is not public")
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	h := open(t, 0)
	d, ruined := news("river", "The tide"), news("river", "The ebb")
	gone, broken := h.publish("en", d), h.publish("ar", ruined)
	h.act(gone.ID, story.Withdraw)
	h.ruin(broken.ID)
	body := httptest.NewRecorder()
	h.RefuseBody(body, httptest.NewRequest(http.MethodGet, "/en/", strings.NewReader("x")))
	answers := map[string]*httptest.ResponseRecorder{"a body that no reader sends": body,
		"a form": h.ask(http.MethodPost, "/en/"), "an unknown method": h.ask("BREW", "/en/"),
		"a page that is known": h.get("/en/", "If-None-Match", h.get("/en/").Header().Get("Etag"))}
	status := map[string]int{"a body that no reader sends": 413, "a form": 405, "an unknown method": 405, "a page that is known": 304}
	for path, want := range map[string]int{"/": 200, "/en/": 200, "/light/en/": 200, "/en/feed.rss": 200, "/en/feed.json": 200, "/en/sitemap.xml": 200,
		"/robots.txt": 200, "/favicon.ico": 200, "/en": 301, "/en/nothing/": 404, "/<script>": 404, "/sw/": 404, "/assets/none.css": 404,
		"/media/" + strings.Repeat("a", 64) + "/800.jpg": 404, at("en", gone, d): 410, "/en/-/" + string(gone.ID): 410, at("ar", broken, ruined): 500} {
		answers[path], status[path] = h.get(path), want
	}
	for what, w := range answers {
		if w.Code != status[what] {
			t.Errorf("%s: got %d, want %d", what, w.Code, status[what])
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin",
			"Permissions-Policy": permissions[0], "Content-Security-Policy": policy[0]} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", what, name, got, want)
			}
		}
		if strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s: what was asked for is in the answer as it was typed:\n%s", what, w.Body)
		}
	}
	for _, rule := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"} {
		if !strings.Contains(policy[0], rule) || strings.Contains(policy[0], "unsafe") {
			t.Errorf("the policy is %q, want %q and nothing unsafe", policy[0], rule)
		}
	}
}

func TestAStoryHasOneAddressAndAllOthersLeadThere(t *testing.T) {
	onBoth(t, testAStoryHasOneAddressAndAllOthersLeadThere)
}

func testAStoryHasOneAddressAndAllOthersLeadThere(t *testing.T, open opener) {
	h := open(t, 0)
	d := news("river", "Ferries stop")
	s := h.publish("en", d)
	want := at("en", s, d)
	for _, path := range []string{
		"/en/river/" + string(s.ID), "/en/river/" + string(s.ID) + "/", "/en/river/" + string(s.ID) + "/old-words", "/ar/coast/" + string(s.ID) + "/ferries-stop",
		"/nowhere/coast/" + string(s.ID) + "/x/y", "/en/river/" + string(s.ID) + "/a%2Fb", want + "/",
		"/en/river/" + string(s.ID) + "%2fferries-stop",
	} {
		if w := h.get(path); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want 301 to %q", path, w.Code, w.Header().Get("Location"), want)
		}
		if w := h.get(address.Light(path)); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != address.Light(want) {
			t.Errorf("light %s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
	before := len(h.cache.pages)
	for i := range 50 {
		h.get(fmt.Sprintf("/en/river/%s/hostile-%d", s.ID, i))
		h.get(fmt.Sprintf("/en/river/%s/hostile-%d", id.New(), i))
		h.get(fmt.Sprintf("/e%d/?utm_source=%d", i, i))
		h.get(fmt.Sprintf("/en/?utm_source=%d&before=%s", i, id.New()))
		h.get(fmt.Sprintf("/en/river/?utm_source=%d", i))
	}
	if grown := len(h.cache.pages) - before; grown > 5 {
		t.Errorf("250 made-up addresses fill the cache with %d pages", grown)
	}
}

func TestAPageWithoutItsSlashIsSentToIt(t *testing.T) {
	h := open(t, 0)
	for path, want := range map[string]string{"/en": "/en/", "/en/river": "/en/river/", "/en/corrections": "/en/corrections/", "/light/ar": "/light/ar/", "/light": "/light/", "/ar/coast": "/ar/coast/"} {
		if w := h.get(path); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want 301 to %q", path, w.Code, w.Header().Get("Location"), want)
		}
	}
	h.get("/en/") // is kept now
	for _, path := range []string{"/sw", "/xx", "/en%2f", "/en/nothing", "//evil.example", "/en%2F", "/desk"} {
		if w := h.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d to %q, want 404", path, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestWhereNothingLivesReadersAreToldInTheirLanguage(t *testing.T) {
	h := open(t, 0)
	draft := h.draft("en", news("river", "Not yet"))
	for path, tag := range map[string]string{
		"/en/nothing/": "en", "/ar/river/" + id.New() + "/x": "ar", "/my/a/b/c/d": "my", "/light/ar/x": "ar", "/xx/": "en", "/sw/": "en", "/sw/river/": "en",
		"/sw/feed.rss": "en", "/en/river/" + string(draft.ID): "en", "/ar/coast/feed.exe": "ar", "/live/en": "en", "/assets/00000000.css": "en",
	} {
		w := h.get(path)
		if body := text(t, w); w.Code != http.StatusNotFound || !contains(body, `<html lang="`+tag+`"`) || w.Header().Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: status %d, want 404 in %s", path, w.Code, tag)
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	h := open(t, 0)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		if w := h.ask(method, "/en/"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	for _, path := range []string{"/", "/en/", "/en/feed.json", "/en/nothing", "/favicon.ico"} {
		got, head := h.get(path), h.ask(http.MethodHead, path)
		if head.Code != got.Code || head.Body.Len() > 0 || head.Header().Get("Content-Length") != got.Header().Get("Content-Length") || head.Header().Get("Etag") != got.Header().Get("Etag") {
			t.Errorf("HEAD %s: status %d, %d bytes, headers %v", path, head.Code, head.Body.Len(), head.Header())
		}
	}
}

func TestASectionIsReadLeafByLeaf(t *testing.T) { onBoth(t, testASectionIsReadLeafByLeaf) }

func testASectionIsReadLeafByLeaf(t *testing.T, open opener) {
	h := open(t, 0)
	stories, documents := h.fill("en", "river", 2*mostInList+5)
	seen := map[string]int{}
	path := "/en/river/"
	for leaf := 0; path != ""; leaf++ {
		body := text(t, h.get(path))
		for i := range stories {
			if contains(body, `href="`+at("en", stories[i], documents[i])+`"`) {
				seen[documents[i].Head.Headline]++
			}
		}
		next := ""
		if i := (leaf+1)*mostInList - 1; i < len(stories) {
			next = "/en/river/?before=" + string(stories[i].ID)
			if !contains(body, `href="`+next+`"`) {
				t.Fatalf("leaf %d does not lead to %s", leaf, next)
			}
		}
		path = next
	}
	if len(seen) != len(stories) {
		t.Errorf("%d of %d stories stand on the leaves", len(seen), len(stories))
	}
	for headline, n := range seen {
		if n != 1 {
			t.Errorf("%q stands on %d leaves", headline, n)
		}
	}
	last := stories[mostInList-1].ID
	h.act(last, story.Withdraw)
	if w := h.get("/en/river/?x=1&before=" + string(last)); w.Code != http.StatusOK || !contains(text(t, w), documents[mostInList].Head.Headline) {
		t.Errorf("the leaf after a withdrawn story: status %d", w.Code)
	}
	if w := h.get("/en/river/?before=" + id.New()); w.Code != http.StatusNotFound {
		t.Errorf("the leaf after a story that never was: status %d", w.Code)
	}
}

func TestThePinnedStoryLeadsTheFrontPageWhileItIsPublic(t *testing.T) {
	onBoth(t, testThePinnedStoryLeadsTheFrontPageWhileItIsPublic)
}

func testThePinnedStoryLeadsTheFrontPageWhileItIsPublic(t *testing.T, open opener) {
	h := open(t, 0)
	old := news("river", "The pinned one")
	pinned := h.publish("en", old)
	newest := news("river", "The newest one")
	h.publish("en", newest)
	lead := func() string {
		body := text(t, h.get("/en/"))
		_, after, _ := strings.Cut(body, `<div class="lead">`)
		before, _, _ := strings.Cut(after, "</h3>")
		return before
	}
	if got := lead(); !contains(got, newest.Head.Headline) {
		t.Errorf("the newest does not lead: %s", got)
	}
	h.pin("en", pinned.ID)
	h.hear()
	if got := lead(); !contains(got, old.Head.Headline) {
		t.Errorf("the pinned one does not lead: %s", got)
	}
	h.act(pinned.ID, story.Withdraw)
	if got := lead(); !contains(got, newest.Head.Headline) {
		t.Errorf("with the pinned one withdrawn the newest does not lead: %s", got)
	}
}

func TestAPinChangesTheAddressesThatItsScreenNames(t *testing.T) {
	h := open(t, 0)
	pinned := h.publish("en", news("river", "The pinned one"))
	h.publish("en", news("river", "The newest one"))
	p := story.Pin{Edition: "en", Story: pinned.ID}
	o, err := h.room.PinOutcome(context.Background(), h.chief, p)
	h.must(err)
	before := map[string]string{}
	for _, path := range append([]string{"/en/river/", "/en/feed.rss", "/en/sitemap.xml", "/ar/", "/light/en/river/"}, "/", "/light/", "/en/", "/light/en/") {
		before[path] = text(t, h.get(path))
	}
	h.pin("en", pinned.ID)
	h.hear()
	for path, was := range before {
		named := slices.ContainsFunc(o.Places, func(p newsroom.Place) bool { return p.Path == path })
		if changed := text(t, h.get(path)) != was; changed != named {
			t.Errorf("%s has changed: %t; the screen named it: %t", path, changed, named)
		}
	}
}

func TestAPublicationNamesTheChooserWhereItChangesWhatLeads(t *testing.T) {
	h := open(t, 0)
	chooser := func(what string, s *story.Story, kind story.ActKind) {
		t.Helper()
		before := text(t, h.get("/"))
		a := h.story(s.ID).Prepare(kind)
		a.PublicNote, a.InternalNote = "The depth was wrong.", "Wrong river."
		o, err := h.room.Outcome(context.Background(), h.chief, s.ID, a)
		h.must(err)
		h.act(s.ID, kind)
		named := slices.ContainsFunc(o.Places, func(p newsroom.Place) bool { return p.Path == "/" })
		if changed := text(t, h.get("/")) != before; changed != named {
			t.Errorf("%s: the chooser has changed: %t; the screen named it: %t", what, changed, named)
		}
	}
	first, second, third := h.draft("en", news("river", "First")), h.draft("en", news("river", "Second")), h.draft("en", news("river", "Third"))
	chooser("the first of all", first, story.Publish)
	chooser("the newest", second, story.Publish)
	chooser("one that led no more", first, story.Withdraw)
	h.pin("en", second.ID)
	h.hear()
	chooser("the newest beside a chosen lead", third, story.Publish)
	chooser("the chosen lead goes", second, story.Withdraw)
	chooser("the chosen lead is back", second, story.Restore)
}

func TestNoStoryStandsTwiceOnAFrontPage(t *testing.T) { onBoth(t, testNoStoryStandsTwiceOnAFrontPage) }

func testNoStoryStandsTwiceOnAFrontPage(t *testing.T, open opener) {
	h := open(t, 0)
	stories, documents := h.fill("en", "river", 20)
	more, others := h.fill("en", "coast", 20)
	body := text(t, h.get("/en/"))
	stories, documents = append(stories, more...), append(documents, others...)
	shown := 0
	for i := range stories {
		switch n := strings.Count(body, `href="`+at("en", stories[i], documents[i])+`"`); n {
		case 0:
		case 1:
			shown++
		default:
			t.Errorf("%q stands there %d times", documents[i].Head.Headline, n)
		}
	}
	if shown < 15 {
		t.Errorf("only %d of 40 stories stand on the front page", shown)
	}
}

func TestAnAlertStandsOnEveryPageOfItsEditionUntilItsEnd(t *testing.T) {
	onBoth(t, testAnAlertStandsOnEveryPageOfItsEditionUntilItsEnd)
}

func testAnAlertStandsOnEveryPageOfItsEditionUntilItsEnd(t *testing.T, open opener) {
	h := open(t, 0)
	d := news("river", "Dam under watch")
	s := h.publish("en", d)
	pages := []string{"/en/", "/en/river/", at("en", s, d), "/en/corrections/", "/en/nothing-here", "/light/en/"}
	each := func(want bool, when string) {
		t.Helper()
		for _, path := range pages {
			if got := contains(text(t, h.get(path)), "The dam has broken"); got != want {
				t.Errorf("%s on %s: %t, want %t", when, path, got, want)
			}
		}
	}
	each(false, "before the alert")
	h.alert("en", "The dam has broken", s.ID, time.Hour)
	each(true, "while the alert is live")
	if contains(text(t, h.get("/ar/")), "dam has broken") {
		t.Error("the Arabic edition shows an English alert")
	}
	now, err := h.store.Story(context.Background(), s.ID)
	h.must(err)
	withdrawal := now.Prepare(story.Withdraw)
	withdrawal.InternalNote, withdrawal.KeepAlerts = "Wrong", true
	_, err = h.room.Act(context.Background(), h.chief, s.ID, withdrawal)
	h.must(err)
	h.hear()
	if body := text(t, h.get("/en/")); !contains(body, "The dam has broken") || contains(body, string(s.ID)) {
		t.Error("the alert of a withdrawn story is gone, or still leads to it")
	}
	h.act(s.ID, story.Restore)
	h.wait(time.Hour)
	each(false, "after the alert's end, of which no event tells")
}

func TestADraftIsShownToTheDeskAlone(t *testing.T) {
	h := open(t, 0)
	for e, headline := range scripts {
		s := h.draft(e, news("river", headline))
		rev, err := h.room.Revision(t.Context(), h.chief, s.ID, s.Head)
		h.must(err)
		for _, light := range []bool{false, true} {
			w := httptest.NewRecorder()
			h.must(h.Preview(w, httptest.NewRequest(http.MethodGet, "/desk/", nil), s, rev, light))
			body := w.Body.String()
			if !contains(body, headline) || !contains(body, "noindex") || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Robots-Tag") != "noindex" {
				t.Errorf("%s preview, light %t: headers %v", e, light, w.Header())
			}
			if contains(body, "canonical") {
				t.Errorf("%s preview names a public address", e)
			}
		}
		if w := h.get("/" + string(e) + "/river/" + string(s.ID)); w.Code != http.StatusNotFound {
			t.Errorf("a draft answers %d to readers", w.Code)
		}
	}
	w := httptest.NewRecorder()
	homeless := &story.Revision{Document: news("river", "A flood")}
	if err := h.Preview(w, httptest.NewRequest(http.MethodGet, "/desk/", nil), &story.Story{Edition: "nowhere"}, homeless, false); err == nil || w.Body.Len() > 0 {
		t.Error("a story of an edition that is not there has a preview")
	}
}

func TestWhatBreaksIsSaidWithTheIDThatStandsInTheLog(t *testing.T) {
	h := open(t, 0)
	d := news("river", "Ferries stop")
	s := h.publish("ar", d)
	h.ruin(s.ID)
	w := h.get(at("ar", s, d))
	body := text(t, w)
	_, after, _ := strings.Cut(h.log.String(), " id=")
	id, _, _ := strings.Cut(after, " ")
	if w.Code != http.StatusInternalServerError || len(id) != 8 || !contains(body, id) || !contains(body, `<html lang="ar"`) {
		t.Errorf("status %d, id %q in the log\n%s", w.Code, id, body)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a fault may be kept: %q", got)
	}
	if contains(body, "invalid character") {
		t.Error("readers are told the cause")
	}
}

func TestFeedsAndMapsHoldWhatIsPublic(t *testing.T) { onBoth(t, testFeedsAndMapsHoldWhatIsPublic) }

func testFeedsAndMapsHoldWhatIsPublic(t *testing.T, open opener) {
	h := open(t, 0)
	d := news("river", `Ferries & "boats" <stop> ]]>`)
	s := h.publish("en", d)
	h.draft("en", news("river", "Not yet"))
	h.act(s.ID, story.Correct)
	types := map[string]string{"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
	for ext, want := range types {
		for _, section := range []edition.Slug{"", "river"} {
			path := address.Feed("en", section, ext)
			w := h.get(path)
			body := text(t, w)
			if !strings.HasPrefix(w.Header().Get("Content-Type"), want) || !contains(body, origin+path) || !contains(body, origin+at("en", s, d)) {
				t.Errorf("%s: %s\n%s", path, w.Header().Get("Content-Type"), body)
			}
			if !contains(body, "The depth was wrong.") || !contains(body, "has been measured") {
				t.Errorf("%s lacks the story's text or its correction", path)
			}
			if contains(body, "Not yet") || contains(text(t, h.get(address.Feed("en", "coast", ext))), string(s.ID)) {
				t.Errorf("%s holds what it should not", path)
			}
		}
	}
	var parsed struct{ Items []struct{ ID, Title string } }
	h.must(json.Unmarshal([]byte(text(t, h.get("/en/feed.json"))), &parsed))
	if len(parsed.Items) != 1 || parsed.Items[0].Title != d.Head.Headline || !strings.HasPrefix(parsed.Items[0].ID, "urn:uuid:") {
		t.Errorf("got %+v", parsed)
	}
	index := text(t, h.get("/sitemap.xml"))
	if !contains(index, origin+"/en/sitemap.xml") || !contains(index, origin+"/en/sitemap-1.xml") || !contains(index, origin+"/my/news.xml") || contains(index, "/sw/") {
		t.Errorf("index of maps:\n%s", index)
	}
	for _, path := range []string{"/en/sitemap-1.xml", "/en/news.xml"} {
		if body := text(t, h.get(path)); strings.Count(body, string(s.ID)) != 1 {
			t.Errorf("%s:\n%s", path, body)
		}
	}
	h.wait(48 * time.Hour)
	if body := text(t, h.get("/en/news.xml")); contains(body, string(s.ID)) {
		t.Error("a story of two days ago is still in the news map")
	}
}

// drawn is the page that is cached at a path, after it was asked for.
func (h *house) rendered(path string) *response {
	h.get(path)
	return h.cache.find(path)
}

func TestOnlyThePartOfASitemapThatChangesIsRenderedAgain(t *testing.T) {
	onBoth(t, testOnlyThePartOfASitemapThatChangesIsRenderedAgain)
}

func testOnlyThePartOfASitemapThatChangesIsRenderedAgain(t *testing.T, open opener) {
	h := open(t, 0)
	for n := range 3 {
		h.publish("en", news("coast", fmt.Sprint("Tide ", n)))
	}
	h.past(`UPDATE sitemap SET stories = 10000 WHERE edition = 'en'`) // as if it were full
	d := news("coast", "Tide turns")
	newest := h.publish("en", d)
	h.hear()
	index := text(t, h.get("/sitemap.xml"))
	if !contains(index, "/en/sitemap-1.xml") || !contains(index, "/en/sitemap-2.xml") || contains(index, "/en/sitemap-3.xml") {
		t.Fatalf("the index names other parts than two: %s", index)
	}
	first, second := h.rendered("/en/sitemap-1.xml"), h.rendered("/en/sitemap-2.xml")
	h.must(h.do(newest.ID, story.Withdraw))
	h.hear()
	if again := h.rendered("/en/sitemap-1.xml"); &again.packed[0] != &first.packed[0] || !again.fresh(h.now) {
		t.Error("the part that no act has touched was drawn again")
	}
	if !contains(string(second.plain()), string(newest.ID)) {
		t.Errorf("the second part lacks the story: %s", second.plain())
	}
	if w := h.get("/en/sitemap-2.xml"); w.Code != http.StatusNotFound {
		t.Errorf("a part without stories answers %d, want 404", w.Code)
	}
	if index := text(t, h.get("/sitemap.xml")); contains(index, "/en/sitemap-2.xml") {
		t.Error("the index names a part that is empty")
	}
}

func TestAPartOfASitemapIsServedFromTheCacheThoughItIsLargerThanAPageMayBe(t *testing.T) {
	h := open(t, 512<<10)
	for n := range 150 { // letters that take nine characters each in an address
		h.publish("my", news("coast", fmt.Sprint(strings.Repeat("ရေကြီးမှု", 12), n)))
	}
	h.hear()
	path := "/my/sitemap-1.xml"
	first := h.rendered(path)
	if first == nil {
		t.Fatal("the part is not cached")
	}
	body := first.plain()
	if limit := int(h.cache.bound / 8); len(body) < limit || first.bytes() > int64(limit)/2 {
		t.Errorf("the part has %d bytes and takes %d in the cache: want more than %d, and less than half of that", len(body), first.bytes(), limit)
	}
	if again := h.rendered(path); again != first {
		t.Error("the part was rendered again for the next reader")
	}
	for _, accepts := range []string{"", "gzip", "br", "gzip, deflate, br, zstd"} {
		w := h.get(path, "Accept-Encoding", accepts)
		if got := text(t, w); got != string(body) || w.Header().Get("Etag") == "" {
			t.Errorf("to who accepts %q it is %d other bytes", accepts, len(got))
		}
		if w := h.get(path, "Accept-Encoding", accepts, "If-None-Match", w.Header().Get("Etag")); w.Code != http.StatusNotModified {
			t.Errorf("to who accepts %q and has it: status %d, want 304", accepts, w.Code)
		}
	}
	if first.body != nil || h.rendered(path) != first {
		t.Error("the part is cached as it was rendered after somebody has asked for it without gzip")
	}
}

func TestEditionsHaveIconsInTheirScript(t *testing.T) {
	h := open(t, 0)
	for e, want := range map[edition.Slug]string{"en": ">R<", "ar": ">أ<", "my": ">မြ<"} {
		w := h.get(address.Icon(e))
		if body := text(t, w); !contains(body, want) || w.Header().Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %s %s", e, w.Header().Get("Content-Type"), body)
		}
	}
	if w := h.get("/favicon.ico"); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "\x00\x00\x01\x00\x01\x00") {
		t.Errorf("favicon: status %d", w.Code)
	}
	if body := text(t, h.get("/robots.txt")); !contains(body, "Sitemap: "+origin+"/sitemap.xml") {
		t.Errorf("robots.txt: %s", body)
	}
}

func TestAFeedKeepsItsItemsUntilWhatTheyShowChanges(t *testing.T) {
	onBoth(t, testAFeedKeepsItsItemsUntilWhatTheyShowChanges)
}

func testAFeedKeepsItsItemsUntilWhatTheyShowChanges(t *testing.T, open opener) {
	h := open(t, 0)
	ctx := context.Background()
	d := news("river", "Ferries stop")
	s := h.publish("en", d)
	h.publish("en", news("coast", "Harbour opens"))
	feed := func() string { return h.get("/en/feed.rss").Body.String() }
	if body := feed(); !contains(body, "Ferries stop") || !contains(body, "Harbour opens") {
		t.Fatalf("the feed lacks one of two stories:\n%s", body)
	}
	kept, _ := h.feedItems.Load(slotKey{aList("en"), ""})
	before := *kept.(*atomic.Pointer[cachedItems]).Load()
	third := h.publish("en", news("coast", "Third ferry"))
	if body := feed(); !contains(body, "Third ferry") || !contains(body, "Ferries stop") {
		t.Errorf("the feed lacks the new story or an old one:\n%s", body)
	}
	after := *kept.(*atomic.Pointer[cachedItems]).Load()
	if after[s.ID] != before[s.ID] || after[third.ID] == nil {
		t.Error("a new story had an old one drawn again")
	}

	again := news("river", "Ferries sail again")
	_, err := h.room.Save(ctx, h.chief, s.ID, 1, again, story.Save, "")
	h.must(err)
	h.act(s.ID, story.Update)
	if body := feed(); !contains(body, "Ferries sail again") || contains(body, "Ferries stop") {
		t.Errorf("the feed does not tell the updated story:\n%s", body)
	}
	e, err := h.store.Edition(ctx, "en")
	h.must(err)
	e.Sections[0].Name = "Waterway"
	h.must(h.room.PutEdition(ctx, h.chief, *e))
	h.hear()
	if body := feed(); !contains(body, "Waterway") || contains(body, "River en") {
		t.Errorf("the feed does not name the section as it is called now:\n%s", body)
	}
	h.act(s.ID, story.Withdraw)
	if body := feed(); contains(body, "Ferries sail again") || !contains(body, "Harbour opens") {
		t.Errorf("the feed gives what was withdrawn, or lacks what was not:\n%s", body)
	}
}

func TestAChangeOfOneStoryHasItsItemAloneRenderedAgain(t *testing.T) {
	onBoth(t, testAChangeOfOneStoryHasItsItemAloneRenderedAgain)
}

func testAChangeOfOneStoryHasItsItemAloneRenderedAgain(t *testing.T, open opener) {
	h := open(t, 0)
	stories, _ := h.fill("en", "river", 5)
	h.get("/en/feed.rss")
	slot, _ := h.feedItems.Load(slotKey{aList("en"), ""})
	before := *slot.(*atomic.Pointer[cachedItems]).Load()
	changed := stories[2].ID
	_, err := h.room.Save(t.Context(), h.chief, changed, 1, news("river", "Ferries sail again"), story.Save, "")
	h.must(err)
	h.act(changed, story.Update)
	if body := h.get("/en/feed.rss").Body.String(); !contains(body, "Ferries sail again") {
		t.Error("the feed does not tell the updated story")
	}
	after := *slot.(*atomic.Pointer[cachedItems]).Load()
	for _, s := range stories {
		if before[s.ID] == nil || (before[s.ID] != after[s.ID]) != (s.ID == changed) {
			t.Errorf("story %s: changed %v, drawn again %v", s.ID, s.ID == changed, before[s.ID] != after[s.ID])
		}
	}
}
