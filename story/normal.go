package story

import "dateline/lang"

// Normalise brings every text of the document into the form in which it can be
// saved, and says what it changed: see lang.Normal. The runs of a paragraph are
// read as one text, so that an isolate may hold words that are marked.
func (d *Document) Normalise() lang.Changed {
	var c lang.Changed
	d.Head.normalise(&c)
	d.Body.normalise(&c)
	return c
}

func (h *Head) normalise(c *lang.Changed) {
	for _, line := range []*string{&h.Headline, &h.Standfirst, &h.Byline, &h.Place, &h.Section} {
		*line = normal(*line, true, c)
	}
	if h.Lead != nil {
		lead := *h.Lead // documents are copied without their leads
		lead.Asset = normal(lead.Asset, true, c)
		lead.Alt, lead.Caption = normal(lead.Alt, false, c), normal(lead.Caption, false, c)
		h.Lead = &lead
	}
}

func normal(text string, line bool, c *lang.Changed) string {
	if text == "" {
		return ""
	}
	n := lang.Normal{Line: line}
	text = n.Text(text)
	text += n.End()
	c.Add(n.Changed)
	return text
}

func (a *Attrs) normalise(c *lang.Changed) {
	a.rewrite(func(typ, value string) string { return normal(value, typ != "text", c) })
}

func (n *Node) normalise(c *lang.Changed) {
	n.Attrs.normalise(c)
	for i := range n.Marks {
		n.Marks[i].Attrs.normalise(c)
	}
	if len(n.Content) == 0 {
		return
	}
	var paragraph lang.Normal
	content := make([]Node, 0, len(n.Content)) // the old one may be another document's too
	last := -1                                 // the last run of text
	for _, child := range n.Content {
		child.normalise(c)
		if child.Type == Text {
			if child.Text = paragraph.Text(child.Text); child.Text == "" {
				continue
			}
			last = len(content)
		}
		content = append(content, child)
	}
	if end := paragraph.End(); end != "" {
		content[last].Text += end
	}
	c.Add(paragraph.Changed)
	n.Content = content
}
