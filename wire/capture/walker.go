package capture

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// walker reads the visible text of a page into lines.
type walker struct {
	rd     *reading
	doc    *html.Node
	text   strings.Builder
	size   size // of the text so far
	groups map[*html.Node]int
	found  map[*html.Node]bool // the texts that the finder took
	sizes  map[*html.Node]size
}

// place is where the walker stands: what the elements around say.
type place struct {
	node    *html.Node // the block element
	part    part
	level   int
	group   int
	ordered bool
	why     Why // the page's furniture, by its element or class
	link    bool
	alt     string
	tight   bool // within an item: only a list breaks lines
}

// silent elements hold nothing that is read.
func silent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Head, atom.Noscript, atom.Svg, atom.Math, atom.Select, atom.Textarea, atom.Object, atom.Canvas:
		return true
	}
	return false
}

func breaks(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Tr,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside, atom.Figure, atom.Figcaption, atom.Blockquote, atom.Address,
		atom.Button, atom.Form, atom.Hr, atom.Pre, atom.Fieldset, atom.Legend, atom.Details, atom.Summary, atom.Dialog, atom.Body, atom.Html, atom.Option,
		atom.Label, atom.Time, atom.Center, atom.Audio, atom.Video, atom.Iframe, atom.Caption, atom.Tbody, atom.Thead, atom.Menu, atom.Search:
		return true
	}
	return false
}

func (w *walker) walk(n *html.Node, at place) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			w.write(c, at.link)
		case c.Type != html.ElementNode || silent(c.DataAtom):
		case c.DataAtom == atom.Br:
			w.lineBreak(c, at)
		default:
			w.element(c, at)
		}
	}
}

func (w *walker) write(n *html.Node, link bool) {
	s := strings.ReplaceAll(Clean(n.Data), "\n", " ")
	w.text.WriteString(s)
	count := letters([]rune(s))
	w.size.all += count
	if link {
		w.size.linked += count
	}
	if w.found[n] {
		w.size.found += count
	}
}

// lineBreak ends a line where the writer broke it between sentences or twice.
func (w *walker) lineBreak(n *html.Node, at place) {
	next := n.NextSibling
	for next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) == "" {
		next = next.NextSibling
	}
	if next != nil && next.DataAtom == atom.Br || isSentence(w.text.String()) {
		w.flush(at)
		return
	}
	w.text.WriteByte(' ')
}

func (w *walker) element(n *html.Node, at place) {
	in := w.within(n, at)
	if n.DataAtom == atom.Audio || n.DataAtom == atom.Video || n.DataAtom == atom.Iframe {
		w.flush(at)
		w.playerOf(n, in)
		return
	}
	if b := dataTable(n); b != nil && in.why == "" {
		w.flush(at)
		w.tableOf(n, b)
		return
	}
	if at.why != "" && !inText(n.DataAtom) || n.DataAtom == atom.Button {
		w.flush(at)
		w.walk(n, in)
		w.flush(in)
		return
	}
	if breaks(n.DataAtom) && !(at.tight && n.DataAtom != atom.Ul && n.DataAtom != atom.Ol && n.DataAtom != atom.Li) || in.part != at.part || in.why != at.why {
		w.flush(at)
		w.walk(n, in)
		w.flush(in)
		return
	}
	if cell := n.DataAtom == atom.Td || n.DataAtom == atom.Th; cell && !at.tight {
		w.flush(at)
		in.node = n
		w.walk(n, in)
		w.flush(in)
		return
	} else if cell || at.tight && breaks(n.DataAtom) {
		w.text.WriteByte(' ')
	}
	w.walk(n, in)
	if at.tight && breaks(n.DataAtom) {
		w.text.WriteByte(' ')
	}
}

