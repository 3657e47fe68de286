package store

import (
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
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
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000", "temp_store": "2"} {
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

func TestSaveOnAFullDiskSaysSoAndKeepsWhatWasThere(t *testing.T) {
	s, err := Open(t.Context(), Options{DSN: filepath.Join(t.TempDir(), "dateline.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save := func(tagline string) error {
		return s.InTx(t.Context(), func(tx *Tx) error {
			return tx.PutEdition(t.Context(), &edition.Edition{Slug: "en", Lang: "en", Name: "Dateline", Tagline: tagline, Zone: "UTC"})
		})
	}
	if err := save("Kept"); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := s.write.db.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.db.Exec(fmt.Sprint("PRAGMA max_page_count = ", pages)); err != nil {
		t.Fatal(err)
	}
	err = save(strings.Repeat("long ", 10_000))
	if f := fault.Of(err); f.Kind != fault.Unavailable || f.Message.Key != msg.FaultDiskFull().Key {
		t.Errorf("a save on a full disk: %v, want %s", err, msg.FaultDiskFull().Key)
	}
	if e, err := s.Edition(t.Context(), "en"); err != nil || e.Tagline != "Kept" {
		t.Errorf("edition: %+v, %v; want what was kept", e, err)
	}
}

func TestRecordsAreInAFileOrInPostgreSQL(t *testing.T) {
	for _, dsn := range []string{"", "mysql://news", "file://news.db"} {
		if _, err := Open(t.Context(), Options{DSN: dsn}); err == nil {
			t.Errorf("records at %q could be opened", dsn)
		}
	}
}
