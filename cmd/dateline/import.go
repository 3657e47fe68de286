package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"dateline"
	"dateline/audit"
	"dateline/backup"
	"dateline/edition"
	"dateline/fault"
	"dateline/intake"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/story"
	"dateline/wire/capture"
	"dateline/wire/lines"
)

type importCmd struct {
	Capture  captureCmd  `cmd:"" help:"A page captured as text or HTML becomes a draft."`
	Jsonl    jsonlCmd    `cmd:"" name:"jsonl" help:"A file of stories, one JSON object a line: lang, category, headline, text, url."`
	Newsroom newsroomCmd `cmd:"" help:"What export jsonl wrote, into an empty house."`
}

// Help shows how it is done.
func (c *importCmd) Help() string {
	return `For example:

    dateline import capture page.html --dry-run
    dateline import capture page.html --publish
    dateline import jsonl stories.jsonl
    dateline import newsroom newsroom.jsonl --data /srv/new`
}

// filing are the flags of whatever files stories.
type filing struct {
	acting
	Edition string `help:"Edition to file to; by default the first in the story's language." placeholder:"SLUG"`
	Section string `help:"Section to file under; by default the edition's first, or the one that a line's category names." placeholder:"SLUG"`
	Publish bool   `help:"Publish at once; by default a draft is made."`
}

func (f *filing) of(ctx context.Context, h *dateline.House) (intake.Filing, error) {
	by, err := h.Actor(ctx, f.As)
	if err == nil && !by.Disabled.IsZero() {
		err = fault.New(fault.Forbidden, msg.CliPersonDisabled(by.Name))
	}
	return intake.Filing{By: by, Edition: edition.Slug(f.Edition), Section: edition.Slug(f.Section), Publish: f.Publish}, err
}

type captureCmd struct {
	filing
	File   string `arg:"" help:"The capture; - for standard input."`
	Lang   string `help:"The story's language; by default its own mark, else a guess from its letters." placeholder:"TAG"`
	URL    string `name:"url" help:"The page's address: by it a page that was taken before is known, whatever it says by now. What a page claims of itself is never relied on." placeholder:"ADDRESS"`
	DryRun bool   `help:"Say what would be taken and dropped; touch nothing."`
	JSON   bool   `name:"json" help:"Say it as JSON, the reasons as codes that stay the same."`
}

// Help shows how it is done.
func (c *captureCmd) Help() string {
	return `It prints what it took, what it dropped and why, and at the end the address of
the story. A page at a --url that is known is taken once, and so is the same text
under the address that the page itself claims.

    dateline import capture page.html --dry-run
    dateline import capture page.txt --lang uk --edition uk --publish --as "Ruth Adeyemi"
    curl -s https://other.example/story | dateline import capture - --url https://other.example/story
    dateline import capture page.html --dry-run --json | jq .headline`
}

// Run reads a capture and files it.
func (c *captureCmd) Run(ctx context.Context, s *dateline.Settings) error {
	captured, err := c.read()
	if err != nil {
		return err
	}
	if err := c.report(captured); err != nil || c.DryRun {
		return err
	}
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	filing, err := c.of(ctx, h)
	if err != nil {
		return err
	}
	filing.Source = c.URL
	kept, known, err := h.Intake.Capture(ctx, captured, filing)
	if err != nil {
		return err
	}
	return c.outcome(ctx, h, captured, kept, known)
}

// outcome says what became of the capture, and where it is.
func (c *captureCmd) outcome(ctx context.Context, h *dateline.House, captured *capture.Captured, kept *story.Story, known bool) error {
	address, read, err := h.AddressOf(ctx, kept)
	if err != nil {
		return err
	}
	m := msg.CliDrafted(address)
	switch {
	case known:
		m = msg.CliKnownAlready(address)
	case c.Publish && captured.Warns(capture.NearlyEmpty):
		return fault.New(fault.Invalid, msg.CliNearlyEmpty(address))
	case c.Publish && read:
		m = msg.CliPublished(address)
	case c.Publish:
		m = msg.CliPublishedUnseen(address)
	}
	if c.JSON { // standard output is the capture and nothing else
		complain(m)
	} else {
		say(words(m))
	}
	return nil
}

