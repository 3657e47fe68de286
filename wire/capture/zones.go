package capture

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

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
