package capture

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"dateline/story"
)

// part is what a line is on its page, as far as the page says.
type part int

const (
	plain   part = iota // nothing said: text, or an element without meaning
	para                // a paragraph by its mark-up
	heading             // by its mark-up
	item                // of a list
	quoted              // in a block quotation
	cite                // who is quoted by a block quotation
	caption             // of a figure
	player              // a place where sound or film stands; it has no text
	table               // a table of data; its text is all of its cells
)

// line is one line of a page on its way into a block or out of the story.
type line struct {
	text    string
	part    part
	level   int         // of a heading
	group   int         // the list, quotation or figure that it belongs to, 0 for none
	ordered bool        // of a list
	linked  bool        // all of it is links
	share   int         // how many hundredths of its letters are within links
	outside bool        // the page says that it is not in the story's body
	found   bool        // the body finder says that it is
	why     Why         // not "" once it is dropped
	block   *story.Node // the player's or the table's block
	film    bool        // it shows that a player plays film
	gap     bool        // an empty line stands before it
	bullet  bool        // it began with a list's mark
	source  string      // address of the player's file, "" where it is not known
	alt     string      // of the figure's picture
	home    *html.Node  // the element it stands in; nil in a text
}

func (l *line) live() bool { return l.why == "" && l.part != player }

// links tells whether at least so many hundredths of a line are within links.
func (l *line) links(least int) bool { return l.share >= least }

func (l *line) drop(why Why) {
	if l.why == "" {
		l.why = why
	}
}

// isSentence tells whether a text ends as a sentence does.
func isSentence(s string) bool {
	rs := []rune(strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsSpace(r) || closesAfter(r) || r == '\u200f' || r == '\u200e' }))
	return len(rs) > 0 && ends(rs[len(rs)-1])
}

// isProse tells whether a line can only be running text.
func isProse(s string) bool {
	w := weight(s)
	return isSentence(s) && w >= 45 || w >= 150
}

var (
	clockLine = regexp.MustCompile(`^[\s/|–-]*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[\s/|–-]+(?:\d{1,2}:)?\d{1,2}:\d{2})*[\s/|–-]*$`)
	clockTime = regexp.MustCompile(`(?:(\d{1,2}):)?(\d{1,2}):(\d{2})`)
	sizeMarks = regexp.MustCompile(`^(?:x?xs|sm|md|lg|xl|xxl|2xl)(?:[\s/|,·]+(?:x?xs|sm|md|lg|xl|xxl|2xl))*$`)
	onlyURL   = regexp.MustCompile(`^(?:https?://|www\.)\S+$|^\S+@\S+\.\S+$`)
	embedCode = regexp.MustCompile(`^<(?:iframe|script|blockquote|div|object|embed|video|audio|amp-\w+)[\s>]|^\[(?:embed|iframe|video)\b`)
	pixels    = regexp.MustCompile(`^(?:\D{0,16}\d{2,4}\s*(?:px|×|x)\s*\d{0,4}(?:px)?)+$`)
	bitrates  = regexp.MustCompile(`(?i)^(?:(?:auto|hd|sd|\d{2,4}\s?p|\d{2,4}\s?kbps|mp3|mp4|m4a|hq|[\d.,]+\s?[kmg]b)[\s|/,·()-]*)+$`)
	filmSize  = regexp.MustCompile(`(?i)\b\d{3,4}\s?p\b`)
	photoBy   = regexp.MustCompile(`(?i)\((?:ap|afp|reuters|epa|getty|foto|photo|фото|عکس|صورة|ဓာတ်ပုံ|图)[^)]*\)\.?$|/\s?(?:afp|ap|reuters|epa|getty images)\)?\.?$|/(?:afp|reuters|getty images) via `)
	bulleted  = regexp.MustCompile(`^(?:[•▪◦●‣*]|[-–](?:\s))\s*(\S.*)$`)
	numbered  = regexp.MustCompile(`^\d{1,2}[.)]\s+(\S.*)$`)
)

// plainDigits writes every writing system's digits as 0 to 9.
func plainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.IsDigit(r) {
			if r == '：' {
				return ':'
			}
			return r
		}
		zero := r
		for unicode.IsDigit(zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + r - zero
	}, s)
}

// shape tells whether a line is furniture by its form alone.
func (lib *library) shape(text string) (why Why, film bool) {
	t := strings.TrimSpace(plainDigits(strings.Map(func(r rune) rune {
		if r == '\u200e' || r == '\u200f' {
			return -1
		}
		return r
	}, text)))
	low := strings.ToLower(t)
	switch {
	case clockLine.MatchString(t):
		return Clock, false
	case sizeMarks.MatchString(low):
		return SizeMark, false
	case onlyURL.MatchString(t):
		return Embed, false
	case embedCode.MatchString(low):
		return Embed, strings.Contains(low, "<video")
	case bitrates.MatchString(t):
		return Download, filmSize.MatchString(t)
	case pixels.MatchString(low):
		return Embed, false
	case letters([]rune(t)) == 0:
		return Symbols, false
	case !strings.ContainsFunc(t, unicode.IsLetter):
		return Symbols, false
	case lib.isDate(t):
		return Timestamp, false
	case crumbs(t):
		return Navigation, false
	case weight(t) < 300 && photoBy.MatchString(t):
		return Caption, false
	case strings.HasPrefix(t, "#") && !strings.Contains(t, " "):
		return Tags, false
	}
	return "", false
}

// crumbs tells whether a line is a path through the site: short names set apart by one sign.
func crumbs(t string) bool {
	if isSentence(t) || weight(t) > 140 {
		return false
	}
	for _, sep := range []string{" > ", " › ", " » ", " / ", " | ", " · ", " • "} {
		parts := strings.Split(t, sep)
		if len(parts) < 3 && !(len(parts) == 2 && (sep == " > " || sep == " › ")) {
			continue
		}
		short := true
		for _, p := range parts {
			short = short && words([]rune(p)) <= 5
		}
		if short {
			return true
		}
	}
	return false
}

// isDate tells whether a line is nothing but a date or time of day.
func (lib *library) isDate(t string) bool {
	if len(t) > 90 || !strings.ContainsAny(t, "0123456789") {
		return false
	}
	named, numbers := 0, 0
	for _, w := range strings.FieldsFunc(fold(spaceDigits(t)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",،/.:-–—|()年月日#ـ", r)
	}) {
		switch {
		case lib.dates[w]:
			named++
		case lib.words.dates.has(w):
		default:
			return false
		}
		numbers++
	}
	return named > 0 || strings.Contains(t, "年") || strings.Count(t, "/") == 2 || strings.Count(t, ".") == 2 || strings.Count(t, "-") == 2
}

// spaceDigits sets digits apart from the letters beside them: "10th", "9月28日", "22h47".
func spaceDigits(s string) string {
	var b strings.Builder
	last := rune(' ')
	for _, r := range s {
		if unicode.IsDigit(r) != unicode.IsDigit(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
