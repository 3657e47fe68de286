package editor_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"dateline/tests/browser"
)

// state waits for a state of the line.
func state(p *browser.Page, name string) {
	p.Wait(fmt.Sprintf("document.querySelector('#save-status').dataset.state === %q", name))
}

// kept is all that the browser's disk holds of what is typed, as one text.
func saved(p *browser.Page) string {
	return browser.Value[string](p, `new Promise(done => {
		const opening = indexedDB.open('dateline', 1)
		opening.onsuccess = () => {
			const reading = opening.result.transaction('batch').objectStore('batch').getAll()
			reading.onsuccess = () => { opening.result.close(); done(JSON.stringify(reading.result)) }
		}
	})`)
}

func TestLostAnswerIsAskedForAgainUnderTheSameKey(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(func(w http.ResponseWriter, s saving) bool {
		panic(http.ErrAbortHandler)
	})
	p.Click("#editor-text")
	p.Type("First.")
	p.Press("s", chromedp.ModifierCtrl)
	status(p, "1 word only on this computer: the server does not answer")
	p.Wait("indexedDB.databases().then(all => all.length === 1)")
	if got := saved(p); got == "[]" || strings.Contains(got, "First") {
		t.Errorf("the browser keeps %s, want the text, encrypted", got)
	}
	p.Type(" Second.")
	for len(h.sent()) == 0 {
		p.Press("s", chromedp.ModifierCtrl)
	}
	h.in(nil)
	state(p, "saved")
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
	p.Wait("!document.querySelector('[data-act]')")
	for saved(p) != "[]" {
		p.Wait("true") // it is dropped after the answer
	}
}

// closed leaves a text in the browser that the server has not got, and closes its tab.
func closed(t *testing.T, h *house, reader *browser.Page, headline, text string) {
	t.Helper()
	p := reader.Beside(t)
	h.write(t, p)
	h.in(refuse(http.StatusServiceUnavailable, ""))
	p.Click("[name=headline]")
	p.Type(headline)
	p.Click("#editor-text")
	p.Type(text)
	state(p, "unsaved")
	beside := reader.Beside(t)
	h.write(t, beside)
	if got := browser.Value[int](beside, "navigator.locks.query().then(q => document.querySelectorAll('[data-act=recoveruse]').length)"); got != 0 {
		t.Error("a text that another tab has open is offered as lost")
	}
	p.Close()
	beside.Wait("navigator.locks.query().then(q => q.held.length === 1)")
	beside.Close()
	h.in(nil)
}

func TestTextOfAClosedEditorIsOfferedAgain(t *testing.T) {
	h, reader := open(t, "en", "ltr"), browser.Open(t).Page(t)
	closed(t, h, reader, "Flood", "Left words.")
	later := reader.Beside(t)
	h.write(t, later)
	later.Click("[data-act=recoveruse]")
	state(later, "saved")
	if got := h.last(t); got.Body.words() != "Left words." || got.Head["headline"] != "Flood" {
		t.Errorf("saved %q under %v, want the words that were left, under Flood", got.Body.words(), got.Head)
	}
	for saved(later) != "[]" {
		later.Wait("true")
	}
}

func TestThrowingAwayAsksAndCanBeUndone(t *testing.T) {
	h, reader := open(t, "en", "ltr"), browser.Open(t).Page(t)
	closed(t, h, reader, "Flood", "Left words.")
	later := reader.Beside(t)
	h.write(t, later)
	later.Click("[data-act=recoverdrop]")
	later.Wait("document.querySelector('dialog[open] h2').textContent.startsWith('Discard the text from ')")
	later.Click("dialog button[type=button]")
	later.Wait("!document.querySelector('dialog') && document.querySelector('[data-act=recoveruse]')")
	later.Click("[data-act=recoverdrop]")
	later.Click("dialog button.primary")
	later.Click("[data-act=recoverundo]")
	later.Click("[data-act=recoverdrop]")
	later.Click("dialog button.primary")
	later.Wait("document.querySelector('[data-act=recoverundo]')")
	again := reader.Beside(t)
	h.write(t, again)
	if browser.Value[bool](again, "new Promise(done => setTimeout(() => done(document.querySelector('[data-act]') !== null), 500))") {
		t.Error("what was thrown away is offered again")
	}
	later.Click("[data-act=recoverundo]")
	later.Click("[data-act=recoveruse]")
	state(later, "saved")
	if got := h.last(t).Body.words(); got != "Left words." {
		t.Errorf("saved %q, want what was thrown away and taken back", got)
	}
}

