package backup_test

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"dateline/address"
	"dateline/backup"
	"dateline/blob"
	"dateline/darkroom"
	"dateline/edition"
	"dateline/event"
	"dateline/media"
	"dateline/page"
	"dateline/site"
	"dateline/store"
	"dateline/story"
)

// released are the schemas that a release has had. Whoever releases another
// adds its number here and two files: testdata/schema-N.backup, made by that
// release, and ../store/testdata/statements-N.sql, its statements.
var released = []int64{1}

func TestEveryReleasedSchemaHasABackupAndItsStatements(t *testing.T) {
	for _, n := range released {
		for _, name := range []string{fmt.Sprintf("testdata/schema-%d.backup", n), fmt.Sprintf("../store/testdata/statements-%d.sql", n)} {
			if _, err := os.Stat(name); err != nil {
				t.Errorf("schema %d: %v", n, err)
			}
		}
	}
	files, err := filepath.Glob("testdata/schema-*.backup")
	if err != nil || len(files) != len(released) {
		t.Errorf("%d backups of releases, %v; want one for each of %v", len(files), err, released)
	}
}

// ofRelease opens a backup that a release has made.
func ofRelease(t testing.TB, schema int64) *os.File {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/schema-%d.backup", schema))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// rows are the rows of a table as they stand in a backup.
func rows(t testing.TB, saved io.Reader, table string) (all []map[string]any) {
	t.Helper()
	z, err := zstd.NewReader(saved)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	in := tar.NewReader(z)
	for h, err := in.Next(); h.Name != "records/"+table+".jsonl"; h, err = in.Next() {
		if err != nil {
			t.Fatal(err)
		}
	}
	for lines := json.NewDecoder(bufio.NewReader(in)); ; {
		var row map[string]any
		if err := lines.Decode(&row); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
}

func TestABackupOfEveryReleaseComesBackInTodaysTables(t *testing.T) {
	for name, fresh := range databases {
		for _, schema := range released {
			t.Run(fmt.Sprintf("%s, schema %d", name, schema), func(t *testing.T) {
				s, files := empty(t, fresh(t))
				newest, err := s.Schema(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				m, err := backup.Restore(t.Context(), ofRelease(t, schema), s, files, backup.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if got, err := s.Schema(t.Context()); err != nil || got != newest || m.Schema != schema {
					t.Errorf("tables of schema %d, %v, from %d; want the newest, %d", got, err, m.Schema, newest)
				}
				allThere(t, s, files, m)
				readAgain(t, s, files, schema)
				again, _ := takeBackup(t, s, files)
				if _, err := backup.Verify(t.Context(), bytes.NewReader(again), nil); err != nil {
					t.Errorf("a backup of what came back: %v", err)
				}
			})
		}
	}
}

// allThere compares what came back with what the backup says.
func allThere(t *testing.T, s *store.Store, files blob.Bucket, m *backup.Manifest) {
	t.Helper()
	counts, err := s.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Tables {
		table := filepath.Base(p.Name[:len(p.Name)-len(".jsonl")])
		if got := counts[table]; got < p.Rows || p.Rows == 0 || got > p.Rows && table != "job" { // migrations put jobs in line
			t.Errorf("%d rows of %s, want %d", got, table, p.Rows)
		}
	}
	var blobs int64
	if err := files.List(t.Context(), func(media.Hash, int64) error { blobs++; return nil }); err != nil || blobs != m.Blobs.Rows {
		t.Errorf("%d files, %v; want %d", blobs, err, m.Blobs.Rows)
	}
}

// readAgain reads pages of a house that came back, as readers do.
func readAgain(t *testing.T, s *store.Store, files blob.Bucket, schema int64) {
	t.Helper()
	st, err := site.New(t.Context(), site.Options{Store: s, Bucket: files, Bell: &event.LocalBell{}, Now: time.Now, CacheBytes: -1,
		House: page.Site{Origin: "https://news.example", Name: "Dateline"}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	read := func(path string, status int, words ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		st.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != status {
			t.Errorf("%s: status %d, want %d", path, w.Code, status)
		}
		for _, x := range words {
			if !strings.Contains(w.Body.String(), html.EscapeString(x)) {
				t.Errorf("%s: no %q on the page", path, x)
			}
		}
	}
	public := make(map[any]bool)
	var shown story.ID
	for _, p := range rows(t, ofRelease(t, schema), "pointer") {
		public[p["story"]], shown = true, story.ID(p["story"].(string))
		var card struct{ Headline string }
		if err := json.Unmarshal([]byte(p["card"].(string)), &card); err != nil {
			t.Fatal(err)
		}
		read(pathOf(t, s, shown), 200, card.Headline)
	}
	for _, a := range rows(t, ofRelease(t, schema), "act") {
		if a["kind"] == "correct" {
			of := story.ID(a["story"].(string))
			read(pathOf(t, s, of), 200, a["public_note"].(string))
			read(address.Corrections(editionOf(t, s, of)), 200, a["public_note"].(string))
		}
	}
	for _, x := range rows(t, ofRelease(t, schema), "story") {
		if id := story.ID(x["id"].(string)); !public[x["id"]] {
			read(pathOf(t, s, id), 404)
		}
	}
	waiting := make(map[any]bool)
	again, _ := takeBackup(t, s, files)
	for _, j := range rows(t, bytes.NewReader(again), "job") {
		waiting[j["subject"]] = waiting[j["subject"]] || j["kind"] == darkroom.Remux
	}
	for _, x := range rows(t, ofRelease(t, schema), "asset") {
		if x["kind"] != "picture" { // readers get it without its metadata, when that is made
			read(address.File(media.Hash(x["hash"].(string)), x["ext"].(string)), 404)
			if !waiting[x["id"]] {
				t.Errorf("nothing is in line to make %s ready for readers", x["filename"])
			}
		}
	}
	withdraw(t, s, shown)
	read(pathOf(t, s, shown), 410)
}

func editionOf(t *testing.T, s *store.Store, of story.ID) edition.Slug {
	t.Helper()
	x, err := s.Story(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	return x.Edition
}

func pathOf(t *testing.T, s *store.Store, of story.ID) string {
	t.Helper()
	x, err := s.Story(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Revision(t.Context(), of, x.Head)
	if err != nil {
		t.Fatal(err)
	}
	return address.Story(x.Edition, edition.Slug(r.Document.Head.Section), of, r.Document.Head.Headline)
}

func withdraw(t *testing.T, s *store.Store, of story.ID) {
	t.Helper()
	err := s.InTx(t.Context(), func(tx *store.Tx) error {
		x, err := tx.Story(t.Context(), of)
		if err != nil {
			return err
		}
		before := *x
		a, err := x.Do(story.Act{Kind: story.Withdraw, Revision: x.Head, By: x.By, At: time.Now(), InternalNote: "a libel"})
		if err != nil {
			return err
		}
		r, err := tx.Revision(t.Context(), of, a.Revision)
		if err != nil {
			return err
		}
		_, err = tx.AddAct(t.Context(), &before, a, r.Document)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