func (c *captureCmd) read() (*capture.Captured, error) {
	in, err := input(c.File)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	opt := capture.Options{Address: c.URL}
	if c.Lang != "" {
		if opt.Lang, err = lang.Canonical(c.Lang); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, msg.FaultLanguageUnknown(c.Lang))
		}
	}
	captured, err := capture.Capture(in, opt)
	if err != nil {
		return nil, err
	}
	return captured, nil
}

// report prints what was taken, and what was dropped and why.
func (c *captureCmd) report(captured *capture.Captured) error {
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(captured)
	}
	say(words(msg.CliHeadline(captured.Headline, cmp.Or(string(captured.Language), words(msg.CliNoLanguage())))))
	for _, b := range captured.Blocks {
		kind, text := fmt.Sprintf("%-10s", b.Type), short(strings.TrimSpace(capture.TextOf(&b)+" "+b.Attrs.Duration))
		if by := cmp.Or(b.Attrs.Speaker, b.Attrs.Role); by != "" {
			say(words(msg.CliTookSpeaker(kind, text, by)))
		} else {
			say(words(msg.CliTook(kind, text)))
		}
	}
	for _, d := range captured.Dropped {
		say(words(msg.CliDropped(short(d.Text), because(d.Why))))
	}
	say(words(msg.CliTookCount(len(captured.Blocks), len(captured.Dropped))))
	for _, w := range captured.Warnings {
		complain(warning(w))
	}
	return nil
}

// short is the beginning of a text, on one line and without what a terminal would obey.
func short(s string) string {
	const most = 70
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f && r <= 0xa0 }), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

type jsonlCmd struct {
	filing
	File string `arg:"" help:"The file; - for standard input."`
}

// Help shows how it is done.
func (c *jsonlCmd) Help() string {
	return `A line is {"lang": "ln", "category": "politics", "headline": "…", "text": "…",
"url": "https://…"}, each line of text a paragraph. An edition in a language
that has none is made, and not shown to readers. The file may be imported
again: a story is known by its url. A line that is bad is named and skipped;
it ends with 1 if no line could be used.

    dateline import jsonl stories.jsonl
    zcat stories.jsonl.gz | dateline import jsonl - --publish --as "Ruth Adeyemi"`
}

// Run files the stories of a file.
func (c *jsonlCmd) Run(ctx context.Context, s *dateline.Settings) error {
	in, err := input(c.File)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	filing, err := c.of(ctx, h)
	if err != nil {
		return err
	}
	p := begin(msg.CliDoingImport())
	defer p.end()
	t, err := h.Intake.Lines(ctx, in, filing, skipped, p.tally)
	p.end()
	say(words(tally(t)))
	if err == nil && t.Bad > 0 && t.Filed+t.Known == 0 {
		return fault.New(fault.Invalid, msg.CliNoGoodLine())
	}
	return err
}

// skipped names a line that is not used, and says why.
func skipped(line *lines.LineError) { complain(msg.CliLineSkipped(line.Number, describe(line.Err))) }

type newsroomCmd struct {
	File string `arg:"" help:"What export jsonl wrote; - for standard input."`
	Yes  bool   `help:"The administrators in the file are the right ones; do not ask."`
}

// Help shows how it is done.
func (c *newsroomCmd) Help() string {
	return `The house must hold nothing; either database may be the new one. The records
come without passwords. Pictures, sound and film are files, and come with a backup.

    dateline export jsonl --data /srv/news | dateline import newsroom - --yes --data /srv/new
    dateline import newsroom newsroom.jsonl --database postgres://dateline@/news`
}

// Run imports a newsroom into an empty house.
func (c *newsroomCmd) Run(ctx context.Context, s *dateline.Settings) error {
	in, err := input(c.File)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	p := begin(msg.CliDoingImport())
	defer p.end()
	n, err := backup.ImportJSONL(ctx, io.TeeReader(in, &meter{p: p, doing: msg.CliDoingImport()}), h.Store,
		backup.Options{Confirm: confirm(p, c.Yes, os.Stdin), Record: record(audit.Imported, c.File)})
	p.end()
	if err == nil {
		say(words(msg.CliRecordsIn(int(n))))
	}
	return err
}

// input opens a file, or standard input for "-".
func input(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	return os.Open(name)
}
