package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"dateline"
	"dateline/backup"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

type exportCmd struct {
	Jsonl exportJsonlCmd `cmd:"" name:"jsonl" help:"All editions, staff, stories, revisions, acts, assets and alerts, one JSON object a line."`
}

// Help shows how it is done.
func (c *exportCmd) Help() string { return new(exportJsonlCmd).Help() }

type exportJsonlCmd struct {
	File string `arg:"" optional:"" default:"-" help:"Where to; - for standard output."`
}

// Help shows how it is done.
func (c *exportJsonlCmd) Help() string {
	return `It may run beside serve, and writes the records of one moment, without
passwords. The bytes of pictures, sound and film are in a backup, not in it.

    dateline export jsonl newsroom.jsonl
    dateline export jsonl | jq -c 'select(.kind == "story")'`
}

// Run exports the newsroom.
func (c *exportJsonlCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // it was only read
	p := begin(msg.CliDoingExport())
	defer p.end()
	var n int64
	export := func(w io.Writer) error {
		var err error
		n, err = backup.ExportJSONL(ctx, io.MultiWriter(w, &meter{p: p, doing: msg.CliDoingExport()}), h.Store)
		return err
	}
	if c.File == "-" {
		return export(os.Stdout)
	}
	err = whole(c.File, export)
	p.end()
	if err == nil {
		say(words(msg.CliRecords(int(n), c.File)))
	}
	return err
}

type backupCmd struct {
	File string `arg:"" help:"Where to. What stands there is replaced when the new backup is whole."`
}

// Help shows how it is done.
func (c *backupCmd) Help() string {
	return `One file with all records and files of one moment, while the house runs; the
same from either database. It holds the hashes of passwords: keep it safe.

    dateline backup /safe/news.backup
    dateline restore /safe/news.backup --verify`
}

// Run makes a backup.
func (c *backupCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // it was only read
	p := begin(msg.CliDoingBackup())
	defer p.end()
	var m *backup.Manifest
	err = whole(c.File, func(w io.Writer) error {
		var err error
		m, err = backup.Backup(ctx, w, h.Store, h.Bucket, p.backup)
		return err
	})
	p.end()
	if err == nil {
		tell(m, func(records, files int) lang.Message { return msg.CliBackedUp(records, files, c.File) })
	}
	return err
}

type restoreCmd struct {
	File   string `arg:"" help:"The backup."`
	Verify bool   `help:"Restore it into a temporary folder, compare every count and hash, and say so; nothing of the house is touched."`
}

// Help shows how it is done.
func (c *restoreCmd) Help() string {
	return `The house must hold nothing, and nobody may be serving it. A backup that is
damaged leaves no record.

    dateline restore /safe/news.backup --verify
    dateline restore /safe/news.backup --data /srv/new`
}

// Run restores a backup, or proves that it can be.
func (c *restoreCmd) Run(ctx context.Context, s *dateline.Settings) error {
	in, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	if c.Verify {
		return restore(msg.CliVerified, func(p *progress) (*backup.Manifest, error) { return backup.Verify(ctx, in, p.backup) })
	}
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	free, err := h.Hold()
	if err != nil {
		return err
	}
	defer free()
	return restore(msg.CliRestored, func(p *progress) (*backup.Manifest, error) {
		return backup.Restore(ctx, in, h.Store, h.Bucket, p.backup)
	})
}

func restore(done func(records, files int) lang.Message, bring func(*progress) (*backup.Manifest, error)) error {
	p := begin(msg.CliDoingRestore())
	defer p.end()
	m, err := bring(p)
	p.end()
	if err == nil {
		tell(m, done)
	}
	return err
}

// tell says what a backup holds, and what it lacks.
func tell(m *backup.Manifest, done func(records, files int) lang.Message) {
	var records int64
	for _, t := range m.Tables {
		records += t.Rows
	}
	say(words(done(int(records), int(m.Blobs.Rows))))
	for _, hash := range m.Missing {
		complain(msg.CliBackupMissing(string(hash)))
	}
}

// whole writes a file under another name and gives it its own when it is
// complete and safe: what stands under a backup's name is never half of one.
func whole(name string, fill func(io.Writer) error) error {
	folder := filepath.Dir(name)
	f, err := os.CreateTemp(folder, filepath.Base(name)+".*.part")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, msg.CliCannotWrite(name))
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it has its name by then, or is of no use
	out := bufio.NewWriterSize(f, 1<<20)
	err = fill(out)
	if err = errors.Join(err, out.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return synced(folder)
}

// synced makes a name that was given in a folder safe.
func synced(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
