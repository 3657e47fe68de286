package page

import (
	"strings"

	"github.com/a-h/templ"

	"dateline/lang"
	"dateline/lang/msg"
	"dateline/story"
)

// blockBuilder turns the nodes of one document's body into blocks.
type blockBuilder struct {
	frame   *Frame
	assets  assetsOf
	linked  []story.Card // public stories that related links may point to
	players *int         // how many it has built
}

// Block is a block of a body with everything that rendering it needs.
type Block struct {
	Kind    story.Kind
	Level   int          // of a heading
	Ordered bool         // of a list
	Dir     string       // empty: that of the page
	Lang    lang.Tag     // empty: that of the page
	Text    []story.Node // the runs of a paragraph or heading
	Blocks  []Block      // what a list, item, quote or fact box holds
	Title   string       // of a fact box
	Quote   Quote
	Picture *Picture
	Player  *Player
	Link    Link // of a related link
	Number  int  // of a player on its page, from 1
	Table   *Table
}

// Quote is who is quoted.
type Quote struct {
	Speaker, Role string
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

// bare reports whether a quotation has no quotation marks of its own: the style sheet adds those of the language then.
func (b *Block) bare() bool {
	for i := range b.Blocks {
		for j := range b.Blocks[i].Text {
			if strings.ContainsAny(b.Blocks[i].Text[j].Text, "\"“”„«»‹›「」『』") {
				return false
			}
		}
	}
	return true
}

func (b *Block) attributes() templ.Attributes {
	a := templ.Attributes{}
	if b.Lang != "" {
		a["lang"] = string(b.Lang)
	}
	if b.Dir != "" {
		a["dir"] = b.Dir
	} else if b.Lang != "" {
		a["dir"] = string(lang.Of(b.Lang).Dir)
	}
	return a
}

// speaker is the name and role of who is quoted, as one line.
func (f *Frame) speaker(q Quote) string {
	if q.Speaker == "" || q.Role == "" {
		return q.Speaker
	}
	return f.Language.Words(msg.QuoteBy(q.Speaker, q.Role))
}

// speakerParts is speaker with name and role in elements of their own.
func (f *Frame) speakerParts(q Quote) templ.Component {
	if q.Role == "" {
		return templ.Raw(`<bdi class="speaker">` + templ.EscapeString(q.Speaker) + `</bdi>`)
	}
	var b strings.Builder
	parts, _ := f.Language.Parts(msg.QuoteBy(q.Speaker, q.Role))
	for _, p := range parts {
		switch p.Name {
		case "name":
			b.WriteString(`<bdi class="speaker">` + templ.EscapeString(p.String) + `</bdi>`)
		case "role":
			b.WriteString(`<bdi class="role">` + templ.EscapeString(p.String) + `</bdi>`)
		default:
			b.WriteString(templ.EscapeString(p.String))
		}
	}
	return templ.Raw(b.String())
}
