package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
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

// Spool is a folder of this machine in which streams wait until a bucket
// stores them: what they are is known only at their end, and tools read files.
type Spool string

// Taken is a stream that has been read to its end and is not stored yet. Who
// has taken it ends it with Keep, and always with Drop.
type Taken struct {
	Hash media.Hash
	Size int64
	Path string // of the temporary file until Keep, for those who look into it

	store func(context.Context, *Taken) error
}

// Keep stores the bytes for good. The same bytes twice are one blob. When Keep
// has returned nil they survive a power cut.
func (t *Taken) Keep(ctx context.Context) error { return t.store(ctx, t) }

// Drop takes the temporary file away; what is stored stays.
func (t *Taken) Drop() {
	if t.Path != "" {
		_ = os.Remove(t.Path) // what stays is swept
	}
}

// Take reads a stream as Bucket promises. store is what Keep does; one that
// moves the file empties its Path.
func (s Spool) Take(ctx context.Context, r io.Reader, max int64, store func(context.Context, *Taken) error) (*Taken, error) {
	if err := os.MkdirAll(string(s), 0o750); err != nil {
		return nil, asFault(err)
	}
	file, err := os.CreateTemp(string(s), "take-*")
	if err != nil {
		return nil, asFault(err)
	}
	t := &Taken{Path: file.Name(), store: store}
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
		return asFault(err)
	}
	if max >= 0 && t.Size > max {
		return fault.New(fault.TooLarge, msg.FaultUploadTooLarge(max))
	}
	if err := file.Sync(); err != nil {
		return asFault(err)
	}
	t.Hash = media.Hash(hex.EncodeToString(sum.Sum(nil)))
	return asFault(file.Close())
}

// Sweep takes away files that nobody has touched since before.
func (s Spool) Sweep(before time.Time) error {
	entries, err := os.ReadDir(string(s))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if info, gone := e.Info(); gone == nil && info.ModTime().Before(before) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(string(s), e.Name())))
		}
	}
	return err
}

// asFault says in a person's words that the disk is full or takes no changes;
// other errors stay what they are.
func asFault(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(err, fault.Unavailable, msg.FaultDiskFull())
	}
	if errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EIO) {
		return fault.Wrap(err, fault.Unavailable, msg.FaultReadOnly())
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
