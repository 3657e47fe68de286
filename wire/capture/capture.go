package capture

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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
	rd := &reading{lib: phrases(), page: page}
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
	media     []described // players that the page describes
}

func (rd *reading) captured(opt Options) (*Captured, error) {
	rd.nameFurniture()
	rd.findHeadline()
	rd.dropRepeats()
	tag, warnings := rd.language(opt)
	rd.book = rd.lib.of(tag)
	rd.findPlayers()
	rd.keepBody()
	rd.placeKnownMedia()
	c := &Captured{Headline: rd.headline, Standfirst: rd.standfirst, Language: tag, Published: rd.known.published, Byline: rd.byline(), Address: opt.Address, Claimed: rd.known.url, Warnings: warnings}
	c.Blocks = rd.blocks()
	c.Dropped = rd.dropped()
	if !c.hasText() {
		return nil, fmt.Errorf("reading a capture of %d lines: %w", len(rd.lines), ErrNothing)
	}
	if c.nearlyEmpty(rd.known.text) {
		c.Warnings = append(c.Warnings, NearlyEmpty)
	}
	if c.Headline == "" {
		c.Headline = firstSentence(c.Blocks)
	}
	return c, nil
}

// keepBody drops what is not the story's body.
func (rd *reading) keepBody() {
	rd.dropSections()
	rd.dropTeasers()
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
		prose := isSentence(l.text) && words([]rune(l.text)) >= 4 && !l.outside
		if l.part != player && (l.found && (l.why == Unknown || l.why == Related) || prose && (l.why == Unknown || l.why == Repeated || l.why == isHeadline)) {
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

// hasText tells whether the story has anything to read.
func (c *Captured) hasText() bool {
	return slices.ContainsFunc(c.Blocks, func(b story.Node) bool {
		return b.Type == story.Paragraph || b.Type == story.Quote || b.Type == story.List
	})
}

// firstSentence stands in for a headline where a page has none.
func firstSentence(blocks []story.Node) string {
	for i := range blocks {
		if blocks[i].Type == story.Paragraph || blocks[i].Type == story.Quote {
			return cut(strings.TrimSpace(sentences(blocks[i].Plain())[0]), 150)
		}
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

// How sure a guess must be to name a language by itself, and to speak against a page's own mark.
const (
	sureEnough   = 0.4
	sureOfDoubt  = 0.8
	lettersDoubt = 200  // letters of a text that may speak against a mark
	mostGuessed  = 1200 // bytes of a text that settle its language
)

// language is the story's language: the caller's word, the page's own mark
// where its letters do not say otherwise, else a guess from its letters where
// they are of a language that is known. It is never merely the nearest.
func (rd *reading) language(opt Options) (lang.Tag, []Warning) {
	if opt.Lang != "" {
		return opt.Lang, nil
	}
	text := rd.prose()
	guess, sure := lang.Guess(text[:min(len(text), mostGuessed)])
	mark := rd.known.lang
	known := mark != "" && lang.Of(mark).Guessable()
	enough := letters([]rune(text)) >= lettersDoubt
	switch {
	case mark == "" && sure < sureEnough:
		return "", []Warning{LanguageUnknown}
	case mark == "":
		return guess, nil
	case base(mark) == base(guess):
		return mark, nil
	case guess == "" && known && enough:
		return "", []Warning{LanguageDoubted, LanguageUnknown}
	case sure >= sureOfDoubt && enough && (known || lang.Of(mark).Script != lang.Of(guess).Script):
		return guess, []Warning{LanguageDoubted}
	}
	return mark, nil
}

// base is a language without its script and region.
func base(t lang.Tag) string {
	b, _, _ := strings.Cut(string(t), "-")
	return b
}

// prose is the text by which a page's language is known: what the finder found,
// else every line that is not dropped.
func (rd *reading) prose() string {
	var found, all strings.Builder
	for _, l := range rd.lines {
		if l.found && l.live() {
			found.WriteString(l.text + "\n")
		}
		if l.live() || l.why == isHeadline {
			all.WriteString(l.text + "\n")
		}
	}
	if letters([]rune(found.String())) >= lettersDoubt {
		return found.String()
	}
	return all.String()
}

// fewWords is the number of words below which a story is nearly empty.
const fewWords = 25

// nearlyEmpty tells whether hardly any text was found, or less than a quarter
// of what the page's data give as the story's.
func (c *Captured) nearlyEmpty(given string) bool {
	n, w := 0, 0
	for i := range c.Blocks {
		if t := c.Blocks[i].Type; t == story.Paragraph || t == story.Quote || t == story.List || t == story.Table {
			text := c.Blocks[i].Plain()
			n, w = n+words([]rune(text)), w+weight(text)
		}
	}
	return n < fewWords || w*4 < weight(given)
}

// byline is who wrote the story: as the page's data say, else a line that does.
func (rd *reading) byline() string {
	if rd.known.byline != "" {
		return rd.known.byline
	}
	for _, l := range rd.lines {
		if l.why != Byline {
			continue
		}
		f, known := rd.lib.furniture(l.text)
		if !known || f.why != Byline || f.parts == nil || f.parts[0] == "" || weight(l.text) > 80 {
			continue
		}
		if n := utf8.RuneCountInString(f.parts[0]); n < utf8.RuneCountInString(l.text) {
			return strings.TrimSpace(string([]rune(l.text)[n:]))
		}
	}
	return ""
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
