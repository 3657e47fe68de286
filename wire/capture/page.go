package capture

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of a page's mark-up, within which finding its body is quick.
const (
	maxElements = 40_000
	maxNesting  = 400
)

// readPage reads a page's own facts and its visible lines, each with what the
// body finder and the page's own data say of it.
func (rd *reading) readPage(text string, opt Options) {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil { // nested too deep to be a tree
		rd.lines = tagless(text)
		return
	}
	elements, deep := measure(doc)
	if deep > maxNesting || elements > maxElements {
		rd.lines = tagless(text)
		return
	}
	rd.known = pageFacts(doc)
	sizes := sizesOf(doc, nil)
	unhide(doc, sizes)
	found := findBody(doc, opt)
	w := &walker{rd: rd, doc: doc, groups: map[*html.Node]int{}, found: found, sizes: sizesOf(doc, found)}
	w.walk(doc, place{})
	w.flush(place{node: doc})
	rd.doc = doc
}

// measure counts a page's nodes and how deep they stand, without recursion.
func measure(doc *html.Node) (elements, deepest int) {
	depth := 0
	for n := doc; n != nil; {
		elements++
		deepest = max(deepest, depth)
		if n.FirstChild != nil {
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
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return textLines(b.String())
		case html.TextToken:
			if skip == 0 {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case kind == html.StartTagToken && (a == atom.Script || a == atom.Style || a == atom.Title):
				skip = a
			case kind == html.EndTagToken && a == skip:
				skip = 0
			case breaks(a):
				b.WriteByte('\n')
			}
		}
	}
}
