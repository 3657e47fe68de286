package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
	"dateline/story"

	"github.com/a-h/templ"
)

// Table is rows of cells, as many in each.
type Table struct {
	Caption string
	Head    [][]Cell // the row that heads the others, or none
	Rows    [][]Cell
}

// Cell is one cell of a table.
type Cell struct {
	Block
	Scope  string // "col" or "row" of a heading; empty: a cell
	Number bool   // it holds a number, and is set under the others
}

type tableRenderer struct{}

func (tableRenderer) prepare(_ blockBuilder, n *story.Node, b *Block) bool {
	b.Table = &Table{Caption: n.Attrs.Caption}
	for i := range n.Content {
		row := make([]Cell, 0, len(n.Content[i].Content))
		for j := range n.Content[i].Content {
			c := &n.Content[i].Content[j]
			cell := Cell{Block: Block{Kind: c.Type, Dir: c.Attrs.Dir, Lang: lang.Tag(c.Attrs.Lang), Text: c.Content}, Number: isNumber(c.Plain())}
			switch {
			case n.Attrs.Head && i == 0:
				cell.Scope = "col"
			case n.Attrs.Side && j == 0:
				cell.Scope = "row"
			}
			row = append(row, cell)
		}
		if n.Attrs.Head && i == 0 {
			b.Table.Head = append(b.Table.Head, row)
			continue
		}
		b.Table.Rows = append(b.Table.Rows, row)
	}
	b.Table.setHeads()
	return n.Plain() != "" || n.Attrs.Caption != ""
}

// setHeads sets the heading of a column of numbers as its numbers are set.
func (t *Table) setHeads() {
	for _, head := range t.Head {
		for j := range head {
			head[j].Number = len(t.Rows) > 0
			for _, row := range t.Rows {
				head[j].Number = head[j].Number && row[j].Number
			}
		}
	}
}

func (tableRenderer) html(f *Frame, b *Block) templ.Component { return table(f, b.Table) }

func (tableRenderer) feed(w *feedWriter, b *Block) {
	w.WriteString("<table>")
	if b.Table.Caption != "" {
		w.WriteString("<caption>" + templ.EscapeString(b.Table.Caption) + "</caption>")
	}
	if len(b.Table.Head) > 0 {
		w.WriteString("<thead>")
		w.rows(b.Table.Head)
		w.WriteString("</thead>")
	}
	w.WriteString("<tbody>")
	w.rows(b.Table.Rows)
	w.WriteString("</tbody></table>")
}

func (w *feedWriter) rows(rows [][]Cell) {
	for _, row := range rows {
		w.WriteString("<tr>")
		for i := range row {
			c := &row[i]
			tag, scope := "td", ""
			if c.Scope != "" {
				tag, scope = "th", ` scope="`+c.Scope+`"`
			}
			w.WriteString("<" + tag + scope + langDir(c.Lang, c.Dir) + ">")
			writeRuns(&w.Builder, c.Text, string(w.frame.Site.Origin))
			w.WriteString("</" + tag + ">")
		}
		w.WriteString("</tr>")
	}
}

// plain writes a line for each row; under a heading row, every cell is preceded by its column's heading.
func (tableRenderer) plain(n *story.Node) string {
	var lines []string
	if n.Attrs.Caption != "" {
		lines = append(lines, n.Attrs.Caption)
	}
	for i := range n.Content {
		if n.Attrs.Head && i == 0 && len(n.Content) > 1 {
			continue
		}
		var cells []string
		for j := range n.Content[i].Content {
			text := n.Content[i].Content[j].Plain()
			if n.Attrs.Head && i > 0 && !(n.Attrs.Side && j == 0) && text != "" {
				text = joined(": ", n.Content[0].Content[j].Plain(), text)
			}
			cells = append(cells, text)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return strings.Join(lines, "\n")
}

// longestNumber is the most characters of a cell that counts as a number: "−12.5 million" is text already.
const longestNumber = 12

// isNumber reports whether a cell holds digits of any script with nothing but signs and spaces around them.
func isNumber(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			return false
		}
	}
	return digits > 0 && utf8.RuneCountInString(s) <= longestNumber
}

func (f *Frame) tableName(t *Table) string {
	if t.Caption != "" {
		return t.Caption
	}
	return f.words.table.String
}
