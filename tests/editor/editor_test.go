package editor_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"dateline/tests/browser"
)

func TestTypedTextIsSavedAndAcknowledgedByItsNumber(t *testing.T) {
	b := browser.Open(t)
	for _, c := range []struct{ lang, dir, headline, text string }{
		{"en", "ltr", "Flood at the bridge", "The river rose in the night."},
		{"fa", "rtl", "سیل در کنار پل", "رودخانه شب بالا آمد و می\u200cگویند."},
		{"my", "ltr", "တံတားတွင် ရေကြီး", "ညဘက်တွင် မြစ်ရေတက်သည်။"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			h, p := open(t, c.lang, c.dir), b.Page(t)
			h.write(t, p)
			p.Click("[name=headline]")
			p.Type(c.headline)
			p.Click("#editor-text")
			p.Type(c.text)
			status(p, "Safe on the server 14:03:07, revision 14")
			got := h.last(t)
			if got.Head["headline"] != c.headline || got.Head["section"] != "world" {
				t.Errorf("head is %v, want the headline %q in world", got.Head, c.headline)
			}
			if words := got.Body.words(); words != c.text {
				t.Errorf("text is %q, want %q", words, c.text)
			}
			if s := h.sent()[0]; s.Base != 13 || len(s.Key) != 36 || s.Origin != "autosave" {
				t.Errorf("sent base %d, key %q, origin %q; want 13, a key and autosave", s.Base, s.Key, s.Origin)
			}
			if got := browser.Value[string](p, "getComputedStyle(document.querySelector('#editor-text p')).direction"); got != c.dir {
				t.Errorf("the paragraph runs %s, want %s", got, c.dir)
			}
			p.Type(" ")
			p.Type("!")
			p.Press("s", chromedp.ModifierCtrl)
			status(p, "Safe on the server 14:03:07, revision 15")
			sent := h.sent()
			if s := sent[len(sent)-1]; s.Base != 14 || s.Origin != "save" || s.Key == sent[0].Key {
				t.Errorf("second save has base %d, origin %q, key %q; want 14, save and a new key", s.Base, s.Origin, s.Key)
			}
			p.Picture("editor-" + c.lang)
		})
	}
}

func TestEveryBlockIsMadeWithTheToolbar(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	press := func(name string) {
		t.Helper()
		p.Click(".editor-toolbar [data-name=" + name + "]")
	}
	fill := func(kind, field, text string) {
		t.Helper()
		p.Click("[data-kind=" + kind + "] [data-field=" + field + "]")
		p.Type(text)
	}
	p.Click("#editor-text")
	p.Type("Plain ")
	press("strong")
	p.Wait("document.querySelector('[data-name=strong]').getAttribute('aria-pressed') === 'true'")
	p.Type("strong")
	press("strong")
	p.Type("\r")
	press("heading2")
	p.Type("Under the bridge\r- one\rtwo\r\r")
	p.Type("We are here.")
	press("quote")
	fill("quote", "speaker", "Marina Kaljurand")
	fill("quote", "role", "ambassador")
	p.Click("[data-kind=quote] p")
	for _, kind := range []string{"picture", "video"} {
		press(kind)
		p.Wait("document.querySelector('dialog [data-asset]')")
		p.Click("dialog [data-asset]")
		p.Wait("!document.querySelector('dialog')")
	}
	fill("picture", "caption", "The old bridge")
	p.Click("#editor-text > p:last-child")
	press("related")
	fill("related", "text", "Last year's flood")
	fill("related", "url", "https://example.org/flood")
	p.Click("#editor-text > p:last-child")
	p.Wait("getSelection().anchorNode.nodeName === 'P' && !document.querySelector('.ProseMirror-selectednode')")
	p.Type("Three facts")
	press("factbox")
	fill("factbox", "title", "In short")
	p.Click("[data-kind=factbox] p")
	press("divider")
	p.Wait("document.querySelectorAll('.editor-toolbar [aria-pressed=true]').length === 0")
	press("save")
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")

	got := h.last(t).Body
	want := []string{"paragraph", "heading", "list", "quote", "picture", "video", "related", "factbox", "divider", "paragraph"}
	if diff := cmp.Diff(want, got.kinds()); diff != "" {
		t.Fatalf("blocks (-want +got):\n%s", diff)
	}
	for i, want := range map[int]map[string]any{
		1: {"level": 2.0},
		3: {"speaker": "Marina Kaljurand", "role": "ambassador"},
		4: {"asset": "aaaaaaaaaaaaa", "alt": "A bridge under water", "caption": "The old bridge"},
		5: {"asset": "bbbbbbbbbbbbb", "duration": "PT1M"},
		6: {"text": "Last year's flood", "url": "https://example.org/flood"},
		7: {"title": "In short"},
	} {
		delete(got.Content[i].Attrs, "id")
		if diff := cmp.Diff(want, got.Content[i].Attrs); diff != "" {
			t.Errorf("attributes of the %s (-want +got):\n%s", got.Content[i].Type, diff)
		}
	}
	if first := got.Content[0]; len(first.Content) != 2 || first.Content[1].Text != "strong" || first.Content[1].Marks[0].Type != "strong" {
		t.Errorf("first paragraph is %+v, want its second word strong", first)
	}
	p.Picture("editor-blocks")
	for _, v := range p.Axe() {
		t.Errorf("axe: %v", v)
	}
}

