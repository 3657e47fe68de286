package editor_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline/id"
	"dateline/tests/browser"
)

// named is a text of two paragraphs and a picture, each with its id.
const named = `{"schema":2,"head":{"headline":"h","section":"world"},"body":{"type":"doc","content":[
 {"type":"paragraph","attrs":{"id":"aaaaaaaaaaaa2","of":"zzzzzzzzzzzz2"},"content":[{"type":"text","text":"North bank"}]},
 {"type":"paragraph","attrs":{"id":"bbbbbbbbbbbb2"},"content":[{"type":"text","text":"South bank"}]},
 {"type":"picture","attrs":{"id":"cccccccccccc2","asset":"aaaaaaaaaaaaa","alt":"A bridge"}}]}}`

// blocks are the top blocks as "kind id words" of what was saved last; every id must be there once.
func (h *house) blocks(t *testing.T) []string {
	t.Helper()
	var all []string
	met := map[string]bool{}
	var walk func(n node)
	walk = func(n node) {
		if name, _ := n.Attrs["id"].(string); n.Type != "doc" && n.Type != "text" && n.Type != "row" && n.Type != "cell" {
			if !id.Valid(name) || met[name] {
				t.Errorf("%s %q has the id %q, want one of its own", n.Type, n.words(), name)
			}
			met[name] = true
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	body := h.last(t).Body
	walk(body)
	for _, n := range body.Content {
		all = append(all, strings.TrimSpace(fmt.Sprint(n.Type, " ", n.Attrs["id"], " ", n.words())))
	}
	return all
}

// at puts the cursor behind so many characters of the first paragraph.
func at(p *browser.Page, characters int) {
	browser.Value[bool](p, fmt.Sprintf(`new Promise(done => {
		document.addEventListener('selectionchange', () => setTimeout(() => done(true), 50), {once: true})
		document.querySelector('#editor-text').focus()
		getSelection().setPosition(document.querySelector('#editor-text p').firstChild, %d)
	})`, characters))
}

// saveNow saves and gives the blocks.
func (h *house) saveNow(t *testing.T, p *browser.Page) []string {
	t.Helper()
	n := len(h.sent())
	p.Press("s", chromedp.ModifierCtrl)
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	for len(h.sent()) == n {
		p.Press("s", chromedp.ModifierCtrl)
	}
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	return h.blocks(t)
}

func (h *house) openText(t *testing.T, p *browser.Page, text string) {
	h.text = text
	h.write(t, p)
	p.Click("#editor-text p")
	if text != blank {
		at(p, 0)
	}
}

func TestPartedBlockKeepsItsIdAndItsOtherHalfIsNew(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.openText(t, p, named)
	at(p, 5)
	p.Type("\r")
	got := h.saveNow(t, p)
	if len(got) != 4 || got[0] != "paragraph aaaaaaaaaaaa2 North" || !strings.HasSuffix(got[1], "bank") || got[2] != "paragraph bbbbbbbbbbbb2 South bank" {
		t.Errorf("parted: %q", got)
	}
	other := got[1]
	p.Press("z", chromedp.ModifierCtrl)
	if got := h.saveNow(t, p); len(got) != 3 || got[0] != "paragraph aaaaaaaaaaaa2 North bank" {
		t.Errorf("taken back: %q", got)
	}
	p.Press("z", chromedp.ModifierCtrl, chromedp.ModifierShift)
	if got := h.saveNow(t, p); len(got) != 4 || got[1] != other {
		t.Errorf("done again: %q, want the same other half %q", got, other)
	}
	at(p, 0)
	p.Type("\r")
	if got := h.saveNow(t, p); len(got) != 5 || got[1] != "paragraph aaaaaaaaaaaa2 North" {
		t.Errorf("an empty line over it: %q, want the words to keep their id", got)
	}
}

func TestBlockOfAnotherKindIsTheSameBlock(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.openText(t, p, named)
	for _, tool := range []string{"heading2", "heading3", "paragraph"} {
		p.Click(".editor-toolbar [data-name=" + tool + "]")
		if got := h.saveNow(t, p); !strings.HasPrefix(strings.Join(got, "|"), strings.TrimRight(tool, "23")+" aaaaaaaaaaaa2 North bank|paragraph bbbbbbbbbbbb2") {
			t.Errorf("as %s: %q", tool, got)
		}
	}
	p.Type("## ")
	if got := h.saveNow(t, p); !strings.HasPrefix(got[0], "heading aaaaaaaaaaaa2 ") {
		t.Errorf("as typed: %q", got)
	}
	p.Press(kb.ArrowDown, chromedp.ModifierAlt)
	if got := h.saveNow(t, p); got[0] != "paragraph bbbbbbbbbbbb2 South bank" || !strings.HasPrefix(got[1], "heading aaaaaaaaaaaa2 ") {
		t.Errorf("moved down: %q", got)
	}
	p.Click(".editor-toolbar [data-name=bullets]")
	h.saveNow(t, p)
}

// clip copies or cuts everything, and gives what lies on the clipboard as HTML.
const clip = `(kind => {
	const data = new DataTransfer()
	const text = document.querySelector('#editor-text')
	text.dispatchEvent(new ClipboardEvent(kind, {clipboardData: data, bubbles: true, cancelable: true}))
	return data.getData('text/html')
})(%q)`

func paste(p *browser.Page, clipped string) {
	quoted, _ := json.Marshal(clipped)
	browser.Value[bool](p, fmt.Sprintf(`(() => {
		const data = new DataTransfer()
		data.setData('text/html', %s)
		document.querySelector('#editor-text').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
		return true
	})()`, quoted))
}

func TestCopyOfABlockIsNewAndWhatIsCutComesBackItself(t *testing.T) {
	b := browser.Open(t)
	h, p := open(t, "en", "ltr"), b.Page(t)
	h.openText(t, p, named)
	before := h.saveNow(t, p)
	p.Press("a", chromedp.ModifierCtrl)
	copied := browser.Value[string](p, fmt.Sprintf(clip, "copy"))
	at(p, 0)
	paste(p, copied)
	got := h.saveNow(t, p)
	for _, was := range before {
		if !slices.Contains(got, was) {
			t.Errorf("with a copy before them: %q, want %q among them as it was", got, was)
		}
	}
	if len(got) <= len(before) {
		t.Errorf("nothing was pasted: %q", got)
	}
	p.Press("a", chromedp.ModifierCtrl)
	cut := browser.Value[string](p, fmt.Sprintf(clip, "cut"))
	h.saveNow(t, p)
	paste(p, cut)
	if back := h.saveNow(t, p); !slices.Contains(back, "picture cccccccccccc2") || !slices.Contains(back, "paragraph bbbbbbbbbbbb2 South bank") {
		t.Errorf("cut and pasted: %q, want the same blocks", back)
	}
	other, q := open(t, "en", "ltr"), b.Page(t)
	other.openText(t, q, blank)
	paste(q, copied)
	for _, block := range other.saveNow(t, q) {
		if strings.Contains(block, "aaaaaaaaaaaa2") || strings.Contains(block, "bbbbbbbbbbbb2") || strings.Contains(block, "cccccccccccc2") {
			t.Errorf("pasted into another story it is still %q", block)
		}
	}
}
