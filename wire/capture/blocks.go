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
	case player, table:
		return *l.block
	case heading:
		return Block{Kind: story.Heading, Text: l.text, Level: max(2, min(3, l.level))}
	case item:
		return Block{Kind: story.List, Text: joined(ls, item), Ordered: l.ordered}
	case caption:
		return Block{Kind: story.Picture, Text: strings.ReplaceAll(joined(ls, caption), "\n", " "), Source: l.source, Alt: l.alt}
	case quoted, cite:
		b := Block{Kind: story.Quote, Text: joined(ls, quoted)}
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
		return Block{Kind: story.Paragraph, Text: l.text}
	}
	p := v.read(l.text)
	if !p.isQuotation(v) {
		v.tell(l.text)
		return Block{Kind: story.Paragraph, Text: l.text}
	}
	b := Block{Kind: story.Quote, Text: l.text, Speaker: v.hear(p)}
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
	d.Head.Standfirst = cut(c.Standfirst, story.MaxStandfirst)
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

// node is the block as a document has it.
func (b *Block) node() story.Node {
	switch b.Kind {
	case story.Heading:
		return story.HeadingOf(b.Level, b.Text)
	case story.List:
		return story.ListOf(b.Ordered, strings.Split(b.Text, "\n")...)
	case story.Quote:
		var by Speaker
		if b.Speaker != nil {
			by = Speaker{cut(b.Speaker.Name, story.MaxLine), cut(b.Speaker.Role, story.MaxLine)}
		}
		return story.QuoteOf(by.Name, by.Role, strings.Split(b.Text, "\n")...)
	case story.Picture:
		return story.Node{Type: b.Kind, Attrs: story.Attrs{Alt: cut(b.Alt, story.MaxNote), Caption: cut(b.Text, story.MaxNote)}}
	case story.Audio, story.Video:
		return story.Node{Type: b.Kind, Attrs: story.Attrs{Title: cut(b.Text, story.MaxLine), Duration: b.Duration}}
	case story.Table:
		return story.TableOf(cut(b.Text, story.MaxNote), b.Head, b.Side, b.Rows)
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
