package backup_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"dateline/backup"
	"dateline/internal/storetest"
	"dateline/lang"
	"dateline/media"
	"dateline/store"
	"dateline/story"
)

// heap measures the most memory that is in use while bytes go through it.
type heap struct {
	before, most, next, through uint64
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func newHeap() *heap { return &heap{before: inUse()} }

func (h *heap) note(n int) {
	if h.through += uint64(n); h.through >= h.next {
		h.next = h.through + 2<<20
		h.most = max(h.most, inUse())
	}
}

func (h *heap) Write(p []byte) (int, error) { h.note(len(p)); return len(p), nil }

// share is what was in use at most beyond what there was, as a part of what has gone through.
func (h *heap) share() float64 { return float64(h.most-min(h.before, h.most)) / float64(h.through) }

// reading is a reader whose bytes a heap sees.
type reading struct {
	io.Reader
	of *heap
}

func (r reading) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.of.note(n)
	return n, err
}

// large is a house with many of everything that has long texts: acts with notes, assets with words, alerts, a story of
// many revisions.
func large(t *testing.T, dsn string) *house {
	h := &house{Desk: storetest.Open(t, dsn)}
	note, words := strings.Repeat("n", story.MaxNote), strings.Repeat("w", 1900)
	h.Tx(func(tx *store.Tx) error {
		long := storetest.Article("Flood")
		for n := range 60 {
			long.Body.Content = append(long.Body.Content, story.Para(fmt.Sprint(n, strings.Repeat(" water", 500))))
		}
		for n := range 1200 {
			id := strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprintf("%013d", n))
			s := &story.Story{ID: story.ID(id), Edition: "en", Type: story.Article, Stage: story.Writing, By: storetest.Reporter, Created: storetest.Noon}
			if err := tx.NewStory(t.Context(), s); err != nil {
				return err
			}
			revisions, document := 1, storetest.Article(fmt.Sprint("Flood ", n))
			if n == 0 {
				revisions, document = 60, long
			}
			for number := range revisions {
				r := &story.Revision{Story: s.ID, Parent: number, By: storetest.Reporter, At: storetest.Noon, Origin: story.Save, Document: document}
				if err := tx.AddRevision(t.Context(), r, ""); err != nil {
					return err
				}
			}
			s.Head = revisions
			for _, kind := range []story.ActKind{story.Publish, story.Withdraw} {
				before := *s
				a, err := s.Do(story.Act{Kind: kind, Revision: s.Head, Seen: s.LastAct(), By: storetest.Reporter, At: storetest.Noon, PublicNote: note, InternalNote: note})
				if err != nil {
					return err
				}
				if _, err := tx.AddAct(t.Context(), &before, a, document); err != nil {
					return err
				}
				s, err = tx.Story(t.Context(), s.ID)
				if err != nil {
					return err
				}
			}
			if err := tx.PutAsset(t.Context(), &media.Asset{ID: media.ID(id), Hash: media.Hash(fmt.Sprintf("%064x", n)), Kind: media.Picture, Type: "image/png", Ext: "png",
				Alt: words, Credit: words, Licence: words, Source: words, By: storetest.Reporter, Created: storetest.Noon}); err != nil {
				return err
			}
			if n%2 == 0 {
				at := storetest.Noon.Add(time.Duration(n) * time.Second)
				if err := tx.PutAlert(t.Context(), &story.Alert{ID: id, Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Flood " + id}, At: at, Ends: at.Add(time.Hour), By: storetest.Reporter}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return h
}

func TestANewsroomGoesOutAndComesInInBoundedMemory(t *testing.T) {
	for name, fresh := range databases {
		t.Run(name, func(t *testing.T) {
			h := large(t, fresh(t))
			name := filepath.Join(t.TempDir(), "newsroom.jsonl")
			out, err := os.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			defer out.Close()
			const most = 0.08 // of what went through; the records alone are many times that
			m := newHeap()
			if _, err := backup.ExportJSONL(t.Context(), io.MultiWriter(out, m), h.Store); err != nil {
				t.Fatal(err)
			}
			if m.share() > most || m.through < 25<<20 {
				t.Errorf("an export of %d MB had %.2f of it in memory, want %.2f at most", m.through>>20, m.share(), most)
			}
			t.Logf("export: %d MB, %.3f of it in memory", m.through>>20, m.share())
			in, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			s, _ := empty(t, fresh(t))
			m = newHeap()
			if _, err := backup.ImportJSONL(t.Context(), reading{in, m}, s, backup.Options{}); err != nil {
				t.Fatal(err)
			}
			if m.share() > most {
				t.Errorf("an import of %d MB had %.2f of it in memory, want %.2f at most", m.through>>20, m.share(), most)
			}
			t.Logf("import: %d MB, %.3f of it in memory", m.through>>20, m.share())
			var again bytes.Buffer
			if _, err := backup.ExportJSONL(t.Context(), &again, s); err != nil {
				t.Fatal(err)
			}
			first, err := os.ReadFile(name)
			if err != nil || !bytes.Equal(first, again.Bytes()) {
				t.Errorf("what came in goes out as something else (%v)", err)
			}
		})
	}
}
