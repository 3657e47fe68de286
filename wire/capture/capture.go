package capture

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"dateline/lang"
	"dateline/story"
)

// Capture reads a captured page, text or HTML, told apart by its content, into
// the story that it holds. Every line of the page comes out in a block, as the
// headline, or in Dropped with its reason.
func Capture(r io.Reader, opt Options) (*Captured, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading a capture: %w", err)
	}
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("reading a capture: %w: more than %d bytes", ErrTooBig, MaxBytes)
	}
	page := isPage(raw)
	text := decode(raw, page, opt.Lang)
	rd := &reading{lib: shelves(), page: page}
	if page {
		rd.readPage(text, opt)
	} else {
		rd.lines = textLines(text)
	}
	if len(rd.lines) > MaxLines {
		return nil, fmt.Errorf("reading a capture: %w: more than %d lines", ErrTooBig, MaxLines)
	}
	return rd.captured(opt)
}

// reading is a capture while it is read.
type reading struct {
	lib        *library
	book       *phrasebook // of the story's language, nil where there is none
	page       bool        // it came as HTML
	doc        *html.Node  // the page, nil where it is no tree
	lines      []*line
	headline   string
	standfirst string
	known      facts
}

// facts are what a page says of itself outside its text.
type facts struct {
	lang      lang.Tag
	headline  string
	titles    []string // other forms of the headline
	byline    string
	url       string
	text      string // of the story, as the page's data give it
	published time.Time
	media     []Block // players that the page describes
}

func (rd *reading) captured(opt Options) (*Captured, error) {
	rd.nameFurniture()
	rd.findHeadline()
	rd.dropRepeats()
	tag := rd.language(opt)
	rd.book = rd.lib.of(tag)
	rd.findPlayers()
	rd.keepBody()
	rd.placeKnownMedia()
	c := &Captured{Headline: rd.headline, Standfirst: rd.standfirst, Language: tag, Published: rd.known.published, Byline: rd.known.byline, URL: rd.known.url}
	c.Blocks = rd.blocks()
	c.Dropped = rd.dropped()
	if !c.hasText() {
		return nil, fmt.Errorf("reading a capture of %d lines: %w", len(rd.lines), ErrNothing)
	}
	if c.Headline == "" {
		c.Headline = firstSentence(c.Blocks)
	}
	return c, nil
}

// keepBody drops what is not the story's body.
func (rd *reading) keepBody() {
	rd.dropSections()
	rd.confirm()
	if rd.doc != nil {
		rd.ownBody(rd.doc)
	}
	if rd.foundProse() > 0 {
		rd.keepFound()
	} else {
		rd.keepShaped()
	}
	if rd.hasText() {
		return
	}
	// A body without a sentence, or that only the page's data hold, is a body.
	for _, l := range rd.lines {
		if l.found && l.part != player && (l.why == Unknown || l.why == Related || l.why == isHeadline && isProse(l.text)) {
			l.why = ""
		}
	}
	if !rd.hasText() && weight(rd.known.text) >= enoughSaid {
		rd.lines = append(rd.lines, textLines(Paragraphs(rd.known.text))...)
	}
}

func (rd *reading) hasText() bool {
	return slices.ContainsFunc(rd.lines, func(l *line) bool { return l.live() && l.part != table && l.part != heading && l.part != caption })
}

func (c *Captured) hasText() bool {
	for _, b := range c.Blocks {
		if b.Kind == story.Paragraph || b.Kind == story.Quote || b.Kind == story.List {
			return true
		}
	}
	return false
}

// firstSentence stands in for a headline where a page has none.
func firstSentence(blocks []Block) string {
	for _, b := range blocks {
		if b.Kind != story.Paragraph && b.Kind != story.Quote {
			continue
		}
		s := strings.TrimSpace(sentences(b.Text)[0])
		if rs := []rune(s); len(rs) > 150 {
			s = strings.TrimSpace(string(rs[:149])) + "…"
		}
		return s
	}
	return ""
}

func (rd *reading) dropped() []Dropped {
	var out []Dropped
	for _, l := range rd.lines {
		if l.why != "" && l.why != isHeadline && l.why != isStandfirst && l.text != "" {
			out = append(out, Dropped{l.text, l.why})
		}
	}
	return out
}

// What marks the lines that became the headline and the standfirst; they are not dropped.
const (
	isHeadline   Why = "headline"
	isStandfirst Why = "standfirst"
)

// language is the story's language: the caller's word, the page's own mark,
// else a guess from its letters.
func (rd *reading) language(opt Options) lang.Tag {
	if opt.Lang != "" {
		return opt.Lang
	}
	if rd.known.lang != "" {
		return rd.known.lang
	}
	var b strings.Builder
	for _, l := range rd.lines {
		if l.live() || l.why == isHeadline {
			b.WriteString(l.text + "\n")
		}
	}
	tag, _ := lang.Guess(b.String())
	return tag
}

// bare is a text's letters and digits alone, for telling whether two texts say the same.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, strings.ToLower(plainDigits(s)))
}
