package store_test

import (
	"fmt"
	"os"
	"path/filepath"
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
		if _, err := tx.Record(t.Context(), event.Event{Kind: event.Printed, Edition: "en"}); err != nil {
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
