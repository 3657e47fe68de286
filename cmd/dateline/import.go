package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"dateline"
	"dateline/archive"
	"dateline/edition"
	"dateline/lang"
	"dateline/wire"
)

type importCmd struct {
	Capture  captureCmd  `cmd:"" help:"A page captured as text or HTML becomes a draft."`
	Jsonl    jsonlCmd    `cmd:"" name:"jsonl" help:"A file of stories, one a line: lang, category, headline, text, url."`
	Newsroom newsroomCmd `cmd:"" help:"What export jsonl wrote, into an empty house."`
}

// filing are the flags of whatever files stories.
type filing struct {
	Edition string `help:"Edition to file to; by default the one in the story's language." placeholder:"SLUG"`
	Section string `help:"Section to file under; by default the edition's first." placeholder:"SLUG"`
	Publish bool   `help:"Publish at once; by default a draft is made."`
	As      string `help:"Who does this; the sole administrator by default." placeholder:"NAME"`
}

func (f *filing) of(ctx context.Context, h *dateline.House) (dateline.Filing, error) {
	by, err := h.Newsroom.Sole(ctx, f.As)
	return dateline.Filing{By: by, Edition: edition.Slug(f.Edition), Section: edition.Slug(f.Section), Publish: f.Publish}, err
}

type captureCmd struct {
	filing
	File   string `arg:"" help:"The capture; - for standard input."`
	Lang   string `help:"The story's language; by default its own mark, else a guess from its letters." placeholder:"TAG"`
	DryRun bool   `help:"Say what would be taken and dropped; touch nothing."`
	JSON   bool   `help:"Say it as JSON."`
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
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	filing, err := c.of(ctx, h)
	if err != nil {
		return err
	}
	kept, err := h.FileCapture(ctx, captured, filing)
	if err != nil {
		return err
	}
	address, err := h.AddressOf(ctx, kept)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, address)
	return nil
}

func (c *captureCmd) read() (*wire.Captured, error) {
	in := io.Reader(os.Stdin)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	var opt wire.Options
	if c.Lang != "" {
		tag, err := lang.Canonical(c.Lang)
		if err != nil {
			return nil, err
		}
		opt.Lang = tag
	}
	return wire.Capture(in, opt)
}

// report prints what was taken and what was dropped and why.
func (c *captureCmd) report(captured *wire.Captured) error {
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(captured)
	}
	fmt.Printf("%s  [%s]\n", captured.Headline, captured.Language)
	for _, b := range captured.Blocks {
		who := ""
		if b.Speaker != nil {
			who = " – " + b.Speaker.Name
		}
		fmt.Printf("  took     %-10s %s%s\n", b.Kind, short(b.Text+b.Duration), who)
	}
	for _, d := range captured.Dropped {
		fmt.Printf("  dropped  %-10s %s\n", d.Why, short(d.Text))
	}
	return nil
}

func short(s string) string {
	const most = 70
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

type jsonlCmd struct {
	filing
	File string `arg:"" help:"The file; - for standard input."`
}

// Run files the stories of a file.
func (c *jsonlCmd) Run(ctx context.Context, s *dateline.Settings) error {
	in, err := input(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	filing, err := c.of(ctx, h)
	if err != nil {
		return err
	}
	line := newProgress()
	skipped := func(err error) { line.clear(); fmt.Fprintln(os.Stderr, told(err), "– skipped") }
	t, err := h.FileLines(ctx, in, filing, skipped, func(t dateline.Tally) { line.say("%d stories filed, %d known", t.Filed, t.Known) })
	line.clear()
	fmt.Printf("%d stories filed, %d known already, %d bad lines\n", t.Filed, t.Known, t.Bad)
	if err == nil && t.Bad > 0 && t.Filed+t.Known == 0 {
		return errors.New("no line of the file could be used")
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

// progress is one line on the terminal that is written over; it says nothing
// in the first two seconds, and nothing where nobody looks.
type progress struct {
	began, last time.Time
	shown       bool
}

func newProgress() *progress { return &progress{began: time.Now()} }

func (p *progress) say(format string, args ...any) {
	if time.Since(p.began) < 2*time.Second || time.Since(p.last) < 200*time.Millisecond {
		return
	}
	p.last, p.shown = time.Now(), true
	fmt.Fprintf(os.Stderr, "\r\x1b[K"+format, args...)
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}

func (p *progress) archive(at archive.Progress) { p.say("%s: %d of %d", at.Doing, at.Done, at.Total) }
