package site

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/address"
	"dateline/event"
	"dateline/media"
	"dateline/page"
	"dateline/story"
)

// tables are the names of all tables of a house on SQLite.
func (h *house) tables() []string {
	h.t.Helper()
	db := h.direct()
	defer db.Close()
	rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
	h.must(err)
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		h.must(rows.Scan(&name))
		names = append(names, name)
	}
	h.must(rows.Err())
	return names
}

// fresh is a site of the house that has read nothing yet.
func (h *house) fresh(cacheBytes int64) *Site {
	h.t.Helper()
	s, err := New(context.Background(), Options{Store: h.store, Bucket: h.bucket, Bell: &event.LocalBell{},
		House: page.Site{Origin: origin, Name: "River House"}, Log: slog.New(slog.NewTextHandler(h, nil)), Now: h.now, CacheBytes: cacheBytes})
	h.must(err)
	return s
}

// A table that cannot be read stands for every fault of a database: whatever a page needs of it, readers get a fault
// and no page that lacks something, and once it is back they get the page.
func TestWhatTheDatabaseCannotGiveIsAFaultAndNoPoorerPage(t *testing.T) {
	h := open(t, 0)
	picture := h.asset(t, media.Asset{Kind: media.Picture, Type: "image/jpeg", Ext: "jpg", Width: 1600, Height: 900}, []byte("a dam"))
	first := news("river", "The dam holds")
	dam := h.publish("en", first)
	d := news("river", "The flood", story.Node{Type: story.Related, Attrs: story.Attrs{Story: string(dam.ID), Text: "The dam"}})
	d.Head.Lead = &story.Lead{Asset: string(picture.ID), Alt: "A dam"}
	flood := h.publish("en", d)
	gone := h.publish("en", news("coast", "The libel"))
	h.act(gone.ID, story.Withdraw)
	h.act(dam.ID, story.Correct)
	h.alert("en", "The river rises", flood.ID, time.Hour)
	wants := map[string]int{"/": 200, "/en/": 200, "/en/river/": 200, at("en", flood, d): 200, "/en/corrections/": 200, "/light/en/": 200,
		"/en/river/" + address.Before(flood.ID): 200, "/en/feed.rss": 200, "/en/river/feed.atom": 200, "/sitemap.xml": 200,
		"/en/sitemap.xml": 200, "/en/news.xml": 200, address.SitemapPart("en", 1): 200, address.ByID("en", gone.ID): 410, "/en/nowhere/": 404, "/nowhere/": 404}
	for path, want := range wants {
		w := httptest.NewRecorder()
		if h.fresh(-1).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil)); w.Code != want {
			t.Fatalf("%s: %d, want %d", path, w.Code, want)
		}
	}
	failed := 0
	for _, table := range h.tables() {
		s := h.fresh(0)
		h.past(`ALTER TABLE "` + table + `" RENAME TO away`)
		for path, want := range wants {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			switch {
			case w.Code == want:
			case w.Code < 500:
				t.Errorf("%s without the table %s: %d, want %d or a fault", path, table, w.Code, want)
			default:
				failed++
				if body := w.Body.String(); strings.Contains(body, "sql") || strings.Contains(body, table+" ") || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
					t.Errorf("%s without the table %s: the fault says what broke, or is cached: %s", path, table, body)
				}
			}
		}
		w := httptest.NewRecorder()
		if err := s.Preview(w, httptest.NewRequest(http.MethodGet, "/desk/", nil), flood, &story.Revision{Document: d}, false); err != nil && w.Body.Len() > 0 {
			t.Errorf("a preview without the table %s is half a page", table)
		}
		if html, _, _, err := s.Strip(context.Background(), "en"); err == nil && !strings.Contains(html, "The river rises") {
			t.Errorf("the strip without the table %s says %q, and no fault", table, html)
		}
		h.past(`ALTER TABLE away RENAME TO "` + table + `"`)
		for path, want := range wants {
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil)); w.Code != want {
				t.Errorf("%s when the table %s is back: %d, want %d", path, table, w.Code, want)
			}
		}
	}
	if failed < 40 {
		t.Errorf("%d answers were faults: the tables that pages need were not away", failed)
	}
}

func TestABodyThatNoAddressTakesIsRefused(t *testing.T) {
	h := open(t, 0)
	for method, want := range map[string]int{http.MethodPost: http.StatusMethodNotAllowed, http.MethodGet: http.StatusRequestEntityTooLarge,
		http.MethodHead: http.StatusRequestEntityTooLarge, "BREW": http.StatusMethodNotAllowed} {
		w := httptest.NewRecorder()
		h.RefuseBody(w, httptest.NewRequest(method, "/en/", strings.NewReader("name=value")))
		if w.Code != want || w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s with a body: %d and %v, want %d", method, w.Code, w.Header(), want)
		}
	}
	if w := httptest.NewRecorder(); true {
		if h.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/en/", nil)); w.Code != http.StatusOK {
			t.Errorf("after them a page is %d", w.Code)
		}
	}
}

func TestTheFrontPageOfASectionedEditionHasStoriesOfSectionsThatAreNotAmongTheNewest(t *testing.T) {
	h := open(t, 0)
	coast := news("coast", "The harbour opens")
	h.publish("en", coast)
	h.fill("en", "river", mostNewest)
	body := text(t, h.get("/en/"))
	if !strings.Contains(body, "The harbour opens") {
		t.Error("the coast has a story, and no band on the front page")
	}
	if w := h.get("/en/coast/" + address.Before(story.ID("aaaaaaaaaaaaa"))); w.Code != http.StatusNotFound {
		t.Errorf("a page that begins after no story: %d, want 404", w.Code)
	}
}
