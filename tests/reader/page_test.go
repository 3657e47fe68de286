package reader_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/lang"
	"dateline/story"
	"dateline/tests/browser"
)

var scripts = []edition.Slug{"en", "fa", "my"}

func anyStory(*story.Copy) bool { return true }

func TestPagesFitEveryScreenWithoutSidewaysScrollOrShift(t *testing.T) {
	h := open(t)
	b := browser.Open(t)
	for _, slug := range scripts {
		pages := map[string]string{"front": h.URL + "/" + string(slug) + "/", "section": h.URL + "/" + string(slug) + "/world/",
			"story": h.find(t, slug, anyStory), "corrections": h.URL + "/" + string(slug) + "/corrections/", "nowhere": h.URL + "/" + string(slug) + "/nowhere"}
		for name, address := range pages {
			p := b.Page(t)
			for _, width := range []int64{320, 360, 640, 992, 1280} {
				p.Width(width, 800)
				p.Go(address)
				if over := browser.Value[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					t.Errorf("%s %s is %v px too wide at %d", slug, name, over, width)
				}
				shift := browser.Value[float64](p, `new Promise(done => { let sum = 0
					new PerformanceObserver(l => l.getEntries().forEach(e => { sum += e.value })).observe({type: 'layout-shift', buffered: true})
					requestAnimationFrame(() => requestAnimationFrame(() => done(sum))) })`)
				if shift > 0 {
					t.Errorf("%s %s shifts by %v at %d", slug, name, shift, width)
				}
			}
			p.Close()
		}
	}
}

func TestPagesHaveNoFaultThatAxeKnows(t *testing.T) {
	h := open(t)
	b := browser.Open(t)
	pages := map[string]string{"chooser": h.URL + "/"}
	for _, slug := range scripts {
		root := h.URL + "/" + string(slug) + "/"
		pages[string(slug)+" front"], pages[string(slug)+" section"] = root, root+"science/"
		pages[string(slug)+" story"], pages[string(slug)+" nowhere"] = h.find(t, slug, holds(playable)), root+"nowhere"
		pages[string(slug)+" light"] = h.URL + "/light/" + string(slug) + "/"
	}
	pages["corrections"] = h.URL + "/en/corrections/"
	for name, address := range pages {
		p := b.Page(t)
		p.Width(360, 800)
		for _, look := range []browser.Look{{}, {Dark: true}, {ForcedColors: true, Dark: true}} {
			p.Look(look)
			p.Go(address)
			for _, v := range p.Axe() {
				t.Errorf("%s %+v: %s", name, look, v)
			}
		}
		p.Close()
	}
}

func TestPageIsCompleteWithoutScript(t *testing.T) {
	h := open(t)
	b := browser.Open(t)
	for _, slug := range scripts {
		p := b.Page(t)
		p.WithoutScript()
		address := h.find(t, slug, anyStory)
		p.Go(address)
		if got := browser.Value[int](p, `document.querySelectorAll('h1').length`); got != 1 {
			t.Errorf("%s has %d h1, want 1", slug, got)
		}
		if got := browser.Value[int](p, `document.querySelectorAll('article p').length`); got < 3 {
			t.Errorf("%s: %d paragraphs can be read", slug, got)
		}
		for _, asked := range p.Requests() {
			if strings.Contains(asked, "/live/") {
				t.Errorf("%s: without script the page asked for %s", slug, asked)
			}
		}
		p.Close()
	}
}

// compressed is how many bytes an address costs a reader.
func compressed(t *testing.T, address string) (body []byte, size int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, answer.StatusCode, err)
	}
	if answer.Header.Get("Content-Encoding") != "gzip" {
		return raw, len(raw)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return plain, len(raw)
}

var parts = regexp.MustCompile(`(?:src|href)="(/assets/[^"]+\.(js|css))"`)

