// Package store holds the records: all SQL, for a SQLite file or a
// PostgreSQL database, with one text for both. Whatever changes together is
// one transaction of InTx; transactions that write take turns, and events are
// numbered in the order in which they are committed, without a hole.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/fault"
	"dateline/lang/msg"
)

//go:embed migrations
var migrations embed.FS

// Options say where the records are and who is to hear of changes.
type Options struct {
	DSN  string           // a file path (SQLite) or a postgres:// address
	Ring func()           // called after each commit that recorded an event; may be nil; must not block
	Now  func() time.Time // stamps events that bring no time of their own; nil: the machine's clock
}

// Store holds the records. Its own methods read; InTx writes.
type Store struct {
	reader
	dialect *dialect
	read    *statements
	write   *statements
	ring    func()
	now     func() time.Time
	shared  atomic.Bool // the database is held with others: whoever writes holds it
}

// Tx is one transaction that writes. Reading through it sees what it has
// written, and nothing that anybody else has begun.
type Tx struct {
	reader
	tx       *sql.Tx
	store    *Store
	recorded bool
}

// Open opens the records, and brings an older or empty database up to date.
func Open(ctx context.Context, o Options) (*Store, error) {
	d, err := dialectOf(o.DSN)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: d, ring: o.Ring, now: o.Now}
	if s.ring == nil {
		s.ring = func() {}
	}
	if s.now == nil {
		s.now = time.Now
	}
	w, err := d.open(o.DSN, false, s.holdShared)
	if err != nil {
		return nil, fmt.Errorf("opening the records: %w", err)
	}
	s.write = &statements{db: w}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(s.asFault(err), w.Close())
	}
	r, err := d.open(o.DSN, true, func(context.Context, *pgx.Conn) error { return nil })
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the records to read: %w", err), w.Close())
	}
	s.read = &statements{db: r}
	s.reader = reader{ask: s.read.ask, again: readers}
	if _, err := s.Last(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close ends every connection. Nobody may use the store after it.
func (s *Store) Close() error {
	return errors.Join(s.read.close(), s.write.close())
}

// attempts is how often a transaction is tried that the database has given up
// in favour of another one.
const attempts = 5

// InTx runs one transaction that writes. It commits when do returns nil and
// has no effect otherwise. do may be run again when the database gives up the
// transaction for another one's sake, so it must do nothing outside of it.
func (s *Store) InTx(ctx context.Context, do func(*Tx) error) error {
	for try := 1; ; try++ {
		recorded, err := s.tryTx(ctx, do)
		if err == nil {
			if recorded {
				s.ring()
			}
			return nil
		}
		if !s.dialect.again(err) || try == attempts {
			return s.asFault(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try) * 5 * time.Millisecond):
		}
	}
}

// begin begins a transaction that has its turn to write.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	began, err := s.write.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("beginning a transaction: %w", err)
	}
	if s.dialect.turn != "" {
		if _, err := began.ExecContext(ctx, s.dialect.turn); err != nil {
			return nil, errors.Join(fmt.Errorf("waiting for the turn to write: %w", err), began.Rollback())
		}
	}
	return began, nil
}

func (s *Store) tryTx(ctx context.Context, do func(*Tx) error) (recorded bool, err error) {
	began, err := s.begin(ctx)
	for try := 0; err != nil && broken(err) && try < writers; try++ {
		began, err = s.begin(ctx) // nothing has been asked of the database yet
	}
	if err != nil {
		return false, err
	}
	defer began.Rollback() // does nothing after a commit
	asked := s.write.within(began)
	tx := &Tx{reader: reader{ask: asked.ask}, tx: began, store: s}
	if err := do(tx); err != nil {
		return false, err
	}
	if err := began.Commit(); err != nil {
		return false, fmt.Errorf("committing: %w", err)
	}
	s.write.prepare(ctx, asked.unknown)
	return tx.recorded, nil
}

// asFault turns an error of the database into a fault that a person can read.
func (s *Store) asFault(err error) error {
	if f := (*fault.Fault)(nil); errors.As(err, &f) {
		return err
	}
	switch {
	case s.dialect.full(err):
		return fault.Wrap(err, fault.Unavailable, msg.FaultDiskFull())
	case s.dialect.readOnly(err):
		return fault.Wrap(err, fault.Unavailable, msg.FaultReadOnly())
	case s.dialect.taken(err):
		return fault.Wrap(err, fault.Conflict, msg.FaultConflict())
	case s.dialect.again(err):
		return fault.Wrap(err, fault.Unavailable, msg.FaultUnavailable())
	}
	return reachable(err)
}
