package page

import (
	"dateline/lang"
	"dateline/story"
)

// blockBuilder turns the nodes of one document's body into blocks.
type blockBuilder struct {
	frame   *Frame
	assets  assetsOf
	linked  []story.Card // public stories that related links may point to
	players *int         // how many it has built
}

// blocks builds a block for each node. What cannot be shown (a picture that is gone, a link to a story
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

// block builds one block; false where nothing of it can be shown. A kind without a renderer cannot be saved either.
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
