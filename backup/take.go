package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"dateline/blob"
	"dateline/media"
	"dateline/store"
)

// Lost is a file that records name and that is not, or not whole, in the bucket.
type Lost struct {
	Hash media.Hash
	Why  error // blob.ErrNotThere, blob.ErrHash, or why it cannot be read
}

// Backup writes the house as it is at this moment, while it runs. A file that
// a record names and that is lost or changed does not stop it: the manifest
// that is returned names it as missing. again makes w empty: what was written
// is worth nothing when a file turns out to be changed.
func Backup(ctx context.Context, w io.Writer, again func() error, s *store.Store, b blob.Bucket, progress func(Progress)) (*Manifest, error) {
	m, _, err := write(ctx, w, again, s, b, quiet(progress))
	return m, err
}

func write(ctx context.Context, w io.Writer, again func() error, s *store.Store, b blob.Bucket, progress func(Progress)) (*Manifest, []Lost, error) {
	if err := s.Newer(ctx); err != nil {
		return nil, nil, fmt.Errorf("backup: %w", err) // it would lack what only the newer program knows
	}
	folder, done, err := scratch()
	if err != nil {
		return nil, nil, fmt.Errorf("backup: %w", err)
	}
	defer done()
	t := &taking{folder: folder, bucket: b, progress: progress, files: make(map[media.Hash]bool)}
	if err := s.Snapshot(ctx, func(s *store.Snapshot) error { return t.records(ctx, s) }); err != nil {
		return nil, nil, fmt.Errorf("backup of the records: %w", err)
	}
	for {
		if err := t.list(ctx); err != nil {
			return nil, nil, fmt.Errorf("backup of the files: %w", err)
		}
		listed := len(t.lost)
		if err := t.write(ctx, w); err != nil {
			return nil, nil, fmt.Errorf("writing the backup: %w", err)
		}
		if len(t.lost) == listed {
			return &t.manifest, t.lost, nil
		}
		if err := again(); err != nil {
			return nil, nil, fmt.Errorf("writing the backup: %w", err)
		}
	}
}

// taking is a backup on its way.
type taking struct {
	folder   string // holds the records until their number and hash are known
	bucket   blob.Bucket
	progress func(Progress)
	manifest Manifest
	files    map[media.Hash]bool // what records name
	blobs    []blobLine
	lost     []Lost
}

// lose notes that a file is not whole, and leaves it out from now on.
func (t *taking) lose(h media.Hash, why error) {
	delete(t.files, h)
	t.lost = append(t.lost, Lost{h, why})
	t.manifest.Missing = append(t.manifest.Missing, h)
	slices.Sort(t.manifest.Missing)
}

func (t *taking) records(ctx context.Context, s *store.Snapshot) error {
	schema, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	t.manifest = Manifest{Version: Version, Schema: schema, Taken: time.Now().UTC().Truncate(time.Second)}
	tables := store.Tables()
	for i, table := range tables {
		t.progress(Progress{table, int64(i), int64(len(tables))})
		part, err := t.lines(partName(table), func(line func([]byte) error) error {
			return s.Dump(ctx, table, func(row []byte) error {
				if err := t.notice(table, row); err != nil {
					return err
				}
				return line(row)
			})
		})
		if err != nil {
			return err
		}
		t.manifest.Tables = append(t.manifest.Tables, part)
	}
	return nil
}

// notice remembers the files that a row names.
func (t *taking) notice(table string, row []byte) error {
	if table != "asset" && table != "rendition" {
		return nil
	}
	var named struct {
		Hash media.Hash `json:"hash"`
	}
	if err := json.Unmarshal(row, &named); err != nil {
		return err
	}
	t.files[named.Hash] = true
	return nil
}

