package page

import (
	"dateline/lang"
	"dateline/story"
)

// maker makes the blocks of one body.
type blockBuilder struct {
	frame   *Frame
	assets  assetsOf
	linked  []story.Card // public stories that related links may point to
	players *int         // made so far
}

// blocks makes what a node holds ready to be drawn. What cannot be shown (a picture that is gone, a link to a story
// that is not public and has no address) is left out.
func (m blockBuilder) blocks(nodes []story.Node) []Block {
	blocks := make([]Block, 0, len(nodes))
	for i := range nodes {
		if b, ok := m.block(&nodes[i]); ok {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// block makes one block ready. A kind that no form is known of cannot be saved either.
func (m blockBuilder) block(n *story.Node) (Block, bool) {
	b := Block{Kind: n.Type, Dir: n.Attrs.Dir, Lang: lang.Tag(n.Attrs.Lang)}
	f, known := renderers[n.Type]
	return b, known && f.prepare(m, n, &b)
}

func (m blockBuilder) picture(n *story.Node) *Picture {
	alt := n.Attrs.Alt
	if n.Attrs.Decorative {
		alt = ""
	}
	return NewPicture(m.assets.asset(n.Attrs.Asset), alt, n.Attrs.Caption, sizesText)
}

func (m blockBuilder) player(n *story.Node) *Player {
	return NewPlayer(n.Type, m.assets.asset(n.Attrs.Asset), m.assets.asset(n.Attrs.Poster), n.Attrs.Title, n.Attrs.Duration)
}
