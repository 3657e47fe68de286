package page

import (
	"strings"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/story"
)

// form is how readers get one kind of block. A method that a kind lacks does not build.
type form interface {
	// set makes a block ready to be rendered; false where nothing of it can be shown.
	set(m maker, n *story.Node, b *Block) bool
	// html is the block on the page and, with f.Light, on the light page.
	html(f *Frame, b *Block) templ.Component
	// feed writes the block with plain elements that every feed reader knows.
	feed(w *feedForm, b *Block)
	// plain is the block without any markup.
	plain(n *story.Node) string
}

// forms has the form of every kind that stands in a body; a test names one that is missing.
var forms = map[story.Kind]form{
	story.Paragraph: paragraphForm{},
	story.Heading:   headingForm{},
	story.List:      listForm{},
	story.Item:      itemForm{},
	story.Quote:     quoteForm{},
	story.Picture:   pictureForm{},
	story.Audio:     playerForm{},
	story.Video:     playerForm{},
	story.Related:   relatedForm{},
	story.Factbox:   factboxForm{},
	story.Divider:   dividerForm{},
	story.Table:     tableForm{},
}

type paragraphForm struct{}

func (paragraphForm) set(_ maker, n *story.Node, b *Block) bool {
	b.Text = n.Content
	return len(b.Text) > 0
}
func (paragraphForm) html(_ *Frame, b *Block) templ.Component { return paragraph(b) }
func (paragraphForm) feed(w *feedForm, b *Block)              { w.runs("p", b) }
func (paragraphForm) plain(n *story.Node) string              { return n.Plain() }

type headingForm struct{}

func (headingForm) set(_ maker, n *story.Node, b *Block) bool {
	b.Level, b.Text = n.Attrs.Level, n.Content
	return len(b.Text) > 0
}
func (headingForm) html(_ *Frame, b *Block) templ.Component { return heading(b) }
func (headingForm) feed(w *feedForm, b *Block) {
	if b.Level == 3 {
		w.runs("h3", b)
		return
	}
	w.runs("h2", b)
}
func (headingForm) plain(n *story.Node) string { return n.Plain() }

type listForm struct{}

func (listForm) set(m maker, n *story.Node, b *Block) bool {
	b.Ordered, b.Blocks = n.Attrs.Ordered, m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (listForm) html(f *Frame, b *Block) templ.Component { return list(f, b) }
func (listForm) feed(w *feedForm, b *Block) {
	if b.Ordered {
		w.within("ol", b)
		return
	}
	w.within("ul", b)
}
func (listForm) plain(n *story.Node) string { return plainList(n) }

type itemForm struct{}

func (itemForm) set(m maker, n *story.Node, b *Block) bool {
	b.Blocks = m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (itemForm) html(f *Frame, b *Block) templ.Component { return item(f, b) }
func (itemForm) feed(w *feedForm, b *Block)              { w.within("li", b) }
func (itemForm) plain(n *story.Node) string              { return strings.Join(plainBlocks(n.Content), "\n") }

type quoteForm struct{}

func (quoteForm) set(m maker, n *story.Node, b *Block) bool {
	b.Quote, b.Blocks = Quote{n.Attrs.Speaker, n.Attrs.Role}, m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (quoteForm) html(f *Frame, b *Block) templ.Component { return quote(f, b) }
func (quoteForm) feed(w *feedForm, b *Block)              { w.quote(b) }
func (quoteForm) plain(n *story.Node) string {
	return joined("\n— ", strings.Join(plainBlocks(n.Content), "\n\n"), joined(", ", n.Attrs.Speaker, n.Attrs.Role))
}

type pictureForm struct{}

func (pictureForm) set(m maker, n *story.Node, b *Block) bool {
	b.Picture = m.picture(n)
	return b.Picture != nil
}
func (pictureForm) html(f *Frame, b *Block) templ.Component { return figure(f, b.Picture, "picture") }
func (pictureForm) feed(w *feedForm, b *Block)              { w.picture(b.Picture) }
func (pictureForm) plain(n *story.Node) string {
	if n.Attrs.Caption != "" {
		return n.Attrs.Caption
	}
	return n.Attrs.Alt
}

// playerForm is that of sound and film.
type playerForm struct{}

func (playerForm) set(m maker, n *story.Node, b *Block) bool {
	b.Player = m.player(n)
	if b.Player.Src != "" {
		*m.players++
		b.Number = *m.players
	}
	return true
}
func (playerForm) html(f *Frame, b *Block) templ.Component { return player(f, b.Player, b.Number) }
func (playerForm) feed(w *feedForm, b *Block)              { w.player(b.Player) }
func (playerForm) plain(n *story.Node) string              { return n.Attrs.Title }

type relatedForm struct{}

func (relatedForm) set(m maker, n *story.Node, b *Block) bool {
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
func (relatedForm) html(_ *Frame, b *Block) templ.Component { return related(b) }
func (relatedForm) feed(w *feedForm, b *Block) {
	w.WriteString(`<p><a href="` + templ.EscapeString(w.absolute(b.Link.Href)) + `">` + templ.EscapeString(b.Link.Text) + "</a></p>")
}
func (relatedForm) plain(n *story.Node) string { return joined(": ", n.Attrs.Text, n.Attrs.URL) }

type factboxForm struct{}

func (factboxForm) set(m maker, n *story.Node, b *Block) bool {
	b.Title, b.Blocks = n.Attrs.Title, m.blocks(n.Content)
	return len(b.Blocks) > 0
}
func (factboxForm) html(f *Frame, b *Block) templ.Component { return factbox(f, b) }
func (factboxForm) feed(w *feedForm, b *Block) {
	title := b.Title
	if title == "" {
		title = w.frame.words.factbox.String
	}
	w.WriteString("<h3>" + templ.EscapeString(title) + "</h3>")
	w.blocks(b.Blocks)
}
func (factboxForm) plain(n *story.Node) string {
	return joined("\n\n", n.Attrs.Title, strings.Join(plainBlocks(n.Content), "\n\n"))
}

type dividerForm struct{}

func (dividerForm) set(maker, *story.Node, *Block) bool { return true }
func (dividerForm) html(*Frame, *Block) templ.Component { return divider() }
func (dividerForm) feed(w *feedForm, _ *Block)          { w.WriteString("<hr>") }
func (dividerForm) plain(*story.Node) string            { return "* * *" }
