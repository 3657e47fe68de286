// Package wire holds the news that comes in from others: captured pages and
// files of stories, read into what a draft is made of. It keeps nothing and
// publishes nothing; what it could not place it hands back with a reason.
package capture

import (
	"encoding/json"
	"errors"
	"fmt"
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
	Standfirst string    // what stands between the headline and the text, "" where the page has none
	Language   lang.Tag  // "" where neither the page, the caller nor the letters said
	Published  time.Time // zero where the page does not say
	Byline     string    // "" where the page does not say
	URL        string    // the page's own address, "" where it does not say
	Blocks     []Block   // in reading order
	Dropped    []Dropped // in reading order: every line that stands in no block
}

// Block is one block of a captured story.
type Block struct {
	Kind     story.Kind
	Text     string     // the whole text; a list's items and a long quotation's paragraphs one a line; a picture's caption; a player's title
	Speaker  *Speaker   // who speaks in a quote; nil where it is not known
	Duration string     // of sound and film, ISO 8601, "" where it is not known
	Level    int        // of a heading, 2 or 3
	Ordered  bool       // a list with numbers
	Source   string     // address of a picture's, sound's or film's file, "" where the page gives none
	Alt      string     // a picture's text for those who do not see it
	Rows     [][]string // of a table, whose Text is its caption
	Head     bool       // the table's first row is headings
	Side     bool       // the table's first column is headings
	heard    int        // the number of the quotation among those that voices heard, from 1; 0 for none
}

// Speaker is who speaks in a quotation. Either part may be empty, not both.
type Speaker struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// Dropped is a line of the page that is not part of the story.
type Dropped struct {
	Text string `json:"text"`
	Why  Why    `json:"why"`
}

// Options are what the caller knows of a capture.
type Options struct {
	Lang lang.Tag // the story's language; wins over the page's own mark
	Base string   // the page's address, for links that are relative
}

// MarshalJSON gives the form that `import capture --dry-run --json` prints.
func (c *Captured) MarshalJSON() ([]byte, error) {
	type block struct {
		Kind     story.Kind `json:"kind"`
		Text     string     `json:"text"`
		Speaker  *Speaker   `json:"speaker,omitempty"`
		Duration string     `json:"duration,omitempty"`
		Rows     [][]string `json:"rows,omitempty"`
	}
	out := struct {
		Headline string    `json:"headline"`
		Language lang.Tag  `json:"language"`
		Blocks   []block   `json:"blocks"`
		Dropped  []Dropped `json:"dropped"`
	}{c.Headline, c.Language, []block{}, []Dropped{}}
	for _, b := range c.Blocks {
		out.Blocks = append(out.Blocks, block{b.Kind, b.Text, b.Speaker, b.Duration, b.Rows})
	}
	out.Dropped = append(out.Dropped, c.Dropped...)
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("capture %q: %w", c.Headline, err)
	}
	return raw, nil
}
