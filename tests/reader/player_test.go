package reader_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"dateline/edition"
	"dateline/story"
	"dateline/tests/browser"
)

// player is the first player of a page, as a script sees it.
const player = `document.querySelector('figure.player:has(audio, video)')`

func state(p *browser.Page, want string) {
	p.Wait(fmt.Sprintf(`%s.dataset.state === %q`, player, want))
}

func press(p *browser.Page) { p.Click(`figure.player:has(audio, video) .controls button`) }

// said is what the player's status line says.
func said(p *browser.Page) string {
	return browser.Value[string](p, player+`.querySelector('[role=status]').textContent`)
}

// words are the words of the page's player, by the states they belong to.
func words(t *testing.T, p *browser.Page) map[string]string {
	t.Helper()
	all := map[string]any{}
	if err := json.Unmarshal([]byte(browser.Value[string](p, `document.getElementById('player-words').textContent`)), &all); err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for k, v := range all {
		if s, ok := v.(string); ok {
			of[k] = s
		}
	}
	return of
}

// onlySays fails where the page can be read to say a state that is not the player's.
func onlySays(t *testing.T, p *browser.Page, w map[string]string, now string) {
	t.Helper()
	text := browser.Value[string](p, `(() => { const c = document.body.cloneNode(true); c.querySelectorAll('script').forEach(s => s.remove()); return c.textContent })()`)
	for _, s := range []string{"waiting", "playing", "paused", "ended", "unavailable", "failed"} {
		if s != now && w[s] != "" && w[s] != w[now] && strings.Contains(text, w[s]) {
			t.Errorf("while it is %s the page says %q", now, w[s])
		}
	}
	if now != "idle" && said(p) != w[now] {
		t.Errorf("while it is %s the status line says %q, want %q", now, said(p), w[now])
	}
}

func TestPlayerSaysEachStateWhileItIsTrueInEveryScript(t *testing.T) {
	h := open(t)
	b := browser.Open(t)
	for _, slug := range []edition.Slug{"en", "fa", "my"} {
		t.Run(string(slug), func(t *testing.T) {
			p := b.Page(t)
			p.Go(h.find(t, slug, holds(playable)))
			state(p, "idle")
			w := words(t, p)
			onlySays(t, p, w, "idle")
			for _, asked := range p.Requests() {
				if strings.Contains(asked, "/file.") {
					t.Errorf("before Play the page asked for %s", asked)
				}
			}
			press(p)
			state(p, "playing")
			onlySays(t, p, w, "playing")
			press(p)
			state(p, "paused")
			onlySays(t, p, w, "paused")
			p.Wait(player + `.querySelector('audio,video').duration > 1`)
			browser.Value[float64](p, fmt.Sprintf(`(() => { const m = %s.querySelector('audio,video'); m.currentTime = m.duration - 0.2; return 0 })()`, player))
			press(p)
			state(p, "ended")
			onlySays(t, p, w, "ended")
			if got := p.Errors(); len(got) > 0 {
				t.Errorf("scripts failed: %v", got)
			}
		})
	}
}

func TestPlayerThatCannotGetItsFileSaysSoAndTriesAgain(t *testing.T) {
	h := open(t)
	p := browser.Open(t).Page(t)
	h.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) {
			http.NotFound(w, r)
		}
		return isFile(r)
	})
	p.Go(h.find(t, "en", holds(sound)))
	state(p, "idle")
	w := words(t, p)
	press(p)
	state(p, "failed")
	onlySays(t, p, w, "failed")
	if got := browser.Value[string](p, player+`.querySelector('button').textContent`); got != w["retry"] {
		t.Errorf("the button says %q, want %q", got, w["retry"])
	}
	h.spoil(nil)
	press(p)
	state(p, "playing")
	onlySays(t, p, w, "playing")
}

func TestPlayerWaitsForASlowLine(t *testing.T) {
	h := open(t)
	p := browser.Open(t).Page(t)
	release := make(chan struct{})
	h.spoil(func(_ http.ResponseWriter, r *http.Request) bool {
		if isFile(r) {
			<-release
		}
		return false
	})
	p.Go(h.find(t, "en", holds(sound)))
	state(p, "idle")
	w := words(t, p)
	press(p)
	state(p, "waiting")
	onlySays(t, p, w, "waiting")
	close(release)
	state(p, "playing")
}

func TestPlayerWhoseFileIsCutSaysSo(t *testing.T) {
	h := open(t)
	p := browser.Open(t).Page(t)
	h.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if !isFile(r) {
			return false
		}
		cut(t, h, w, r)
		return true
	})
	p.Go(h.find(t, "en", holds(sound)))
	state(p, "idle")
	w := words(t, p)
	press(p)
	state(p, "failed")
	onlySays(t, p, w, "failed")
}

// cut promises the whole file and closes the line after its first 2,000 bytes.
func cut(t *testing.T, h *house, w http.ResponseWriter, r *http.Request) {
	whole := httptest.NewRecorder()
	h.Handler().ServeHTTP(whole, r)
	for name, values := range whole.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(whole.Body.Len()))
	w.WriteHeader(whole.Code)
	if _, err := w.Write(whole.Body.Bytes()[:min(2000, whole.Body.Len())]); err != nil {
		return // the browser was quicker
	}
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	panic(http.ErrAbortHandler)
}

func TestSoundWithoutASourceIsToldByThePageItself(t *testing.T) {
	h := open(t)
	p := browser.Open(t).Page(t)
	p.WithoutScript()
	p.Go(h.find(t, "en", holds(missing)))
	if got := browser.Value[int](p, `document.querySelectorAll('figure.player, .player').length`); got == 0 {
		t.Fatal("the page does not tell of the sound at all")
	}
	body := browser.Value[string](p, `[...document.querySelectorAll('article p')].filter(e => !e.closest('.player')).map(e => e.textContent).join(' ')`)
	for _, said := range []string{"not available", "unavailable", "No media"} {
		if strings.Contains(body, said) {
			t.Errorf("%q stands in the article's text", said)
		}
	}
}

func TestPlayerWithoutScriptIsThePlainElementWithALinkToItsFile(t *testing.T) {
	h := open(t)
	p := browser.Open(t).Page(t)
	p.WithoutScript()
	p.Go(h.find(t, "fa", holds(func(n *story.Node) bool { return playable(n) })))
	if !browser.Value[bool](p, player+`.querySelector('audio,video').controls`) {
		t.Error("the plain element has no controls")
	}
	if got := browser.Value[int](p, `document.querySelectorAll('figure.player a[href*="/file."]').length`); got == 0 {
		t.Error("there is no link to the file")
	}
}
