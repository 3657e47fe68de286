package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"dateline/event"
	"dateline/fault"
	"dateline/internal/pgtest"
	"dateline/internal/storetest"
	"dateline/store"
)

var postgres pgtest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "dateline.db") }

func TestSQLite(t *testing.T) { storetest.Run(t, file) }

func TestPostgreSQL(t *testing.T) { storetest.Run(t, postgres.Database) }

func TestTransactionGivenUpForAnotherIsDoneAgain(t *testing.T) {
	d := storetest.Open(t, postgres.Database(t))
	tries := 0
	d.Tx(func(tx *store.Tx) error {
		if _, err := tx.Record(t.Context(), event.Event{Kind: event.EditionChanged, Edition: "en"}); err != nil {
			return err
		}
		if tries++; tries < 3 {
			return fmt.Errorf("saving: %w", &pgconn.PgError{Code: "40001"})
		}
		return nil
	})
	if last, err := d.Last(t.Context()); err != nil || last != 1 || tries != 3 || d.Rings.Load() != 1 {
		t.Errorf("%d tries, last event %d, %d rings, %v; want 3, 1, 1", tries, last, d.Rings.Load(), err)
	}
	err := d.InTx(t.Context(), func(*store.Tx) error { return &pgconn.PgError{Code: "40P01"} })
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("one that is always given up: %v, want unavailable", err)
	}
}

func BenchmarkSQLite(b *testing.B) { storetest.Measure(b, file) }

func BenchmarkPostgreSQL(b *testing.B) { storetest.Measure(b, postgres.Database) }

func TestADamagedFileIsFoundByTheDatabaseItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dateline.db")
	s := openAt(t, path)
	if err := s.CheckIntegrity(t.Context()); err != nil {
		t.Errorf("a sound file: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(0)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO session (token, person, created, seen, expires, agent) VALUES ('t', 'nobody', 0, 0, 0, '')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path)
	if err := s.CheckIntegrity(t.Context()); !fault.Is(err, fault.Internal) || !strings.Contains(errors.Unwrap(err).Error(), "session") {
		t.Errorf("a row that refers to nobody: got %v, want it named", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	scratch(t, path)
	s = openAt(t, path)
	defer s.Close()
	if err := s.CheckIntegrity(t.Context()); !fault.Is(err, fault.Internal) {
		t.Errorf("a scratched page: got %v, want it found", err)
	}
}

// scratch overwrites the page of an index, as a failing disk might.
func scratch(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	if err := db.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'asset_kind'`).Scan(&page); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow(`PRAGMA page_size`).Scan(&size); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("scratched by a failing disk"), (page-1)*size); err != nil {
		t.Fatal(err)
	}
}

func openAt(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: path})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
