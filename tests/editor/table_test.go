package editor_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline/tests/browser"
)

// grid is a table's words, row by row.
func grid(n node) (rows [][]string) {
	for _, r := range n.Content {
		var cells []string
		for _, c := range r.Content {
			cells = append(cells, c.words())
		}
		rows = append(rows, cells)
	}
	return rows
}

func (h *house) table(t *testing.T, p *browser.Page) node {
	t.Helper()
	h.saveNow(t, p)
	for _, n := range h.last(t).Body.Content {
		if n.Type == "table" {
			return n
		}
	}
	t.Fatal("there is no table")
	return node{}
}

func TestTableIsMadeAndFilledByKeyboard(t *testing.T) {
	b := browser.Open(t)
	for lang, dir := range map[string]string{"en": "ltr", "fa": "rtl", "my": "ltr"} {
		t.Run(lang, func(t *testing.T) {
			h, p := open(t, lang, dir), b.Page(t)
			h.write(t, p)
			p.Click("#editor-text")
			p.Click(".editor-toolbar [data-name=table]")
			for i, words := range []string{"Dam", "Metres", "Full", "Bor", "64", "yes"} {
				if i > 0 {
					p.Press(kb.Tab)
				}
				p.Type(words)
			}
			check := func(what string, want [][]string) {
				t.Helper()
				n := h.table(t, p)
				if got := grid(n); fmt.Sprint(got) != fmt.Sprint(want) || n.Attrs["head"] != true {
					t.Errorf("%s the table says %q, want %q under headings", what, got, want)
				}
			}
			check("filled,", [][]string{{"Dam", "Metres", "Full"}, {"Bor", "64", "yes"}, {"", "", ""}})
			for range 4 {
				p.Press(kb.Tab)
			}
			p.Type("Low")
			check("with a tab behind its last cell,", [][]string{{"Dam", "Metres", "Full"}, {"Bor", "64", "yes"}, {"", "", ""}, {"Low", "", ""}})
			p.Press(kb.Tab, chromedp.ModifierShift)
			p.Click("[data-act=removerow]")
			p.Click("[data-act=removecolumn]")
			check("without a row and a column,", [][]string{{"Dam", "Metres"}, {"Bor", "64"}, {"Low", ""}})
			p.Click("[data-act=addcolumn]")
			p.Type("new")
			check("with a column,", [][]string{{"Dam", "Metres", ""}, {"Bor", "64", ""}, {"Low", "", "new"}})
			p.Press(kb.Tab, chromedp.ModifierShift)
			p.Press(kb.Tab, chromedp.ModifierShift)
			p.Press(kb.Tab, chromedp.ModifierShift)
			p.Type("\r")
			p.Type("1")
			check("with the enter key a row down,", [][]string{{"Dam", "Metres", ""}, {"Bor", "64", ""}, {"Low", "", "new1"}})
			if v := p.Axe(); len(v) > 0 {
				t.Errorf("axe: %v", v)
			}
			p.Picture("table-" + lang)
		})
	}
}

func TestPastedTableIsATableAndOneThatArrangesIsText(t *testing.T) {
	h, p := open(t, "en", "ltr"), browser.Open(t).Page(t)
	h.write(t, p)
	p.Click("#editor-text")
	paste(p, `<table><caption>Dams</caption><thead><tr><th>Dam</th><th>Metres</th></tr></thead><tbody><tr><td><p>Upper</p><p><b>Bor</b></p></td><td>64</td></tr><tr><td>Lower</td></tr></tbody></table>`+
		`<p>After</p><table><tr><td><p>Only a frame.</p></td></tr></table>`)
	n := h.table(t, p)
	if got, want := fmt.Sprintf("%q", grid(n)), `[["Dam" "Metres"] ["Upper Bor" "64"] ["Lower" ""]]`; got != want {
		t.Errorf("pasted it says %s, want %s", got, want)
	}
	if n.Attrs["caption"] != "Dams" || n.Attrs["head"] != true {
		t.Errorf("the table has %v, want its caption and headings", n.Attrs)
	}
	if got := h.last(t).Body.kinds(); fmt.Sprint(got) != "[table paragraph paragraph]" {
		t.Errorf("blocks are %v, want a table and text", got)
	}
}
