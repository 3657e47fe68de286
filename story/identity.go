package story

import (
	"encoding/json"
	"slices"
	"strconv"

	"dateline/id"
)

// Identify gives an id to every block that has none, and makes of a document of
// an earlier schema one of this. The id is derived from the story, from what the
// block itself says and from how many like it stand before: a text that is
// opened again, and a block that the next revision left as it was, get the same.
func (d *Document) Identify(of ID) {
	d.Schema = Schema
	taken := map[string]bool{}
	d.Walk(func(n *Node) { taken[n.Attrs.ID] = true })
	met := map[string]int{}
	d.Walk(func(n *Node) {
		if !rules[n.Type].identified {
			return
		}
		says := n.says()
		met[says]++
		for n.Attrs.ID == "" {
			if name := id.Derived(string(of), says, strconv.Itoa(met[says])); !taken[name] {
				n.Attrs.ID, taken[name] = name, true
				break
			}
			met[says]++
		}
	})
}

// says is what a node itself says: its kind, its attributes and its own text,
// but not the blocks within it.
func (n *Node) says() string {
	own := Node{Type: n.Type, Attrs: n.Attrs}
	own.Attrs.ID, own.Attrs.Of = "", ""
	if rules[n.Type].inline {
		own.Content = n.Content
	}
	raw, err := json.Marshal(own)
	if err != nil {
		return string(n.Type) // strings, numbers and truths always marshal
	}
	return string(raw)
}

// Copy is the document for another story: its blocks are new, and remember in
// "of" which blocks they are copies of. Nothing in it is shared with d.
func (d *Document) Copy() Document {
	c := *d
	if d.Head.Lead != nil {
		lead := *d.Head.Lead
		c.Head.Lead = &lead
	}
	c.Body = d.Body.copy()
	return c
}

// Copied tells whether blocks of the document remember those that they are copies of.
func (d *Document) Copied() bool {
	copied := false
	d.Walk(func(n *Node) { copied = copied || n.Attrs.Of != "" })
	return copied
}

func (n *Node) copy() Node {
	c := *n
	if rules[n.Type].identified {
		c.Attrs.ID, c.Attrs.Of = id.New(), n.Attrs.ID
	}
	c.Marks = slices.Clone(n.Marks)
	c.Content = slices.Clone(n.Content)
	for i := range c.Content {
		c.Content[i] = n.Content[i].copy()
	}
	return c
}