func TestTextOfAnotherPersonIsNeitherOfferedNorReadable(t *testing.T) {
	h, reader := open(t, "en", "ltr"), browser.Open(t).Page(t)
	closed(t, h, reader, "Leak", "Secret source.")
	ruth, hers := h.person, h.key
	notOffered := func(person, key string) {
		t.Helper()
		h.person, h.key = person, key
		p := reader.Beside(t)
		h.write(t, p)
		if browser.Value[bool](p, "new Promise(done => setTimeout(() => done(document.querySelector('[data-act]') !== null), 500))") {
			t.Errorf("%s is offered what another has typed", person)
		}
		if strings.Contains(saved(p), "Secret") {
			t.Error("it lies readable in the browser")
		}
		p.Close()
	}
	notOffered("olena", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("o", 32))))
	notOffered(ruth, base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 32)))) // who only says so has not the key
	h.person, h.key = ruth, hers
	p := reader.Beside(t)
	h.write(t, p)
	p.Wait("document.querySelector('[data-act=recoveruse]')")
}

// insecure is the address of the house as browsers reach it without encryption over a network.
func (h *house) insecure() {
	_, port, _ := strings.Cut(strings.TrimPrefix(h.URL, "http://"), ":")
	h.URL = "http://" + browser.Insecure + ":" + port
}

func TestWithoutASecureContextTextIsOfferedToItsOwnerAloneAndTheLineSaysSo(t *testing.T) {
	h, reader := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.insecure()
	p := reader.Beside(t)
	h.write(t, p)
	if browser.Value[bool](p, "isSecureContext || 'locks' in navigator || !!crypto.subtle") {
		t.Fatal("the context is secure: the test tries nothing")
	}
	h.in(refuse(http.StatusServiceUnavailable, ""))
	p.Click("#editor-text")
	p.Type("Secret source.")
	says := "document.querySelector('#save-status').textContent.includes('2 words only on this computer, not encrypted')"
	p.Wait(says)
	p.Wait("indexedDB.databases().then(all => all.length === 1)")
	offered := func(person string) bool {
		t.Helper()
		h.person = person
		beside := reader.Beside(t)
		h.write(t, beside)
		defer beside.Close()
		return browser.Value[bool](beside, "new Promise(done => setTimeout(() => done(document.querySelector('[data-act=recoveruse]') !== null), 2000))")
	}
	ruth := h.person
	if offered(ruth) {
		t.Error("what is being typed in an open tab is offered to another")
	}
	p.Close()
	if offered("olena") {
		t.Error("who signs in next is offered what another has typed")
	}
	if !offered(ruth) {
		t.Error("its owner is not offered what she has typed")
	}
	h.in(nil)
	last := reader.Beside(t)
	h.write(t, last)
	last.Click("[data-act=recoveruse]")
	state(last, "saved")
	if got := h.last(t).Body.words(); got != "Secret source." {
		t.Errorf("taken up, the text is %q", got)
	}
}

func TestTextOfAnEarlierReleaseIsOfferedToItsStory(t *testing.T) {
	h, reader := open(t, "en", "ltr"), browser.Open(t).Page(t)
	before := reader.Beside(t)
	h.write(t, before)
	browser.Value[bool](before, `(() => {
		const document = {schema: 1, head: {headline: 'Old', section: 'world'}, body: {type: 'doc', content: [{type: 'paragraph', content: [{type: 'text', text: 'Of the old shelf.'}]}]}}
		localStorage.setItem('dateline.story.flood.123', JSON.stringify({at: Date.now(), base: 13, pending: null, document}))
		localStorage.setItem('dateline.story.other.123', JSON.stringify({at: Date.now(), base: 1, pending: null, document}))
		return true
	})()`)
	before.Close()
	p := reader.Beside(t)
	h.write(t, p)
	p.Click("[data-act=recoveruse]")
	state(p, "saved")
	if got := h.last(t); got.Body.words() != "Of the old shelf." || got.Head["headline"] != "Old" {
		t.Errorf("saved %q under %v, want the text of the earlier release", got.Body.words(), got.Head)
	}
	if got := browser.Value[string](p, "Object.keys(localStorage).join()"); got != "dateline.story.other.123" {
		t.Errorf("localStorage holds %q, want the other story's text alone", got)
	}
}

