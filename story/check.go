package story

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/fault"
	"dateline/id"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
)

// rule says what a kind of node may hold and which attributes it may have.
type rule struct {
	block, identified, inline, atLeastOne bool
	holds                                 map[Kind]bool
	attrs                                 map[string]bool
}

// Check tells whether the document can be saved. A draft may be unfinished: an
// empty headline is for Ready to refuse. A block may lack its id, which Identify
// gives it; two blocks may not have the same.
func (d *Document) Check() error {
	if d.Schema < 1 || d.Schema > Schema {
		return fault.New(fault.Invalid, msg.FaultDocumentSchema(d.Schema))
	}
	if err := d.Head.check(); err != nil {
		return err
	}
	if d.Body.Type != Doc {
		return fault.New(fault.Invalid, msg.FaultDocumentUnreadable())
	}
	c := checking{ids: map[string]bool{}}
	return d.Body.check(1, &c)
}

// checking is what a check has met so far.
type checking struct {
	nodes int
	ids   map[string]bool
}

func (h *Head) check() error {
	for _, f := range []struct {
		name, text string
		max        int
		err        func(max int) error
	}{
		{"headline", h.Headline, MaxHeadline, func(n int) error { return fault.New(fault.Invalid, msg.FaultHeadlineTooLong(n)) }},
		{"standfirst", h.Standfirst, MaxStandfirst, tooLong}, {"byline", h.Byline, MaxLine, tooLong},
		{"place", h.Place, MaxLine, tooLong}, {"section", h.Section, 24, tooLong},
	} {
		if utf8.RuneCountInString(f.text) > f.max {
			return at(Place{Field: f.name}, f.err(f.max))
		}
		if strings.ContainsFunc(f.text, forbidden) {
			return at(Place{Field: f.name}, badText())
		}
	}
	if h.Lead == nil {
		return nil
	}
	for _, a := range []struct{ typ, value string }{{"id", h.Lead.Asset}, {"text", h.Lead.Alt}, {"text", h.Lead.Caption}} {
		if err := checkAttr(a.typ, a.value); err != nil {
			return at(Place{Field: "lead"}, err)
		}
	}
	return nil
}

func (n *Node) check(depth int, met *checking) error {
	if met.nodes++; met.nodes > MaxNodes || depth > MaxDepth {
		return fault.New(fault.TooLarge, msg.FaultDocumentTooDeep(MaxDepth))
	}
	r, known := rules[n.Type]
	if !known {
		return fault.New(fault.Invalid, msg.FaultUnknownBlock(string(n.Type)))
	}
	if err := n.Attrs.check(r.attrs, string(n.Type)); err != nil {
		return err
	}
	if n.Attrs.ID != "" {
		if met.ids[n.Attrs.ID] {
			return fault.New(fault.Invalid, msg.FaultBlockTwice(n.Attrs.ID))
		}
		met.ids[n.Attrs.ID] = true
	}
	if n.Type == Heading && n.Attrs.Level == 0 {
		return fault.New(fault.Invalid, msg.FaultBadAttribute("level", string(n.Type)))
	}
	if n.Type == Table && !n.square() {
		return fault.New(fault.Invalid, msg.FaultTableShape(MaxRows, MaxColumns))
	}
	if n.Type == Text {
		return n.checkText()
	}
	if n.Text != "" || len(n.Marks) > 0 || (r.atLeastOne && len(n.Content) == 0) {
		return fault.New(fault.Invalid, msg.FaultDocumentUnreadable())
	}
	for i := range n.Content {
		child := &n.Content[i]
		var err error
		if !r.holds[child.Type] {
			err = fault.New(fault.Invalid, msg.FaultUnknownBlock(string(child.Type)))
		} else {
			err = child.check(depth+1, met)
		}
		if err != nil && n.Type == Doc {
			return at(Place{Block: i + 1}, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// square tells whether a table's rows have as many cells as its first, and no more of either than a table may have.
func (n *Node) square() bool {
	if len(n.Content) > MaxRows {
		return false
	}
	for i := range n.Content {
		if c := len(n.Content[i].Content); c > MaxColumns || c != len(n.Content[0].Content) {
			return false
		}
	}
	return true
}

func (n *Node) checkText() error {
	if n.Text == "" || len(n.Content) > 0 {
		return fault.New(fault.Invalid, msg.FaultDocumentUnreadable())
	}
	if strings.ContainsFunc(n.Text, forbidden) {
		return badText()
	}
	for i := range n.Marks {
		attrs, known := markRules[n.Marks[i].Type]
		if !known {
			return fault.New(fault.Invalid, msg.FaultUnknownBlock(string(n.Marks[i].Type)))
		}
		if slices.ContainsFunc(n.Marks[:i], func(m Mark) bool { return m.Type == n.Marks[i].Type }) {
			return fault.New(fault.Invalid, msg.FaultDocumentUnreadable())
		}
		if err := n.Marks[i].Attrs.check(attrs, string(n.Marks[i].Type)); err != nil {
			return err
		}
	}
	return nil
}

func (a *Attrs) check(may map[string]bool, of string) error {
	return a.each(func(name, typ, value string) error {
		if !may[name] {
			return fault.New(fault.Invalid, msg.FaultBadAttribute(name, of))
		}
		return checkAttr(typ, value)
	})
}

// checkAttr checks one value by the type that the schema gives it.
func checkAttr(typ, value string) error {
	if strings.ContainsFunc(value, forbidden) {
		return badText()
	}
	good := true
	switch typ {
	case "line":
		good = utf8.RuneCountInString(value) <= MaxLine
	case "text":
		good = utf8.RuneCountInString(value) <= MaxNote
	case "id":
		good = value == "" || id.Valid(value)
	case "direction":
		good = value == "" || value == "ltr" || value == "rtl" || value == "auto"
	case "language":
		_, err := lang.Canonical(value)
		good = value == "" || err == nil
	case "duration":
		_, ok := media.ParseDuration(value)
		good = value == "" || ok
	case "level":
		good = value == "2" || value == "3"
	case "link":
		if !SafeLink(value) {
			return fault.New(fault.Invalid, msg.FaultBadLink(value))
		}
	case "bool":
	default:
		return fmt.Errorf("schema: unknown attribute type %q", typ)
	}
	if !good {
		return fault.New(fault.Invalid, msg.FaultBadValue(value))
	}
	return nil
}

// SafeLink tells whether an address may stand in a link: http, https, mailto,
// tel, or a path of this site.
func SafeLink(link string) bool {
	if link == "" {
		return true
	}
	if len(link) > 2048 || strings.ContainsFunc(link, func(r rune) bool { return unicode.IsControl(r) || r == ' ' || r == '\\' }) {
		return false
	}
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto", "tel":
		return u.Opaque != ""
	case "":
		return u.Host == "" && strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "//")
	}
	return false
}

// forbidden are characters that no text may hold: controls but line end and
// tab, overrides of direction, noncharacters.
func forbidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r == utf8.RuneError, r >= 0x202A && r <= 0x202E, r == 0xFEFF, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	}
	return unicode.IsControl(r)
}

func badText() error { return fault.New(fault.Invalid, msg.FaultBadText()) }

func tooLong(max int) error { return fault.New(fault.Invalid, msg.FaultTextTooLong(max)) }
