// Package blobtest is what every bucket promises, as one suite that each kind
// of bucket runs. Only tests import it.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"dateline/blob"
	"dateline/fault"
	"dateline/media"
)

// Hash is the name of some bytes.
func Hash(b []byte) media.Hash {
	sum := sha256.Sum256(b)
	return media.Hash(hex.EncodeToString(sum[:]))
}

// Run runs the suite; fresh gives an empty bucket.
func Run(t *testing.T, fresh func(*testing.T) blob.Bucket) {
	for _, c := range []struct {
		sentence string
		holds    func(*testing.T, blob.Bucket)
	}{
		{"what was put is given back byte for byte, from any place in it", givenBack},
		{"the same bytes twice are one blob", once},
		{"bytes that are not what they are called leave nothing", refused},
		{"a stream that breaks leaves nothing", broken},
		{"an upload that is given up leaves nothing", givenUp},
		{"a name that is no hash is never a path", names},
		{"what is taken away is gone, and may be taken away again", deleted},
		{"the list stops when it is told to", listed},
		{"a stream that was taken is found once it is kept, and not before", taken},
		{"a stream longer than its bound is refused, and one of its length is not", bounded},
		{"many who put the same bytes at once put one blob", together},
	} {
		t.Run(c.sentence, func(t *testing.T) { c.holds(t, fresh(t)) })
	}
}

func taken(t *testing.T, b blob.Bucket) {
	dropped, err := b.Take(t.Context(), strings.NewReader("the dam breaks"), -1)
	if err != nil {
		t.Fatal(err)
	}
	dropped.Drop()
	kept, err := b.Take(t.Context(), strings.NewReader("the dam holds"), -1)
	if err != nil || kept.Hash != Hash([]byte("the dam holds")) || kept.Size != 13 {
		t.Fatalf("got %+v, %v; want the hash and size of what was sent", kept, err)
	}
	defer kept.Drop()
	if text, err := os.ReadFile(kept.Path); err != nil || string(text) != "the dam holds" {
		t.Errorf("whoever looks into it finds %q, %v", text, err)
	}
	holds(t, b)
	for range 2 {
		if err := kept.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept.Drop() // what was kept stays
	}
	holds(t, b, "the dam holds")
}

func bounded(t *testing.T, b blob.Bucket) {
	if taken, err := b.Take(t.Context(), strings.NewReader("0123456789a"), 10); !fault.Is(err, fault.TooLarge) {
		t.Errorf("over the bound: got %v, %v; want too large", taken, err)
	}
	taken, err := b.Take(t.Context(), strings.NewReader("0123456789"), 10)
	if err != nil || taken.Size != 10 {
		t.Fatalf("at the bound: %+v, %v", taken, err)
	}
	taken.Drop()
	holds(t, b)
}

func put(t *testing.T, b blob.Bucket, text string) media.Hash {
	t.Helper()
	h := Hash([]byte(text))
	if err := blob.Put(t.Context(), b, h, strings.NewReader(text)); err != nil {
		t.Fatalf("putting %q: %v", text, err)
	}
	return h
}

