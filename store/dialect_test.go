package store

import (
	"database/sql/driver"
	"path/filepath"
	"testing"
)

func TestEveryConnectionThatWritesToTheFileMakesSureOfTheDisk(t *testing.T) {
	s, err := Open(t.Context(), Options{DSN: filepath.Join(t.TempDir(), "news ? of #1%.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := s.write.db.Stats().MaxOpenConnections; got != 1 {
		t.Errorf("%d connections may write, want 1", got)
	}
	for range 3 {
		c, err := s.write.db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000"} {
			var got string
			if err := c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s, %v; want %s", pragma, got, err, want)
			}
		}
		c.Raw(func(any) error { return driver.ErrBadConn }) // the next one is a new one
		c.Close()
	}
}

func TestReadersOfTheFileCannotWrite(t *testing.T) {
	s, err := Open(t.Context(), Options{DSN: filepath.Join(t.TempDir(), "dateline.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.read.db.ExecContext(t.Context(), "UPDATE head SET number = 7"); err == nil {
		t.Error("a reader could write")
	}
	if n, err := s.Last(t.Context()); err != nil || n != 0 {
		t.Errorf("last event %d, %v; want 0", n, err)
	}
}

func TestRecordsAreInAFileOrInPostgreSQL(t *testing.T) {
	for _, dsn := range []string{"", "mysql://news", "file://news.db"} {
		if _, err := Open(t.Context(), Options{DSN: dsn}); err == nil {
			t.Errorf("records at %q could be opened", dsn)
		}
	}
}
