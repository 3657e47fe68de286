// Package editor_test holds the desk's editor to its contract, in a real
// Chromium, against a house of a few lines that notes what it is sent.
package editor_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"dateline/tests/browser"
)

// house is what stands behind the editor: it takes texts as the desk does.
type house struct {
	*httptest.Server
	lang, dir string
	words     string
	person    string // who is signed in
	key       string // that person's, base64

	mu    sync.Mutex // guards what follows
	head  int
	saves []saving
	typed []saving // what came as a working copy
	acts  int
	mood  func(w http.ResponseWriter, s saving) bool // true: it has answered by itself
	text  string                                     // the document that a new page starts from
}

type saving struct {
	Base     int             `json:"base"`
	Document json.RawMessage `json:"document"`
	Key      string          `json:"key"`
	Origin   string          `json:"origin"`
	Tab      string          `json:"tab"`
	Number   int64           `json:"number"`
}

const blank = `{"schema":1,"head":{"headline":"","section":"world"},"body":{"type":"doc","content":[{"type":"paragraph"}]}}`

const thumb = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

const bridge = `{"id":"aaaaaaaaaaaaa","kind":"picture","filename":"bridge.jpg","thumb":"` + thumb + `","alt":"A bridge under water","credit":"","duration":""}`

const film = `{"id":"bbbbbbbbbbbbb","kind":"video","filename":"flood.mp4","thumb":"","alt":"","credit":"","duration":"PT1M"}`

func open(t *testing.T, lang, dir string) *house {
	t.Helper()
	words, err := os.ReadFile("testdata/words.json")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{lang: lang, dir: dir, words: string(words), person: "ruth", key: base64.StdEncoding.EncodeToString([]byte(strings.Repeat("r", 32))), head: 13, text: blank}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /desk/stories/flood", h.page)
	mux.HandleFunc("POST /desk/stories/flood/save", h.save)
	mux.HandleFunc("POST /desk/stories/flood/working", h.takeWorking)
	mux.HandleFunc("POST /desk/stories/flood/act", func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.acts = len(h.saves)
		fmt.Fprint(w, "<!DOCTYPE html><title>Published</title>")
	})
	mux.HandleFunc("GET /desk/assets.json", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, map[string]string{"picture": "[" + bridge + "]", "video": "[" + film + "]"}[r.FormValue("kind")])
	})
	mux.HandleFunc("POST /desk/assets", h.upload)
	mux.HandleFunc("GET /desk/files/editor.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "../../desk/editor/editor.css")
	})
	mux.Handle("GET /desk/files/", http.StripPrefix("/desk/files/", http.FileServer(http.Dir("../../desk/dist"))))
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

// page is as strict about scripts and styles as the real desk is.
func (h *house) page(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
	fmt.Fprintf(w, `<!DOCTYPE html><html lang="en" dir="ltr"><meta charset="utf-8"><title>Desk</title>
<link rel="stylesheet" href="/desk/files/editor.css"><main><div id="save-line"><span id="save-status"></span> <span id="save-notes"></span> <span id="save-said" role="status"></span></div><h1>Writing</h1>
<form id="story-form" method="post" action="/desk/stories/flood/save" lang="%s" dir="%s">
<input type="hidden" name="base" value="%d">
<label>Headline <textarea name="headline" dir="auto"></textarea></label><label>Standfirst <textarea name="standfirst"></textarea></label>
<label>Byline <input name="byline"></label><label>Place <input name="place"></label>
<label>Section <select name="section"><option value=""></option><option value="world" selected>World</option></select></label>
<fieldset id="lead"><legend>Lead</legend><label>Asset <input name="lead"></label><label>Alt <input name="lead-alt"></label><label>Caption <input name="lead-caption"></label></fieldset>
<div id="editor" data-story="flood" data-base="%d" data-save="/desk/stories/flood/save" data-working="/desk/stories/flood/working" data-edition="en" lang="%s" dir="%s"></div>
<script type="application/json" id="editor-document">%s</script><script type="application/json" id="editor-words">%s</script>
<script type="application/json" id="editor-owner">{"person":%q,"key":%q,"tabs":{}}</script>
</form><form method="post" action="/desk/stories/flood/act" data-saves><button id="publish">Publish</button></form></main>
<script src="/desk/files/editor.js" defer></script></html>`, h.lang, h.dir, h.head, h.head, h.lang, h.dir, h.text, h.words, h.person, h.key)
}

func (h *house) save(w http.ResponseWriter, r *http.Request) {
	var s saving
	if err := json.NewDecoder(r.Body).Decode(&s); err != nil || r.Header.Get("X-Requested-With") == "" {
		http.Error(w, fmt.Sprint("not a save of the editor's: ", err), http.StatusTeapot)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.saves = append(h.saves, s)
	if h.mood != nil && h.mood(w, s) {
		return
	}
	h.head++
	h.text = string(s.Document)
	fmt.Fprintf(w, `{"revision":%d,"saved":"14:03:07"}`, h.head)
}

func (h *house) takeWorking(w http.ResponseWriter, r *http.Request) {
	var s saving
	if err := json.NewDecoder(r.Body).Decode(&s); err != nil || r.Header.Get("X-Requested-With") == "" {
		http.Error(w, fmt.Sprint("not a text of the editor's: ", err), http.StatusTeapot)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.mood != nil && h.mood(w, s) {
		return
	}
	h.typed = append(h.typed, s)
	fmt.Fprintf(w, `{"base":%d,"head":%d,"saved":"14:03:06"}`, s.Base, h.head)
}

func (h *house) upload(w http.ResponseWriter, r *http.Request) {
	file, header, err := r.FormFile("file")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	file.Close()
	fmt.Fprintf(w, `{"id":"ccccccccccccc","kind":"picture","filename":%q,"thumb":"","alt":"","credit":"","duration":""}`, header.Filename)
}

// in makes the house answer saves in its own way from now on; nil: as usual.
func (h *house) in(mood func(w http.ResponseWriter, s saving) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mood = mood
}

func (h *house) sent() []saving {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]saving(nil), h.saves...)
}

// working are the texts that came as working copies and were taken.
func (h *house) working() []saving {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]saving(nil), h.typed...)
}

func (h *house) last(t *testing.T) document {
	t.Helper()
	sent := h.sent()
	if len(sent) == 0 {
		t.Fatal("nothing was saved")
	}
	return read(t, sent[len(sent)-1])
}

// document is what a save held, as far as these tests look at it.
type document struct {
	Head map[string]any
	Body node
}

type node struct {
	Type    string         `json:"type"`
	Attrs   map[string]any `json:"attrs"`
	Content []node         `json:"content"`
	Text    string         `json:"text"`
	Marks   []node         `json:"marks"`
}

func read(t *testing.T, s saving) document {
	t.Helper()
	var d document
	if err := json.Unmarshal(s.Document, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func (n node) words() string {
	text := n.Text
	for _, c := range n.Content {
		text += c.words()
	}
	return text
}

func (n node) kinds() []string {
	var kinds []string
	for _, c := range n.Content {
		kinds = append(kinds, c.Type)
	}
	return kinds
}

// write opens the editor's page.
func (h *house) write(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Go(h.URL + "/desk/stories/flood")
	p.Wait("document.querySelector('#editor-text')")
	t.Cleanup(func() {
		if errors := p.Errors(); len(errors) > 0 {
			t.Errorf("the page's scripts complained: %q", errors)
		}
	})
}

func status(p *browser.Page, words string) {
	p.Wait(fmt.Sprintf("document.querySelector('#save-status').textContent === %q", words))
}
