package page

import (
	"slices"
	"strings"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/page/dist"
	"dateline/story"
)

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

func cardPath(c *story.Card) string {
	return address.Story(c.Edition, c.Section, c.ID, c.Headline)
}

// The files that every page names.
var (
	siteCSS      = dist.Path("site.css")
	lightCSS     = dist.Path("light.css")
	firstScript  = dist.Path("first.js")
	stripScript  = dist.Path("strip.js")
	playerScript = dist.Path("player.js")
)
