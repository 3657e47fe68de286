package story

// Run is text without marks; none where there is no text.
func Run(text string) []Node {
	if text == "" {
		return nil
	}
	return []Node{{Type: Text, Text: text}}
}

// HeadingOf is a heading of level 2 or 3.
func HeadingOf(level int, text string) Node {
	return Node{Type: Heading, Attrs: Attrs{Level: level}, Content: Run(text)}
}

// ListOf is a list with an item for each text.
func ListOf(ordered bool, items ...string) Node {
	n := Node{Type: List, Attrs: Attrs{Ordered: ordered}}
	for _, text := range items {
		n.Content = append(n.Content, Node{Type: Item, Content: []Node{Para(text)}})
	}
	return n
}

// QuoteOf is a quotation with a paragraph for each text; who speaks may be empty.
func QuoteOf(speaker, role string, paragraphs ...string) Node {
	n := Node{Type: Quote, Attrs: Attrs{Speaker: speaker, Role: role}}
	for _, text := range paragraphs {
		n.Content = append(n.Content, Para(text))
	}
	return n
}

// TableOf is a table of texts. Rows that are shorter than the longest end in
// blank cells; what is beyond the most rows and columns is left out.
func TableOf(caption string, head, side bool, grid [][]string) Node {
	n := Node{Type: Table, Attrs: Attrs{Caption: caption, Head: head, Side: side}}
	columns := 0
	for _, row := range grid {
		columns = max(columns, min(len(row), MaxColumns))
	}
	for _, row := range grid[:min(len(grid), MaxRows)] {
		r := Node{Type: TableRow, Content: make([]Node, columns)}
		for i := range r.Content {
			r.Content[i].Type = TableCell
			if i < len(row) {
				r.Content[i].Content = Run(row[i])
			}
		}
		n.Content = append(n.Content, r)
	}
	return n
}