// lines writes a file of lines into the folder and says what is in it.
func (t *taking) lines(name string, fill func(line func([]byte) error) error) (Part, error) {
	f, err := os.Create(filepath.Join(t.folder, filepath.Base(name)))
	if err != nil {
		return Part{}, err
	}
	defer f.Close()
	sum, out := sha256.New(), bufio.NewWriter(f)
	p := Part{Name: name}
	err = fill(func(row []byte) error {
		p.Rows++
		p.Bytes += int64(len(row)) + 1
		row = append(row, '\n')
		sum.Write(row)
		_, err := out.Write(row)
		return err
	})
	p.SHA256 = hexOf(sum)
	return p, errors.Join(err, out.Flush())
}

// list finds out which of the files are there.
func (t *taking) list(ctx context.Context) error {
	var err error
	t.blobs = t.blobs[:0]
	t.manifest.Blobs, err = t.lines("blobs.jsonl", func(line func([]byte) error) error {
		for _, h := range slices.Sorted(maps.Keys(t.files)) {
			f, size, err := t.bucket.Open(ctx, h)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				t.lose(h, err)
				continue
			}
			f.Close()
			t.blobs = append(t.blobs, blobLine{h, size})
			raw, err := json.Marshal(blobLine{h, size})
			if err != nil {
				return err
			}
			if err := line(raw); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// write puts everything into the file, the manifest first.
func (t *taking) write(ctx context.Context, w io.Writer) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	out := tar.NewWriter(z)
	raw, err := json.MarshalIndent(t.manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := out.WriteHeader(t.header("manifest.json", int64(len(raw)))); err != nil {
		return err
	}
	if _, err := out.Write(raw); err != nil {
		return err
	}
	for _, p := range append(slices.Clone(t.manifest.Tables), t.manifest.Blobs) {
		f, err := os.Open(filepath.Join(t.folder, filepath.Base(p.Name)))
		if err != nil {
			return err
		}
		if err := t.entry(out, p.Name, f, p.Bytes); err != nil {
			return err
		}
	}
	for i, b := range t.blobs {
		t.progress(Progress{"blob", int64(i), int64(len(t.blobs))})
		if err := t.blob(ctx, out, b); err != nil {
			return err
		}
	}
	return errors.Join(out.Close(), z.Close())
}

// blob copies a file of the bucket, and looks at what it copies.
func (t *taking) blob(ctx context.Context, out *tar.Writer, b blobLine) error {
	f, size, err := t.bucket.Open(ctx, b.Hash)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && size != b.Size {
		err = errors.Join(blob.ErrHash, f.Close())
	}
	if err != nil {
		f = empty{}
		t.lose(b.Hash, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if err := out.WriteHeader(t.header("blobs/"+string(b.Hash), b.Size)); err != nil {
		return err
	}
	sum, in := sha256.New(), &witness{from: f}
	n, err := io.CopyN(io.MultiWriter(out, sum), in, b.Size)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case !t.files[b.Hash]: // it has been lost above
	case in.err != nil:
		t.lose(b.Hash, in.err)
	case n == b.Size && err == nil && hexOf(sum) == string(b.Hash):
		return nil
	case n == b.Size && err == nil, errors.Is(err, io.EOF):
		t.lose(b.Hash, blob.ErrHash)
	default:
		return err
	}
	_, err = io.CopyN(out, zeros{}, b.Size-n) // so that the rest can be looked at; all of it is written again
	return err
}

// empty is what there is of a file that cannot be opened.
type empty struct{}

func (empty) Read([]byte) (int, error)       { return 0, io.EOF }
func (empty) Seek(int64, int) (int64, error) { return 0, nil }
func (empty) Close() error                   { return nil }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func (t *taking) entry(out *tar.Writer, name string, from io.ReadCloser, size int64) error {
	defer from.Close()
	if err := out.WriteHeader(t.header(name, size)); err != nil {
		return err
	}
	if _, err := io.Copy(out, from); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (t *taking) header(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: t.manifest.Taken, Format: tar.FormatPAX}
}
