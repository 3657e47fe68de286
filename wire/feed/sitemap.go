package feed

import (
	"strings"
	"time"

	"dateline/lang"
)

// The limits of sitemaps, from sitemaps.org and from Google's rules for news.
const (
	MaxSitemap = 50_000 // addresses in one
	MaxNews    = 1_000  // addresses in a news sitemap
)

// Page is an address in a sitemap.
type Page struct {
	URL     string
	Changed time.Time // zero: not known
}

// News is a story in a news sitemap.
type News struct {
	URL       string
	Title     string
	Published time.Time
}

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Index writes the list of sitemaps.
func Index(maps []Page) []byte {
	d := newDocument()
	d.open("sitemapindex", "xmlns", sitemapSpace)
	for _, m := range maps {
		d.open("sitemap")
		m.write(d)
		d.close("sitemap")
	}
	d.close("sitemapindex")
	return d.Bytes()
}

// Sitemap writes a sitemap of the first MaxSitemap pages.
func Sitemap(pages []Page) []byte {
	d := newDocument()
	d.open("urlset", "xmlns", sitemapSpace)
	for _, p := range pages[:min(len(pages), MaxSitemap)] {
		d.open("url")
		p.write(d)
		d.close("url")
	}
	d.close("urlset")
	return d.Bytes()
}

func (p Page) write(d *document) {
	d.text("loc", p.URL)
	if !p.Changed.IsZero() {
		d.text("lastmod", w3c(p.Changed))
	}
}

// NewsSitemap writes a publication's news sitemap of the first MaxNews stories.
// That they are of the last two days is the caller's to see to.
func NewsSitemap(publication string, tag lang.Tag, stories []News) []byte {
	d := newDocument()
	d.open("urlset", "xmlns", sitemapSpace, "xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")
	for _, s := range stories[:min(len(stories), MaxNews)] {
		d.open("url")
		d.text("loc", s.URL)
		d.open("news:news")
		d.open("news:publication")
		d.text("news:name", publication)
		d.text("news:language", newsLanguage(tag))
		d.close("news:publication")
		d.text("news:publication_date", w3c(s.Published))
		d.text("news:title", line(s.Title))
		d.close("news:news")
		d.close("url")
	}
	d.close("urlset")
	return d.Bytes()
}

// newsLanguage is a language as news sitemaps want it: ISO 639 alone, but for Chinese.
func newsLanguage(tag lang.Tag) string {
	base, rest, _ := strings.Cut(strings.ToLower(string(tag)), "-")
	switch {
	case base == "zh" && strings.HasPrefix(rest, "hant"):
		return "zh-tw"
	case base == "zh":
		return "zh-cn"
	}
	return base
}
