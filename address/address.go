// Package address is where everything public lives: addresses are made and
// read here and nowhere else. Paths are made escaped; the absolute form takes
// its origin from a setting, never from a request.
package address

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/edition"
	"dateline/id"
	"dateline/media"
	"dateline/story"
)

// MaxSlug is the most characters of a story's slug.
const MaxSlug = 80

// Origin is the scheme and host that readers reach, without a slash at the end: https://news.example.
type Origin string

// URL is the absolute form of a path.
func (o Origin) URL(path string) string { return string(o) + path }

// Chooser is where a reader picks an edition.
func Chooser() string { return "/" }

// Front is an edition's front page.
func Front(e edition.Slug) string { return "/" + string(e) + "/" }

// Section is the page of a section.
func Section(e, s edition.Slug) string { return "/" + string(e) + "/" + string(s) + "/" }

// Corrections is where an edition lists what it has corrected.
func Corrections(e edition.Slug) string { return "/" + string(e) + "/corrections/" }

// Story is a story's page. The id alone decides; the rest is for people.
func Story(e, section edition.Slug, id story.ID, headline string) string {
	return "/" + string(e) + "/" + string(section) + "/" + string(id) + "/" + url.PathEscape(Slug(headline))
}

// Light is the light page of a page.
func Light(page string) string { return "/light" + page }

// Feed is a feed of an edition, or of one of its sections; ext is rss, atom or json.
func Feed(e, section edition.Slug, ext string) string {
	if section == "" {
		return Front(e) + "feed." + ext
	}
	return Section(e, section) + "feed." + ext
}

// Sitemap and NewsSitemap are an edition's maps for machines; Sitemaps is their index.
func Sitemap(e edition.Slug) string     { return Front(e) + "sitemap.xml" }
func NewsSitemap(e edition.Slug) string { return Front(e) + "news.xml" }
func Sitemaps() string                  { return "/sitemap.xml" }

// Live is the stream of an edition's strip.
func Live(e edition.Slug) string { return "/live/" + string(e) }

// Icon is an edition's icon; Card is the picture that stands for it where its pages are shared.
func Icon(e edition.Slug) string { return Front(e) + "icon.svg" }

// Rendition is a picture in one width and format, under the asset's hash.
func Rendition(h media.Hash, width int, ext string) string {
	return "/media/" + string(h) + "/" + strconv.Itoa(width) + "." + ext
}

// File is an upload as it was sent.
func File(h media.Hash, ext string) string { return "/media/" + string(h) + "/file." + ext }

// Asset is a style sheet or script of ours, under the hash of its bytes.
func Asset(hash, ext string) string { return "/assets/" + hash + "." + ext }

// Slug is the part of an address that says what a story is about, in the
// story's own script: letters, marks and digits in NFC, the rest hyphens, at
// most 80 characters; "-" where nothing is left.
func Slug(headline string) string {
	var b strings.Builder
	count, gap := 0, false
	for _, r := range norm.NFC.String(strings.ToLower(headline)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && count > 0 {
				b.WriteByte('-')
				count++
			}
			gap = false
			b.WriteRune(r)
			count++
		case r == '\u200c' || r == '\u200d' || r == '\'' || r == '’' || r == 'ʼ':
		default:
			gap = true
		}
		if count >= MaxSlug {
			break
		}
	}
	if b.Len() == 0 {
		return "-"
	}
	return norm.NFC.String(clip(b.String()))
}

func clip(s string) string {
	if utf8.RuneCountInString(s) <= MaxSlug {
		return s
	}
	return string([]rune(s)[:MaxSlug])
}

// Kind says what lives at an address.
type Kind int

// What can live at an address of the site.
const (
	Nowhere Kind = iota
	IsChooser
	IsFront
	IsSection
	IsStory
	IsCorrections
	IsFeed
	IsSitemap
	IsNewsSitemap
	IsSitemaps
	IsIcon
)

// Place is an address that has been read.
type Place struct {
	Kind    Kind
	Light   bool
	Edition edition.Slug
	Section edition.Slug
	Story   story.ID
	Slug    string // as asked for; only for people
	Ext     string // of a feed
}

// Read reads the unescaped path of a request. It never fails: what it cannot
// read is Nowhere, with the edition where that much could be read.
func Read(path string) Place {
	if len(path) > 2048 || !utf8.ValidString(path) || !strings.HasPrefix(path, "/") {
		return Place{}
	}
	rest, light := strings.CutPrefix(path, "/light/")
	if !light {
		rest = path[1:]
	}
	p := Place{Light: light}
	parts := strings.Split(rest, "/")
	if len(parts) == 1 {
		return p.top(parts[0])
	}
	p.Edition = edition.Slug(parts[0])
	if p.Edition.Check() != nil {
		return Place{Light: light}
	}
	return p.inEdition(parts[1:])
}

func (p Place) top(name string) Place {
	switch {
	case name == "":
		p.Kind = IsChooser
	case name == "sitemap.xml" && !p.Light:
		p.Kind = IsSitemaps
	case edition.Slug(name).Check() == nil:
		p.Edition = edition.Slug(name) // without its slash: Nowhere, but the edition is known
	}
	return p
}

// inEdition reads what follows the edition: "", "feed.rss", "section/…".
func (p Place) inEdition(parts []string) Place {
	if len(parts) == 1 {
		p.Kind = p.leaf(parts[0])
		if parts[0] == "" {
			p.Kind = IsFront
		}
		if p.Kind == IsFeed {
			p.Ext = strings.TrimPrefix(parts[0], "feed.")
		}
		return p
	}
	if parts[0] == "corrections" && len(parts) == 2 && parts[1] == "" {
		p.Kind = IsCorrections
		return p
	}
	if edition.Slug(parts[0]).Check() != nil {
		return p
	}
	p.Section = edition.Slug(parts[0])
	switch {
	case len(parts) == 2 && parts[1] == "":
		p.Kind = IsSection
	case len(parts) == 2 && p.leaf(parts[1]) == IsFeed:
		p.Kind, p.Ext = IsFeed, strings.TrimPrefix(parts[1], "feed.")
	case len(parts) <= 3 && id.Valid(parts[1]):
		p.Kind, p.Story = IsStory, story.ID(parts[1])
		if len(parts) == 3 {
			p.Slug = parts[2]
		}
	}
	return p
}

func (p Place) leaf(name string) Kind {
	if p.Light {
		return Nowhere
	}
	switch name {
	case "feed.rss", "feed.atom", "feed.json":
		return IsFeed
	case "sitemap.xml":
		return IsSitemap
	case "news.xml":
		return IsNewsSitemap
	case "icon.svg":
		return IsIcon
	}
	return Nowhere
}
