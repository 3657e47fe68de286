package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"dateline/audit"
	"dateline/blob"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
)

// Options say how a backup is brought back.
type Options struct {
	Progress func(Progress) // may be nil
	// Whole brings back all that is whole: files that the backup lacks, or that
	// are damaged in it, are named as missing in the manifest that is returned.
	// Without it such a backup is refused. The records must be whole.
	Whole bool
	// Confirm is asked before anything is kept, with those who could administer
	// the house; an error of it leaves the house empty. Nil: nobody is asked.
	Confirm func(administrators []staff.Person) error
	// Record goes into the audit with what is brought back; without a kind nothing does.
	Record audit.Entry
}

// settle asks who is to administer the house, and records that it was brought back.
func (o *Options) settle(ctx context.Context, tx *store.Tx) error {
	if o.Confirm != nil {
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		if err := o.Confirm(slices.DeleteFunc(people, func(p staff.Person) bool { return !p.MayAdminister() })); err != nil {
			return err
		}
	}
	if o.Record.Kind == "" {
		return nil
	}
	return tx.Audit(ctx, o.Record)
}

// Restore brings a backup back into a house that holds nothing yet; a house
// that holds something is left as it is. Everything is read and compared before
// the first file is kept, and the records come in one transaction after the last:
// a backup that is refused leaves nothing, and a program that is killed leaves no record.
func Restore(ctx context.Context, r io.Reader, s *store.Store, b blob.Bucket, o Options) (*Manifest, error) {
	if empty, err := s.Empty(ctx); err != nil {
		return nil, err
	} else if !empty {
		return nil, fmt.Errorf("restore: %w", notEmpty())
	}
	folder, done, err := scratch()
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	defer done()
	g := &giving{Options: o, folder: folder, bucket: b}
	g.Progress = quiet(o.Progress)
	defer g.drop()
	if err := g.read(ctx, r); err != nil {
		return nil, fmt.Errorf("reading the backup: %w", err)
	}
	err = s.Rebuild(ctx, g.manifest.Schema, func(tx *store.Tx) error { return g.load(ctx, tx) }, func(tx *store.Tx) error { return g.finish(ctx, tx) })
	if err != nil {
		return nil, errors.Join(fmt.Errorf("restoring the records: %w", err), g.undo(context.WithoutCancel(ctx)))
	}
	return &g.manifest, nil
}

// Verify brings the records of a backup back into a temporary folder, compares
// the number of rows and the hash of every document and every file with what
// they should be, and takes the folder away again. It is nil where the backup is whole.
func Verify(ctx context.Context, r io.Reader, progress func(Progress)) (*Manifest, error) {
	return verify(ctx, r, Options{Progress: progress})
}

