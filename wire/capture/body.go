package capture

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

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
	base, err := url.Parse(opt.Address)
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
// of it: paragraphs and headings between others, paragraphs like others.
func (rd *reading) keepFound() {
	b, from := rd.bodyOf(), rd.belowHeadline()
	if b.last < from {
		from = 0
	}
	for i, l := range rd.lines {
		switch {
		case i < from && l.live() && (l.part == para || l.part == plain):
			l.drop(Unknown)
		case l.part == player:
			l.outside = l.outside || i > b.last
		case !l.live():
		case i < b.first && rd.standfirst == "" && isProse(l.text) && l.leads():
			rd.standfirst, l.why = l.text, isStandfirst
		case !l.found && !b.takesBack(l, i):
			l.drop(Unknown)
		case b.leftOver(l, i):
			l.drop(Unknown)
		case (l.linked || l.links(60) && l.part != heading && words([]rune(l.text)) < 25) && !isProse(l.text) && (l.part != item || b.linked[l.group]*2 > b.items[l.group]):
			l.drop(Related)
		}
	}
}

// fewTeasers is how many cards a page shows at least where it shows other stories.
const fewTeasers = 3

// dropTeasers drops the cards of other stories: a heading that is a link, and
// the one paragraph that stands in one element with it.
func (rd *reading) dropTeasers() {
	prose := map[*html.Node]int{}
	for _, l := range rd.lines {
		for n, up := l.home, 0; n != nil && up < 4 && l.live() && isProse(l.text); n, up = n.Parent, up+1 {
			prose[n]++
		}
	}
	var cards []*line
	for i, l := range rd.lines[:max(0, len(rd.lines)-1)] {
		next := rd.lines[i+1]
		if l.why == isHeadline || l.part != heading || !l.linked || !next.live() || !isProse(next.text) || l.home == nil || next.home == nil {
			continue
		}
		for n, up := l.home.Parent, 0; n != nil && up < 2 && prose[n] < 2; n, up = n.Parent, up+1 {
			if within(next.home, n) {
				cards = append(cards, l, next)
				break
			}
		}
	}
	if len(cards) < 2*fewTeasers {
		return
	}
	for _, l := range cards {
		l.drop(Related)
	}
}

// body is where the prose of the body stands that the finder found.
type body struct {
	first, last   int                // lines
	homes         map[*html.Node]int // paragraphs in each element
	kin           map[string]int     // and in elements of each name
	linked, items map[int]int        // of each list
}

func (rd *reading) bodyOf() *body {
	b := &body{first: len(rd.lines), last: -1, homes: map[*html.Node]int{}, kin: map[string]int{}, linked: map[int]int{}, items: map[int]int{}}
	for i, l := range rd.lines {
		if !l.live() {
			continue
		}
		if l.found && isProse(l.text) {
			b.first, b.last = min(b.first, i), i
			b.homes[l.home.Parent]++
			b.kin[kinOf(l.home)]++
		}
		if l.part == item {
			b.items[l.group]++
			if l.linked {
				b.linked[l.group]++
			}
		}
	}
	return b
}

// kinOf is what an element and the one around it are called, "" where neither has a name.
func kinOf(n *html.Node) string {
	own, around := attr(n, "class"), ""
	if n.Parent != nil {
		around = attr(n.Parent, "class")
	}
	if own+around == "" {
		return ""
	}
	return n.Data + "." + own + "<" + around
}

// takesBack tells whether line i, which the finder left out, is of the body.
func (b *body) takesBack(l *line, i int) bool {
	between := i > b.first && i < b.last
	beside := b.homes[l.home.Parent] > 0
	switch l.part {
	case para, quoted, plain:
		kin := kinOf(l.home)
		return isProse(l.text) && !l.links(40) && (beside || between && b.near(l) || kin != "" && b.kin[kin] > 1)
	case heading, item, caption, table:
		return between && (beside || b.near(l)) && !l.linked
	}
	return between
}

// near tells whether a line stands in an element beside the body's paragraphs.
func (b *body) near(l *line) bool {
	for n, up := l.home.Parent, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		if b.homes[n] > 0 {
			return true
		}
	}
	return false
}

// standfirst are the names that pages give to what stands between a headline and its story.
var standfirst = regexp.MustCompile(`-(?:lead|lede|intro|introduction|standfirst|summary|deck|dek|subtitle|subhead|subheadline|chapo|sapo|ingress|manchet|bajada|copete|entradilla|sommario|vorspann|perex|spot|teaser-text|anons)-`)

// leads tells whether a line stands in an element that is called a standfirst.
func (l *line) leads() bool {
	for n, up := l.home, 0; n != nil && up < 2; n, up = n.Parent, up+1 {
		if slices.ContainsFunc(names(n), standfirst.MatchString) {
			return true
		}
	}
	return false
}

// leftOver tells whether a line that the finder took can be no part of a story.
func (b *body) leftOver(l *line, i int) bool {
	n, before, after := words([]rune(l.text)), i < b.first, i > b.last
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

// enoughSaid is the least weight of a story's text in a page's data that is relied on.
const enoughSaid = 400

// confirm takes the paragraphs for the body's that the page's own data give as
// the story's text, whatever their elements are called; half of that text must
// stand on the page.
func (rd *reading) confirm() {
	said := bare(rd.known.text)
	if weight(said) < enoughSaid {
		return
	}
	var in []*line
	sum := 0
	for _, l := range rd.lines {
		if b := bare(l.text); l.part != player && l.part != caption && isProse(l.text) && strings.Contains(said, b) {
			in = append(in, l)
			sum += len(b)
		}
	}
	if sum*2 < len(said) {
		return
	}
	for _, l := range in {
		l.found, l.outside, l.why = true, false, ""
	}
	if sum*10 < len(said)*9 {
		return
	}
	// All of it is there: prose before and after is of something else.
	first, last := slices.Index(rd.lines, in[0]), slices.Index(rd.lines, in[len(in)-1])
	for i, l := range rd.lines {
		l.found = l.found && i >= first && i <= last
	}
}

// ownBody stands in for the finder where it found less than a quarter of the
// page's prose: the body is then in the lowest element that holds most of it.
func (rd *reading) ownBody(doc *html.Node) {
	all, found := 0, 0
	below := map[*html.Node]int{}
	for _, l := range rd.lines[rd.belowHeadline():] {
		if !l.live() || l.outside || l.links(40) || !isProse(l.text) {
			continue
		}
		w := weight(l.text)
		all += w
		if l.found {
			found += w
		}
		for n := l.home; n != nil; n = n.Parent {
			below[n] += w
		}
	}
	if found*4 >= all || found > enoughFound {
		return
	}
	home := doc
	for down := true; down; {
		down = false
		for c := range home.ChildNodes() {
			if below[c]*10 >= all*7 {
				home, down = c, true
				break
			}
		}
	}
	for _, l := range rd.lines {
		l.found = within(l.home, home)
	}
}

// belowHeadline is the line from which a body is looked for: the one after a
// first heading that is the headline, where prose follows it.
func (rd *reading) belowHeadline() int {
	for i, l := range rd.lines {
		if l.why == isHeadline && l.part == heading && l.level <= 2 && slices.ContainsFunc(rd.lines[i:], func(l *line) bool { return l.live() && !l.links(40) && isProse(l.text) }) {
			return i + 1
		}
	}
	return 0
}

// enoughFound is a weight of prose that the finder does not find in what is no story.
const enoughFound = 800

func within(n, of *html.Node) bool {
	for n != nil && n != of {
		n = n.Parent
	}
	return n != nil
}
