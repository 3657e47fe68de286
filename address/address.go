// Package address is where everything public lives: addresses are made and
// read here and nowhere else. Paths are made escaped and read unescaped; the
// absolute form takes its origin from a setting, never from a request.
package address

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dateline/edition"
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

// Before is the query of the leaf of a section that begins after a story.
func Before(last story.ID) string { return "?before=" + string(last) }

// Corrections is where an edition lists what it has corrected.
func Corrections(e edition.Slug) string { return "/" + string(e) + "/corrections/" }

// Story is a story's page. The id alone decides; the rest is for people.
func Story(e, section edition.Slug, id story.ID, headline string) string {
	return "/" + string(e) + "/" + string(section) + "/" + string(id) + "/" + url.PathEscape(Slug(headline))
}

// ByID is a story's address without a word of the story: it leads to the
// story's page while that is public, and is where its withdrawal is read.
func ByID(e edition.Slug, id story.ID) string {
	return "/" + string(e) + "/" + noSection + "/" + string(id)
}

// noSection stands where a section would; no section can be called so.
const noSection = "-"

// Light is the light page of a page.
func Light(page string) string { return "/light" + page }

// Feed is a feed of an edition, or of one of its sections; ext is rss, atom or json.
func Feed(e, section edition.Slug, ext string) string {
	if section == "" {
		return Front(e) + "feed." + ext
	}
	return Section(e, section) + "feed." + ext
}

// Sitemap and NewsSitemap are an edition's maps for machines; Sitemaps is the index of all of them.
func Sitemap(e edition.Slug) string     { return Front(e) + "sitemap.xml" }
func NewsSitemap(e edition.Slug) string { return Front(e) + "news.xml" }
func Sitemaps() string                  { return "/sitemap.xml" }

// SitemapPart is a part of an edition's map of stories; parts are numbered from 1.
func SitemapPart(e edition.Slug, part int) string {
	return Front(e) + "sitemap-" + strconv.Itoa(part) + ".xml"
}

// Live is the stream of an edition's strip.
func Live(e edition.Slug) string { return "/live/" + string(e) }

// Icon is an edition's icon; Favicon is what browsers ask for unasked.
func Icon(e edition.Slug) string { return Front(e) + "icon.svg" }
func Favicon() string            { return "/favicon.ico" }

// Robots is what search engines read first.
func Robots() string { return "/robots.txt" }

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
// most 80 characters, cut between words where there are any; "-" where
// nothing is left.
func Slug(headline string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(headline)) {
		switch {
		case r == '\u0307': // what is left over of the capital İ
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case r == '\u200c' || r == '\u200d' || r == '\'' || r == '’' || r == 'ʼ': // stand within words
		default:
			gap = true
		}
	}
	if s := clip(norm.NFC.String(b.String())); s != "" {
		return s
	}
	return "-"
}

// clip cuts a slug to its most characters: between words where the second
// half has a gap, else before a character that its marks go with.
func clip(s string) string {
	runes := []rune(s)
	if len(runes) <= MaxSlug {
		return s
	}
	end := MaxSlug
	for end > 0 && unicode.IsMark(runes[end]) {
		end--
	}
	for i := end; i > MaxSlug/2; i-- {
		if runes[i] == '-' {
			end = i
			break
		}
	}
	return string(runes[:end])
}
