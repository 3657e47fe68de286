package capture

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/story"
)

// testPages is the folder of pages that the body finder's own module is tested by.
func testPages(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "codeberg.org/readeck/go-readability/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "test-pages")
}

// tally counts a text's words; a character of a writing system without spaces is one.
func tally(s string) map[string]int {
	n := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		if unicode.In([]rune(w)[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Myanmar) {
			for _, r := range w {
				n[string(r)]++
			}
			continue
		}
		n[w]++
	}
	return n
}

// f1 is how well a text has the words of another: 1 for all of them and no more.
func f1(want, got string) float64 {
	w, g := tally(want), tally(got)
	all, given, right := 0, 0, 0
	for k, n := range w {
		all += n
		right += min(n, g[k])
	}
	for _, n := range g {
		given += n
	}
	if all+given == 0 {
		return 1
	}
	return 2 * float64(right) / float64(all+given)
}

// textBelow is an element's text, its blocks apart.
func textBelow(n *html.Node) string {
	var b strings.Builder
	var add func(n *html.Node)
	add = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if silent(n.DataAtom) && n.DataAtom != atom.Head {
			return
		}
		if breaks(n.DataAtom) || n.DataAtom == atom.Td || n.DataAtom == atom.Th || n.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
		for c := range n.ChildNodes() {
			add(c)
		}
		if breaks(n.DataAtom) || n.DataAtom == atom.Td || n.DataAtom == atom.Th {
			b.WriteByte(' ')
		}
	}
	add(n)
	return b.String()
}

func finderText(t testing.TB, raw []byte) string {
	doc, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	base, _ := url.Parse("http://fakehost/test/page.html")
	p := readability.NewParser()
	a, err := p.ParseDocument(doc, base)
	if err != nil || a.Node == nil {
		return ""
	}
	return textBelow(a.Node)
}

// blocksText is what a captured story says, sound and film left out.
func blocksText(c *Captured) string {
	var b strings.Builder
	for _, x := range c.Blocks {
		if x.Type != story.Audio && x.Type != story.Video {
			b.WriteString(TextOf(&x) + "\n")
		}
		for _, row := range cells(&x) {
			b.WriteString(strings.Join(row, "\n") + "\n")
		}
	}
	return b.String()
}

// finderBar is how much better than the finder alone the body must be on pages
// whose bodies were marked by hand, as a share of 1.
const finderBar = 0.003

// TestBodyIsFoundOnPagesOfManyKinds reads pages as news sites of many countries
// build them, the body of each marked by hand (data-body, data-out within it),
// and compares with what go-readability alone gives.
func TestBodyIsFoundOnPagesOfManyKinds(t *testing.T) {
	var ours, finders, n float64
	for _, file := range heldCaptures(t, "testdata/bodies") {
		c, raw := capture(t, file)
		doc, err := html.Parse(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		want := marked(doc)
		o, f := f1(want, blocksText(c)), f1(want, finderText(t, raw))
		t.Logf("%-24s ours %.3f, the finder %.3f", filepath.Base(file), o, f)
		if o < 0.95 {
			t.Errorf("%s: F1 of the body is %.3f, want at least .95; got\n%s", filepath.Base(file), o, blocksText(c))
		}
		ours, finders, n = ours+o, finders+f, n+1
	}
	t.Logf("%.0f pages: ours %.4f, the finder %.4f", n, ours/n, finders/n)
	if ours/n < finders/n+finderBar {
		t.Errorf("mean F1 of bodies is %.4f, want at least %.4f + %.3f", ours/n, finders/n, finderBar)
	}
}

// marked is the text of a page's elements that are marked as its body.
func marked(doc *html.Node) string {
	var b strings.Builder
	var visit func(n *html.Node, in bool)
	visit = func(n *html.Node, in bool) {
		_, body := attrOK(n, "data-body")
		_, out := attrOK(n, "data-out")
		if in = (in || body) && !out; in && n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			visit(c, in)
		}
		if breaks(n.DataAtom) || n.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
	}
	visit(doc, false)
	return b.String()
}

// TestBodyIsNearTheFindersOnItsOwnPages reads the pages of the finder's own
// module. Their expected texts are what the finder gave, furniture included
// ("Read more", newsletters, dates, credits), so it has 1 by itself there and
// nothing can be better; what a story's body loses against it is bounded.
func TestBodyIsNearTheFindersOnItsOwnPages(t *testing.T) {
	dir := testPages(t)
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var ours, finders, n float64
	for _, e := range all {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name(), "source.html"))
		if err != nil {
			continue
		}
		expected, err := os.ReadFile(filepath.Join(dir, e.Name(), "expected.html"))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(bytes.NewReader(expected))
		if err != nil {
			t.Fatal(err)
		}
		c, err := Capture(bytes.NewReader(raw), Options{})
		if err != nil {
			t.Logf("%s: %v", e.Name(), err)
			c = &Captured{}
		}
		want := textBelow(doc)
		o, f := f1(want, blocksText(c)), f1(want, finderText(t, raw))
		t.Logf("%-42s ours %.3f, the finder %.3f", e.Name(), o, f)
		ours, finders, n = ours+o, finders+f, n+1
	}
	t.Logf("%.0f pages: ours %.4f, the finder %.4f", n, ours/n, finders/n)
	if n < 100 || ours/n < 0.965 {
		t.Errorf("mean F1 on %.0f pages is %.4f, want at least .965 on 100", n, ours/n)
	}
}
