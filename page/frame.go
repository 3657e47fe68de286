package page

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/page/dist"
	"dateline/story"
)

// Site is what all pages share: the origin of addresses and the publisher's name.
type Site struct {
	Origin address.Origin
	Name   string // the publisher, as it calls itself
}

// Frame is what every page has around its content. NewFrame makes it; the
// page's own constructor adds title, description and addresses.
type Frame struct {
	Site     Site
	Language *lang.Language
	Edition  *edition.Edition // nil on the chooser, and on a fault outside every edition
	Editions []Edition        // all that are public, for the foot of the page and the chooser
	Zone     *time.Location   // in which times are given
	Now      time.Time        // when the page is rendered
	Light    bool             // render the light page: no script, no picture
	Strip    Strip

	Section     edition.Slug // that the page belongs to; empty on others
	Path        string       // of the full page; empty where it has no address of its own (faults)
	Query       string       // "?before=…" of a later leaf of a section, else empty
	Title       string       // of the page without edition: a headline, a section; empty on a front
	Description string
	Share       *Picture // shown where the page is shared; may be nil
	Private     bool     // not for search engines: previews and faults
	Alternates  []Alternate

	words *words
}

// Edition is another edition as a page names it.
type Edition struct {
	Name     string
	Tagline  string
	Slug     edition.Slug
	Language *lang.Language
}

// Alternate is the same page in another language.
type Alternate struct {
	Tag lang.Tag
	URL string // absolute
}

// Link is an address with its words.
type Link struct {
	Href, Text string
}

// NewFrame is the frame of the pages of an edition; now is when the page is rendered. Without an edition (the chooser, a
// fault outside of all) the furniture is English and times are UTC. The caller sets Light, then calls WithStrip, then the
// screen's constructor.
func NewFrame(s Site, e *edition.Edition, all []edition.Edition, now time.Time) Frame {
	f := Frame{Site: s, Edition: e, Language: lang.Of("en"), Zone: time.UTC}
	if e != nil {
		f.Language, f.Zone = e.Language(), e.Location()
	}
	f.Now = now.In(f.Zone)
	for i := range all {
		if all[i].Public {
			f.Editions = append(f.Editions, newEdition(&all[i]))
		}
	}
	f.words = wordsOf(f.Language)
	return f
}

// The files that every page names.
var (
	siteCSS      = dist.Path("site.css")
	lightCSS     = dist.Path("light.css")
	firstScript  = dist.Path("first.js")
	stripScript  = dist.Path("strip.js")
	playerScript = dist.Path("player.js")
)

func newEdition(e *edition.Edition) Edition {
	return Edition{Name: e.Name, Tagline: e.Tagline, Slug: e.Slug, Language: e.Language()}
}

// WithStrip adds the edition's breaking items. On a light page they lead to light pages.
func (f Frame) WithStrip(s Strip) Frame {
	s.Items = slices.Clone(s.Items)
	for i := range s.Items {
		if s.Items[i].Href != "" {
			s.Items[i].Href = f.here(s.Items[i].Href)
		}
	}
	f.Strip = s
	return f
}

// address is the path of the full page, with its query.
func (f *Frame) address() string { return f.Path + f.Query }

// here keeps a reader of light pages on light pages.
func (f *Frame) here(path string) string {
	if f.Light {
		return address.Light(path)
	}
	return path
}

// canonical is the absolute address of the full page.
func (f *Frame) canonical() string { return f.Site.Origin.URL(f.address()) }

// fullTitle is the title of the browser's tab: "headline – section – edition".
func (f *Frame) fullTitle() string {
	parts := make([]string, 0, 3)
	for _, p := range []string{f.Title, f.sectionName(), f.masthead()} {
		if p != "" && !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " – ")
}

// masthead is the edition's name, or the publisher's where there is no edition.
func (f *Frame) masthead() string {
	if f.Edition == nil {
		return f.Site.Name
	}
	return f.Edition.Name
}

func (f *Frame) sectionName() string {
	if f.Edition == nil || f.Section == "" {
		return ""
	}
	s, _ := f.Edition.Section(f.Section)
	return s.Name
}

func (f *Frame) front() string { return f.here(address.Front(f.Edition.Slug)) }

// tag is the language of the page as HTML writes it.
func (f *Frame) tag() string { return string(f.Language.Tag) }

// languageOf finds the language of an edition by its slug.
func (f *Frame) languageOf(slug edition.Slug) *lang.Language {
	for i := range f.Editions {
		if f.Editions[i].Slug == slug {
			return f.Editions[i].Language
		}
	}
	return f.Language
}

// feeds are the addresses of the page's feeds, best known first.
func (f *Frame) feeds() []Link {
	if f.Edition == nil || f.Private {
		return nil
	}
	name := f.Edition.Name
	if s := f.sectionName(); s != "" {
		name += ": " + s
	}
	var links []Link
	for _, ext := range []string{"rss", "atom", "json"} {
		links = append(links, Link{address.Feed(f.Edition.Slug, f.Section, ext), name})
	}
	return links
}

// alternates are the page itself and its translations, for machines.
func (f *Frame) alternates(others []story.Card) []Alternate {
	if len(others) == 0 {
		return nil
	}
	all := []Alternate{{f.Language.Tag, f.canonical()}}
	for i := range others {
		c := &others[i]
		all = append(all, Alternate{f.languageOf(c.Edition).Tag, f.Site.Origin.URL(cardPath(c))})
	}
	return all
}

// class is the page's kind and how its language is set.
func (f *Frame) class(kind string) string { return "on-" + kind + " " + typeClass(f.Language) }

// typeClass names the rules of page/styles/lang.css for a writing system that is set in its own way.
func typeClass(l *lang.Language) string {
	c := "s-" + strings.ToLower(l.Script)
	if !l.Type.Capitals {
		c += " uncased"
	}
	return c
}

func (f *Frame) current(s edition.Slug, kind string) templ.Attributes {
	switch {
	case s != f.Section:
		return nil
	case kind == "section":
		return templ.Attributes{"aria-current": "page"}
	}
	return templ.Attributes{"aria-current": "true"}
}

func feedType(href string) string {
	switch {
	case strings.HasSuffix(href, ".rss"):
		return "application/rss+xml"
	case strings.HasSuffix(href, ".atom"):
		return "application/atom+xml"
	}
	return "application/feed+json"
}

func openGraphType(kind string) string {
	if kind == "story" {
		return "article"
	}
	return "website"
}

func openGraphLocale(l *lang.Language) string { return strings.ReplaceAll(string(l.Tag), "-", "_") }

func (f *Frame) shareTitle() string {
	if f.Title != "" {
		return f.Title
	}
	return f.fullTitle()
}