func list(t *testing.T, b blob.Bucket) map[media.Hash]int64 {
	t.Helper()
	all := map[media.Hash]int64{}
	err := b.List(t.Context(), func(h media.Hash, size int64) error {
		if _, twice := all[h]; twice {
			t.Errorf("%s is listed twice", h)
		}
		all[h] = size
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// holds fails the test unless the bucket holds these texts and nothing else.
func holds(t *testing.T, b blob.Bucket, texts ...string) {
	t.Helper()
	got := list(t, b)
	if len(got) != len(texts) {
		t.Errorf("got %d blobs, want %d: %v", len(got), len(texts), got)
	}
	for _, text := range texts {
		if size, there := got[Hash([]byte(text))]; !there || size != int64(len(text)) {
			t.Errorf("%.20q: listed %t with %d bytes, want %d", text, there, size, len(text))
		}
	}
}

func read(t *testing.T, b blob.Bucket, h media.Hash, from int64) string {
	t.Helper()
	f, _, err := b.Open(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func givenBack(t *testing.T, b blob.Bucket) {
	holds(t, b)
	for _, text := range []string{"the dam holds", "", strings.Repeat("سد ", 1<<18)} {
		h := put(t, b, text)
		if got := read(t, b, h, 0); got != text {
			t.Errorf("got %d bytes back, want the %d that were put", len(got), len(text))
		}
		half := int64(len(text) / 2)
		if got := read(t, b, h, half); got != text[half:] {
			t.Errorf("got %d bytes from the middle, want %d", len(got), len(text)-int(half))
		}
		f, size, err := b.Open(t.Context(), h)
		if err != nil || size != int64(len(text)) {
			t.Fatalf("opened with %d bytes, %v; want %d", size, err, len(text))
		}
		if end, err := f.Seek(0, io.SeekEnd); err != nil || end != size {
			t.Errorf("its end is at %d, %v; want %d", end, err, size)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func once(t *testing.T, b blob.Bucket) {
	put(t, b, "the dam holds")
	put(t, b, "the dam holds")
	holds(t, b, "the dam holds")
}

func refused(t *testing.T, b blob.Bucket) {
	h := Hash([]byte("the dam holds"))
	if err := blob.Put(t.Context(), b, h, strings.NewReader("the dam breaks")); !errors.Is(err, blob.ErrHash) {
		t.Errorf("other bytes: got %v, want ErrHash", err)
	}
	holds(t, b)
	put(t, b, "the dam holds")
	if err := blob.Put(t.Context(), b, h, strings.NewReader("the dam breaks")); !errors.Is(err, blob.ErrHash) {
		t.Errorf("other bytes over the right ones: got %v, want ErrHash", err)
	}
	if got := read(t, b, h, 0); got != "the dam holds" {
		t.Errorf("got %q, want what was there", got)
	}
}

func broken(t *testing.T, b blob.Bucket) {
	lost := errors.New("the line was cut")
	text := strings.Repeat("the dam holds ", 10_000)
	r := io.MultiReader(strings.NewReader(text[:len(text)/2]), iotest.ErrReader(lost))
	if err := blob.Put(t.Context(), b, Hash([]byte(text)), r); !errors.Is(err, lost) {
		t.Errorf("got %v, want what broke it", err)
	}
	holds(t, b)
}

func givenUp(t *testing.T, b blob.Bucket) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := blob.Put(ctx, b, Hash([]byte("late")), strings.NewReader("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was given up", err)
	}
	holds(t, b)
}

func names(t *testing.T, b blob.Bucket) {
	put(t, b, "the dam holds")
	right := string(Hash([]byte("the dam holds")))
	for _, name := range []media.Hash{"", "..", "../../etc/passwd", "a", media.Hash(strings.ToUpper(right)), media.Hash(right + "\n"),
		media.Hash(right[:63]), media.Hash("/" + right[:63])} {
		if f, _, err := b.Open(t.Context(), name); !errors.Is(err, blob.ErrNotThere) {
			t.Errorf("opening %q: got %v, %v; want ErrNotThere", name, f, err)
		}
		if err := blob.Put(t.Context(), b, name, bytes.NewReader(nil)); !errors.Is(err, blob.ErrHash) {
			t.Errorf("putting %q: got %v, want ErrHash", name, err)
		}
		if err := b.Delete(t.Context(), name); err != nil {
			t.Errorf("taking away %q, which is not there: %v", name, err)
		}
	}
	holds(t, b, "the dam holds")
}

func deleted(t *testing.T, b blob.Bucket) {
	h := put(t, b, "the dam holds")
	put(t, b, "the ferry sails")
	for range 2 {
		if err := b.Delete(t.Context(), h); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := b.Open(t.Context(), h); !errors.Is(err, blob.ErrNotThere) {
		t.Errorf("got %v, want ErrNotThere", err)
	}
	holds(t, b, "the ferry sails")
	put(t, b, "the dam holds")
	holds(t, b, "the dam holds", "the ferry sails")
}

func listed(t *testing.T, b blob.Bucket) {
	put(t, b, "the dam holds")
	put(t, b, "the ferry sails")
	enough, seen := errors.New("enough"), 0
	err := b.List(t.Context(), func(media.Hash, int64) error { seen++; return enough })
	if !errors.Is(err, enough) || seen != 1 {
		t.Errorf("got %v after %d, want that it stops at the first", err, seen)
	}
}

func together(t *testing.T, b blob.Bucket) {
	text := strings.Repeat("the dam holds ", 50_000)
	h := Hash([]byte(text))
	var g sync.WaitGroup
	for range 8 {
		g.Go(func() {
			if err := blob.Put(t.Context(), b, h, strings.NewReader(text)); err != nil {
				t.Error(err)
				return
			}
			f, size, err := b.Open(t.Context(), h)
			if err != nil || size != int64(len(text)) {
				t.Errorf("whoever put it finds %d bytes, %v; want %d", size, err, len(text))
				return
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	g.Wait()
	holds(t, b, text)
	if got := read(t, b, h, 0); got != text {
		t.Error("what is there is not what was put")
	}
}
