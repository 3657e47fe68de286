package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"dateline/internal/pgtest"
	"dateline/internal/storetest"
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

func BenchmarkSQLite(b *testing.B) { storetest.Measure(b, file) }

func BenchmarkPostgreSQL(b *testing.B) { storetest.Measure(b, postgres.Database) }