func TestToolbarIsOneStopAndItsArrowsFollowThePage(t *testing.T) {
	h, p := open(t, "ar", "rtl"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	browser.Value[bool](p, "document.querySelector('#editor-text').dispatchEvent(new KeyboardEvent('keydown', {key: 'F10', altKey: true, bubbles: true, cancelable: true})) || true")
	focused := "document.activeElement.dataset.name"
	for _, step := range []struct{ key, want string }{{"", "strong"}, {"ArrowRight", "em"}, {"End", "keys"}, {"ArrowRight", "strong"}, {"ArrowLeft", "keys"}, {"Home", "strong"}} {
		if step.key != "" {
			browser.Value[bool](p, fmt.Sprintf("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: %q, bubbles: true})) || true", step.key))
		}
		if got := browser.Value[string](p, focused); got != step.want {
			t.Errorf("after %q the focus is on %q, want %q", step.key, got, step.want)
		}
	}
	if got := browser.Value[int](p, "document.querySelectorAll('.editor-toolbar button[tabindex=\"0\"]').length"); got != 1 {
		t.Errorf("%d buttons are in the order of the tab key, want 1", got)
	}
	browser.Value[bool](p, "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})) || true")
	if got := browser.Value[string](p, "document.activeElement.id"); got != "editor-text" {
		t.Errorf("after Escape the focus is on %q, want the text", got)
	}
}

func TestKeysAreListedAndWork(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	p.Type("First\rSecond")
	p.Press("/", chromedp.ModifierCtrl)
	p.Wait("[...document.querySelectorAll('dialog dt')].some(key => key.textContent === 'Ctrl + s')")
	p.Click("dialog button")
	p.Wait("!document.querySelector('dialog') && document.activeElement.id === 'editor-text'")
	p.Press(kb.ArrowUp, chromedp.ModifierAlt)
	p.Press("b", chromedp.ModifierCtrl)
	p.Type("!")
	p.Press("s", chromedp.ModifierCtrl)
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	got := h.last(t).Body
	if words := got.words(); words != "Second!First" {
		t.Errorf("text is %q, want the second paragraph moved up and typed on", words)
	}
	if run := got.Content[0].Content[1]; len(run.Marks) != 1 || run.Marks[0].Type != "strong" {
		t.Errorf("the last letter is %+v, want it strong", run)
	}
}

func TestPastedTextKeepsWhatTheSchemaKnowsAndNothingElse(t *testing.T) {
	h, p := open(t, "fa", "rtl"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	browser.Value[bool](p, `(() => {
		const data = new DataTransfer()
		data.setData('text/html', '<p class="MsoNormal"><b style="font-weight:normal"><span style="font-weight:700">قوی</span> می\u200Cرود</b>'
			+ ' <a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a> <span lang="en-GB">Reuters</span> <span lang="fa-IR">خبر</span></p>'
			+ '<script>1</script><table><tr><td>cell</td></tr></table><img src="x.png"><h1>تیتر</h1>')
		document.querySelector('#editor-text').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
		return true
	})()`)
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	got := h.last(t).Body
	marks := map[string]string{}
	for _, run := range got.Content[0].Content {
		for _, m := range run.Marks {
			marks[run.Text] = strings.Join(append([]string{m.Type}, fmt.Sprint(m.Attrs["href"], m.Attrs["lang"])), " ")
		}
	}
	want := map[string]string{"قوی": "strong <nil> <nil>", "good": "link https://example.org/ <nil>", "Reuters": "span <nil> en-GB"}
	for text, mark := range want {
		if strings.Join(strings.Fields(marks[text]), "") != strings.Join(strings.Fields(mark), "") {
			t.Errorf("%s is marked %q, want %q", text, marks[text], mark)
		}
	}
	if len(marks) != len(want) {
		t.Errorf("marks are %q, want these three alone", marks)
	}
	if !strings.Contains(got.words(), "می\u200cرود") {
		t.Errorf("%q has lost its joiner", got.words())
	}
	if last := got.Content[len(got.Content)-1]; last.Type != "heading" || slices.Contains(got.kinds(), "picture") {
		t.Errorf("blocks are %v, want a heading at the end and no picture", got.kinds())
	}
}

func TestLinkDialogTakesOnlySafeAddresses(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	p.Press("k", chromedp.ModifierCtrl)
	p.Wait("document.querySelector('dialog[open] [name=href]')")
	p.Type("javascript:alert(1)\r")
	p.Wait("document.querySelector('dialog [name=href]').validationMessage !== ''")
	browser.Value[bool](p, "document.querySelector('dialog [name=href]').select() || true")
	p.Type("/en/world/\r")
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	run := h.last(t).Body.Content[0].Content[0]
	if len(run.Marks) != 1 || run.Marks[0].Attrs["href"] != "/en/world/" {
		t.Errorf("text is %+v, want a link to /en/world/", run)
	}
}

func TestBlockOfTheOtherDirectionAndWordsOfAnotherLanguage(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	p.Type("سیل")
	p.Click(".editor-toolbar [data-name=rtl]")
	p.Press("a", chromedp.ModifierCtrl)
	p.Click(".editor-toolbar [data-name=language]")
	p.Wait("document.querySelector('dialog[open] [name=lang]')")
	p.Type("fa\r")
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved' && document.querySelector('#editor-text span[lang=fa]')")
	p.Press("s", chromedp.ModifierCtrl)
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	got := h.last(t).Body.Content[0]
	if got.Attrs["dir"] != "rtl" || got.Content[0].Marks[0].Attrs["lang"] != "fa" {
		t.Errorf("paragraph is %+v, want it to run right to left with words in fa", got)
	}
}

func TestNewPictureIsSentAndPutIn(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	file := filepath.Join(t.TempDir(), "river.png")
	if err := os.WriteFile(file, []byte("\x89PNG"), 0o644); err != nil {
		t.Fatal(err)
	}
	p.Click("#editor-text")
	p.Click(".editor-toolbar [data-name=picture]")
	p.Wait("document.querySelector('dialog input[type=file]')")
	p.Do(chromedp.SetUploadFiles(chromedp.CSS("dialog input[type=file]"), []string{file}))
	p.Wait("document.querySelector('#save-status').dataset.state === 'saved'")
	if got := h.last(t).Body.Content[0]; got.Type != "picture" || got.Attrs["asset"] != "ccccccccccccc" {
		t.Errorf("first block is %+v, want the picture that was sent", got)
	}
}

func TestPublishingSavesWhatIsOnThePageFirst(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	p.Type("The last word.")
	p.Click("#publish")
	p.Wait("document.title === 'Published'")
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.acts != 1 || !strings.Contains(string(h.saves[0].Document), "The last word.") {
		t.Errorf("published after %d saves, want one that holds the last word", h.acts)
	}
}

func TestTypingOnIsSafeAndMakesNoRevision(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	written := ""
	for len(h.working()) < 4 {
		p.Type("a")
		written += "a"
	}
	if got := h.sent(); len(got) != 0 {
		t.Errorf("%d revisions while somebody types on, want none", len(got))
	}
	p.Wait("document.querySelector('#save-status').textContent === 'Safe on the server 14:03:06'")
	first, last := h.working()[0], h.working()[len(h.working())-1]
	if first.Tab != last.Tab || first.Number >= last.Number || first.Base != 13 || !strings.HasPrefix(written, read(t, last).Body.words()) {
		t.Errorf("the working copies are %+v and %+v, want one tab's in order", first, last)
	}
}

func refuse(status int, body string) func(http.ResponseWriter, saving) bool {
	return func(w http.ResponseWriter, _ saving) bool {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}
}
