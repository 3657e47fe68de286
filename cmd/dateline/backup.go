package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline"
	"dateline/audit"
	"dateline/backup"
	"dateline/blob"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/staff"
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
	note(ctx, h, record(audit.Exported, c.File))
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
	note(ctx, h, record(audit.BackedUp, c.File))
	p := begin(msg.CliDoingBackup())
	defer p.end()
	m, lost, err := backup.File(ctx, c.File, h.Store, h.Bucket, p.backup)
	p.end()
	for _, l := range lost {
		complain(msg.CliBackupLost(whyLost(l.Why), string(l.Hash)))
	}
	if err == nil {
		report(m, func(records, files int) lang.Message { return msg.CliBackedUp(records, files, c.File) })
	}
	return err
}

// whyLost is the word for it in the catalogue.
func whyLost(err error) string {
	switch {
	case errors.Is(err, blob.ErrNotThere):
		return "missing"
	case errors.Is(err, blob.ErrHash):
		return "changed"
	}
	return "unreadable"
}

type restoreCmd struct {
	File   string `arg:"" help:"The backup."`
	Verify bool   `help:"Read all of it, compare every count and hash, and say so; nothing of the house is touched."`
	Whole  bool   `help:"Bring back all that is whole, and name the files that are not."`
	Yes    bool   `help:"The administrators in the backup are the right ones; do not ask."`
}

// Help shows how it is done.
func (c *restoreCmd) Help() string {
	return `The house must hold nothing, and nobody may be serving it. A backup of an
earlier release is brought up to this one. One that is damaged leaves nothing.
Who may administer the house is shown and must be confirmed.

    dateline restore /safe/news.backup --verify
    dateline restore /safe/news.backup --data /srv/new
    dateline restore /safe/news.backup.partial --whole --yes --data /srv/new`
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
	_, absent := os.Stat(s.Data)
	err = c.into(ctx, s, in)
	if err != nil && errors.Is(absent, fs.ErrNotExist) {
		err = errors.Join(err, os.RemoveAll(s.Data)) // this made it, and nothing came into it
	}
	return err
}

// into restores a backup into the house, which this process holds meanwhile.
func (c *restoreCmd) into(ctx context.Context, s *dateline.Settings, in io.Reader) error {
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // what was done is safe
	free, err := h.Hold(ctx, true)
	if err != nil {
		return err
	}
	defer free()
	if err := h.Bucket.Sweep(ctx, time.Now()); err != nil { // a restoration that was killed
		return err
	}
	return restore(msg.CliRestored, func(p *progress) (*backup.Manifest, error) {
		return backup.Restore(ctx, in, h.Store, h.Bucket, backup.Options{Progress: p.backup, Whole: c.Whole, Confirm: confirm(p, c.Yes, os.Stdin),
			Record: record(audit.BackupRestored, c.File)})
	})
}

// confirm shows who would administer the house, and asks whether that is
// right: on a terminal the person, elsewhere the flag must say so.
func confirm(p *progress, yes bool, in *os.File) func([]staff.Person) error {
	return func(people []staff.Person) error {
		p.end()
		if len(people) == 0 {
			complain(msg.CliAdministratorsNone())
			return nil
		}
		complain(msg.CliAdministrators(len(people)))
		for _, x := range people {
			password := "no"
			if x.Password != "" {
				password = "yes"
			}
			complain(msg.CliAdministratorLine(short(x.Name), password))
		}
		if yes {
			return nil
		}
		about, err := in.Stat()
		if err == nil && about.Mode()&os.ModeCharDevice != 0 {
			fmt.Fprint(os.Stderr, words(msg.CliAdministratorsAsk()))
			answer, err := bufio.NewReader(in).ReadString('\n')
			if err == nil && strings.EqualFold(strings.TrimSpace(answer), "yes") {
				return nil
			}
		}
		return fault.New(fault.Forbidden, msg.CliAdministratorsRefused())
	}
}

func restore(done func(records, files int) lang.Message, bring func(*progress) (*backup.Manifest, error)) error {
	p := begin(msg.CliDoingRestore())
	defer p.end()
	m, err := bring(p)
	p.end()
	if err == nil {
		report(m, done)
	}
	return err
}

// report says what a backup holds, and what it lacks.
func report(m *backup.Manifest, done func(records, files int) lang.Message) {
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
