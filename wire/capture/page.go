package capture

import (
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of a page's mark-up, within which finding its body is quick.
const (
	maxElements = 40_000
	maxNesting  = 400
)

// readPage reads a page's own facts, its visible lines, and which of them are
// the body as go-readability finds it.
func (rd *reading) readPage(text string, opt Options) error {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil { // nested too deep to be a tree
		rd.lines = tagless(text)
		return nil
	}
	elements, deep := measure(doc)
	if deep > maxNesting || elements > maxElements {
		rd.lines = tagless(text)
		return nil
	}
	rd.known = pageFacts(doc)
	w := &walker{rd: rd, groups: map[*html.Node]int{}, sizes: map[*html.Node]int{}}
	w.size(doc)
	w.walk(doc, place{})
	w.flush(place{node: doc})
	rd.markBody(doc, opt)
	return nil
}

// measure counts a page's nodes and how deep they stand, without recursion.
func measure(doc *html.Node) (elements, deepest int) {
	depth := 0
	for n := doc; n != nil; {
		elements++
		deepest = max(deepest, depth)
		switch {
		case n.FirstChild != nil:
			n, depth = n.FirstChild, depth+1
			continue
		}
		for n != nil && n.NextSibling == nil {
			n, depth = n.Parent, depth-1
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	return elements, deepest
}

// tagless gives the text of a page that cannot be read as a tree.
func tagless(text string) []*line {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	skip := atom.Atom(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return textLines(b.String())
		case html.TextToken:
			if skip == 0 {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); a == atom.Script || a == atom.Style || a == atom.Title {
				skip = a
			} else if breaks(a) {
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); a == skip {
				skip = 0
			} else if breaks(a) {
				b.WriteByte('\n')
			}
		}
	}
}

// lineMark is the attribute by which a line is known again in the body.
const lineMark = "data-dateline"

// markBody runs go-readability and marks every line outside the body it finds.
// The parser is a stranger's and pages are strangers' too: a panic there costs
// its answer, not ours. Its answer is a judge of containers; single paragraphs
// that it lost between others are taken back.
func (rd *reading) markBody(doc *html.Node, opt Options) {
	kept := bodyMarks(doc, opt)
	homes := map[any]bool{}
	first, last := -1, -1
	for i, l := range rd.lines {
		n, _ := l.home.(*html.Node)
		if n == nil || l.outside || !kept[attr(n, lineMark)] {
			continue
		}
		if l.part == para || isProse(l.text) {
			homes[n.Parent] = true
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return
	}
	for i, l := range rd.lines {
		n, _ := l.home.(*html.Node)
		if n == nil || l.outside || kept[attr(n, lineMark)] {
			continue
		}
		l.outside = !(i > first && i < last) && !homes[n.Parent] && !(l.part == player && i < last) && !(l.part == caption && i < last)
	}
}

func bodyMarks(doc *html.Node, opt Options) (kept map[string]bool) {
	defer func() {
		if recover() != nil {
			kept = nil
		}
	}()
	base, err := url.Parse(opt.Base)
	if err != nil || !base.IsAbs() {
		base = &url.URL{Scheme: "https", Host: "localhost", Path: "/"}
	}
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	p.DisableJSONLD = true
	p.CharThresholds = 200
	article, err := p.ParseDocument(doc, base)
	if err != nil || article.Node == nil {
		return nil
	}
	kept = map[string]bool{}
	for n := range article.Node.Descendants() {
		if m := attr(n, lineMark); m != "" {
			kept[m] = true
		}
	}
	return kept
}
