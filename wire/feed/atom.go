package feed

import (
	"cmp"
	"strconv"
)

// Atom writes the feed as Atom, RFC 4287.
func (f *Feed) Atom() []byte {
	d := newDocument()
	tombstones := ""
	if len(f.Notices) > 0 {
		tombstones = "http://purl.org/atompub/tombstones/1.0"
	}
	d.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xmlns:at", tombstones, "xml:lang", string(f.Lang))
	d.text("id", f.ID)
	d.text("title", line(f.Title))
	d.text("subtitle", line(f.Description))
	d.text("updated", w3c(f.Updated))
	d.empty("link", "rel", "self", "type", "application/atom+xml", "href", f.Self)
	d.empty("link", "rel", "alternate", "type", "text/html", "hreflang", string(f.Lang), "href", f.Home)
	d.text("icon", f.Icon)
	author(d, f.Publisher)
	for i := range f.Items {
		f.Items[i].atom(d, f)
	}
	for _, n := range f.Notices {
		n.atom(d)
	}
	d.close("feed")
	return d.Bytes()
}

func (i *Item) atom(d *document, f *Feed) {
	d.open("entry")
	d.text("id", i.ID)
	d.text("title", line(i.Title))
	d.text("published", w3c(i.Published))
	d.text("updated", w3c(i.Updated))
	d.empty("link", "rel", "alternate", "type", "text/html", "hreflang", string(f.Lang), "href", i.URL)
	author(d, cmp.Or(line(i.Author), f.Publisher))
	if i.Section != "" {
		d.empty("category", "term", line(i.Section))
	}
	d.text("summary", i.Summary)
	if e := i.Enclosure; e != nil {
		d.empty("link", "rel", "enclosure", "type", e.Type, "length", strconv.FormatInt(e.Bytes, 10), "title", line(e.Title), "href", e.URL)
	}
	d.text("content", i.HTML, "type", "html")
	d.close("entry")
}

// atom writes the notice as a tombstone, RFC 6721.
func (n *Notice) atom(d *document) {
	d.open("at:deleted-entry", "ref", n.ID, "when", w3c(n.At))
	d.text("at:comment", n.Note)
	d.empty("link", "rel", "alternate", "type", "text/html", "href", n.URL)
	d.close("at:deleted-entry")
}

func author(d *document, name string) {
	d.open("author")
	d.text("name", name)
	d.close("author")
}
