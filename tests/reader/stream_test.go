package reader_test

import (
	"fmt"
	"testing"
	"time"

	"dateline/lang"
	"dateline/story"
	"dateline/tests/browser"
)

// alert sends a breaking item to the English edition, and is the expression
// that finds it on a page.
func (h *house) alert(t *testing.T, text string) (item string) {
	t.Helper()
	sent, err := h.Newsroom.Alert(t.Context(), h.editor(t), story.Alert{Level: story.Breaking, Ends: time.Now().Add(time.Hour),
		Texts: map[lang.Tag]string{"en": text}})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`document.querySelector('#strip [data-alert="%s"]')`, sent.ID)
}

// streams waits until so many streams are open.
func (h *house) streams(t *testing.T, want int) {
	t.Helper()
	for range 3000 {
		if h.Live.Count() == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%d streams are open, want %d", h.Live.Count(), want)
}

func TestOneBrowserHoldsOneStreamForAllItsTabs(t *testing.T) {
	h := open(t)
	first := browser.Open(t).Page(t)
	first.Go(h.URL + "/en/")
	h.streams(t, 1)
	tabs := []*browser.Page{first.Beside(t), first.Beside(t), first.Beside(t)}
	for _, p := range tabs {
		p.Go(h.URL + "/en/")
	}
	item := h.alert(t, "Two bridges closed")
	for _, p := range append(tabs, first) {
		p.Wait(item + ` !== null`)
	}
	if got := h.Live.Count(); got != 1 {
		t.Errorf("%d streams are open for four tabs, want 1", got)
	}
	first.Go("about:blank") // the tab that held it goes elsewhere
	item = h.alert(t, "A third bridge closed")
	for _, p := range tabs {
		p.Wait(item + ` !== null`)
	}
	h.streams(t, 1)
}