func verify(ctx context.Context, r io.Reader, o Options) (m *Manifest, err error) {
	folder, done, err := scratch()
	if err != nil {
		return nil, fmt.Errorf("verifying: %w", err)
	}
	defer done()
	s, err := store.Open(ctx, store.Options{DSN: filepath.Join(folder, "dateline.db")})
	if err != nil {
		return nil, fmt.Errorf("verifying: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return Restore(ctx, r, s, nil, o)
}

// giving is a restoration on its way.
type giving struct {
	Options
	folder   string      // holds the records until everything has been read
	bucket   blob.Bucket // nil: files are compared and not kept
	manifest Manifest
	taken    []*blob.Taken
	kept     []media.Hash // that the bucket did not have
}

// finish looks at the records, asks, and keeps the files.
func (g *giving) finish(ctx context.Context, tx *store.Tx) error {
	if err := g.examine(ctx, tx); err != nil {
		return err
	}
	if err := g.settle(ctx, tx); err != nil {
		return err
	}
	for _, t := range g.taken {
		f, _, err := g.bucket.Open(ctx, t.Hash)
		if err == nil {
			f.Close()
		} else {
			g.kept = append(g.kept, t.Hash)
		}
		if err := t.Keep(ctx); err != nil {
			return err
		}
	}
	return nil
}

// drop takes away what was not kept.
func (g *giving) drop() {
	for _, t := range g.taken {
		t.Drop()
	}
}

// undo takes away the files of a house whose records did not come.
func (g *giving) undo(ctx context.Context) (err error) {
	for _, h := range g.kept {
		err = errors.Join(err, g.bucket.Delete(ctx, h))
	}
	return err
}

// read reads the file to its end. Each part must stand where it should, under
// its name, with its size and hash; nothing else is looked at, and no name in
// the file ever becomes a path.
func (g *giving) read(ctx context.Context, r io.Reader) error {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return damaged("%w", err)
	}
	defer z.Close()
	in := tar.NewReader(z)
	if err := g.readManifest(in); err != nil {
		return err
	}
	for i, p := range g.manifest.Tables {
		g.Progress(Progress{tableOf(p), int64(i), int64(len(g.manifest.Tables))})
		if err := g.readPart(in, p, p.Name); err != nil {
			return err
		}
	}
	if err := g.readPart(in, g.manifest.Blobs, "blobs.jsonl"); err != nil {
		return err
	}
	if err := g.readBlobs(ctx, in); err != nil || g.Whole && len(g.manifest.Missing) > 0 {
		return err
	}
	if h, err := in.Next(); !errors.Is(err, io.EOF) {
		return damaged("after the last blob: %v, %v", h, err)
	}
	if rest, err := io.Copy(io.Discard, io.LimitReader(z, maxManifest)); err != nil || rest == maxManifest {
		return damaged("after the end: %d bytes, %w", rest, err)
	}
	return nil
}

// next is the next part, which must have the name and no more bytes than max.
func next(in *tar.Reader, name string, max int64) (int64, error) {
	h, err := in.Next()
	if err != nil {
		return 0, damaged("%s: %w", name, err)
	}
	if h.Typeflag != tar.TypeReg || h.Name != name || h.Size < 0 || h.Size > max {
		return 0, damaged("%q of type %q with %d bytes stands where %q should, with at most %d", h.Name, h.Typeflag, h.Size, name, max)
	}
	return h.Size, nil
}

func (g *giving) readManifest(in *tar.Reader) error {
	if _, err := next(in, "manifest.json", maxManifest); err != nil {
		return err
	}
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	if err := d.Decode(&g.manifest); err != nil {
		return damaged("manifest: %w", err)
	}
	if g.manifest.Version != Version {
		return fault.Wrap(fmt.Errorf("form %d, want %d", g.manifest.Version, Version), fault.Unsupported, msg.FaultBackupVersion())
	}
	if n := len(g.manifest.Missing); n > 0 && !g.Whole {
		return fault.New(fault.Invalid, msg.CliBackupNotWhole(n))
	}
	// Tables stand in their order; an earlier release had fewer.
	rest := store.Tables()
	for _, p := range g.manifest.Tables {
		i := slices.Index(rest, tableOf(p))
		if i < 0 || p.Name != partName(rest[i]) {
			return damaged("table %q is none, or stands out of order", p.Name)
		}
		rest = rest[i+1:]
	}
	return nil
}

func partName(table string) string { return "records/" + table + ".jsonl" }

func tableOf(p Part) string {
	return strings.TrimSuffix(strings.TrimPrefix(p.Name, "records/"), ".jsonl")
}

// readPart copies a file of lines into the folder, as long as the manifest says and no longer.
func (g *giving) readPart(in *tar.Reader, p Part, name string) error {
	size, err := next(in, name, max(p.Bytes, 0))
	if err != nil {
		return err
	}
	f, err := os.Create(g.path(name))
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), in)
	if err != nil {
		return damaged("%s: %w", name, err)
	}
	if n != size || n != p.Bytes || hexOf(sum) != p.SHA256 {
		return damaged("%s is not what the manifest says", name)
	}
	return f.Close()
}

// path is where a part is kept; names come from this program, never from the file.
func (g *giving) path(name string) string { return filepath.Join(g.folder, filepath.Base(name)) }

// each calls take with every line of a part.
func (g *giving) each(p Part, name string, take func(line []byte) error) error {
	f, err := os.Open(g.path(name))
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	var n int64
	for lines.Scan() {
		n++
		if err := take(lines.Bytes()); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return damaged("%s: %w", name, err)
	}
	if n != p.Rows {
		return damaged("%s has %d lines, want %d", name, n, p.Rows)
	}
	return nil
}