func TestWhatCannotBeSavedIsChangedAndSaid(t *testing.T) {
	h, p := open(t, "fa", "rtl"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("[name=headline]")
	p.Type("س\ufeffیل\u202c")
	p.Click("#editor-text")
	browser.Value[bool](p, `(() => {
		const data = new DataTransfer()
		data.setData('text/plain', '\u202bمی\u200Cرود\u202c ا\u000bب')
		document.querySelector('#editor-text').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
		return true
	})()`)
	p.Press("s", chromedp.ModifierCtrl)
	state(p, "saved")
	got := h.last(t)
	if want := "\u2067می\u200Cرود\u2069 ا\nب"; got.Body.words() != want || got.Head["headline"] != "سیل" {
		t.Errorf("saved %+q under %+q, want %+q", got.Body.words(), got.Head["headline"], want)
	}
	if notes := browser.Value[string](p, "document.querySelector('#save-notes').textContent"); !strings.Contains(notes, "direction marks: 1") || !strings.Contains(notes, "print nothing: 1") {
		t.Errorf("it says %q, want what was changed in the headline", notes)
	}
}

func TestRefusalLeadsToItsPlace(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(refuse(http.StatusBadRequest, `{"error":"It is too long.","id":"x","place":{"field":"standfirst"}}`))
	p.Click("#editor-text")
	p.Type("Words.")
	state(p, "refused")
	p.Click("#save-status button")
	p.Wait("document.activeElement.name === 'standfirst'")
	if said := browser.Value[string](p, "document.querySelector('#save-said').textContent"); said != "Not taken: It is too long." {
		t.Errorf("a screen reader is told %q", said)
	}
}

func TestLineIsInViewWhereverOneWrites(t *testing.T) {
	h, p := open(t, "ar", "rtl"), browser.Open(t).Page(t)
	p.Width(360, 640)
	h.write(t, p)
	p.Click("#editor-text")
	p.Type(strings.Repeat("line\r", 60))
	state(p, "safe")
	if got := browser.Value[[]float64](p, "(r => [scrollY, r.top, r.height])(document.querySelector('#save-line').getBoundingClientRect())"); got[0] < 100 || got[1] < -1 || got[1] > 5 || got[2] < 10 {
		t.Errorf("scrolled by %v the line is at %v with height %v, want it at the top", got[0], got[1], got[2])
	}
	p.Picture("editor-line-360")
}

func TestSecondEditorsTextIsKeptBesideAndNothingMoreIsTyped(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	conflict := refuse(http.StatusConflict, `{"head":15,"branch":16,"by":"Olena","url":"/desk/stories/flood/compare?old=15&new=16"}`)
	h.in(func(w http.ResponseWriter, s saving) bool { return s.Key != "" && conflict(w, s) })
	h.mu.Lock()
	h.head = 15 // it is seen with the first working copy
	h.mu.Unlock()
	p.Click("#editor-text")
	p.Type("My words.")
	status(p, "Olena has saved 15; your text is saved as 16")
	if got := browser.Value[string](p, "document.querySelector('.editor-notice a').getAttribute('href')"); got != "/desk/stories/flood/compare?old=15&new=16" {
		t.Errorf("the notice leads to %q", got)
	}
	if browser.Value[bool](p, "document.querySelector('#editor-text').isContentEditable") {
		t.Error("the text can still be changed, and the change would not be saved")
	}
	if got := h.sent(); len(got) == 0 || len(got) > 2 || read(t, got[len(got)-1]).Body.words() != "My words." {
		t.Errorf("%d requests, want one or two, the last with all that was typed", len(got))
	}
}

func TestLapsedSignInIsSaidAndTheTextIsSavedAfterIt(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	h.in(refuse(http.StatusUnauthorized, ""))
	p.Click("#editor-text")
	p.Type("Words.")
	status(p, "1 word only on this computer: sign in in another tab")
	h.in(nil)
	status(p, "Safe on the server 14:03:07, revision 14")
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
	status(p, "Safe on the server 14:03:07, revision 14")
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
	state(p, "safe")
	if !browser.Value[bool](p, leaves) {
		t.Error("leaving is questioned although all is saved")
	}
}
