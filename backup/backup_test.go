package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/backup"
	"dateline/blob"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/internal/pgtest"
	"dateline/internal/storetest"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

var postgres pgtest.Server

func TestMain(m *testing.M) {
	if saved := os.Getenv("DATELINE_TEST_RESTORE"); saved != "" {
		restoreAndWait(saved)
	}
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "dateline.db") }

// databases are where houses stand.
var databases = map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": postgres.Database}

// crosswise runs a test from each database to each.
func crosswise(t *testing.T, test func(t *testing.T, from, to func(testing.TB) string)) {
	for from := range databases {
		for to := range databases {
			t.Run(from+" to "+to, func(t *testing.T) { test(t, databases[from], databases[to]) })
		}
	}
}

// house is a newsroom with its files.
type house struct {
	*storetest.Desk
	files blob.Folder
}

// empty is a house that holds nothing.
func empty(t testing.TB, dsn string) (*store.Store, blob.Folder) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, blob.Folder(t.TempDir())
}

// busy is a house with something of everything.
func busy(t testing.TB, dsn string) *house {
	t.Helper()
	h := &house{storetest.Open(t, dsn), blob.Folder(t.TempDir())}
	flood, gone, draft := h.Public("Flood & <fire>"), h.Public("Gone\u2028"), h.Draft("Secret")
	h.Save(flood, 1, storetest.Article("Flood recedes"), "tab-1")
	h.Save(flood, 1, storetest.Article("Flood, by another"), "")
	h.Act(flood, story.Correct)
	h.Act(gone, story.Withdraw)
	persian := h.DraftIn("persian", storetest.Text("سیل"))
	h.Act(persian, story.Publish)
	h.asset(t, strings.Repeat("picture", 1000), strings.Repeat("small", 10))
	h.Tx(func(tx *store.Tx) error {
		for _, err := range []error{
			tx.SetGroup(t.Context(), flood, flood), tx.SetGroup(t.Context(), persian, flood), tx.SetStage(t.Context(), draft, story.Done),
			tx.PutPerson(t.Context(), &staff.Person{ID: "ppppppppppppp", Name: "Old hand", Role: staff.Editor, Password: "$argon2id$secret", Disabled: storetest.Noon, Created: storetest.Noon}),
			tx.PutSession(t.Context(), store.Session{Token: "secret-token", Person: staff.Person{ID: storetest.Reporter}, Created: storetest.Noon, Expires: storetest.Noon.Add(time.Hour)}),
			tx.PutAlert(t.Context(), &story.Alert{ID: id.New(), Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Flood", "fa": "سیل"},
				Story: flood, At: storetest.Noon, Ends: storetest.Noon, By: storetest.Reporter, Waits: storetest.Noon.Add(time.Minute), Second: storetest.Reporter}),
			tx.PutJob(t.Context(), store.Job{ID: id.New(), Kind: "develop", Subject: "river", Due: storetest.Noon}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

// asset uploads a file with a rendition.
func (h *house) asset(t testing.TB, content, rendition string) media.Asset {
	t.Helper()
	a := media.Asset{ID: media.ID(id.New()), Hash: put(t, h.files, content), Kind: media.Picture, Type: "image/png", Ext: "png", Filename: "a.png",
		Size: int64(len(content)), Width: 8, Height: 8, Alt: "a river", By: storetest.Reporter, Created: storetest.Noon}
	x := media.Rendition{Width: 4, Height: 4, Ext: "webp", Hash: put(t, h.files, rendition), Size: int64(len(rendition))}
	h.Tx(func(tx *store.Tx) error {
		if err := tx.PutAsset(t.Context(), &a); err != nil {
			return err
		}
		return tx.PutRendition(t.Context(), a.ID, x)
	})
	return a
}

func put(t testing.TB, b blob.Bucket, content string) media.Hash {
	t.Helper()
	sum := sha256.Sum256([]byte(content))
	h := media.Hash(hex.EncodeToString(sum[:]))
	if err := blob.Put(t.Context(), b, h, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	return h
}

func takeBackup(t testing.TB, s *store.Store, b blob.Bucket) ([]byte, *backup.Manifest) {
	t.Helper()
	var out bytes.Buffer
	m, err := backup.Backup(t.Context(), &out, func() error { out.Reset(); return nil }, s, b, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), m
}

func TestBackupBringsTheWholeHouseBack(t *testing.T) {
	crosswise(t, func(t *testing.T, from, to func(testing.TB) string) {
		h := busy(t, from(t))
		saved, m := takeBackup(t, h.Store, h.files)
		again, files := empty(t, to(t))
		var steps int
		if _, err := backup.Restore(t.Context(), bytes.NewReader(saved), again, files, backup.Options{Progress: func(backup.Progress) { steps++ }}); err != nil {
			t.Fatal(err)
		}
		if steps < len(store.Tables()) {
			t.Errorf("progress was told %d times, want at least once a table", steps)
		}
		_, second := takeBackup(t, again, files)
		if got, want := fmt.Sprint(second.Tables, second.Blobs), fmt.Sprint(m.Tables, m.Blobs); got != want {
			t.Errorf("a backup of what came back holds\n%s, want\n%s", got, want)
		}
		if m.Blobs.Rows != 2 || m.Tables[6].Rows != 6 {
			t.Errorf("the backup holds %d blobs and %d revisions, want 2 and 6", m.Blobs.Rows, m.Tables[6].Rows)
		}
		last, err := again.Last(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = again.InTx(t.Context(), func(tx *store.Tx) error {
			n, err := tx.Record(t.Context(), event.Event{Kind: event.EditionChanged, Edition: "en"})
			if n != last+1 || n < 5 {
				t.Errorf("the log goes on with %d after %d", n, last)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := again.Stories(t.Context(), story.Filter{Text: "flood", Limit: 9})
		if err != nil || len(rows) != 1 {
			t.Fatalf("list: %+v, %v; want the flood", rows, err)
		}
		if c, err := again.Copy(t.Context(), rows[0].Story.ID); err != nil || c.Document.Head.Headline != "Flood recedes" {
			t.Errorf("copy: %v, want the flood", err)
		}
	})
}

func TestBackupIsOfOneMomentWhileTheHouseRuns(t *testing.T) {
	for name, fresh := range databases {
		t.Run(name, func(t *testing.T) {
			h := busy(t, fresh(t))
			ctx, stop := context.WithCancel(t.Context())
			var g sync.WaitGroup
			for range 3 {
				g.Go(func() {
					for ctx.Err() == nil {
						of := h.Public("Flood")
						h.Act(of, story.Correct)
						h.Act(of, story.Withdraw)
						h.asset(t, id.New(), id.New())
					}
				})
			}
			for range 5 {
				saved, _ := takeBackup(t, h.Store, h.files)
				if _, err := backup.Verify(t.Context(), bytes.NewReader(saved), nil); err != nil {
					t.Errorf("a backup taken while the house runs: %v", err)
				}
			}
			stop()
			g.Wait()
		})
	}
}

func TestNothingIsBroughtBackOverWhatIsThere(t *testing.T) {
	h := busy(t, file(t))
	saved, _ := takeBackup(t, h.Store, h.files)
	other := storetest.Open(t, file(t))
	if _, err := backup.Restore(t.Context(), bytes.NewReader(saved), other.Store, h.files, backup.Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("restore over another house: %v, want conflict", err)
	}
	if _, err := backup.ImportJSONL(t.Context(), strings.NewReader(""), other.Store, backup.Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("import over another house: %v, want conflict", err)
	}
	if n, err := other.Counts(t.Context()); err != nil || n["story"] != 0 || n["edition"] != 2 {
		t.Errorf("the other house holds %v, %v; want its own two editions", n, err)
	}
}

func TestFileThatTheBucketLostIsNamedInTheBackup(t *testing.T) {
	h := busy(t, file(t))
	a := h.asset(t, "lost", "kept")
	if err := h.files.Delete(t.Context(), a.Hash); err != nil {
		t.Fatal(err)
	}
	saved, m := takeBackup(t, h.Store, h.files)
	if len(m.Missing) != 1 || m.Missing[0] != a.Hash {
		t.Errorf("missing: %v, want %s", m.Missing, a.Hash)
	}
	if _, err := backup.Verify(t.Context(), bytes.NewReader(saved), nil); fault.Of(err).Message.Key != msg.CliBackupNotWhole(1).Key {
		t.Errorf("verified: %v; want it said that a file is missing", err)
	}
}

func TestExportOfAnImportIsTheSame(t *testing.T) {
	crosswise(t, func(t *testing.T, from, to func(testing.TB) string) {
		h := busy(t, from(t))
		var first, second bytes.Buffer
		written, err := backup.ExportJSONL(t.Context(), &first, h.Store)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := empty(t, to(t))
		read, err := backup.ImportJSONL(t.Context(), bytes.NewReader(first.Bytes()), again, backup.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := backup.ExportJSONL(t.Context(), &second, again); err != nil {
			t.Fatal(err)
		}
		if read != written || first.String() != second.String() {
			t.Errorf("%d lines became\n%s\nwant %d lines\n%s", read, second.String(), written, first.String())
		}
		if err := again.Snapshot(t.Context(), func(s *store.Snapshot) error { return s.Examine(t.Context()) }); err != nil {
			t.Errorf("what was imported: %v", err)
		}
		a, err := h.Cards(t.Context(), store.CardQuery{Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		b, err := again.Cards(t.Context(), store.CardQuery{Limit: 9})
		if got, want := fmt.Sprintf("%+v", b), fmt.Sprintf("%+v", a); err != nil || len(a) != 2 || strings.Join(strings.Fields(got), "") == "" || len(b) != len(a) || b[0].Headline != a[0].Headline {
			t.Errorf("readers see\n%s, %v; want\n%s", got, err, want)
		}
		for _, secret := range []string{"argon2id", "secret-token", "tab-1"} {
			if strings.Contains(first.String(), secret) {
				t.Errorf("the export holds %q", secret)
			}
		}
	})
}

func TestLineThatBreaksARuleImportsNothing(t *testing.T) {
	h := busy(t, file(t))
	lead, shown := h.asset(t, "lead", "small lead"), storetest.Article("Dam")
	shown.Head.Lead = &story.Lead{Asset: string(lead.ID), Alt: "a dam"}
	h.DraftIn("en", shown)
	var export bytes.Buffer
	if _, err := backup.ExportJSONL(t.Context(), &export, h.Store); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(string) string{
		"a line cut off":            func(s string) string { return s[:len(s)-9] },
		"no JSON":                   func(s string) string { return s + "news\n" },
		"a kind nobody knows":       func(s string) string { return s + `{"kind":"rumour"}` + "\n" },
		"a kind without its record": func(s string) string { return s + `{"kind":"story"}` + "\n" },
		"a field nobody knows":      func(s string) string { return s + `{"kind":"person","person":{"id":"a","admin":true}}` + "\n" },
		"a document changed":        func(s string) string { return strings.Replace(s, "Flood recedes", "Flood proceeds", 1) },
		"an act that may not be":    func(s string) string { return strings.Replace(s, `"kind":"publish"`, `"kind":"restore"`, 1) },
		"an act of no story": func(s string) string {
			return s + `{"kind":"act","act":{"story":"x","kind":"publish","revision":1}}` + "\n"
		},
		"an edition at a fixed word": func(s string) string { return strings.Replace(s, `"slug":"en"`, `"slug":"desk"`, 1) },
		"an act that is still to come": func(s string) string {
			before, acts, _ := strings.Cut(s, `{"kind":"act"`)
			return before + `{"kind":"act"` + strings.Replace(acts, `"at":"2026`, `"at":"2999`, 1)
		},
		"a person with another form of id": func(s string) string {
			return s + `{"kind":"person","person":{"id":"../etc","name":"Eve","role":"editor"}}` + "\n"
		},
		"a picture that is a page": func(s string) string { return strings.Replace(s, `"type":"image/png"`, `"type":"text/html"`, 1) },
		"a picture with a path":    func(s string) string { return strings.Replace(s, `"ext":"png"`, `"ext":"../x"`, 1) },
		"a file that is no hash":   func(s string) string { return strings.Replace(s, `"hash":"`, `"hash":"x`, 1) },
		"a picture that is a drawing with a script": func(s string) string {
			return strings.NewReplacer(`"type":"image/png"`, `"type":"image/svg+xml"`, `"ext":"png"`, `"ext":"svg"`).Replace(s)
		},
		"a rendition that is a page": func(s string) string { return strings.Replace(s, `"ext":"webp"`, `"ext":"html"`, 1) },
		"a colour that is a style": func(s string) string {
			return strings.Replace(s, `"alt":"a river"`, `"alt":"a river","colour":"red;}*{"`, 1)
		},
		"words of a picture without end": func(s string) string {
			return strings.Replace(s, `"alt":"a river"`, `"alt":"`+strings.Repeat("a", 1<<20)+`"`, 1)
		},
		"words with a terminal's orders": func(s string) string { return strings.Replace(s, `"alt":"a river"`, `"alt":"\u001b[2J"`, 1) },
		"a picture of a mile":            func(s string) string { return strings.Replace(s, `"width":8`, `"width":800000000`, 1) },
		"a lead that is a path":          func(s string) string { return strings.Replace(s, `"slug":"en"`, `"lead":"../../desk","slug":"en"`, 1) },
		"a source that is a script": func(s string) string {
			return strings.Replace(s, `"type":"article"`, `"source":"javascript:alert(1)","type":"article"`, 1)
		},
		"an act without a date": func(s string) string {
			before, acts, _ := strings.Cut(s, `{"kind":"act"`)
			return before + `{"kind":"act"` + strings.Replace(acts, `"at":"`, `"dated":"`, 1)
		},
		"a note without end": func(s string) string {
			before, acts, _ := strings.Cut(s, `{"kind":"act"`)
			return before + `{"kind":"act"` + strings.Replace(acts, `"at":"`, `"waived":"`+strings.Repeat("n", 1<<20)+`","at":"`, 1)
		},
		"an alert that was over at once, of a book": func(s string) string {
			return strings.Replace(s, `"texts":{"en":"Flood"`, `"texts":{"en":"`+strings.Repeat("Flood ", 1<<16)+`"`, 1)
		},
		"an alert that is still to come": func(s string) string {
			before, alert, _ := strings.Cut(s, `{"kind":"alert"`)
			return before + `{"kind":"alert"` + strings.ReplaceAll(alert, `"2026-`, `"2999-`)
		},
		"an origin nobody knows": func(s string) string { return strings.Replace(s, `"origin":"`, `"origin":"x`, 1) },
		"a text that uses a picture that is not there": func(s string) string {
			before, rest, _ := strings.Cut(s, `{"kind":"asset","asset":{"id":"`+string(lead.ID))
			_, after, _ := strings.Cut(rest, "\n")
			return before + after
		},
		"a person twice under one name": func(s string) string {
			return s + `{"kind":"person","person":{"id":"eeeeeeeeeeeee","name":"OLD HAND","role":"administrator"}}` + "\n"
		},
		"a stage nobody knows":    func(s string) string { return strings.Replace(s, `"stage":"`, `"stage":"x`, 1) },
		"a line that is too long": func(s string) string { return s + strings.Repeat("x", 17<<20) },
	} {
		evil := change(export.String())
		if evil == export.String() {
			t.Errorf("%s: nothing was changed", what)
		}
		again, _ := empty(t, file(t))
		if _, err := backup.ImportJSONL(t.Context(), strings.NewReader(evil), again, backup.Options{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want invalid", what, err)
		}
		if nothing, err := again.Empty(t.Context()); err != nil || !nothing {
			t.Errorf("%s: something was imported (%v)", what, err)
		}
	}
}

func FuzzImport(f *testing.F) {
	h := busy(f, file(f))
	var export bytes.Buffer
	if _, err := backup.ExportJSONL(f.Context(), &export, h.Store); err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(export.String()) {
		f.Add(line)
	}
	s, _ := empty(f, file(f))
	f.Fuzz(func(t *testing.T, lines string) {
		stopped := io.MultiReader(strings.NewReader(lines), strings.NewReader("\nend\n")) // so that nothing stays
		if _, err := backup.ImportJSONL(t.Context(), stopped, s, backup.Options{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, want invalid", lines, err)
		}
	})
}
