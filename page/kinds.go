package page

import (
	"strings"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/story"
)

// renderer renders one kind of block in every form that readers get. A kind that lacks one of them does not build.
type renderer interface {
	// prepare fills in a block from its node; false where nothing of it can be shown.
	prepare(m blockBuilder, n *story.Node, b *Block) bool
	// html is the block on the page and, with f.Light, on the light page.
	html(f *Frame, b *Block) templ.Component
	// feed writes the block with plain elements that every feed reader knows.
	feed(w *feedWriter, b *Block)
	// plain is the block without any markup.
	plain(n *story.Node) string
}

// renderers has the renderer of every kind of block in a body; a test names one that is missing.
var renderers = map[story.Kind]renderer{
	story.Paragraph: paragraphRenderer{},
	story.Heading:   headingRenderer{},
	story.List:      listRenderer{},
	story.Item:      itemRenderer{},
	story.Quote:     quoteRenderer{},
	story.Picture:   pictureRenderer{},
	story.Audio:     playerRenderer{},
	story.Video:     playerRenderer{},
	story.Related:   relatedRenderer{},
	story.Factbox:   factboxRenderer{},
	story.Divider:   dividerRenderer{},
	story.Table:     tableRenderer{},
}

type paragraphRenderer struct{}

func (paragraphRenderer) prepare(_ blockBuilder, n *story.Node, b *Block) bool {
	b.Text = n.Content
	return len(b.Text) > 0
}
func (paragraphRenderer) html(_ *Frame, b *Block) templ.Component { return paragraph(b) }
func (paragraphRenderer) feed(w *feedWriter, b *Block)            { w.runs("p", b) }
func (paragraphRenderer) plain(n *story.Node) string              { return n.Plain() }

type headingRenderer struct{}

func (headingRenderer) prepare(_ blockBuilder, n *story.Node, b *Block) bool {
	b.Level, b.Text = n.Attrs.Level, n.Content
	return len(b.Text) > 0
}
func (headingRenderer) html(_ *Frame, b *Block) templ.Component { return heading(b) }
func (headingRenderer) feed(w *feedWriter, b *Block) {
	if b.Level == 3 {
		w.runs("h3", b)
		return
	}
	w.runs("h2", b)
}
func (headingRenderer) plain(n *story.Node) string { return n.Plain() }

type listRenderer struct{}

func (listRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Ordered, b.Blocks = n.Attrs.Ordered, m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (listRenderer) html(f *Frame, b *Block) templ.Component { return list(f, b) }
func (listRenderer) feed(w *feedWriter, b *Block) {
	if b.Ordered {
		w.within("ol", b)
		return
	}
	w.within("ul", b)
}
func (listRenderer) plain(n *story.Node) string { return plainList(n) }

type itemRenderer struct{}

func (itemRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Blocks = m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (itemRenderer) html(f *Frame, b *Block) templ.Component { return item(f, b) }
func (itemRenderer) feed(w *feedWriter, b *Block)            { w.within("li", b) }
func (itemRenderer) plain(n *story.Node) string              { return strings.Join(plainBlocks(n.Content), "\n") }

type quoteRenderer struct{}

func (quoteRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Quote, b.Blocks = Quote{n.Attrs.Speaker, n.Attrs.Role}, m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (quoteRenderer) html(f *Frame, b *Block) templ.Component { return quote(f, b) }
func (quoteRenderer) feed(w *feedWriter, b *Block)            { w.quote(b) }
func (quoteRenderer) plain(n *story.Node) string {
	return joined("\n— ", strings.Join(plainBlocks(n.Content), "\n\n"), joined(", ", n.Attrs.Speaker, n.Attrs.Role))
}

type pictureRenderer struct{}

func (pictureRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Picture = m.picture(n)
	return b.Picture != nil
}
func (pictureRenderer) html(f *Frame, b *Block) templ.Component {
	return figure(f, b.Picture, "picture")
}
func (pictureRenderer) feed(w *feedWriter, b *Block) { w.picture(b.Picture) }
func (pictureRenderer) plain(n *story.Node) string {
	if n.Attrs.Caption != "" {
		return n.Attrs.Caption
	}
	return n.Attrs.Alt
}

// playerRenderer renders sound and film.
type playerRenderer struct{}

func (playerRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Player = m.player(n)
	if b.Player.Src != "" {
		*m.players++
		b.Number = *m.players
	}
	return true
}
func (playerRenderer) html(f *Frame, b *Block) templ.Component { return player(f, b.Player, b.Number) }
func (playerRenderer) feed(w *feedWriter, b *Block)            { w.player(b.Player) }
func (playerRenderer) plain(n *story.Node) string              { return n.Attrs.Title }

type relatedRenderer struct{}

func (relatedRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Link = Link{n.Attrs.URL, n.Attrs.Text}
	for i := range m.linked {
		if c := &m.linked[i]; n.Attrs.Story != "" && string(c.ID) == n.Attrs.Story {
			b.Link.Href = m.frame.here(address.Story(c.Edition, c.Section, c.ID, c.Headline))
			if b.Link.Text == "" {
				b.Link.Text = c.Headline
			}
		}
	}
	if b.Link.Text == "" {
		b.Link.Text = b.Link.Href
	}
	return b.Link.Href != "" && story.SafeLink(b.Link.Href)
}
func (relatedRenderer) html(_ *Frame, b *Block) templ.Component { return related(b) }
func (relatedRenderer) feed(w *feedWriter, b *Block) {
	w.WriteString(`<p><a href="` + templ.EscapeString(w.absolute(b.Link.Href)) + `">` + templ.EscapeString(b.Link.Text) + "</a></p>")
}
func (relatedRenderer) plain(n *story.Node) string { return joined(": ", n.Attrs.Text, n.Attrs.URL) }

type factboxRenderer struct{}

func (factboxRenderer) prepare(m blockBuilder, n *story.Node, b *Block) bool {
	b.Title, b.Blocks = n.Attrs.Title, m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (factboxRenderer) html(f *Frame, b *Block) templ.Component { return factbox(f, b) }
func (factboxRenderer) feed(w *feedWriter, b *Block) {
	title := b.Title
	if title == "" {
		title = w.frame.words.factbox.String
	}
	w.WriteString("<h3>" + templ.EscapeString(title) + "</h3>")
	w.blocks(b.Blocks)
}
func (factboxRenderer) plain(n *story.Node) string {
	return joined("\n\n", n.Attrs.Title, strings.Join(plainBlocks(n.Content), "\n\n"))
}

type dividerRenderer struct{}

func (dividerRenderer) prepare(blockBuilder, *story.Node, *Block) bool { return true }
func (dividerRenderer) html(*Frame, *Block) templ.Component            { return divider() }
func (dividerRenderer) feed(w *feedWriter, _ *Block)                   { w.WriteString("<hr>") }
func (dividerRenderer) plain(*story.Node) string                       { return "* * *" }
