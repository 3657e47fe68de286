// Package lines reads files of stories, one JSON object a line.
package lines

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"dateline/lang"
	"dateline/wire/capture"
)

// MaxLine is the most bytes of one line of a file of stories.
const MaxLine = 4 << 20

// Story is one story of a file of stories, mended.
type Story struct {
	Number    int // of its line, from 1
	Lang      lang.Tag
	Category  string
	Headline  string
	Text      string    // paragraphs one a line
	URL       string    // what makes an import idempotent
	Published time.Time // the date that it bears elsewhere; zero: none
}

// What a line of a file of stories may fail with; LineError wraps one of them
// or what the JSON reader said.
var (
	ErrLineTooLong = errors.New("the line is too long")
	ErrNoHeadline  = errors.New("there is no headline")
	ErrNoText      = errors.New("there is no text")
	ErrNoURL       = errors.New("there is no url")
	ErrBadDate     = errors.New("published is no date and time of RFC 3339, such as 2019-05-03T18:20:00Z")
)

// LineError names a bad line. The lines after it can still be read.
type LineError struct {
	Number int // from 1
	Err    error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Number, e.Err) }

func (e *LineError) Unwrap() error { return e.Err }

// Read reads a file of stories, one JSON object a line with lang, category,
// headline, text and url, and with published where the story bears a date. A bad line comes as a *LineError and the reading
// goes on; any other error is the reader's own and the last thing yielded.
// Empty lines count but give nothing.
func Read(r io.Reader) iter.Seq2[*Story, error] {
	return func(yield func(*Story, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		for number := 1; ; number++ {
			raw, tooLong, err := readLine(in)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(nil, fmt.Errorf("line %d: %w", number, err))
				return
			}
			if number == 1 {
				raw = strings.TrimPrefix(raw, "\ufeff")
			}
			if tooLong {
				if !yield(nil, &LineError{number, ErrLineTooLong}) {
					return
				}
			} else if strings.TrimSpace(raw) != "" && !yield(oneStory(raw, number)) {
				return
			}
			if err != nil {
				return
			}
		}
	}
}

// readLine reads to the next line end; of a line beyond MaxLine it keeps nothing.
func readLine(in *bufio.Reader) (line string, tooLong bool, err error) {
	var b []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(b)+len(part) > MaxLine {
			tooLong, b = true, nil
		}
		if !tooLong {
			b = append(b, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(b), tooLong, err
		}
	}
}

func oneStory(raw string, number int) (*Story, error) {
	var in struct {
		Lang      string `json:"lang"`
		Category  string `json:"category"`
		Headline  string `json:"headline"`
		Text      string `json:"text"`
		URL       string `json:"url"`
		Published string `json:"published"`
	}
	if err := json.Unmarshal([]byte(raw), &in); err != nil {
		return nil, &LineError{number, err}
	}
	tag, err := lang.Canonical(in.Lang)
	if err != nil {
		return nil, &LineError{number, err}
	}
	s := &Story{Number: number, Lang: tag, Category: strings.TrimSpace(in.Category),
		Headline: strings.Join(strings.Fields(capture.Clean(mend(in.Headline))), " "),
		Text:     capture.Paragraphs(capture.Clean(mend(in.Text))), URL: strings.TrimSpace(in.URL)}
	if in.Published != "" {
		if s.Published, err = time.Parse(time.RFC3339, in.Published); err != nil {
			return nil, &LineError{number, ErrBadDate}
		}
	}
	switch {
	case s.Headline == "":
		return nil, &LineError{number, ErrNoHeadline}
	case s.Text == "":
		return nil, &LineError{number, ErrNoText}
	case s.URL == "":
		return nil, &LineError{number, ErrNoURL}
	}
	return s, nil
}

// mend takes off the quotation marks that a table's file put around a field
// and makes the doubled ones inside single again. A field is left alone unless
// its marks show that this is what happened to it.
func mend(s string) string {
	t := strings.TrimSpace(s)
	if len(t) >= 2 && t[0] == '"' && t[len(t)-1] == '"' {
		inside := t[1 : len(t)-1]
		if !strings.Contains(strings.ReplaceAll(inside, `""`, ""), `"`) {
			return strings.TrimSpace(strings.ReplaceAll(inside, `""`, `"`))
		}
	}
	if strings.Contains(t, `""`) && !strings.Contains(strings.ReplaceAll(t, `""`, ""), `"`) {
		return strings.ReplaceAll(t, `""`, `"`)
	}
	return t
}
