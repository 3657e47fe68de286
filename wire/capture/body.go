package capture

import (
	"net/url"
	"regexp"
	"strconv"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// size is how much text stands below a node, in letters.
type size struct {
	all    int
	linked int  // within links
	found  int  // within the body that go-readability found
	h1     bool // a first heading is among it
}

// prose is how many of the letters are no links.
func (s size) prose() int { return s.all - s.linked }

// sizesOf measures every node of a page; what is never read counts as nothing.
func sizesOf(doc *html.Node, found map[*html.Node]bool) map[*html.Node]size {
	sizes := map[*html.Node]size{}
	var measure func(n *html.Node, link bool) size
	measure = func(n *html.Node, link bool) size {
		s := size{h1: n.DataAtom == atom.H1}
		if n.Type == html.TextNode {
			s.all = letters([]rune(n.Data))
			if link {
				s.linked = s.all
			}
			if found[n] {
				s.found = s.all
			}
		}
		if !silent(n.DataAtom) {
			for c := range n.ChildNodes() {
				below := measure(c, link || n.DataAtom == atom.A)
				s = size{s.all + below.all, s.linked + below.linked, s.found + below.found, s.h1 || below.h1}
			}
		}
		sizes[n] = s
		return s
	}
	measure(doc, false)
	return sizes
}

// unhide shows what holds three quarters of a page's text and is hidden only
// until a script shows it, or is named as if it were furniture: the finder
// would pass over both.
func unhide(doc *html.Node, sizes map[*html.Node]size) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || sizes[n].prose()*4 <= sizes[doc].prose()*3 {
			continue
		}
		switch why := byName(n); {
		case why == Consent, why == Comments:
			continue
		case why != "" && !mayHold.MatchString(attr(n, "class")+attr(n, "id")):
			removeAttr(n, "class")
			removeAttr(n, "id")
		}
		if isHidden(n) {
			removeAttr(n, "hidden")
			removeAttr(n, "style")
		}
		removeAttr(n, "aria-hidden")
	}
}

// mayHold are the words of names that have the finder look into an element whatever else it is called.
var mayHold = regexp.MustCompile(`(?i)and|article|body|column|content|main|shadow`)

// textMark is the attribute by which a text is known again in what the finder gives.
const textMark = "data-dateline"

// findBody gives the texts of the body as go-readability finds it. The parser
// is a stranger's and pages are strangers' too: a panic there costs its answer,
// not ours.
func findBody(doc *html.Node, opt Options) (found map[*html.Node]bool) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	var texts []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && letters([]rune(n.Data)) > 0 {
			n.Attr = []html.Attribute{{Key: textMark, Val: strconv.Itoa(len(texts))}}
			texts = append(texts, n)
		}
	}
	base, err := url.Parse(opt.Base)
	if err != nil || !base.IsAbs() {
		base = &url.URL{Scheme: "https", Host: "localhost", Path: "/"}
	}
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	article, err := p.ParseDocument(doc, base)
	if err != nil || article.Node == nil {
		return nil
	}
	found = map[*html.Node]bool{}
	for n := range article.Node.Descendants() {
		if n.Type != html.TextNode || len(n.Attr) == 0 {
			continue
		}
		if i, err := strconv.Atoi(n.Attr[0].Val); err == nil && i < len(texts) {
			found[texts[i]] = true
		}
	}
	return found
}

// keepFound keeps the body that the finder chose, and takes back what it lost
// of it: paragraphs and headings between others, paragraphs beside others.
func (rd *reading) keepFound() {
	first, last := rd.extent()
	homes := map[*html.Node]int{}
	linked, items := map[int]int{}, map[int]int{}
	for _, l := range rd.lines {
		if l.found && l.why == "" && isProse(l.text) {
			homes[l.home.Parent]++
		}
		if l.part == item {
			items[l.group]++
			if l.linked {
				linked[l.group]++
			}
		}
	}
	for i, l := range rd.lines {
		switch {
		case l.part == player:
			l.outside = l.outside || i > last
		case !l.live():
		case !l.found && !rd.takenBack(l, i > first && i < last, homes):
			l.drop(Unknown)
		case rd.leftOver(l, i < first, i > last):
			l.drop(Unknown)
		case l.linked && !isProse(l.text) && (l.part != item || linked[l.group]*2 > items[l.group]):
			l.drop(Related)
		}
	}
}

// extent finds the first and the last running text of the body.
func (rd *reading) extent() (first, last int) {
	first, last = len(rd.lines), -1
	for i, l := range rd.lines {
		if l.live() && l.found && isProse(l.text) {
			first, last = min(first, i), i
		}
	}
	return first, last
}

// takenBack tells whether a line that the finder left out is of the body.
func (rd *reading) takenBack(l *line, between bool, homes map[*html.Node]int) bool {
	beside := homes[l.home.Parent] > 0
	switch l.part {
	case para, quoted, plain:
		return isProse(l.text) && !l.linked && (beside || between && homes[l.home] == 0 && rd.near(l, homes))
	case heading, item, caption, table:
		return between && (beside || rd.near(l, homes)) && !l.linked
	}
	return between
}

// near tells whether a line stands in an element beside the body's paragraphs.
func (rd *reading) near(l *line, homes map[*html.Node]int) bool {
	for n, up := l.home.Parent, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		if homes[n] > 0 {
			return true
		}
	}
	return false
}

// leftOver tells whether a line that the finder took can be no part of a story.
func (rd *reading) leftOver(l *line, before, after bool) bool {
	n := words([]rune(l.text))
	switch l.part {
	case heading:
		return after
	case cite:
		return l.group == 0
	case item:
		return before && !isSentence(l.text) && n < 6
	case para:
		return !isSentence(l.text) && n < 3
	case plain:
		return !isSentence(l.text) && (n < 4 || before || after)
	}
	return false
}
