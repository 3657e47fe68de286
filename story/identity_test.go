package story_test

import (
	"bytes"
	"strings"
	"testing"

	"dateline/id"
	"dateline/story"
)

// idsOf are the ids of a document's blocks and items in reading order.
func idsOf(t *testing.T, d *story.Document) []string {
	t.Helper()
	var ids []string
	met := map[string]bool{}
	d.Walk(func(n *story.Node) {
		if n.Type == story.Doc || n.Type == story.Text || n.Type == story.TableRow || n.Type == story.TableCell {
			return
		}
		if !id.Valid(n.Attrs.ID) || met[n.Attrs.ID] {
			t.Errorf("a %s has the id %q, want one of its own", n.Type, n.Attrs.ID)
		}
		met[n.Attrs.ID] = true
		ids = append(ids, n.Attrs.ID)
	})
	return ids
}

func open(t *testing.T, of story.ID, raw string) *story.Document {
	t.Helper()
	d, err := story.Open(of, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTextOfTheFirstSchemaHasTheSameIdsWheneverItIsOpened(t *testing.T) {
	first, again, other := open(t, "aaaaaaaaflood", flood), open(t, "aaaaaaaaflood", flood), open(t, "aaaaaaabridge", flood)
	a, b, c := idsOf(t, first), idsOf(t, again), idsOf(t, other)
	if strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("opened twice its ids are %v and %v", a, b)
	}
	for i := range a {
		if a[i] == c[i] {
			t.Errorf("block %d of two stories has one id %s", i, a[i])
		}
	}
	if first.Schema != story.Schema {
		t.Errorf("opened it is of schema %d, want %d", first.Schema, story.Schema)
	}
	if err := first.Check(); err != nil {
		t.Errorf("it cannot be saved again: %v", err)
	}
}

func TestDecodedTextOfTheFirstSchemaKeepsItsHash(t *testing.T) {
	d := decode(t, flood)
	_, before, _ := d.Canonical()
	raw, hash, err := decode(t, flood).Canonical()
	if err != nil || hash != before || !bytes.Contains(raw, []byte(`"schema":1}`)) || bytes.Contains(raw, []byte(`"id":`)) {
		t.Errorf("hash %s, want %s, of %s (%v)", hash, before, raw, err)
	}
}

func TestBlockThatTheNextRevisionLeftAloneKeepsItsId(t *testing.T) {
	one, two := in(`{"type":"divider"},`+para("North")+`,`+para("South")+`,{"type":"divider"}`),
		in(para("New")+`,{"type":"divider"},`+para("South")+`,`+para("South")+`,{"type":"divider"}`)
	a, b := idsOf(t, open(t, "aaaaaaaaflood", one)), idsOf(t, open(t, "aaaaaaaaflood", two))
	if a[0] != b[1] || a[2] != b[2] || a[3] != b[4] || b[2] == b[3] {
		t.Errorf("ids %v became %v", a, b)
	}
}

func para(words string) string {
	return `{"type":"paragraph","content":[{"type":"text","text":"` + words + `"}]}`
}

func TestIdentifyLeavesIdsThatAreThere(t *testing.T) {
	d := decode(t, in(`{"type":"divider","attrs":{"id":"aaaaaaaaaaaa2"}},{"type":"divider"}`))
	d.Identify("aaaaaaaaflood")
	ids := idsOf(t, d)
	if ids[0] != "aaaaaaaaaaaa2" {
		t.Errorf("ids %v, want the first as it was", ids)
	}
	// A derived id that another block bears already goes to nobody else.
	taken := ids[1]
	e := decode(t, in(`{"type":"divider"},{"type":"divider"},{"type":"quote","attrs":{"id":"`+taken+`"},"content":[{"type":"paragraph"}]}`))
	e.Identify("aaaaaaaaflood")
	idsOf(t, e)
}

func TestCopyHasBlocksOfItsOwnThatRememberTheirSource(t *testing.T) {
	d := open(t, "aaaaaaaaflood", flood)
	before, hash, _ := d.Canonical()
	c := d.Copy()
	source, ids := idsOf(t, d), idsOf(t, &c)
	i := 0
	c.Walk(func(n *story.Node) {
		if n.Attrs.ID == "" {
			return
		}
		if n.Attrs.ID == source[i] || n.Attrs.Of != source[i] {
			t.Errorf("%s %d has the id %s and is a copy of %q, want another id, and %s", n.Type, i, n.Attrs.ID, n.Attrs.Of, source[i])
		}
		i++
		if n.Type == story.Paragraph {
			n.Content = append(n.Content[:0], story.Node{Type: story.Text, Text: "written over"})
		}
	})
	c.Head.Lead.Alt = "written over"
	if after, same, _ := d.Canonical(); same != hash {
		t.Errorf("writing over the copy changed the source:\n%s\n%s", before, after)
	}
	if len(ids) != len(source) {
		t.Errorf("%d blocks, want %d", len(ids), len(source))
	}
}
