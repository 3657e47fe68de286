package feed

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rssTime is how RSS writes times: RFC 822 with the year in full.
const rssTime = "Mon, 02 Jan 2006 15:04:05 -0700"

// RSS writes the feed as RSS 2.0.
func (f *Feed) RSS() []byte {
	d := newDocument()
	d.open("rss", "version", "2.0", "xmlns:atom", "http://www.w3.org/2005/Atom",
		"xmlns:content", "http://purl.org/rss/1.0/modules/content/", "xmlns:dc", "http://purl.org/dc/elements/1.1/",
		"xmlns:media", "http://search.yahoo.com/mrss/")
	d.open("channel")
	d.text("title", line(f.Title))
	d.text("link", f.Home)
	d.text("description", cmp.Or(f.Description, line(f.Title)))
	d.text("language", string(f.Lang))
	d.text("lastBuildDate", f.Updated.UTC().Format(rssTime))
	d.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", f.Self)
	silent := slices.ContainsFunc(f.Items, func(i Item) bool { return i.Enclosure == nil })
	for i := range f.Items {
		f.Items[i].rss(d, f, silent)
	}
	for _, n := range f.Notices {
		n.rss(d, f)
	}
	d.close("channel")
	d.close("rss")
	return d.Bytes()
}

// rss writes an item. Readers take a feed with enclosures for a podcast and
// drop the items that have none, so where some are silent the sound of the
// others is given as Media RSS has it.
func (i *Item) rss(d *document, f *Feed, silent bool) {
	d.open("item")
	d.text("title", line(i.Title))
	d.text("link", i.URL)
	d.text("guid", i.ID, "isPermaLink", "false")
	d.text("pubDate", i.Published.UTC().Format(rssTime))
	d.text("dc:creator", cmp.Or(line(i.Author), f.Publisher))
	d.text("dc:language", string(f.Lang))
	d.text("category", line(i.Section))
	d.text("description", i.Summary)
	d.text("content:encoded", i.HTML)
	if e := i.Enclosure; e != nil && !silent {
		d.empty("enclosure", "url", e.URL, "length", strconv.FormatInt(e.Bytes, 10), "type", e.Type)
	} else if e != nil {
		medium, _, _ := strings.Cut(e.Type, "/")
		d.empty("media:content", "url", e.URL, "fileSize", strconv.FormatInt(e.Bytes, 10), "type", e.Type, "medium", medium)
	}
	d.close("item")
}

func (n *Notice) rss(d *document, f *Feed) {
	d.open("item")
	d.text("title", line(n.Title))
	d.text("link", n.URL)
	d.text("guid", n.ID, "isPermaLink", "false")
	d.text("pubDate", n.At.UTC().Format(rssTime))
	d.text("dc:creator", f.Publisher)
	d.text("dc:language", string(f.Lang))
	d.text("description", n.Note)
	d.close("item")
}

// w3c is how Atom, JSON Feed and sitemaps write times.
func w3c(t time.Time) string { return t.UTC().Format(time.RFC3339) }
