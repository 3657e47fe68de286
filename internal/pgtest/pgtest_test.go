package pgtest

import (
	"database/sql"
	"os"
	"strconv"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
)

var postgres Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", postgres.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestEachDatabaseIsFreshAndItsOwn(t *testing.T) {
	first, second := open(t), open(t)
	if _, err := first.Exec("CREATE TABLE story (id TEXT); INSERT INTO story VALUES ('flood')"); err != nil {
		t.Fatal(err)
	}
	var got int
	if err := first.QueryRow("SELECT count(*) FROM story").Scan(&got); err != nil || got != 1 {
		t.Errorf("the first database holds %d stories (%v), want 1", got, err)
	}
	if err := second.QueryRow("SELECT count(*) FROM story").Scan(&got); err == nil {
		t.Error("the second database has the first one's table")
	}
}

func TestServerListensOnItsSocketAloneAndNotAsRoot(t *testing.T) {
	db := open(t)
	var addresses, encoding string
	if err := db.QueryRow("SELECT current_setting('listen_addresses'), current_setting('server_encoding')").Scan(&addresses, &encoding); err != nil {
		t.Fatal(err)
	}
	if addresses != "" || encoding != "UTF8" {
		t.Errorf("listens on %q in %s, want no address and UTF8", addresses, encoding)
	}
	process, err := os.Stat("/proc/" + strconv.Itoa(postgres.process.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if uid := process.Sys().(*syscall.Stat_t).Uid; uid == 0 {
		t.Error("the server runs as root")
	}
}

func TestStoppedServerLeavesNothing(t *testing.T) {
	var s Server
	t.Run("a database", func(t *testing.T) { s.Database(t) })
	folder := s.folder
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("folder %s is still there: %v", folder, err)
	}
}

func TestServerThatWasDownHasWhatItHad(t *testing.T) {
	var s Server
	t.Run("a database", func(t *testing.T) {
		db, err := sql.Open("pgx", s.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("CREATE TABLE story (id TEXT); INSERT INTO story VALUES ('flood')"); err != nil {
			t.Fatal(err)
		}
		s.Down(t)
		var got int
		if err := db.QueryRow("SELECT count(*) FROM story").Scan(&got); err == nil {
			t.Error("a server that is down answers")
		}
		s.Up(t)
		if err := db.QueryRow("SELECT count(*) FROM story").Scan(&got); err != nil || got != 1 {
			t.Errorf("up again: %d stories, %v; want 1", got, err)
		}
		s.Down(t) // its database is dropped all the same
	})
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
