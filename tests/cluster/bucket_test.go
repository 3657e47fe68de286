package cluster

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/blob"
	"dateline/blob/blobtest"
	"dateline/blob/s3"
	"dateline/fault"
)

func TestStorage(t *testing.T) {
	address := startStorage(t)
	n := 0
	blobtest.Run(t, func(t *testing.T) blob.Bucket {
		n++
		return open(t, strings.Replace(address, "/files?", "/files"+strings.Repeat("x", n)+"?", 1))
	})
}

func TestAFilmIsSentInPartsAndReadersGetTheirRanges(t *testing.T) {
	b := open(t, startStorage(t))
	film := []byte(strings.Repeat("0123456789abcdef", 40<<20/16)) // more than one part
	hash := blobtest.Hash(film)
	if err := blob.Put(t.Context(), b, hash, strings.NewReader(string(film))); err != nil {
		t.Fatal(err)
	}
	for span, want := range map[string]string{"bytes=17-33": string(film[17:34]), "bytes=20971520-20971535": string(film[:16]), "bytes=-5": "bcdef"} {
		file, _, err := b.Open(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/film", nil)
		r.Header.Set("Range", span)
		w := httptest.NewRecorder()
		http.ServeContent(w, r, "film.mp4", time.Time{}, file)
		if w.Code != http.StatusPartialContent || w.Body.String() != want {
			t.Errorf("%s: got %d with %d bytes, want 206 and %q", span, w.Code, w.Body.Len(), want)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	file, size, err := b.Open(t.Context(), hash)
	if err != nil || size != int64(len(film)) {
		t.Fatalf("opened with %d bytes, %v; want %d", size, err, len(film))
	}
	defer file.Close()
	all, err := io.ReadAll(file)
	if err != nil || blobtest.Hash(all) != hash {
		t.Errorf("got %d bytes, %v; want the film", len(all), err)
	}
}

func TestABucketThatIsNotThereOrClosedToUsIsSaid(t *testing.T) {
	address := startStorage(t)
	if err := open(t, address).Check(t.Context()); err != nil {
		t.Errorf("the right one: %v", err)
	}
	other := open(t, strings.Replace(address, "/news/", "/olds/", 1))
	if err := other.Check(t.Context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a bucket that is not there: got %v, want a fault that says so", err)
	}
	at, err := s3.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := s3.New(at, key, "not the secret", blob.Spool(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.Check(t.Context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without the secret: got %v, want a fault", err)
	}
	if _, _, err := stranger.Open(t.Context(), blobtest.Hash(nil)); err == nil || errors.Is(err, blob.ErrNotThere) {
		t.Errorf("without the secret: got %v, want a fault and not that there is no such file", err)
	}
	gone := open(t, "http://"+free(t)+"/news")
	if err := blob.Put(t.Context(), gone, blobtest.Hash(nil), strings.NewReader("")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("storage that is gone: got %v, want unavailable", err)
	}
}
