// Package capture reads captured pages, HTML or text, into what a draft is made
// of: blocks of a story. It saves nothing and publishes nothing; what it could
// not place it hands back with a reason.
package capture

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/lang"
	"dateline/story"
)

// Limits of one capture. A page beyond them is refused whole, never cut.
const (
	MaxBytes = 8 << 20 // bytes as they came
	MaxLines = 20_000  // lines of text, the page's furniture included
)

// What a capture may fail with. The command line turns them into words.
var (
	ErrTooBig  = errors.New("the capture is too big")
	ErrNothing = errors.New("the capture holds no story")
)

// Captured is a story read out of a page.
type Captured struct {
	Headline   string
	Standfirst string       // what stands between the headline and the text, "" where the page has none
	Language   lang.Tag     // "" where it is not known
	Published  time.Time    // zero where the page does not say
	Byline     string       // "" where the page does not say
	Address    string       // where the caller had the page from, "" where nobody said
	Claimed    string       // the address that the page gives as its own, which proves nothing; "" where it gives none
	Blocks     []story.Node // in reading order
	Dropped    []Dropped    // in reading order: every line that stands in no block
	Warnings   []Warning    // what whoever files the story should look at
}

// Warning is what speaks against relying on a capture, a stable code.
type Warning string

// The warnings.
const (
	NearlyEmpty     Warning = "nearly-empty"     // hardly any text was found, or a small part of what there should be
	LanguageUnknown Warning = "language-unknown" // the letters are of no language that is known
	LanguageDoubted Warning = "language-doubted" // the page's mark and its letters disagree
)

// Warns tells whether a warning stands with the capture.
func (c *Captured) Warns(of Warning) bool { return slices.Contains(c.Warnings, of) }

// Dropped is a line of the page that is not part of the story.
type Dropped struct {
	Text string `json:"text"`
	Why  Why    `json:"why"`
}

// Options are what the caller knows of a capture.
type Options struct {
	Lang    lang.Tag // the story's language; wins over the page's own mark and over its letters
	Address string   // the page's address, by which its relative links are read
}

// TextOf is what a block says: its paragraphs or items one a line, a picture's
// or table's caption, the title of sound or film.
func TextOf(b *story.Node) string {
	switch b.Type {
	case story.Picture, story.Table:
		return b.Attrs.Caption
	case story.Audio, story.Video:
		return b.Attrs.Title
	case story.List, story.Quote:
		var parts []string
		for i := range b.Content {
			parts = append(parts, b.Content[i].Plain())
		}
		return strings.Join(parts, "\n")
	}
	return b.Plain()
}

// cells are the texts of a table, row by row.
func cells(b *story.Node) [][]string {
	var rows [][]string
	if b.Type != story.Table {
		return nil
	}
	for i := range b.Content {
		var row []string
		for j := range b.Content[i].Content {
			row = append(row, b.Content[i].Content[j].Plain())
		}
		rows = append(rows, row)
	}
	return rows
}

type jsonSpeaker struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

type jsonBlock struct {
	Kind     story.Kind   `json:"kind"`
	Text     string       `json:"text"`
	Speaker  *jsonSpeaker `json:"speaker,omitempty"`
	Duration string       `json:"duration,omitempty"`
	Rows     [][]string   `json:"rows,omitempty"`
}

// MarshalJSON gives the form that `import capture --dry-run --json` prints. Its
// address is the caller's word where there is one, else the page's claim, which
// stands by itself beside it.
func (c *Captured) MarshalJSON() ([]byte, error) {
	out := struct {
		Headline   string      `json:"headline"`
		Standfirst string      `json:"standfirst,omitempty"`
		Language   lang.Tag    `json:"language"`
		Date       string      `json:"date"` // RFC 3339, "" where it is not known
		Byline     string      `json:"byline"`
		Address    string      `json:"address"`
		Claimed    string      `json:"claimed"`
		Blocks     []jsonBlock `json:"blocks"`
		Dropped    []Dropped   `json:"dropped"`
		Warnings   []Warning   `json:"warnings"`
	}{c.Headline, c.Standfirst, c.Language, "", c.Byline, c.Address, c.Claimed, []jsonBlock{}, []Dropped{}, []Warning{}}
	if out.Address == "" {
		out.Address = c.Claimed
	}
	if !c.Published.IsZero() {
		out.Date = c.Published.Format(time.RFC3339)
	}
	for i := range c.Blocks {
		b := &c.Blocks[i]
		j := jsonBlock{Kind: b.Type, Text: TextOf(b), Duration: b.Attrs.Duration, Rows: cells(b)}
		if b.Attrs.Speaker+b.Attrs.Role != "" {
			j.Speaker = &jsonSpeaker{b.Attrs.Speaker, b.Attrs.Role}
		}
		out.Blocks = append(out.Blocks, j)
	}
	out.Dropped = append(out.Dropped, c.Dropped...)
	out.Warnings = append(out.Warnings, c.Warnings...)
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("capture %q: %w", c.Headline, err)
	}
	return raw, nil
}

// Document gives the story as a document that can be saved as a draft; its
// section is for the caller to set. It fails where the capture has more than a
// document may hold.
func (c *Captured) Document() (*story.Document, error) {
	d := &story.Document{Schema: story.Schema, Body: story.Node{Type: story.Doc, Content: c.Blocks}}
	d.Head.Headline = cut(c.Headline, story.MaxHeadline)
	d.Head.Standfirst = cut(c.Standfirst, story.MaxStandfirst)
	d.Head.Byline = cut(c.Byline, story.MaxLine)
	d.Normalise()
	if err := d.Check(); err != nil {
		return nil, fmt.Errorf("document of a capture: %w", err)
	}
	return d, nil
}

// cut shortens text to a number of characters, an ellipsis in place of the rest.
func cut(s string, most int) string {
	if rs := []rune(s); len(rs) > most {
		return strings.TrimSpace(string(rs[:most-1])) + "…"
	}
	return s
}
