package capture

import (
	"strings"

	"dateline/story"
)

// longestHeard is the longest paragraph, in bytes, that is searched for speech;
// nobody writes a longer one.
const longestHeard = 20_000

// blocks makes the blocks of the story from the lines that were not dropped.
func (rd *reading) blocks() []story.Node {
	v := newVoices(rd.book, rd.lib)
	v.reporter = rd.byline()
	var left []*line
	var texts []string
	for _, l := range rd.lines {
		if l.why != "" || l.part == player && l.outside {
			continue
		}
		left = append(left, l)
		if (l.part == plain || l.part == para || l.part == item) && len(l.text) <= longestHeard {
			texts = append(texts, l.text)
		}
	}
	v.readNames(texts)
	var out []story.Node
	for i := 0; i < len(left); {
		to := i + 1
		for to < len(left) && left[i].group != 0 && left[to].group == left[i].group && left[i].part.together() && left[to].part.together() {
			to++
		}
		out = append(out, v.block(left[i:to], len(out)))
		i = to
	}
	v.settle(out)
	return out
}

// together tells whether lines of this part and one group make one block.
func (p part) together() bool { return p == item || p == quoted || p == cite || p == caption }

// block makes block number at of lines that stand together.
func (v *voices) block(ls []*line, at int) story.Node {
	l := ls[0]
	switch l.part {
	case player, table:
		return *l.block
	case heading:
		return story.HeadingOf(max(2, min(3, l.level)), l.text)
	case item:
		return story.ListOf(l.ordered, textsOf(ls, item)...)
	case caption:
		return story.Node{Type: story.Picture, Attrs: story.Attrs{Alt: cut(l.alt, story.MaxNote), Caption: cut(strings.Join(textsOf(ls, caption), " "), story.MaxNote)}}
	case quoted, cite:
		return v.quotation(ls, at)
	}
	if len(l.text) > longestHeard {
		return story.Para(l.text)
	}
	if p := v.read(l.text); p.isQuotation(v) {
		v.attribute(p, at)
		return story.QuoteOf("", "", l.text)
	}
	v.narrate(l.text)
	return story.Para(l.text)
}

// quotation makes a block of a quotation that the page's mark-up sets apart.
func (v *voices) quotation(ls []*line, at int) story.Node {
	texts, by := textsOf(ls, quoted), textsOf(ls, cite)
	if len(texts) == 0 {
		texts, by = by, nil
	}
	if len(by) > 0 {
		v.named(strings.TrimLeft(by[len(by)-1], "—–- "), at)
		return story.QuoteOf("", "", texts...)
	}
	all := strings.Join(texts, "\n")
	if p := v.read(all[:min(len(all), longestHeard)]); len(p.spans) > 0 {
		v.attribute(p, at)
	}
	return story.QuoteOf("", "", texts...)
}

func textsOf(ls []*line, of part) (texts []string) {
	for _, l := range ls {
		if l.part == of {
			texts = append(texts, l.text)
		}
	}
	return texts
}
