package story

import (
	"regexp"
	"strings"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

// Stop is something that speaks against putting a text before readers.
type Stop struct {
	Code     StopCode
	Message  lang.Message
	Block    string // id of the block in which it stands; empty: in the head, or in the text as a whole
	Field    string // of the head, in which it stands; empty: in none
	Position int    // of the block in the body, from 1; 0: in the head, or in the text as a whole
	Waivable bool   // an editor may overrule it with a reason
}

// StopCode says what speaks against a text.
type StopCode string

// The codes of stops.
const (
	NoHeadline  StopCode = "headline"
	NoSection   StopCode = "section"
	NoBody      StopCode = "body"
	NoAlt       StopCode = "alt"
	Placeholder StopCode = "tk" // TK stands for what is to come

	Untranslated StopCode = "untranslated"
)

// placeholder is how editors mark what is to come.
var placeholder = regexp.MustCompile(`(?:^|[^\pL\pN])(?:TK)+(?:[^\pL\pN]|$)`)

// toCome tells whether an editor has marked something in the text as still to come.
func toCome(text string) bool {
	return strings.Contains(text, "TK") && placeholder.MatchString(text) // of nearly all texts the first is quickly told
}

// Stops are what speaks against putting the document before readers, in the order in which it stands there.
func (d *Document) Stops() []Stop {
	var stops []Stop
	if strings.TrimSpace(d.Head.Headline) == "" {
		stops = append(stops, Stop{Code: NoHeadline, Message: msg.FaultHeadlineMissing(), Field: "headline"})
	}
	if d.Head.Section == "" {
		stops = append(stops, Stop{Code: NoSection, Message: msg.FaultSectionMissing(), Field: "section"})
	}
	if l := d.Head.Lead; l != nil && l.Asset != "" && strings.TrimSpace(l.Alt) == "" {
		stops = append(stops, Stop{Code: NoAlt, Message: msg.FaultAltMissing(), Field: "lead-alt"})
	}
	if field := d.Head.unfinished(); field != "" {
		stops = append(stops, Stop{Code: Placeholder, Message: msg.FaultPlaceholderLeft(), Field: field, Waivable: true})
	}
	if d.empty() {
		stops = append(stops, Stop{Code: NoBody, Message: msg.FaultBodyMissing()})
	}
	for i := range d.Body.Content {
		stops = append(stops, d.Body.Content[i].stops(i+1)...)
	}
	return stops
}

// unfinished is the first field of the head in which something is to come; empty where none is.
func (h *Head) unfinished() string {
	fields := []struct{ name, text string }{{"headline", h.Headline}, {"standfirst", h.Standfirst}, {"byline", h.Byline}, {"place", h.Place}}
	if h.Lead != nil {
		fields = append(fields, struct{ name, text string }{"lead-alt", h.Lead.Alt}, struct{ name, text string }{"lead-caption", h.Lead.Caption})
	}
	for _, f := range fields {
		if toCome(f.text) {
			return f.name
		}
	}
	return ""
}

// empty tells whether the body has nothing to read, to see or to hear.
func (d *Document) empty() bool {
	full := false
	d.Walk(func(n *Node) { full = full || n.Attrs.Asset != "" || strings.TrimSpace(n.Text) != "" })
	return !full
}

// stops are those of a block of the body.
func (n *Node) stops(position int) []Stop {
	var stops []Stop
	unfinished := toCome(n.Plain())
	n.walk(func(part *Node) {
		if part.Type == Picture && part.Attrs.Asset != "" && !part.Attrs.Decorative && strings.TrimSpace(part.Attrs.Alt) == "" {
			stops = append(stops, Stop{Code: NoAlt, Message: msg.FaultAltMissing(), Block: part.Attrs.ID, Position: position})
		}
		_ = part.Attrs.each(func(_, typ, value string) error { // it never fails: nothing here does
			unfinished = unfinished || (typ == "text" || typ == "line") && toCome(value)
			return nil
		})
	})
	if unfinished {
		stops = append(stops, Stop{Code: Placeholder, Message: msg.FaultPlaceholderLeft(), Block: n.Attrs.ID, Position: position, Waivable: true})
	}
	return stops
}

// Stopped is the first of the stops that has not been overruled, as a fault; nil where there is none.
func Stopped(stops []Stop, waived string) error {
	for _, s := range stops {
		if !s.Waivable || waived == "" {
			return fault.New(fault.Invalid, s.Message)
		}
	}
	return nil
}

// Ready tells whether nothing speaks against putting the document before readers.
func (d *Document) Ready() error { return Stopped(d.Stops(), "") }

// Unmerged are the branches that nobody has merged or gone past with intent:
// those younger than the head's last merge.
func Unmerged(newestFirst []Revision, head int) []Revision {
	var left []Revision
	for _, r := range newestFirst {
		if r.Branch {
			left = append(left, r)
		}
		if r.Origin == Merge && !r.Branch && r.Number <= head {
			break
		}
	}
	return left
}
