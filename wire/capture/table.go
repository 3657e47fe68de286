package capture

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/story"
)

// longestCell is the most characters of a cell of data; a longer one is prose that a table arranges.
const longestCell = 160

// dataTable reads a table that holds data: it says so by a caption or by
// headings, has two rows and two columns or more, and its cells are short. Nil
// for one that only arranges what stands in it.
func dataTable(n *html.Node) *story.Node {
	if n.DataAtom != atom.Table || attr(n, "role") == "presentation" || attr(n, "role") == "none" {
		return nil
	}
	var rows [][]string
	var title string
	head := false
	headed, sides := false, 0
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Table, atom.Ul, atom.Ol, atom.Form, atom.Audio, atom.Video, atom.Iframe, atom.Blockquote, atom.H1, atom.H2, atom.H3:
			return nil
		case atom.Caption:
			title = visible(d)
		case atom.Tr:
			row, heads := cellsOf(d)
			if len(row) == 0 {
				continue
			}
			if len(rows) == 0 {
				head = d.Parent.DataAtom == atom.Thead || heads == len(row)
			} else if firstCell(d).DataAtom == atom.Th {
				sides++
			}
			headed = headed || heads > 0
			rows = append(rows, row)
		}
	}
	if !headed && title == "" || len(rows) < 2 || len(rows) > story.MaxRows || !isData(rows) {
		return nil
	}
	b := story.TableOf(cut(title, story.MaxNote), head, sides == len(rows)-1, rows)
	return &b
}

// isData tells whether the cells are as many as a table may have, and as short.
func isData(rows [][]string) bool {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
		for _, cell := range row {
			if utf8.RuneCountInString(cell) > longestCell {
				return false
			}
		}
	}
	return columns >= 2 && columns <= story.MaxColumns
}

// cellsOf are the texts of a row, and how many of them are headings.
func cellsOf(tr *html.Node) (row []string, heads int) {
	for c := range tr.ChildNodes() {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		if c.DataAtom == atom.Th {
			heads++
		}
		row = append(row, visible(c))
	}
	return row, heads
}

// firstCell is the first cell of a row.
func firstCell(tr *html.Node) *html.Node {
	for c := range tr.ChildNodes() {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			return c
		}
	}
	return tr
}

// visible is the text of an element as one line, without what is never read.
func visible(n *html.Node) string {
	var b strings.Builder
	var add func(n *html.Node)
	add = func(n *html.Node) {
		for c := range n.ChildNodes() {
			if c.Type == html.TextNode {
				b.WriteString(Clean(c.Data))
			}
			if c.Type == html.ElementNode && !silent(c.DataAtom) {
				if breaks(c.DataAtom) || c.DataAtom == atom.Br {
					b.WriteByte(' ')
				}
				add(c)
			}
		}
	}
	add(n)
	return squeeze(strings.ReplaceAll(b.String(), "\n", " "))
}

// tableOf makes a line of a table.
func (w *walker) tableOf(n *html.Node, b *story.Node) {
	texts := []string{b.Attrs.Caption}
	for _, row := range cells(b) {
		texts = append(texts, row...)
	}
	text := squeeze(strings.Join(texts, " "))
	w.rd.lines = append(w.rd.lines, &line{text: text, part: table, block: b, home: n, gap: true, found: w.sizes[n].found*2 >= w.sizes[n].all})
}
