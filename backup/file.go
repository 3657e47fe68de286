package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"dateline/blob"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/store"
)

// File makes a backup under a name. What stands there is replaced when the new
// one has been read back and compared; until then it is NAME.unfinished. Where
// files of the house are lost, changed or cannot be read, the backup is whole
// but for them and stands beside as NAME.partial: that is an Internal fault, and
// lost names them.
func File(ctx context.Context, name string, s *store.Store, b blob.Bucket, progress func(Progress)) (m *Manifest, lost []Lost, err error) {
	unfinished := name + ".unfinished"
	f, err := os.OpenFile(unfinished, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, msg.CliCannotWrite(name))
	}
	defer f.Close() //nolint:errcheck // it was synced
	if !locked(f) && canLock {
		return nil, nil, fault.New(fault.Conflict, msg.CliBackupBusy(unfinished))
	}
	defer os.Remove(unfinished) //nolint:errcheck // it has its name by then, or is of no use
	m, lost, err = save(ctx, f, s, b, progress)
	if err != nil {
		return nil, nil, noSpace(err)
	}
	at := name
	if len(lost) > 0 {
		at = name + ".partial"
	}
	if err := errors.Join(os.Rename(unfinished, at), synced(filepath.Dir(name))); err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, msg.CliCannotWrite(at))
	}
	if len(lost) > 0 {
		return m, lost, fault.New(fault.Internal, msg.CliBackupPartial(len(lost), at, name))
	}
	return m, nil, nil
}

// save writes a backup, reads it back and compares.
func save(ctx context.Context, f *os.File, s *store.Store, b blob.Bucket, progress func(Progress)) (*Manifest, []Lost, error) {
	out := bufio.NewWriterSize(f, 1<<20)
	again := func() error {
		out.Reset(f)
		_, err := f.Seek(0, io.SeekStart)
		return errors.Join(err, f.Truncate(0))
	}
	m, lost, err := write(ctx, out, again, s, b, quiet(progress))
	if err = errors.Join(err, out.Flush()); err != nil {
		return nil, nil, err
	}
	if err := f.Sync(); err != nil {
		return nil, nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	back, err := verify(ctx, bufio.NewReaderSize(f, 1<<20), Options{Progress: progress, Whole: true})
	if err != nil {
		return nil, nil, fmt.Errorf("reading the backup back: %w", err)
	}
	if !equal(m, back) {
		return nil, nil, damaged("what was read back is not what was written")
	}
	return m, lost, nil
}

// equal compares manifests as they stand in a file.
func equal(a, b *Manifest) bool {
	one, err := json.Marshal(a)
	two, err2 := json.Marshal(b)
	return err == nil && err2 == nil && slices.Equal(one, two)
}

// noSpace says which disk is full.
func noSpace(err error) error {
	if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) {
		return err
	}
	where := os.TempDir()
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		where = filepath.Dir(path.Path)
	}
	return fault.Wrap(err, fault.Unavailable, msg.CliBackupNoSpace(where))
}

// synced makes a name that was given in a folder survive a power cut.
func synced(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
