package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

// Folder is a bucket in a data folder: the bytes under blobs/ab/<sha256>, what
// is still being written under tmp/.
type Folder string

func (f Folder) path(h media.Hash) string {
	return filepath.Join(string(f), "blobs", string(h[:2]), string(h))
}

func (f Folder) tmp() string { return filepath.Join(string(f), "tmp") }

// Put implements Bucket.
func (f Folder) Put(ctx context.Context, hash media.Hash, r io.Reader) error {
	if !Valid(hash) {
		return fmt.Errorf("blob %q: %w", hash, ErrHash)
	}
	taken, err := f.Take(ctx, r, -1)
	if err != nil {
		return err
	}
	defer taken.Drop()
	if taken.Hash != hash {
		return fmt.Errorf("blob %s: %w", hash, ErrHash)
	}
	return taken.Keep()
}

// Taken is a stream that has been written to the disk and not yet been kept.
type Taken struct {
	Hash media.Hash
	Size int64
	Path string // of the temporary file, for those who look into it

	in   Folder
	kept bool
}

// Take writes a stream to the disk, hashing it on the way, so that files of
// any size pass through little memory. More than max bytes is a fault TooLarge
// (max < 0: no bound). The caller ends it with Keep, and always with Drop.
func (f Folder) Take(ctx context.Context, r io.Reader, max int64) (*Taken, error) {
	if err := os.MkdirAll(f.tmp(), 0o750); err != nil {
		return nil, told(err)
	}
	file, err := os.CreateTemp(f.tmp(), "take-*")
	if err != nil {
		return nil, told(err)
	}
	t := &Taken{Path: file.Name(), in: f}
	if err := t.fill(ctx, file, r, max); err != nil {
		file.Close()
		t.Drop()
		return nil, err
	}
	return t, nil
}

func (t *Taken) fill(ctx context.Context, file *os.File, r io.Reader, max int64) error {
	sum := sha256.New()
	in := io.Reader(reader{ctx, r})
	if max >= 0 {
		in = io.LimitReader(in, max+1)
	}
	var err error
	t.Size, err = io.Copy(io.MultiWriter(file, sum), in)
	if err != nil {
		return told(err)
	}
	if max >= 0 && t.Size > max {
		return fault.New(fault.TooLarge, msg.FaultUploadTooLarge(max))
	}
	if err := file.Sync(); err != nil {
		return told(err)
	}
	t.Hash = media.Hash(hex.EncodeToString(sum.Sum(nil)))
	return told(file.Close())
}

// Keep gives the bytes their place, for good. The same bytes twice are one blob.
func (t *Taken) Keep() error {
	path := t.in.path(t.Hash)
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return told(err)
	}
	if _, err := os.Stat(path); err != nil {
		if err := os.Rename(t.Path, path); err != nil {
			return told(err)
		}
		t.kept = true
	}
	// The folders too: another upload may have made them and not have come so far yet.
	return errors.Join(syncFolder(folder), syncFolder(filepath.Dir(folder)), syncFolder(string(t.in)))
}

// Drop takes away what was not kept.
func (t *Taken) Drop() {
	if !t.kept {
		_ = os.Remove(t.Path) // what stays is swept at the next start
	}
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

// Sweep takes away what was being written when the machine or the program
// stopped: temporary files that nobody has touched since the time.
func (f Folder) Sweep(before time.Time) error {
	entries, err := os.ReadDir(f.tmp())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if info, gone := e.Info(); gone == nil && info.ModTime().Before(before) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.tmp(), e.Name())))
		}
	}
	return err
}

// syncFolder makes the names in a folder survive a power cut.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return told(err)
	}
	return told(errors.Join(d.Sync(), d.Close()))
}

// told says in a person's words that the disk is full; other errors stay what they are.
func told(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(err, fault.Unavailable, msg.FaultDiskFull())
	}
	return err
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
