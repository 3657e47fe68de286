package lang

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Changed counts what was changed in a text because it cannot be saved as it came.
type Changed struct {
	Directions int // embeddings and overrides that became isolates, and marks that opened or closed nothing
	Controls   int // characters that print nothing, taken out
	Composed   int // runs of text whose accents were joined with their letters (Unicode form C)
}

// Any tells whether anything was changed.
func (c Changed) Any() bool { return c != Changed{} }

// Add adds what was changed elsewhere.
func (c *Changed) Add(more Changed) {
	c.Directions += more.Directions
	c.Controls += more.Controls
	c.Composed += more.Composed
}

// Normal makes text such that it can be saved and printed: direction marks
// that reach into what stands around them become isolates that are closed,
// characters that print nothing go, and letters have their one form. Joiners,
// direction marks of one character, no-break spaces and emoji stay as they are.
// The same rules are in desk/editor/normal.js; both are held to
// lang/testdata/normal.json.
//
// One Normal reads the runs of one paragraph in order; End closes what they opened.
type Normal struct {
	Line    bool // a line: its line ends become spaces
	Changed Changed
	open    []rune // isolates that are open, by what opened them
}

// NormalText is a whole text in the form in which it is saved.
func NormalText(text string) string {
	n := Normal{}
	return n.Text(text) + n.End()
}

// NormalLine is a text in the form in which it is saved, as one line.
func NormalLine(text string) string {
	n := Normal{Line: true}
	return n.Text(text) + n.End()
}

// Directional formatting characters.
const (
	lre = '\u202A' // embeddings, their end, overrides
	rle = '\u202B'
	pdf = '\u202C'
	lro = '\u202D'
	rlo = '\u202E'
	lri = '\u2066' // isolates and their end
	rli = '\u2067'
	fsi = '\u2068'
	pdi = '\u2069'
)

// maxOpen is how many isolates may be open within one another; Unicode's own limit is 125.
const maxOpen = 100

// Text is the next run of the paragraph.
func (n *Normal) Text(text string) string {
	if strings.ContainsFunc(text, unsettled) {
		text = n.settle(text)
	}
	if composed := norm.NFC.String(text); composed != text {
		n.Changed.Composed++
		return composed
	}
	return text
}

// unsettled tells whether a character may have to be changed.
func unsettled(r rune) bool {
	return unicode.IsControl(r) || r >= '\u2028' && r <= rlo || r >= lri && r <= pdi || unprinted(r)
}

// unprinted are the characters beside the controls that no text is made of: the
// byte order mark, noncharacters, and what stands for bytes that were no text.
func unprinted(r rune) bool {
	return r == '\uFEFF' || r == '\uFFFD' || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF
}

func (n *Normal) settle(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == '\n' || r == '\r':
			b.WriteByte(n.lineEnd())
		case r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			n.Changed.Controls++
			b.WriteByte(n.lineEnd())
		case unicode.IsControl(r) || unprinted(r):
			n.Changed.Controls++
		case r >= lre && r <= rlo || r >= lri && r <= pdi:
			n.direction(&b, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (n *Normal) lineEnd() byte {
	if n.Line {
		return ' '
	}
	return '\n'
}

// isolates are what embeddings and overrides become.
var isolates = map[rune]rune{lre: lri, lro: lri, rle: rli, rlo: rli, lri: lri, rli: rli, fsi: fsi}

// direction writes what a direction mark becomes. An embedding's end does not
// reach out of an isolate; an isolate's end closes the embeddings within it.
func (n *Normal) direction(b *strings.Builder, r rune) {
	if r < lri {
		n.Changed.Directions++
	}
	last := len(n.open) - 1
	switch {
	case r == pdf && last >= 0 && n.open[last] < lri:
		n.open = n.open[:last]
		b.WriteRune(pdi)
	case r == pdi:
		n.endIsolate(b)
	case r == pdf: // it ends nothing
	case last+1 == maxOpen:
		n.Changed.Directions += isolate(r)
	default:
		n.open = append(n.open, r)
		b.WriteRune(isolates[r])
	}
}

// isolate is 1 for an isolate, which is counted only where it is left out.
func isolate(r rune) int {
	if r >= lri {
		return 1
	}
	return 0
}

func (n *Normal) endIsolate(b *strings.Builder) {
	at := len(n.open) - 1
	for at >= 0 && n.open[at] < lri {
		at--
	}
	if at < 0 {
		n.Changed.Directions++
		return
	}
	for range n.open[at:] {
		b.WriteRune(pdi)
	}
	n.open = n.open[:at]
}

// End closes what the paragraph's runs have left open.
func (n *Normal) End() string {
	for _, r := range n.open {
		n.Changed.Directions += isolate(r)
	}
	end := strings.Repeat(string(pdi), len(n.open))
	n.open = nil
	return end
}
