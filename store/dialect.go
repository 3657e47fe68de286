package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"runtime"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dateline/fault"
	"dateline/lang/msg"
)

// dialect is all that differs between the two databases.
type dialect struct {
	name      string // also the folder of its migrations
	goose     goose.Dialect
	open      func(dsn string, readOnly bool, connected func(context.Context, *pgx.Conn) error) (*sql.DB, error)
	migration func() ([]goose.ProviderOption, error)
	turn      string // what a transaction that writes begins with, so that writers take turns; empty where beginning does
	skip      string // ends a query that claims a row, so that nobody waits for another's claim
	snapshot  sql.IsolationLevel
	table     string           // finds a table by its name
	taken     func(error) bool // a key is in use
	again     func(error) bool // the transaction was given up for another's sake
	full      func(error) bool // the disk is full
	readOnly  func(error) bool // what was to be written cannot be
	checks    []string         // of the database by itself: each gives a text a finding, or "ok"
}

func dialectOf(dsn string) (*dialect, error) {
	switch {
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return &postgres, nil
	case dsn == "" || strings.Contains(dsn, "://"):
		return nil, fmt.Errorf("records at %q: neither a file nor a postgres:// address", dsn)
	}
	return &sqliteFile, nil
}

var sqliteFile = dialect{
	name:      "sqlite",
	goose:     goose.DialectSQLite3,
	open:      openSQLite,
	migration: func() ([]goose.ProviderOption, error) { return nil, nil },
	snapshot:  sql.LevelDefault, // a reading transaction sees one state anyway
	table:     "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1",
	taken: func(err error) bool {
		code, ok := sqliteCode(err)
		return ok && (code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
	},
	again: func(err error) bool {
		code, ok := sqliteCode(err)
		return ok && (code&0xff == sqlite3.SQLITE_BUSY || code&0xff == sqlite3.SQLITE_LOCKED)
	},
	full: func(err error) bool {
		code, ok := sqliteCode(err)
		return ok && code&0xff == sqlite3.SQLITE_FULL
	},
	readOnly: func(err error) bool {
		code, ok := sqliteCode(err)
		return ok && slices.Contains([]int{sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}, code&0xff)
	},
	checks: []string{`PRAGMA integrity_check(20)`,
		`SELECT "table" || ' row ' || COALESCE(rowid, 0) || ' refers to no ' || parent FROM pragma_foreign_key_check LIMIT 20`},
}

func sqliteCode(err error) (int, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Code(), true
}

// openSQLite opens a file: one connection that writes, with transactions that
// take the lock when they begin, or many that can only read. busy_timeout comes
// first, so that the other settings wait for the lock too. What a statement with
// triggers would take back is held in memory: in a file it costs a write a statement.
func openSQLite(path string, readOnly bool, _ func(context.Context, *pgx.Conn) error) (*sql.DB, error) {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)"}, "_txlock": {"immediate"}}
	connections := 1
	if readOnly {
		q = url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}, "mode": {"ro"}}
		connections = max(4, 2*runtime.GOMAXPROCS(0))
	}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

var postgres = dialect{
	name:  "postgres",
	goose: goose.DialectPostgres,
	open:  openPostgres,
	migration: func() ([]goose.ProviderOption, error) {
		locker, err := lock.NewPostgresSessionLocker() // two processes that start at once migrate once
		return []goose.ProviderOption{goose.WithSessionLocker(locker)}, err
	},
	turn:     "SELECT number FROM head FOR UPDATE",
	skip:     " FOR UPDATE SKIP LOCKED",
	snapshot: sql.LevelRepeatableRead,
	table:    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1",
	taken:    func(err error) bool { return sqlState(err) == "23505" },
	again:    func(err error) bool { s := sqlState(err); return s == "40001" || s == "40P01" },
	full:     func(err error) bool { return sqlState(err) == "53100" },
	readOnly: func(err error) bool { s := sqlState(err); return s == "25006" || s == "58030" },
	checks: []string{`SELECT conrelid::regclass::text || ' has the unchecked ' || conname FROM pg_constraint
			WHERE NOT convalidated AND connamespace = current_schema()::regnamespace`,
		`SELECT c.oid::regclass::text || ' is not valid' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
			WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace`},
}

func sqlState(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}

// reachable turns an error into a fault that says to come again where the
// database cannot be reached, ends or does not answer in time, or its disk cannot be read.
func reachable(err error) error {
	var dial *pgconn.ConnectError
	var cut net.Error
	code, _ := sqliteCode(err)
	switch state := sqlState(err); {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &dial), errors.As(err, &cut), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF),
		strings.HasPrefix(state, "57P"), state == "55P03", strings.HasPrefix(state, "08"), state == "53300":
		return fault.Wrap(err, fault.Unavailable, msg.FaultUnavailable())
	case code&0xff == sqlite3.SQLITE_IOERR: // the disk
		return fault.Wrap(err, fault.Unavailable, msg.FaultUnavailable())
	}
	return err
}

// broken tells whether a connection that was open has ended: another may do.
func broken(err error) bool {
	var dial *pgconn.ConnectError
	var cut net.Error
	if errors.As(err, &dial) {
		return false
	}
	return errors.As(err, &cut) && !cut.Timeout() || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || sqlState(err) == "57P01"
}

// The connections to a PostgreSQL; how long a transaction may stand idle, so that
// a process that froze in the middle of one keeps the others from writing no
// longer; and how long who writes waits for their turn.
const (
	writers, readers   = 4, 16
	mostIdle, mostWait = "30s", "20s"
)

// openPostgres opens a pool. Writers have one of their own, so that readers
// never wait behind writers that wait for their turn.
func openPostgres(dsn string, readOnly bool, connected func(context.Context, *pgx.Conn) error) (*sql.DB, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	connections := writers
	if readOnly {
		c.RuntimeParams["default_transaction_read_only"] = "on"
		connections = readers
	} else {
		c.RuntimeParams["idle_in_transaction_session_timeout"], c.RuntimeParams["lock_timeout"] = mostIdle, mostWait
	}
	db := stdlib.OpenDB(*c, stdlib.OptionAfterConnect(connected))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}
