package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dateline"
	"dateline/archive"
)

type exportCmd struct {
	Jsonl exportJsonlCmd `cmd:"" name:"jsonl" help:"All editions, staff, stories, revisions, acts, assets and alerts, one JSON object a line. Import it with: dateline import newsroom FILE."`
}

type exportJsonlCmd struct {
	File string `arg:"" optional:"" default:"-" help:"Where to; - for standard output."`
}

// Run exports the newsroom.
func (c *exportJsonlCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	if c.File == "-" {
		out := bufio.NewWriter(os.Stdout)
		_, err := archive.ExportJSONL(ctx, out, h.Store)
		return errors.Join(err, out.Flush())
	}
	return whole(c.File, func(w io.Writer) error {
		n, err := archive.ExportJSONL(ctx, w, h.Store)
		if err == nil {
			fmt.Printf("%d records in %s\n", n, c.File)
		}
		return err
	})
}

type newsroomCmd struct {
	File string `arg:"" help:"What export jsonl wrote; - for standard input. Files of pictures, sound and film come with a backup, not with it."`
}

// Run imports a newsroom into an empty house.
func (c *newsroomCmd) Run(ctx context.Context, s *dateline.Settings) error {
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
	n, err := archive.ImportJSONL(ctx, in, h.Store)
	if err == nil {
		fmt.Printf("%d records\n", n)
	}
	return err
}

type backupCmd struct {
	File string `arg:"" help:"Where to. The house may run meanwhile."`
}

// Run makes a backup.
func (c *backupCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	return whole(c.File, func(w io.Writer) error {
		line := newProgress()
		m, err := archive.Backup(ctx, w, h.Store, h.Bucket, line.archive)
		line.clear()
		if err != nil {
			return err
		}
		tellManifest(m, "in "+c.File)
		return nil
	})
}

type restoreCmd struct {
	File   string `arg:"" help:"The backup."`
	Verify bool   `help:"Restore it into a temporary folder, compare every count and hash, and say so; nothing of the house is touched."`
}

// Run restores a backup, or proves that it can be.
func (c *restoreCmd) Run(ctx context.Context, s *dateline.Settings) error {
	in, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	line := newProgress()
	if c.Verify {
		m, err := archive.Verify(ctx, in, line.archive)
		line.clear()
		if err != nil {
			return err
		}
		tellManifest(m, "restored and compared: the backup is whole")
		return nil
	}
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	free, err := h.Hold()
	if err != nil {
		return err
	}
	defer free()
	m, err := archive.Restore(ctx, in, h.Store, h.Bucket, line.archive)
	line.clear()
	if err != nil {
		return err
	}
	tellManifest(m, "restored")
	return nil
}

func tellManifest(m *archive.Manifest, where string) {
	var records int64
	for _, t := range m.Tables {
		records += t.Rows
	}
	fmt.Printf("%d records and %d files %s\n", records, m.Blobs.Rows, where)
	for _, hash := range m.Missing {
		fmt.Fprintf(os.Stderr, "missing when the backup was made: file %s\n", hash)
	}
}

// whole writes a file under another name and gives it its own when it is
// complete and safe: what stands under a backup's name is never half of one.
func whole(name string, fill func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it has its name by then, or is of no use
	out := bufio.NewWriterSize(f, 1<<20)
	err = fill(out)
	if err = errors.Join(err, out.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
