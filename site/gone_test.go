package site

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/address"
	"dateline/internal/pgtest"
	"dateline/media"
	"dateline/story"
)

// illustrated publishes a story with a picture, and gives its page and the picture's address.
func illustrated(h *house, headline string) (page, picture string) {
	h.t.Helper()
	a := h.picture(h.t)
	d := news("river", headline)
	d.Head.Lead = &story.Lead{Asset: string(a.ID), Alt: "The tide"}
	s := h.publish("en", d)
	return at("en", s, d), address.Rendition(a.Hash, 400, "jpg")
}

// comesAgain fails the test unless the answer says to come again, under an id that is in the log.
func (h *house) comesAgain(what string, w *httptest.ResponseRecorder) {
	h.t.Helper()
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Header().Get("Cache-Control") != "no-store" ||
		w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		h.t.Errorf("%s: got %d, %v; want 503, when to come again, and as guarded as a page", what, w.Code, w.Header())
	}
	_, id, _ := strings.Cut(w.Body.String(), "<bdi>")
	id, _, _ = strings.Cut(id, "<")
	h.logged.Lock()
	defer h.logged.Unlock()
	if id == "" || !strings.Contains(h.log.String(), id) {
		h.t.Errorf("%s: the reference %q is not in the log", what, id)
	}
}

func TestWithTheDatabaseDownCachedPagesAndTheirPicturesStay(t *testing.T) {
	var server pgtest.Server
	t.Cleanup(func() { server.Stop() })
	h := openOn(t, 0, server.Database(t))
	page, picture := illustrated(h, "The tide")
	other, hidden := illustrated(h, "The ebb")
	cached := []string{page, "/en/", "/light" + page, "/en/feed.rss"}
	for _, path := range cached {
		if w := h.get(path); w.Code != http.StatusOK {
			t.Fatalf("%s: got %d", path, w.Code)
		}
	}
	h.publish("ar", news("river", "المد")) // what was remembered of files is stale, and no page of ours
	server.Down(t)
	for _, when := range []string{"at once", "the day after, on pages of the day"} {
		for _, path := range cached {
			if w := h.get(path); w.Code != http.StatusOK || path == page && !strings.Contains(w.Body.String(), picture) {
				t.Errorf("%s, %s: got %d, want the page as it was", when, path, w.Code)
			}
		}
		if w := h.get(picture); w.Code != http.StatusOK || w.Body.String() != "a small picture" {
			t.Errorf("%s, a picture that nobody had asked for: got %d", when, w.Code)
		}
		h.wait(24 * time.Hour)
	}
	h.comesAgain("a page that is not in the cache", h.get(other))
	h.comesAgain("a feed", h.get("/ar/feed.atom"))
	h.comesAgain("a sitemap", h.get("/en/sitemap.xml"))
	h.comesAgain("a file of which nothing is known", h.get(address.Rendition(media.Hash(strings.Repeat("a", 64)), 400, "jpg")))
	if w := h.get("/ar/"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("the front page that its new story made stale: got %d, want 503", w.Code)
	}

	server.Up(t)
	for _, path := range []string{page, other, "/ar/", picture, hidden, "/en/sitemap.xml"} {
		if w := h.get(path); w.Code != http.StatusOK {
			t.Errorf("up again, %s: got %d", path, w.Code)
		}
	}
	s := h.publish("en", news("river", "The flood")) // and the site hears of it
	if w := h.get("/en/"); !strings.Contains(text(t, w), string(s.ID)) {
		t.Error("up again, the front page does not show what is new")
	}
	h.act(s.ID, story.Withdraw)
	if w := h.get("/en/"); strings.Contains(text(t, w), string(s.ID)) {
		t.Error("up again, a withdrawn story stays on the front page")
	}
}

// freeze has every reading wait until thaw is called.
func (h *house) freeze() (thaw func()) {
	h.t.Helper()
	db := h.direct()
	tx, err := db.Begin()
	h.must(err)
	var tables string
	h.must(tx.QueryRow(`SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = current_schema()`).Scan(&tables))
	_, err = tx.Exec("LOCK TABLE " + tables + " IN ACCESS EXCLUSIVE MODE")
	h.must(err)
	return func() {
		h.must(tx.Rollback())
		h.must(db.Close())
	}
}

func TestADatabaseThatHangsDelaysNoCachedPageAndMakesNoQueue(t *testing.T) {
	h := openOn(t, 0, postgres.Database(t))
	page, picture := illustrated(h, "The tide")
	for _, path := range []string{page, "/en/", picture} {
		h.get(path)
	}
	h.publish("ar", news("river", "المد"))
	thaw := h.freeze()
	var all sync.WaitGroup
	for _, path := range []string{"/en/river/", "/en/coast/", "/ar/", "/ar/river/", "/light/ar/", "/ar/feed.rss", "/ar/", "/ar/"} {
		all.Go(func() { h.comesAgain(path, h.get(path)) })
	}
	ended := make(chan struct{})
	go func() { all.Wait(); close(ended) }()
	tag := map[string]string{}
	for range 300 {
		for _, path := range []string{page, "/en/", picture, "/en/?from=elsewhere"} { // however they ask
			for _, headers := range [][]string{nil, {"Accept-Encoding", "br"}, {"Accept-Encoding", "gzip, br"}, {"If-None-Match", tag[path]}, {"Cache-Control", "no-cache"}} {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					w := h.ask(method, path, headers...)
					if w.Code != http.StatusOK && w.Code != http.StatusNotModified {
						t.Fatalf("%s %s %v: got %d", method, path, headers, w.Code)
					}
					tag[path] = w.Header().Get("Etag")
				}
			}
		}
	}
	select {
	case <-ended:
		t.Error("readers of the rest were answered before those of cached pages, while the database hangs")
	default: // thousands of readers of cached pages were answered while others wait
	}
	select {
	case <-ended: // all of them together, and not one after the other
	case <-time.After(3 * maxRender):
		t.Error("readers of what is not cached wait for each other")
	}
	thaw()
	<-ended
	if w := h.get("/ar/"); w.Code != http.StatusOK {
		t.Errorf("once the database answers: got %d", w.Code)
	}
}
