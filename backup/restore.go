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

	"dateline/blob"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/store"
)

// Restore brings a backup back into a house that holds nothing yet; a house
// that holds something is left as it is. The records come in one transaction,
// after the last blob, and are examined before it ends: a backup that turns
// out to be damaged leaves none.
func Restore(ctx context.Context, r io.Reader, s *store.Store, b blob.Bucket, progress func(Progress)) (*Manifest, error) {
	if empty, err := s.Empty(ctx); err != nil {
		return nil, err
	} else if !empty {
		return nil, fmt.Errorf("restore: %w", notEmpty())
	}
	folder, err := os.MkdirTemp("", "dateline-restore-")
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(folder)
	g := &giving{folder: folder, bucket: b, progress: quiet(progress)}
	if err := g.read(ctx, r); err != nil {
		return nil, fmt.Errorf("reading the backup: %w", err)
	}
	err = s.Rebuild(ctx, g.manifest.Schema, func(tx *store.Tx) error { return g.load(ctx, tx) }, func(tx *store.Tx) error { return g.examine(ctx, tx) })
	if err != nil {
		return nil, fmt.Errorf("restoring the records: %w", err)
	}
	return &g.manifest, nil
}

// Verify brings a backup back into a temporary folder, compares the number of
// rows and the hash of every document and every blob with what they should be,
// and takes the folder away again. It is nil where the backup is whole.
func Verify(ctx context.Context, r io.Reader, progress func(Progress)) (m *Manifest, err error) {
	folder, err := os.MkdirTemp("", "dateline-verify-")
	if err != nil {
		return nil, fmt.Errorf("verifying: %w", err)
	}
	defer os.RemoveAll(folder)
	s, err := store.Open(ctx, store.Options{DSN: filepath.Join(folder, "dateline.db")})
	if err != nil {
		return nil, fmt.Errorf("verifying: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return Restore(ctx, r, s, blob.Folder(folder), progress)
}

// giving is a restoration on its way.
type giving struct {
	folder   string // holds the records until everything has been read
	bucket   blob.Bucket
	progress func(Progress)
	manifest Manifest
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
		g.progress(Progress{tableOf(p), int64(i), int64(len(g.manifest.Tables))})
		if err := g.readPart(in, p, p.Name); err != nil {
			return err
		}
	}
	if err := g.readPart(in, g.manifest.Blobs, "blobs.jsonl"); err != nil {
		return err
	}
	if err := g.readBlobs(ctx, in); err != nil {
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

// readBlobs puts every blob of the list into the bucket, which looks at its hash.
func (g *giving) readBlobs(ctx context.Context, in *tar.Reader) error {
	var done int64
	return g.each(g.manifest.Blobs, "blobs.jsonl", func(line []byte) error {
		var b blobLine
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&b); err != nil || !blob.Valid(b.Hash) {
			return damaged("blob %q: %w", b.Hash, err)
		}
		g.progress(Progress{"blob", done, g.manifest.Blobs.Rows})
		done++
		return readBlob(ctx, in, g.bucket, b)
	})
}

func readBlob(ctx context.Context, in *tar.Reader, bucket blob.Bucket, b blobLine) error {
	size, err := next(in, "blobs/"+string(b.Hash), maxBlob)
	if err != nil {
		return err
	}
	if size != b.Size {
		return damaged("blob %s has %d bytes, want %d", b.Hash, size, b.Size)
	}
	broken := &witness{from: in}
	err = blob.Put(ctx, bucket, media.Hash(b.Hash), broken)
	if broken.err != nil || errors.Is(err, blob.ErrHash) {
		return damaged("blob %s: %w", b.Hash, err)
	}
	return err
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
	return nil
}
