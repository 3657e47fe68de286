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

func blocksText(c *Captured) string {
	var b strings.Builder
	for _, x := range c.Blocks {
		if x.Kind != story.Audio && x.Kind != story.Video {
			b.WriteString(x.Text + "\n")
		}
		for _, row := range x.Rows {
			b.WriteString(strings.Join(row, "\n") + "\n")
		}
	}
	return b.String()
}

func TestBodyMeasure(t *testing.T) {
	dir := testPages(t)
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var ours, finders float64
	n := 0
	for _, e := range all {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name(), "source.html"))
		if err != nil {
			continue
		}
		exp, err := os.ReadFile(filepath.Join(dir, e.Name(), "expected.html"))
		if err != nil {
			continue
		}
		doc, _ := html.Parse(bytes.NewReader(exp))
		want := textBelow(doc)
		f := f1(want, finderText(t, raw))
		o := 0.0
		c, err := Capture(bytes.NewReader(raw), Options{})
		if err == nil {
			o = f1(want, blocksText(c))
		}
		n++
		ours += o
		finders += f
		t.Logf("%-42s ours %.3f finder %.3f %+.3f %v", e.Name(), o, f, o-f, err)
	}
	t.Logf("%d pages ours %.4f finder %.4f", n, ours/float64(n), finders/float64(n))
}
