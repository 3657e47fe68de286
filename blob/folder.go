package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"dateline/media"
)

// Folder is a bucket in a data folder: the bytes under blobs/ab/<sha256>, what
// is still being written under tmp/.
type Folder string

func (f Folder) path(h media.Hash) string {
	return filepath.Join(string(f), "blobs", string(h[:2]), string(h))
}

func (f Folder) spool() Spool { return Spool(filepath.Join(string(f), "tmp")) }

// Take implements Bucket.
func (f Folder) Take(ctx context.Context, r io.Reader, max int64) (*Taken, error) {
	return f.spool().Take(ctx, r, max, f.place)
}

// place moves a spooled file to where it is found from then on.
func (f Folder) place(_ context.Context, t *Taken) error {
	path := f.path(t.Hash)
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return asFault(err)
	}
	if _, err := os.Stat(path); err != nil {
		if err := os.Rename(t.Path, path); err != nil {
			return asFault(err)
		}
		t.Path = ""
	}
	// The folders too: another upload may have made them and not have come so far yet.
	return errors.Join(syncFolder(folder), syncFolder(filepath.Dir(folder)), syncFolder(string(f)))
}

// Open implements Bucket.
func (f Folder) Open(_ context.Context, hash media.Hash) (File, int64, error) {
	if !Valid(hash) {
		return nil, 0, ErrNotThere
	}
	file, err := os.Open(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotThere
	}
	if err != nil {
		return nil, 0, fmt.Errorf("blob %s: %w", hash, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("blob %s: %w", hash, err), file.Close())
	}
	return file, info.Size(), nil
}

// Delete implements Bucket.
func (f Folder) Delete(_ context.Context, hash media.Hash) error {
	if !Valid(hash) {
		return nil
	}
	err := os.Remove(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// List implements Bucket.
func (f Folder) List(ctx context.Context, yield func(media.Hash, int64) error) error {
	root := filepath.Join(string(f), "blobs")
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == root {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() || !Valid(media.Hash(d.Name())) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return yield(media.Hash(d.Name()), info.Size())
	})
}

// Sweep implements Bucket.
func (f Folder) Sweep(_ context.Context, before time.Time) error { return f.spool().Sweep(before) }

// syncFolder makes the names in a folder survive a power cut.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return asFault(err)
	}
	return asFault(errors.Join(d.Sync(), d.Close()))
}
