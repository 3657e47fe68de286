package site

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/page/dist"
	"dateline/story"
)

func TestTheStripLeadsToTheStoryAsItsEditionTellsIt(t *testing.T) {
	onBoth(t, testTheStripLeadsToTheStoryAsItsEditionTellsIt)
}

func testTheStripLeadsToTheStoryAsItsEditionTellsIt(t *testing.T, open opener) {
	h := open(t, 0)
	ctx := context.Background()
	s := h.publish("en", news("river", "The dam"))
	h.alert("ar", "انهيار السد", s.ID, time.Hour)
	if body := text(t, h.get("/ar/")); !contains(body, "انهيار السد") || contains(body, "/river/"+string(s.ID)) {
		t.Error("the Arabic strip is not there, or leads to an English story")
	}
	translated, err := h.room.Translate(ctx, h.chief, s.ID, "ar")
	h.must(err)
	h.act(translated.ID, story.Publish)
	if body := text(t, h.get("/ar/corrections/")); !contains(body, `href="/ar/river/`+string(translated.ID)) {
		t.Error("the Arabic strip does not lead to the translation that has come out since")
	}
	html, version, ends, err := h.Strip(ctx, "ar")
	if err != nil || !contains(html, string(translated.ID)) || version == 0 || !ends.Equal(h.now().Add(time.Hour-time.Second)) {
		t.Errorf("the strip of open screens: version %d, ends %s, %v\n%s", version, ends, err, html)
	}
	if body := text(t, h.get("/ar/corrections/")); !contains(body, html) {
		t.Error("an open screen is sent another strip than the one that the page came with")
	}
	if html, version, _, err := h.Strip(ctx, "en"); html != "" || version != 0 || err != nil {
		t.Errorf("the English edition has a strip: version %d, %v, %s", version, err, html)
	}
	if _, _, _, err := h.Strip(ctx, "sw"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an edition that is not public has a strip: %v", err)
	}
}

func TestPageAndStreamLoseTheLinkToAWithdrawnStoryInTheSameEvent(t *testing.T) {
	onBoth(t, testPageAndStreamLoseTheLinkToAWithdrawnStoryInTheSameEvent)
}

func testPageAndStreamLoseTheLinkToAWithdrawnStoryInTheSameEvent(t *testing.T, open opener) {
	for _, keep := range []bool{true, false} {
		h := open(t, 0)
		ctx := context.Background()
		s := h.publish("en", news("river", "The dam"))
		translated, err := h.room.Translate(ctx, h.chief, s.ID, "ar")
		h.must(err)
		h.act(translated.ID, story.Publish)
		h.alert("en", "Dam breaks", s.ID, time.Hour)
		h.alert("ar", "انهيار السد", s.ID, time.Hour)
		same := func(when string) (strips string) {
			t.Helper()
			for _, e := range []edition.Slug{"en", "ar"} {
				html, version, _, err := h.Strip(ctx, e)
				h.must(err)
				if body := text(t, h.get("/"+string(e)+"/corrections/")); !contains(body, html) || !contains(body, fmt.Sprintf(`data-version="%d"`, version)) {
					t.Errorf("%s, alerts kept: %t: page and stream of %s show different strips", when, keep, e)
				}
				strips += html
			}
			return strips
		}
		if strips := same("before"); strings.Count(strips, "<a href") != 2 {
			t.Fatalf("the strips do not lead to the story: %s", strips)
		}
		now, err := h.store.Story(ctx, s.ID)
		h.must(err)
		a := now.Prepare(story.Withdraw)
		a.InternalNote, a.KeepAlerts = "Wrong", keep
		_, err = h.room.Act(ctx, h.chief, s.ID, a)
		h.must(err)
		h.hear()
		strips := same("withdrawn")
		if strings.Contains(strips, "<a href") || strings.Contains(strips, "Dam breaks") != keep || strings.Contains(strips, "انهيار السد") != keep {
			t.Errorf("alerts kept: %t, and the strips are %q", keep, strips)
		}
	}
}

func TestStylesAndScriptsAreCachedForGood(t *testing.T) {
	h := open(t, 0)
	for name, want := range map[string]string{"site.css": "text/css", "strip.js": "text/javascript"} {
		path := dist.Path(name)
		w := h.get(path, "Accept-Encoding", "gzip, br")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), want) || !contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, headers %v", name, w.Code, w.Header())
		}
		for deadline := time.Now().Add(30 * time.Second); h.get(path, "Accept-Encoding", "gzip, br").Header().Get("Content-Encoding") != "br"; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s is not compressed well after thirty seconds", name)
			}
		}
	}
}
