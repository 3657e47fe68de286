package capture

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"dateline/story"
)

// longestHeard is the longest paragraph, in bytes, that is searched for speech;
// nobody writes a longer one.
const longestHeard = 20_000

// blocks makes the blocks of the story from the lines that were kept.
func (rd *reading) blocks() []Block {
	v := newVoices(rd.book, rd.lib)
	var out []Block
	var kept []*line
	for _, l := range rd.lines {
		if l.why == "" && (l.part != player || !l.outside) {
			kept = append(kept, l)
		}
	}
	var texts []string
	for _, l := range kept {
		if (l.part == plain || l.part == para || l.part == item) && len(l.text) <= longestHeard {
			texts = append(texts, l.text)
		}
	}
	v.meet(texts)
	for i := 0; i < len(kept); {
		to := i + 1
		l := kept[i]
		for to < len(kept) && l.group != 0 && kept[to].group == l.group && together(l.part) && together(kept[to].part) {
			to++
		}
		out = append(out, rd.block(kept[i:to], v))
		i = to
	}
	v.settle(out)
	return out
}

// together tells whether lines of this part and one group make one block.
func together(p part) bool { return p == item || p == quoted || p == cite || p == caption }

// block makes one block of lines that stand together.
func (rd *reading) block(ls []*line, v *voices) Block {
	l := ls[0]
	switch l.part {
	case player:
		return *l.block
	case heading:
		return Block{Kind: Heading, Text: l.text, Level: max(2, min(3, l.level))}
	case item:
		return Block{Kind: List, Text: joined(ls, item), Ordered: l.ordered}
	case caption:
		return Block{Kind: Picture, Text: strings.ReplaceAll(joined(ls, caption), "\n", " "), Source: l.source, Alt: l.alt}
	case quoted, cite:
		b := Block{Kind: Quote, Text: joined(ls, quoted)}
		for _, c := range ls {
			if c.part == cite {
				b.Speaker = v.named(strings.TrimLeft(c.text, "—–- "))
			}
		}
		if b.Text == "" {
			b.Text = joined(ls, cite)
		}
		if p := v.read(b.Text[:min(len(b.Text), longestHeard)]); b.Speaker == nil && len(p.spans) > 0 {
			b.Speaker = v.hear(p)
			b.heard = len(v.heard)
		}
		return b
	}
	if len(l.text) > longestHeard {
		return Block{Kind: Paragraph, Text: l.text}
	}
	p := v.read(l.text)
	if !p.isQuotation(v) {
		v.tell(l.text)
		return Block{Kind: Paragraph, Text: l.text}
	}
	b := Block{Kind: Quote, Text: l.text, Speaker: v.hear(p)}
	b.heard = len(v.heard)
	return b
}

func joined(ls []*line, of part) string {
	var texts []string
	for _, l := range ls {
		if l.part == of {
			texts = append(texts, l.text)
		}
	}
	return strings.Join(texts, "\n")
}

// Document gives the story as a document that can be kept as a draft; its
// section is for the caller to set. It fails where the capture has more than a
// document may hold.
func (c *Captured) Document() (*story.Document, error) {
	d := &story.Document{Schema: story.Schema, Body: story.Node{Type: story.Doc}}
	d.Head.Headline = cut(c.Headline, story.MaxHeadline)
	d.Head.Byline = cut(c.Byline, story.MaxLine)
	for _, b := range c.Blocks {
		d.Body.Content = append(d.Body.Content, b.node())
	}
	d.Normalise()
	if err := d.Check(); err != nil {
		return nil, fmt.Errorf("document of a capture: %w", err)
	}
	return d, nil
}

func (b *Block) node() story.Node {
	switch b.Kind {
	case Heading:
		n := story.Para(b.Text)
		n.Type, n.Attrs.Level = story.Heading, b.Level
		return n
	case List:
		n := story.Node{Type: story.List, Attrs: story.Attrs{Ordered: b.Ordered}}
		for t := range strings.SplitSeq(b.Text, "\n") {
			n.Content = append(n.Content, story.Node{Type: story.Item, Content: []story.Node{story.Para(t)}})
		}
		return n
	case Quote:
		n := story.Node{Type: story.Quote}
		if b.Speaker != nil {
			n.Attrs.Speaker, n.Attrs.Role = cut(b.Speaker.Name, story.MaxLine), cut(b.Speaker.Role, story.MaxLine)
		}
		for t := range strings.SplitSeq(b.Text, "\n") {
			n.Content = append(n.Content, story.Para(t))
		}
		return n
	case Picture:
		return story.Node{Type: story.Picture, Attrs: story.Attrs{Alt: cut(b.Alt, story.MaxNote), Caption: cut(b.Text, story.MaxNote)}}
	case Audio:
		return story.Node{Type: story.Audio, Attrs: story.Attrs{Title: cut(b.Text, story.MaxLine), Duration: b.Duration}}
	case Video:
		return story.Node{Type: story.Video, Attrs: story.Attrs{Title: cut(b.Text, story.MaxLine), Duration: b.Duration}}
	}
	return story.Para(b.Text)
}

// cut shortens text to a number of characters, an ellipsis in place of the rest.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most-1])) + "…"
}
