package address

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/edition"
	"dateline/id"
	"dateline/media"
	"dateline/story"
)

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
	IsSitemapPart
	IsNewsSitemap
	IsSitemaps
	IsIcon
	IsFavicon
	IsRobots
	IsLive
	IsRendition
	IsFile
	IsAsset
)

// MaxPath is the most bytes of a path that is read; ours are shorter by far.
const MaxPath = 2048

// Place is an address that has been read.
type Place struct {
	Kind    Kind
	Light   bool
	Edition edition.Slug
	Section edition.Slug
	Story   story.ID
	Slug    string     // of a story, as asked for; only for people
	Hash    media.Hash // of a picture's, sound's or film's upload, or of a style sheet or script
	Width   int        // of a picture, in pixels
	Part    int        // of an edition's sitemap, from 1
	Ext     string     // of a feed or file, without a dot
	Before  story.ID   // of a section: the story after which its page begins; empty: the first page
}

// Read reads the unescaped path of a request. It never fails: what it cannot
// read is Nowhere, with the edition where that much could be read. A story's
// id decides; whatever follows it is its slug.
func Read(path string) Place {
	if len(path) > MaxPath || !utf8.ValidString(path) || !strings.HasPrefix(path, "/") {
		return Place{}
	}
	rest, light := strings.CutPrefix(path, "/light/")
	if !light {
		rest = path[1:]
	}
	p := Place{Light: light}
	first, more, within := strings.Cut(rest, "/")
	if !light {
		switch first {
		case "media":
			return file(more)
		case "assets":
			return asset(more)
		case "live":
			return live(more)
		}
	}
	if !within {
		return p.top(first)
	}
	if p.Edition = edition.Slug(first); p.Edition.Check() != nil {
		return Place{Light: light}
	}
	return p.inEdition(more)
}

// ReadQuery is Read with the query of a request. What an address does not ask for by its kind is as if it were not there,
// so that no query that a stranger makes up is another page.
func ReadQuery(path, query string) Place {
	p := Read(path)
	if query == "" || len(query) > MaxPath {
		return p
	}
	asked, err := url.ParseQuery(query)
	if err != nil {
		return p
	}
	if before := asked.Get("before"); p.Kind == IsSection && id.Valid(before) {
		p.Before = story.ID(before)
	}
	return p
}

// Query is all that the place asks for beside its path, in the one way of writing it: "" or "?before=…".
func (p Place) Query() string {
	if p.Before == "" {
		return ""
	}
	return Before(p.Before)
}

func (p Place) top(name string) Place {
	switch {
	case name == "":
		p.Kind = IsChooser
	case edition.Slug(name).Check() == nil:
		p.Edition = edition.Slug(name) // without its slash: Nowhere, but the edition is known
	case p.Light:
	case name == "sitemap.xml":
		p.Kind = IsSitemaps
	case name == "robots.txt":
		p.Kind = IsRobots
	case name == "favicon.ico":
		p.Kind = IsFavicon
	}
	return p
}

// inEdition reads what follows the edition: "", "feed.rss", "section/…".
func (p Place) inEdition(rest string) Place {
	first, more, within := strings.Cut(rest, "/")
	if !within {
		if first == "" {
			p.Kind = IsFront
			return p
		}
		return p.leaf(first)
	}
	if first == "corrections" && more == "" {
		p.Kind = IsCorrections
		return p
	}
	if first == noSection && id.Valid(more) {
		p.Kind, p.Story = IsStory, story.ID(more)
		return p
	}
	if edition.Slug(first).Check() != nil {
		return p
	}
	p.Section = edition.Slug(first)
	return p.inSection(more)
}

// inSection reads what follows the section: "", "feed.rss", "id", "id/slug".
func (p Place) inSection(rest string) Place {
	name, slug, _ := strings.Cut(rest, "/")
	switch {
	case rest == "":
		p.Kind = IsSection
	case id.Valid(name):
		p.Kind, p.Story, p.Slug = IsStory, story.ID(name), slug
	case strings.HasPrefix(rest, "feed."):
		return p.leaf(rest)
	}
	return p
}

// leaf reads the files of an edition or section that are for machines; none has a light form.
func (p Place) leaf(name string) Place {
	if p.Light {
		return p
	}
	switch name {
	case "feed.rss", "feed.atom", "feed.json":
		p.Kind, p.Ext = IsFeed, strings.TrimPrefix(name, "feed.")
	case "sitemap.xml":
		p.Kind = IsSitemap
	case "news.xml":
		p.Kind = IsNewsSitemap
	case "icon.svg":
		p.Kind = IsIcon
	default:
		p = p.sitemapPart(name)
	}
	return p
}

// sitemapPart reads "sitemap-12.xml".
func (p Place) sitemapPart(name string) Place {
	number := strings.TrimSuffix(strings.TrimPrefix(name, "sitemap-"), ".xml")
	part, err := strconv.Atoi(number)
	if err == nil && part > 0 && p.Section == "" && name == "sitemap-"+strconv.Itoa(part)+".xml" {
		p.Kind, p.Part = IsSitemapPart, part
	}
	return p
}

// live reads what follows /live/: an edition.
func live(rest string) Place {
	if e := edition.Slug(rest); e.Check() == nil {
		return Place{Kind: IsLive, Edition: e}
	}
	return Place{}
}

// file reads what follows /media/: "hash/800.webp", "hash/file.mp3".
func file(rest string) Place {
	hash, name, _ := strings.Cut(rest, "/")
	stem, ext, _ := strings.Cut(name, ".")
	if len(hash) != hashLength || !isHex(hash) || !isExt(ext) {
		return Place{}
	}
	p := Place{Hash: media.Hash(hash), Ext: ext}
	if stem == "file" {
		p.Kind = IsFile
		return p
	}
	width, err := strconv.Atoi(stem)
	if err != nil || width <= 0 || width > maxWidth || strconv.Itoa(width) != stem {
		return Place{}
	}
	p.Kind, p.Width = IsRendition, width
	return p
}

// asset reads what follows /assets/: "hash.css", "hash.js"; the hash may be cut short.
func asset(rest string) Place {
	hash, ext, _ := strings.Cut(rest, ".")
	if len(hash) < 8 || len(hash) > hashLength || !isHex(hash) || (ext != "css" && ext != "js") {
		return Place{}
	}
	return Place{Kind: IsAsset, Hash: media.Hash(hash), Ext: ext}
}

const (
	hashLength = 64      // SHA-256 in hexadecimal
	maxWidth   = 100_000 // pixels; no picture that may be uploaded is as wide
)

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isExt(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 8
}
