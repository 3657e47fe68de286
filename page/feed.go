package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"dateline/story"
)

// FeedHTML is a story's body for feeds: plain elements that every reader knows, addresses absolute, nothing that runs.
// The lead picture stands first.
func FeedHTML(f Frame, c *story.Copy, linked []story.Card, assets Assets) string {
	f.Light = false
	players := 0
	m := blockBuilder{frame: &f, assets: assetsOf(assets), linked: linked, players: &players}
	b := &feedWriter{frame: &f}
	if l := c.Document.Head.Lead; l != nil {
		b.picture(NewPicture(m.assets.asset(l.Asset), l.Alt, l.Caption, ""))
	}
	b.blocks(m.blocks(c.Document.Body.Content))
	return b.String()
}

// feedWriter writes blocks as the HTML of feeds.
type feedWriter struct {
	strings.Builder
	frame *Frame
}

func (w *feedWriter) blocks(blocks []Block) {
	for i := range blocks {
		w.block(&blocks[i])
	}
}

func (w *feedWriter) block(b *Block) { renderers[b.Kind].feed(w, b) }

func (w *feedWriter) runs(tag string, b *Block) {
	w.WriteString("<" + tag + langDir(b.Lang, b.Dir) + ">")
	writeRuns(&w.Builder, b.Text, string(w.frame.Site.Origin))
	w.WriteString("</" + tag + ">")
}

func (w *feedWriter) within(tag string, b *Block) {
	w.WriteString("<" + tag + langDir(b.Lang, b.Dir) + ">")
	w.blocks(b.Blocks)
	w.WriteString("</" + tag + ">")
}

func (w *feedWriter) quote(b *Block) {
	w.WriteString("<blockquote" + langDir(b.Lang, b.Dir) + ">")
	w.blocks(b.Blocks)
	if by := w.frame.speaker(b.Quote); by != "" {
		w.WriteString("<p>— " + templ.EscapeString(by) + "</p>")
	}
	w.WriteString("</blockquote>")
}

func (w *feedWriter) picture(p *Picture) {
	if p == nil {
		return
	}
	w.WriteString(`<figure><img src="` + templ.EscapeString(w.absolute(p.Src)) + `" alt="` + templ.EscapeString(p.Alt) + `">`)
	if under := strings.TrimSpace(p.Caption + " " + p.Credit); under != "" {
		w.WriteString("<figcaption>" + templ.EscapeString(under) + "</figcaption>")
	}
	w.WriteString("</figure>")
}

func (w *feedWriter) player(p *Player) {
	text := w.frame.playerName(p)
	if p.Duration > 0 {
		text += " (" + w.frame.Language.Duration(p.Duration) + ")"
	}
	if p.Src == "" {
		w.WriteString("<p>" + templ.EscapeString(text) + "</p>")
		return
	}
	w.WriteString(`<p><a href="` + templ.EscapeString(w.absolute(p.Src)) + `">` + templ.EscapeString(text) + "</a></p>")
}

// absolute is an address as it is written outside the site.
func (w *feedWriter) absolute(href string) string {
	if strings.HasPrefix(href, "/") {
		return w.frame.Site.Origin.URL(href)
	}
	return href
}

// PlainText is a story's body without any markup: blocks are set apart by an empty line.
func PlainText(d *story.Document) string {
	return strings.TrimSpace(strings.Join(plainBlocks(d.Body.Content), "\n\n"))
}

// Plain is one block without any markup; a block of several lines ends each but the last with a line end.
func Plain(n *story.Node) string { return plainBlock(n) }

func plainBlocks(nodes []story.Node) []string {
	var all []string
	for i := range nodes {
		if text := plainBlock(&nodes[i]); text != "" {
			all = append(all, text)
		}
	}
	return all
}

func plainBlock(n *story.Node) string {
	if f, known := renderers[n.Type]; known {
		return f.plain(n)
	}
	return ""
}

func plainList(n *story.Node) string {
	var lines []string
	for i := range n.Content {
		mark := "• "
		if n.Attrs.Ordered {
			mark = strconv.Itoa(i+1) + ". "
		}
		lines = append(lines, mark+plainBlock(&n.Content[i]))
	}
	return strings.Join(lines, "\n")
}

// joined puts a mark between two texts where there are both.
func joined(mark, a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + mark + b
}
