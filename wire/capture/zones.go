package capture

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// namesFile is which furniture an element is by the words of its class, id or component.
//
//go:embed names.json
var namesFile []byte

// naming is one furniture's names. Weak ones also stand in the names of what
// holds a story, as "paywall" does, so they count only where no prose was found.
type naming struct {
	Why   Why
	Names []string
	Weak  bool
}

var namings = sync.OnceValue(func() []naming {
	var all []naming
	if err := json.Unmarshal(namesFile, &all); err != nil {
		panic(fmt.Errorf("names.json: %w", err)) // it is part of the program
	}
	return all
})

// beside are the words that make a name say what stands next to the element,
// or what state it is in: "content-with-sidebar".
var besideWords = regexp.MustCompile(`-(?:with|has|no|without|enabled|disabled|open|free)-`)

// names are the class, id and component of an element, each as its words: "-content-with-sidebar-".
func names(n *html.Node) []string {
	var out []string
	for _, name := range strings.Fields(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "data-component")) {
		var b strings.Builder
		b.WriteByte('-')
		last := ' '
		for _, r := range name {
			if unicode.IsUpper(r) && unicode.IsLower(last) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				b.WriteByte('-')
			}
			if last = r; unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(unicode.ToLower(r))
			}
		}
		b.WriteByte('-')
		if words := b.String(); !besideWords.MatchString(words) {
			out = append(out, words)
		}
	}
	return out
}

// named finds what furniture an element is called.
func named(n *html.Node) (naming, bool) {
	all := names(n)
	if len(all) == 0 {
		return naming{}, false
	}
	for _, kind := range namings() {
		for _, w := range kind.Names {
			if slices.ContainsFunc(all, func(name string) bool { return strings.Contains(name, "-"+w+"-") }) {
				return kind, true
			}
		}
	}
	return naming{}, false
}

func byName(n *html.Node) Why {
	kind, _ := named(n)
	return kind.Why
}

// furnitureBy tells by an element's kind, role and names whether it is
// furniture. What holds the headline or a good part of the body's prose is
// none, whatever it is called.
func (w *walker) furnitureBy(n *html.Node, at place) Why {
	here, all := w.sizes[n], w.sizes[w.doc]
	if isHidden(n) {
		return Hidden
	}
	why := byElement(n)
	kind, called := named(n)
	switch {
	case here.h1, why == "" && (!called || isText(n.DataAtom) || at.part == para && !breaks(n.DataAtom)):
		return ""
	case kind.Why == Consent:
		return Consent
	case here.all*2 > all.all, here.found*2 > all.found:
		return ""
	case why != "":
		return why
	case kind.Weak && here.found > 40 && here.linked*2 < here.all:
		return ""
	case here.found*7 > all.found && here.linked*3 < here.all:
		return ""
	case here.all > 160 && slices.Contains([]Why{Byline, Timestamp, Credit, Tags}, kind.Why):
		return ""
	}
	return kind.Why
}

// isText tells whether an element is a paragraph, a heading or the whole story.
func isText(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.P, atom.Body, atom.Html, atom.Main, atom.Article:
		return true
	}
	return false
}

func byElement(n *html.Node) Why {
	switch n.DataAtom {
	case atom.Nav, atom.Menu, atom.Form, atom.Button, atom.Dialog, atom.Search:
		return Navigation
	case atom.Aside:
		return Related
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

var (
	embedClass  = regexp.MustCompile(`(?i)twitter|tweet|instagram|tiktok|facebook|fb-post|bluesky`)
	hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
)

func isHidden(n *html.Node) bool {
	_, hidden := attrOK(n, "hidden")
	return hidden || hiddenStyle.MatchString(attr(n, "style"))
}

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

func removeAttr(n *html.Node, name string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name && a.Namespace == "" })
}