// inText tells whether an element marks words of a sentence. Within furniture
// every other element is set apart on the screen, so it is a line of its own.
func inText(a atom.Atom) bool {
	switch a {
	case atom.Em, atom.Strong, atom.B, atom.I, atom.U, atom.Sup, atom.Sub, atom.Small, atom.Mark, atom.Abbr, atom.Bdi, atom.Bdo, atom.Q:
		return true
	}
	return false
}

// flush makes a line of the text so far.
func (w *walker) flush(at place) {
	t, s := squeeze(w.text.String()), w.size
	w.text.Reset()
	w.size = size{}
	if t == "" {
		return
	}
	l := &line{text: t, part: at.part, level: at.level, group: at.group, ordered: at.ordered, alt: at.alt, gap: true, home: at.node}
	l.share = s.linked * 100 / max(s.all, 1)
	l.linked = l.links(90)
	l.found = s.found > 0 && s.found*2 >= s.all
	if at.node == nil {
		l.home = w.doc
	}
	if at.why != "" {
		l.outside = true
		l.why = w.reason(t, at.why)
	}
	w.rd.lines = append(w.rd.lines, l)
}

// reason is why a line in the page's furniture goes: what its own words say
// comes before what its place says.
func (w *walker) reason(t string, by Why) Why {
	why, film := w.rd.lib.shape(t)
	if f, known := w.rd.lib.furniture(t); known && why == "" {
		why = f.why
	}
	if film && why == "" {
		why = Player
	}
	if why == "" {
		return by
	}
	return why
}

func (w *walker) playerOf(n *html.Node, at place) {
	l := elementMedia(n)
	if l == nil {
		return
	}
	if at.why != "" && at.why != Player {
		l.outside = true
	}
	w.rd.lines = append(w.rd.lines, l)
}

// within is the place inside an element.
func (w *walker) within(n *html.Node, at place) place {
	in := at
	if breaks(n.DataAtom) {
		in.node = n
	}
	switch n.DataAtom {
	case atom.A:
		in.link = at.part != heading || !strings.HasPrefix(attr(n, "href"), "#") // a heading that links to itself is none
	case atom.P:
		if at.part == plain {
			in.part = para
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if w.sizes[n].all < longHeading {
			in.part, in.level = heading, max(2, int(n.Data[1]-'0'))
		}
	case atom.Ul, atom.Ol, atom.Table, atom.Dl:
		in.group, in.ordered = w.group(n), n.DataAtom == atom.Ol
	case atom.Li, atom.Tr, atom.Dt, atom.Dd:
		if at.group != 0 && !w.arranges(n) {
			in.part, in.tight = item, true
		}
	case atom.Blockquote:
		if w.sizes[n].found*2 <= w.sizes[w.doc].found {
			in.part, in.group = quoted, w.group(n)
		}
		if embedClass.MatchString(attr(n, "class")) {
			in.why = Embed
		}
	case atom.Cite, atom.Footer:
		if at.part == quoted {
			in.part = cite
			return in
		}
	case atom.Figure:
		in.group = w.group(n)
		in.alt = pictureAlt(n)
	case atom.Figcaption:
		in.part = caption
	}
	if why := w.furnitureBy(n, at); why != "" && at.why == "" {
		in.why = why
	}
	return in
}

// longHeading is how many letters a heading may have; a longer one is text in large type.
const longHeading = 400

// arranges tells whether an item of a list or a row of a table only places what
// is a story in itself: it is long and has paragraphs, headings or line breaks.
func (w *walker) arranges(n *html.Node) bool {
	if w.sizes[n].all < longHeading {
		return false
	}
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.P, atom.Div, atom.Br, atom.H1, atom.H2, atom.H3, atom.H4, atom.Table, atom.Section, atom.Article:
			return true
		}
	}
	return false
}

func (w *walker) group(n *html.Node) int {
	if w.groups[n] == 0 {
		w.groups[n] = len(w.groups) + 1
	}
	return w.groups[n]
}

func pictureAlt(n *html.Node) string {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img {
			return Clean(attr(d, "alt"))
		}
	}
	return ""
}
