package store

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"dateline/fault"
	"dateline/lang"
)

// reader asks the questions; on the store each is answered from what is
// committed, in a transaction from what it sees.
type reader struct {
	again int // how often a question is asked again whose connection has ended; 0 in a transaction, which ended with it
	ask   func(ctx context.Context, text string, keep bool) (*sql.Stmt, func(), error)
}

// statements caches the prepared statement of every text that a pool was asked:
// on SQLite preparing costs more than most answers.
type statements struct {
	db *sql.DB

	mu    sync.RWMutex
	ready map[string]*sql.Stmt // guarded by mu
}

func (s *statements) prepared(text string) *sql.Stmt {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ready[text]
}

// ask gives the statement of a text; a text that is put together for one
// question only is not cached, and closed by the function that is returned.
func (s *statements) ask(ctx context.Context, text string, cached bool) (*sql.Stmt, func(), error) {
	if st := s.prepared(text); st != nil {
		return st, func() {}, nil
	}
	st, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	if !cached {
		return st, func() { st.Close() }, nil
	}
	return s.cache(text, st), func() {}, nil
}

// cache caches a statement, or closes it where another was faster.
func (s *statements) cache(text string, st *sql.Stmt) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if first := s.ready[text]; first != nil {
		st.Close()
		return first
	}
	if s.ready == nil {
		s.ready = make(map[string]*sql.Stmt)
	}
	s.ready[text] = st
	return st
}

// prepare prepares what a transaction had to prepare for itself, so that the
// next one finds it ready. A text that cannot be prepared now is asked again.
func (s *statements) prepare(ctx context.Context, texts []string) {
	for _, text := range texts {
		if st, err := s.db.PrepareContext(ctx, text); err == nil {
			s.cache(text, st)
		}
	}
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.ready {
		errs = append(errs, st.Close())
	}
	s.ready = nil
	return errors.Join(append(errs, s.db.Close())...)
}

// within are the statements of one transaction.
func (s *statements) within(tx *sql.Tx) *txStatements {
	return &txStatements{tx: tx, of: s, ready: make(map[string]*sql.Stmt)}
}

type txStatements struct {
	tx      *sql.Tx
	of      *statements
	ready   map[string]*sql.Stmt
	unknown []string // texts that the pool does not know yet
}

func (t *txStatements) ask(ctx context.Context, text string, cached bool) (*sql.Stmt, func(), error) {
	if st := t.ready[text]; st != nil {
		return st, func() {}, nil
	}
	known := t.of.prepared(text)
	if known != nil {
		t.ready[text] = t.tx.StmtContext(ctx, known)
		return t.ready[text], func() {}, nil
	}
	st, err := t.tx.PrepareContext(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	if !cached {
		return st, func() { st.Close() }, nil
	}
	t.ready[text] = st
	t.unknown = append(t.unknown, text)
	return st, func() {}, nil
}

// unstorable reports whether an argument is a text that no record holds, one with
// a NUL or that is not UTF-8: nothing matches it. PostgreSQL is not asked, for
// it would give up the transaction.
func unstorable(arg any) bool {
	if v := reflect.ValueOf(arg); v.Kind() == reflect.String {
		return strings.ContainsRune(v.String(), 0) || !utf8.ValidString(v.String())
	}
	return false
}

// row asks for one row; scan reads it. Where there is none, it is a NotFound
// fault with the message.
func (r reader) row(ctx context.Context, none lang.Message, text string, args []any, scan ...any) error {
	if slices.ContainsFunc(args, unstorable) {
		return fault.New(fault.NotFound, none)
	}
	err := r.tryRow(ctx, text, args, scan)
	for try := 0; err != nil && broken(err) && try < r.again; try++ {
		err = r.tryRow(ctx, text, args, scan)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, none)
	}
	return reachable(err)
}

func (r reader) tryRow(ctx context.Context, text string, args, scan []any) error {
	st, done, err := r.ask(ctx, text, true)
	if err != nil {
		return err
	}
	defer done()
	return st.QueryRowContext(ctx, args...).Scan(scan...)
}

// each asks for rows; take reads one. cached says that the text is one of a few.
func (r reader) each(ctx context.Context, cached bool, text string, args []any, take func(scan func(...any) error) error) error {
	if slices.ContainsFunc(args, unstorable) {
		return nil
	}
	rows, done, err := r.rows(ctx, cached, text, args)
	for try := 0; err != nil && broken(err) && try < r.again; try++ {
		rows, done, err = r.rows(ctx, cached, text, args)
	}
	if err != nil {
		return reachable(err)
	}
	defer done()
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return reachable(rows.Err())
}

// rows asks for rows; the function ends their statement after them.
func (r reader) rows(ctx context.Context, cached bool, text string, args []any) (*sql.Rows, func(), error) {
	st, done, err := r.ask(ctx, text, cached)
	if err != nil {
		return nil, nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		done()
		return nil, nil, err
	}
	return rows, done, nil
}

// do changes records and says how many.
func (t *Tx) do(ctx context.Context, text string, args ...any) (int64, error) {
	st, done, err := t.ask(ctx, text, true)
	if err != nil {
		return 0, err
	}
	defer done()
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// micros is how a time is stored: microseconds since 1970 UTC, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment is a stored time.
func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// flag is how a yes or no is stored.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
