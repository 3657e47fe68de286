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
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"dateline/blob"
	"dateline/media"
	"dateline/store"
)

// Backup writes the house as it is at this moment into one file, while it
// runs. A file that a record names and the bucket lacks does not stop it: the
// manifest that is returned names it.
func Backup(ctx context.Context, w io.Writer, s *store.Store, b blob.Bucket, progress func(Progress)) (*Manifest, error) {
	if err := s.Newer(ctx); err != nil {
		return nil, fmt.Errorf("backup: %w", err) // it would lack what only the newer program knows
	}
	folder, err := os.MkdirTemp("", "dateline-backup-")
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(folder)
	t := &taking{folder: folder, bucket: b, progress: quiet(progress), files: make(map[media.Hash]bool)}
	if err := s.Snapshot(ctx, func(s *store.Snapshot) error { return t.records(ctx, s) }); err != nil {
		return nil, fmt.Errorf("backup of the records: %w", err)
	}
	if err := t.list(ctx); err != nil {
		return nil, fmt.Errorf("backup of the files: %w", err)
	}
	if err := t.write(ctx, w); err != nil {
		return nil, fmt.Errorf("writing the backup: %w", err)
	}
	return &t.manifest, nil
}

// taking is a backup on its way.
type taking struct {
	folder   string // holds the records until their number and hash are known
	bucket   blob.Bucket
	progress func(Progress)
	manifest Manifest
	files    map[media.Hash]bool // what records name
	blobs    []blobLine
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
	t.manifest.Blobs, err = t.lines("blobs.jsonl", func(line func([]byte) error) error {
		hashes := make([]media.Hash, 0, len(t.files))
		for h := range t.files {
			hashes = append(hashes, h)
		}
		slices.Sort(hashes)
		for _, h := range hashes {
			f, size, err := t.bucket.Open(ctx, h)
			if errors.Is(err, blob.ErrNotThere) || !blob.Valid(h) {
				t.manifest.Missing = append(t.manifest.Missing, h)
				continue
			}
			if err != nil {
				return err
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
		f, size, err := t.bucket.Open(ctx, b.Hash)
		if err == nil && size != b.Size {
			err = fmt.Errorf("blob %s has %d bytes, and had %d", b.Hash, size, b.Size)
		}
		if err != nil {
			return err
		}
		if err := t.entry(out, "blobs/"+string(b.Hash), f, size); err != nil {
			return err
		}
	}
	return errors.Join(out.Close(), z.Close())
}

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
