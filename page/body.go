package page

import (
	"dateline/address"
	"dateline/lang"
	"dateline/story"
)

// maker makes the blocks of one body.
type maker struct {
	frame   *Frame
	assets  assetsOf
	linked  []story.Card // public stories that related links may point to
	players *int         // made so far
}

// blocks makes what a node holds ready to be drawn. What cannot be shown (a picture that is gone, a link to a story
// that is not public and has no address) is left out.
func (m maker) blocks(nodes []story.Node) []Block {
	made := make([]Block, 0, len(nodes))
	for i := range nodes {
		if b, ok := m.block(&nodes[i]); ok {
			made = append(made, b)
		}
	}
	return made
}

func (m maker) block(n *story.Node) (Block, bool) {
	b := Block{Kind: n.Type, Dir: n.Attrs.Dir, Lang: lang.Tag(n.Attrs.Lang)}
	switch n.Type {
	case story.Paragraph:
		b.Text = n.Content
		return b, len(n.Content) > 0
	case story.Heading:
		b.Level, b.Text = n.Attrs.Level, n.Content
		return b, len(n.Content) > 0
	case story.List:
		b.Ordered, b.Blocks = n.Attrs.Ordered, m.blocks(n.Content)
	case story.Item:
		b.Blocks = m.blocks(n.Content)
	case story.Quote:
		b.Quote, b.Blocks = Quote{n.Attrs.Speaker, n.Attrs.Role}, m.blocks(n.Content)
	case story.Factbox:
		b.Title, b.Blocks = n.Attrs.Title, m.blocks(n.Content)
	case story.Picture:
		b.Picture = m.picture(n)
		return b, b.Picture != nil
	case story.Audio, story.Video:
		b.Player = m.player(n)
		if b.Player.Src != "" {
			*m.players++
			b.Number = *m.players
		}
		return b, true
	case story.Related:
		return m.related(b, n)
	case story.Divider:
		return b, true
	default:
		return b, false
	}
	return b, len(b.Blocks) > 0
}

func (m maker) picture(n *story.Node) *Picture {
	alt := n.Attrs.Alt
	if n.Attrs.Decorative {
		alt = ""
	}
	return NewPicture(m.assets.asset(n.Attrs.Asset), alt, n.Attrs.Caption, sizesText)
}

func (m maker) player(n *story.Node) *Player {
	return NewPlayer(n.Type, m.assets.asset(n.Attrs.Asset), m.assets.asset(n.Attrs.Poster), n.Attrs.Title, n.Attrs.Duration)
}

func (m maker) related(b Block, n *story.Node) (Block, bool) {
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
	return b, b.Link.Href != "" && story.SafeLink(b.Link.Href)
}
