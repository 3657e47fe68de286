package blob_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"dateline/blob"
	"dateline/blob/blobtest"
	"dateline/fault"
	"dateline/lang/msg"
)

func TestFolder(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Bucket {
		dir := t.TempDir()
		t.Cleanup(func() { clean(t, dir) })
		return blob.Folder(dir)
	})
}

// clean fails the test if something half-written is left.
func clean(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "tmp", "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left half-written: %v %v", left, err)
	}
}

func TestAFullDiskIsSaidAndLeavesNothing(t *testing.T) {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		dir := t.TempDir()
		in := io.MultiReader(strings.NewReader("the dam "), iotest.ErrReader(&os.PathError{Op: "write", Path: "film", Err: full}))
		_, err := blob.Folder(dir).Take(t.Context(), in, -1)
		if !fault.Is(err, fault.Unavailable) || fault.Of(err).Message.Key != msg.FaultDiskFull().Key || !errors.Is(err, full) {
			t.Errorf("got %v, want the fault of the full disk, and its cause", err)
		}
		clean(t, dir)
	}
}

func TestALargeFilmPassesThroughLittleMemory(t *testing.T) {
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	taken, err := blob.Folder(t.TempDir()).Take(t.Context(), io.LimitReader(zeros{}, size), size)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Drop()
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("a file of %d MiB took %d KiB of memory in all, want 4 MiB at most", size>>20, got>>10)
	}
	if taken.Size != size {
		t.Errorf("got %d bytes, want %d", taken.Size, size)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestWhatACrashLeftIsSweptAndWhatIsBeingWrittenStays(t *testing.T) {
	dir := t.TempDir()
	f := blob.Folder(dir)
	if err := f.Sweep(t.Context(), time.Now()); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	left, err := f.Take(t.Context(), strings.NewReader("left by a crash"), -1)
	if err != nil {
		t.Fatal(err)
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(left.Path, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	written, err := f.Take(t.Context(), strings.NewReader("being written"), -1)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Sweep(t.Context(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what the crash left is there: %v", err)
	}
	if err := written.Keep(t.Context()); err != nil {
		t.Errorf("what was being written is gone: %v", err)
	}
}
