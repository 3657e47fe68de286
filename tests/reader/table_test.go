package reader_test

import (
	"strings"
	"testing"

	"dateline/story"
	"dateline/tests/browser"
)

func tabled(n *story.Node) bool { return n.Type == story.Table }

func TestTableScrollsInItsOwnBoxAndIsReachedByKeyboard(t *testing.T) {
	h := open(t)
	b := browser.Open(t)
	for _, slug := range scripts {
		full := h.find(t, slug, holds(tabled))
		for _, address := range []string{full, strings.Replace(full, h.URL, h.URL+"/light", 1)} {
			p := b.Page(t)
			for _, width := range []int64{320, 640, 1280} {
				p.Width(width, 800)
				p.Go(address)
				if n := browser.Value[int](p, `document.querySelectorAll('.table[role=region] table caption').length`); n != 1 {
					t.Fatalf("%s has %d tables with a caption, want one", address, n)
				}
				if over := browser.Value[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					t.Errorf("%s is %v px too wide at %d", address, over, width)
				}
				for _, v := range p.Axe() {
					t.Errorf("%s at %d: %s", address, width, v)
				}
			}
			p.Width(320, 800)
			p.Go(address)
			// However wide it is, the table's last column can be reached.
			wide := browser.Value[bool](p, `(() => {
				for (const cell of document.querySelectorAll('.table td')) cell.style.setProperty('min-width', '12rem')
				const box = document.querySelector('.table')
				box.focus()
				return document.activeElement === box && box.scrollWidth > box.clientWidth &&
					document.documentElement.scrollWidth <= document.documentElement.clientWidth
			})()`)
			if !wide {
				t.Errorf("%s: a wide table does not scroll in a box that has the focus", address)
			}
			p.Picture("table-" + string(slug))
			p.Close()
		}
	}
}
