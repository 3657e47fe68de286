package wire

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

// walker reads the visible text of a page into lines.
type walker struct {
	rd     *reading
	text   strings.Builder
	linked int // characters of text within links
	all    int
	groups map[*html.Node]int
	sizes  map[*html.Node]int // letters of text below an element
	marks  int
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
	source  string
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

func (w *walker) size(n *html.Node) int {
	s := 0
	if n.Type == html.TextNode {
		s = letters([]rune(n.Data))
	}
	if !silent(n.DataAtom) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			s += w.size(c)
		}
	}
	w.sizes[n] = s
	return s
}

func (w *walker) walk(n *html.Node, at place) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			w.write(c.Data, at.link)
		case c.Type != html.ElementNode || silent(c.DataAtom):
		case c.DataAtom == atom.Br:
			w.lineBreak(c, at)
		default:
			w.element(c, at)
		}
	}
}

func (w *walker) write(s string, link bool) {
	s = strings.ReplaceAll(clean(s), "\n", " ")
	w.text.WriteString(s)
	n := letters([]rune(s))
	w.all += n
	if link {
		w.linked += n
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
	if n.DataAtom == atom.Td || n.DataAtom == atom.Th || at.tight && breaks(n.DataAtom) {
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
	t := squeeze(w.text.String())
	linked := w.all > 0 && w.linked*10 >= w.all*9
	w.text.Reset()
	w.all, w.linked = 0, 0
	if t == "" {
		return
	}
	l := &line{text: t, part: at.part, level: at.level, group: at.group, ordered: at.ordered, linked: linked, source: at.source, alt: at.alt, gap: true}
	if at.node != nil {
		l.home = at.node
		w.mark(at.node)
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

func (w *walker) mark(n *html.Node) {
	if attr(n, lineMark) == "" {
		w.marks++
		n.Attr = append(n.Attr, html.Attribute{Key: lineMark, Val: strconv.Itoa(w.marks)})
	}
}

func (w *walker) playerOf(n *html.Node, at place) {
	b := elementMedia(n)
	if b == nil {
		return
	}
	w.mark(n)
	l := &line{part: player, block: b, home: n}
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
		in.link = true
	case atom.P:
		if at.part == plain {
			in.part = para
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		in.part, in.level = heading, max(2, int(n.Data[1]-'0'))
	case atom.Ul, atom.Ol, atom.Table, atom.Dl:
		in.group, in.ordered = w.group(n), n.DataAtom == atom.Ol
	case atom.Li, atom.Tr, atom.Dt, atom.Dd:
		in.part, in.tight = item, true
	case atom.Blockquote:
		in.part, in.group = quoted, w.group(n)
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
		in.source, in.alt = picture(n)
	case atom.Figcaption:
		in.part = caption
	}
	if why := w.furnitureBy(n, at); why != "" && at.why == "" {
		in.why = why
	}
	return in
}

func (w *walker) group(n *html.Node) int {
	if w.groups[n] == 0 {
		w.groups[n] = len(w.groups) + 1
	}
	return w.groups[n]
}

func picture(n *html.Node) (source, alt string) {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img {
			return attr(d, "src"), clean(attr(d, "alt"))
		}
	}
	return "", ""
}

var embedClass = regexp.MustCompile(`(?i)twitter|tweet|instagram|tiktok|facebook|fb-post|bluesky`)

// byClass says which furniture an element is by the words of its class, id or role.
var byClass = []struct {
	words *regexp.Regexp
	why   Why
}{
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr|onetrust|cmp)(?:$|[\s_-])`), Consent},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:share|sharing|social|sharebar|share-?block)(?:$|[\s_-])`), Share},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:related|rel|most-?(?:read|viewed|popular)|popular|trending|recommend\w*|read-?more|more-?stories|teasers?|promo|onward)(?:$|[\s_-])`), Related},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:newsletters?|signup|sign-up|subscribe|subscription|paywall)(?:$|[\s_-])`), Newsletter},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:comments?|disqus|discussion|forum)(?:$|[\s_-])`), Comments},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:breadcrumbs?|nav|navbar|navigation|menu|sitenav|topbar|toolbar)(?:$|[\s_-])`), Navigation},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:tags?|topics|keywords)(?:$|[\s_-])`), Tags},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:ad|ads|advert\w*|sponsor\w*|banner-ad)(?:$|[\s_-])`), Ads},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:skip|skip-?links?)(?:$|[\s_-])`), Skip},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:byline|author|authors|contributor)(?:$|[\s_-])`), Byline},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:timestamp|dateline|pubdate|published|date|time|article-?info)(?:$|[\s_-])`), Timestamp},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:credits?|photo-?credit|image-?credit|copyright)(?:$|[\s_-])`), Credit},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:player|audio-?player|video-?player|media-?player|c-mmp)(?:$|[\s_-])`), Player},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:sidebar|aside|rail)(?:$|[\s_-])`), Related},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:follow|follow-?us)(?:$|[\s_-])`), Follow},
	{regexp.MustCompile(`(?i)(?:^|[\s_-])(?:breaking|ticker)(?:$|[\s_-])`), Breaking},
}

// furnitureBy tells by an element's kind, role, class and id whether it is
// furniture. An element that holds the headline or half of the page's text is
// none, whatever its class says.
func (w *walker) furnitureBy(n *html.Node, at place) Why {
	why := byElement(n, at)
	if why == "" && n.DataAtom != atom.Body && n.DataAtom != atom.Html && n.DataAtom != atom.Main && n.DataAtom != atom.Article && !isHeadingAtom(n.DataAtom) {
		names := attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "data-component")
		if i := slices.IndexFunc(byClass, func(c struct {
			words *regexp.Regexp
			why   Why
		}) bool {
			return c.words.MatchString(names)
		}); i >= 0 && strings.TrimSpace(names) != "" {
			why = byClass[i].why
		}
	}
	if why == "" || why == Hidden {
		return why
	}
	if w.sizes[n]*2 > w.sizes[root(n)] {
		return ""
	}
	if (why == Byline || why == Timestamp || why == Credit || why == Tags) && w.sizes[n] > 160 {
		return ""
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.H1 {
			return ""
		}
	}
	return why
}

func isHeadingAtom(a atom.Atom) bool {
	return a == atom.H1 || a == atom.H2 || a == atom.H3 || a == atom.H4 || a == atom.P
}

func root(n *html.Node) *html.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

func byElement(n *html.Node, at place) Why {
	if _, hidden := attrOK(n, "hidden"); hidden || hiddenStyle.MatchString(attr(n, "style")) {
		return Hidden
	}
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		return Navigation
	case atom.Aside:
		return Related
	case atom.Form, atom.Button, atom.Dialog, atom.Search:
		return Navigation
	case atom.Footer:
		return Copyright
	case atom.Audio, atom.Video:
		return Player
	}
	switch attr(n, "role") {
	case "navigation", "search", "menubar", "banner", "toolbar", "tablist":
		return Navigation
	case "complementary":
		return Related
	case "contentinfo":
		return Copyright
	case "dialog", "alertdialog":
		return Consent
	}
	return ""
}

var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)

func attr(n *html.Node, name string) string {
	v, _ := attrOK(n, name)
	return v
}

func attrOK(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}