// readBlobs takes every file of the list. Where only what is whole is wanted,
// one that is not is named as missing, and so are all behind a place that
// cannot be read.
func (g *giving) readBlobs(ctx context.Context, in *tar.Reader) error {
	var done int64
	unreadable := false
	return g.each(g.manifest.Blobs, "blobs.jsonl", func(line []byte) error {
		var b blobLine
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&b); err != nil || !blob.Valid(b.Hash) {
			return damaged("blob %q: %w", b.Hash, err)
		}
		g.Progress(Progress{"blob", done, g.manifest.Blobs.Rows})
		done++
		if unreadable {
			g.manifest.Missing = append(g.manifest.Missing, b.Hash)
			return nil
		}
		err := g.readBlob(ctx, in, b)
		if g.Whole && fault.Is(err, fault.Invalid) {
			unreadable = !errors.Is(err, blob.ErrHash)
			g.manifest.Missing = append(g.manifest.Missing, b.Hash)
			return nil
		}
		return err
	})
}

func (g *giving) readBlob(ctx context.Context, in *tar.Reader, b blobLine) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	size, err := next(in, "blobs/"+string(b.Hash), maxBlob)
	if err != nil {
		return err
	}
	if size != b.Size {
		return damaged("blob %s has %d bytes, want %d: %w", b.Hash, size, b.Size, blob.ErrHash)
	}
	broken := &witness{from: in}
	err = g.take(ctx, broken, b.Hash)
	if broken.err != nil {
		return damaged("blob %s: %w", b.Hash, broken.err)
	}
	return err
}

// take reads a file to its end and looks at its hash.
func (g *giving) take(ctx context.Context, r io.Reader, want media.Hash) error {
	wrong := damaged("blob %s: %w", want, blob.ErrHash)
	if g.bucket == nil {
		sum := sha256.New()
		if _, err := io.Copy(sum, r); err != nil {
			return err
		}
		if hexOf(sum) != string(want) {
			return wrong
		}
		return nil
	}
	t, err := g.bucket.Take(ctx, r, maxBlob)
	if err != nil {
		return err
	}
	if t.Hash != want {
		t.Drop()
		return wrong
	}
	g.taken = append(g.taken, t)
	return nil
}

// witness remembers that it was the file that could not be read, not the bucket that could not be written.
type witness struct {
	from io.Reader
	err  error
}

func (w *witness) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// load saves the records, table after table, in tables of the backup's schema.
func (g *giving) load(ctx context.Context, tx *store.Tx) error {
	if err := g.complete(ctx, tx); err != nil {
		return err
	}
	for _, p := range g.manifest.Tables {
		table := tableOf(p)
		l, err := tx.Loader(ctx, table)
		if err != nil {
			return err
		}
		if err := g.each(p, p.Name, func(line []byte) error { return ours(l.Load(ctx, line)) }); err != nil {
			return err
		}
		n, err := tx.Count(ctx, table)
		if err != nil {
			return err
		}
		if n != p.Rows {
			return damaged("%d rows of %s, want %d", n, table, p.Rows)
		}
	}
	return tx.Resume(ctx)
}

// complete tells whether the backup has every table that its schema has.
func (g *giving) complete(ctx context.Context, tx *store.Tx) error {
	for _, table := range store.Tables() {
		has, err := tx.Has(ctx, table)
		if err != nil {
			return err
		}
		in := slices.ContainsFunc(g.manifest.Tables, func(p Part) bool { return tableOf(p) == table })
		if has != in {
			return damaged("table %s: in schema %d %t, in the backup %t", table, g.manifest.Schema, has, in)
		}
	}
	return nil
}

// examine compares every record with what it must agree with.
func (g *giving) examine(ctx context.Context, tx *store.Tx) error {
	if err := tx.Examine(ctx); err != nil {
		return fault.Wrap(err, fault.Invalid, msg.FaultBackupDamaged())
	}
	if err := checkRecords(ctx, tx); err != nil {
		if ctx.Err() != nil {
			return err
		}
		return ours(err)
	}
	latest, err := tx.Latest(ctx)
	if err != nil {
		return err
	}
	if err := past(latest); err != nil {
		return fault.Wrap(err, fault.Invalid, msg.FaultBackupDamaged())
	}
	return nil
}