func TestStoryPagesAreLightOnTheLine(t *testing.T) {
	h := open(t)
	for _, slug := range []edition.Slug{"en", "fr", "uk", "fa", "ar", "my", "zh-hans", "sw"} {
		for _, c := range h.stories(t, slug) {
			page, all := compressed(t, h.at(c))
			script := 0
			for _, m := range parts.FindAllStringSubmatch(string(page), -1) {
				_, size := compressed(t, h.URL+m[1])
				all += size
				if m[2] == "js" {
					script += size
				}
			}
			if all > 30_000 || script > 15_000 {
				t.Errorf("%s: %d bytes in all, %d of them script; want 30,000 and 15,000 at most", h.at(c), all, script)
			}
			light, size := compressed(t, h.URL+"/light"+strings.TrimPrefix(h.at(c), h.URL))
			if strings.Contains(string(light), "<script src") || strings.Contains(string(light), "<img") {
				t.Errorf("the light page of %s has a script or a picture", h.at(c))
			}
			for _, m := range parts.FindAllStringSubmatch(string(light), -1) {
				_, part := compressed(t, h.URL+m[1])
				size += part
			}
			if size > 14_000 {
				t.Errorf("the light page of %s costs %d bytes, want 14,000 at most", h.at(c), size)
			}
		}
	}
}

func TestBreakingItemComesToAnOpenPageAndGoesAgain(t *testing.T) {
	h := open(t)
	b := browser.Open(t)
	p := b.Page(t)
	p.Go(h.find(t, "en", anyStory))
	p.Wait(`document.querySelectorAll('#strip [data-alert]').length === 1`)
	before := len(p.Requests())
	editor := h.editor(t)
	sent, err := h.Newsroom.Alert(t.Context(), editor, story.Alert{Level: story.Urgent, Ends: time.Now().Add(time.Hour),
		Texts: map[lang.Tag]string{"en": "Leave the river bank now"}})
	if err != nil {
		t.Fatal(err)
	}
	item := fmt.Sprintf(`document.querySelector('#strip [data-alert="%s"]')`, sent.ID)
	p.Wait(item + ` !== null`)
	for _, asked := range p.Requests()[before:] {
		if !strings.Contains(asked, "/live/en") && !strings.HasSuffix(asked, "/icon.svg") { // the browser's own wish
			t.Errorf("the page asked for %s", asked)
		}
	}
	if err := h.Newsroom.EndAlert(t.Context(), editor, sent.ID); err != nil {
		t.Fatal(err)
	}
	p.Wait(item + ` === null`)
}

func TestDismissedItemStaysDismissed(t *testing.T) {
	h := open(t)
	p := browser.Open(t).Page(t)
	p.Go(h.URL + "/fa/")
	p.Wait(`document.querySelector('#strip [data-dismiss]') !== null`)
	p.Click(`#strip [data-dismiss]`)
	gone := `![...document.querySelectorAll('#strip [data-alert]')].some(e => e.getClientRects().length)`
	p.Wait(gone)
	p.Go(h.URL + "/fa/")
	if !browser.Value[bool](p, gone) {
		t.Error("the item is there again on the next page")
	}
	if got := browser.Value[float64](p, `new Promise(done => { let sum = 0
		new PerformanceObserver(l => l.getEntries().forEach(e => { sum += e.value })).observe({type: 'layout-shift', buffered: true})
		requestAnimationFrame(() => requestAnimationFrame(() => done(sum))) })`); got > 0 {
		t.Errorf("the page shifts by %v where the item was", got)
	}
}

func TestEditionWhereNothingBreaksHasAnEmptyRegion(t *testing.T) {
	h := open(t)
	all, err := h.Store.Alerts(context.Background(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if err := h.Newsroom.EndAlert(t.Context(), h.editor(t), a.ID); err != nil {
			t.Fatal(err)
		}
	}
	last, err := h.Store.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := browser.Open(t).Page(t)
	for h.Site.LastEvent() < last {
		time.Sleep(time.Millisecond)
	}
	p.Go(h.URL + "/en/")
	if got := browser.Value[string](p, `document.getElementById('strip').textContent.trim()`); got != "" {
		t.Errorf("the strip says %q, want nothing", got)
	}
}
