package story

import (
	"strings"
	"unicode"

	"dateline/lang"
	"dateline/lang/msg"
)

// fewWords is how many words a text needs to be taken for a sentence: names and labels have fewer, and are the same in many languages.
const fewWords = 3

// Untranslated are the places of a translation that still say what one of the
// sources says, word for word, or that are still in the sources' language by
// their letters. What is marked as another language is quoted, and names,
// numbers and files may well be the same: they speak against nothing. An editor
// may overrule each.
func (d *Document) Untranslated(sources []*Document, from, to lang.Tag) []Stop {
	t := translation{texts: map[string]bool{}, from: from, to: to}
	for _, s := range sources {
		t.learn(s)
	}
	var stops []Stop
	for _, head := range []struct{ field, text string }{{"headline", d.Head.Headline}, {"standfirst", d.Head.Standfirst}} {
		if t.left(plainWords(head.text)) {
			stops = append(stops, Stop{Code: Untranslated, Message: msg.FaultUntranslated(), Field: head.field, Waivable: true})
		}
	}
	for i := range d.Body.Content {
		if block := t.find(&d.Body.Content[i]); block != nil {
			stops = append(stops, Stop{Code: Untranslated, Message: msg.FaultUntranslated(), Block: block.Attrs.ID, Position: i + 1, Waivable: true})
		}
	}
	return stops
}

// translation is what a translation is compared with.
type translation struct {
	texts    map[string]bool // what the sources' blocks and heads say
	from, to lang.Tag
}

func (t *translation) learn(source *Document) {
	t.texts[plainWords(source.Head.Headline)] = true
	t.texts[plainWords(source.Head.Standfirst)] = true
	source.Walk(func(n *Node) { t.texts[plainWords(n.own(t.from))] = true })
}

// find is the first block within a block that is not translated; nil where all is.
func (t *translation) find(n *Node) *Node {
	if n.Attrs.Lang != "" && !lang.SameLanguage(lang.Tag(n.Attrs.Lang), t.to) {
		return nil
	}
	if t.left(plainWords(n.own(t.to))) {
		return n
	}
	for i := range n.Content {
		if block := t.find(&n.Content[i]); block != nil {
			return block
		}
	}
	return nil
}

// left tells whether a text was left as it was.
func (t *translation) left(text string) bool {
	return sentence(text) && (t.texts[text] || lang.StillIn(text, t.from, t.to))
}

// own is the text that stands in the node itself, without what is marked as another language than the given.
func (n *Node) own(in lang.Tag) string {
	var b strings.Builder
	for i := range n.Content {
		c := &n.Content[i]
		quoted := false
		for _, m := range c.Marks {
			quoted = quoted || m.Attrs.Lang != "" && !lang.SameLanguage(lang.Tag(m.Attrs.Lang), in)
		}
		if c.Type == Text && !quoted {
			b.WriteString(c.Text)
		}
	}
	return b.String()
}

func plainWords(text string) string { return strings.Join(strings.Fields(text), " ") }

// sentence tells whether a text says more than a name or a number: in scripts
// with capitals, most of its words begin without one. In scripts that part no
// words a dozen letters are enough.
func sentence(text string) bool {
	words, small, caseless := 0, 0, 0
	for _, word := range strings.Fields(text) {
		first := strings.IndexFunc(word, unicode.IsLetter)
		if first < 0 {
			continue
		}
		words++
		for _, r := range word[first:] {
			if unicode.IsLower(r) {
				small++
			}
			if unicode.Is(unicode.Lo, r) {
				caseless++
			}
			break
		}
	}
	if caseless > 0 {
		return words >= fewWords && caseless*2 > words || caselessLetters(text) >= 4*fewWords
	}
	return words >= fewWords && small*2 > words
}

func caselessLetters(text string) (n int) {
	for _, r := range text {
		if unicode.Is(unicode.Lo, r) {
			n++
		}
	}
	return n
}
