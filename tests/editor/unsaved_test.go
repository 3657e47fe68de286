package editor_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dateline/tests/browser"
)

func TestLostAnswerIsAskedForAgainUnderTheSameKey(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(func(w http.ResponseWriter, s saving) bool {
		panic(http.ErrAbortHandler)
	})
	p.Click("#editor-text")
	p.Type("First.")
	status(p, "Not saved yet, kept in this browser")
	if !browser.Value[bool](p, "Object.values(localStorage).some(text => text.includes('First.'))") {
		t.Error("the text is not kept in the browser")
	}
	p.Type(" Second.")
	h.in(nil)
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	sent := h.sent()
	if len(sent) < 3 {
		t.Fatalf("%d requests, want the lost one, the same again, and the newer text", len(sent))
	}
	again, newer := sent[len(sent)-2], sent[len(sent)-1]
	if sent[0].Key != again.Key || string(sent[0].Document) != string(again.Document) {
		t.Errorf("the lost request was not sent again as it was: keys %q and %q", sent[0].Key, again.Key)
	}
	if newer.Base != 14 || newer.Key == again.Key || !strings.Contains(string(newer.Document), "Second.") {
		t.Errorf("the newer text has base %d and key %q, want base 14 and a key of its own", newer.Base, newer.Key)
	}
	if browser.Value[int](p, "localStorage.length") != 0 {
		t.Error("the browser still keeps a text that is saved")
	}
}

func TestTextOfAClosedEditorIsOfferedAgain(t *testing.T) {
	h := open(t, "en", "ltr")
	b := browser.Open(t)
	reader := b.Page(t)
	p := reader.Beside(t)
	h.write(t, p)
	h.in(refuse(http.StatusServiceUnavailable, ""))
	p.Click("[name=headline]")
	p.Type("Flood")
	p.Click("#editor-text")
	p.Type("Kept words.")
	status(p, "Not saved yet, kept in this browser")

	beside := reader.Beside(t)
	h.write(t, beside)
	if got := browser.Value[int](beside, "navigator.locks.query().then(q => document.querySelectorAll('[data-act=recoveruse]').length)"); got != 0 {
		t.Error("a text that another tab has open is offered as lost")
	}
	p.Close()
	beside.Wait("navigator.locks.query().then(q => q.held.length === 1)")
	h.in(nil)

	later := reader.Beside(t)
	h.write(t, later)
	later.Wait("document.querySelector('[data-act=recoveruse]')")
	later.Click("[data-act=recoveruse]")
	later.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	if got := h.last(t); got.Body.words() != "Kept words." || got.Head["headline"] != "Flood" {
		t.Errorf("saved %q under %v, want the kept words under Flood", got.Body.words(), got.Head)
	}
	later.Wait("Object.keys(localStorage).length === 0")
}

func TestSecondEditorsTextIsKeptBesideAndNothingMoreIsTyped(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(refuse(http.StatusConflict, `{"head":15,"branch":16,"by":"Olena","url":"/desk/stories/flood/compare?old=15&new=16"}`))
	p.Click("#editor-text")
	p.Type("My words.")
	status(p, "Olena has saved 15; your text is kept as 16")
	if got := browser.Value[string](p, "document.querySelector('.editor-notice a').getAttribute('href')"); got != "/desk/stories/flood/compare?old=15&new=16" {
		t.Errorf("the notice leads to %q", got)
	}
	if browser.Value[bool](p, "document.querySelector('#editor-text').isContentEditable") {
		t.Error("the text can still be changed, and the change would not be saved")
	}
	if got := len(h.sent()); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

func TestLapsedSignInIsSaidAndTheTextIsSavedAfterIt(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(refuse(http.StatusUnauthorized, ""))
	p.Click("#editor-text")
	p.Type("Words.")
	status(p, "Not saved yet: sign in in another tab")
	h.in(nil)
	status(p, "Saved as 14 at 14:03:07")
}

func TestRefusedTextSaysWhyAndTheNextChangeIsTried(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(refuse(http.StatusUnprocessableEntity, `{"error":"The headline is too long.","id":"x"}`))
	p.Click("#editor-text")
	p.Type("Words.")
	status(p, "Not taken: The headline is too long.")
	h.in(nil)
	p.Type("!")
	status(p, "Saved as 14 at 14:03:07")
}

func TestLeavingIsQuestionedOnlyWhileSomethingIsUnsaved(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	leaves := "dispatchEvent(new Event('beforeunload', {cancelable: true}))"
	if !browser.Value[bool](p, leaves) {
		t.Error("leaving an unchanged page is questioned")
	}
	p.Click("#editor-text")
	p.Type("Words.")
	if browser.Value[bool](p, leaves) {
		t.Error("leaving with unsaved words is not questioned")
	}
	p.Wait(fmt.Sprintf("document.querySelector('#save-status').dataset.state === %q", "saved"))
	if !browser.Value[bool](p, leaves) {
		t.Error("leaving is questioned although all is saved")
	}
}
