package store_test

import (
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/store"
)

// line is the way to a PostgreSQL, which can be cut.
type line struct {
	t        *testing.T
	from, to string // sockets

	mu    sync.Mutex
	ln    net.Listener // guarded by mu; nil while cut
	conns []net.Conn   // guarded by mu
}

// lay lays a line to a database and gives the address of its near end.
func lay(t *testing.T, dsn string) (*line, string) {
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	l := &line{t: t, from: filepath.Join(t.TempDir(), ".s.PGSQL.5432"), to: filepath.Join(q.Get("host"), ".s.PGSQL.5432")}
	q.Set("host", filepath.Dir(l.from))
	u.RawQuery = q.Encode()
	l.mend()
	t.Cleanup(l.cut)
	return l, u.String()
}

func (l *line) mend() {
	ln, err := net.Listen("unix", l.from)
	if err != nil {
		l.t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ln = ln
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", l.to)
			if err != nil {
				_ = near.Close()
				continue
			}
			l.mu.Lock()
			l.conns = append(l.conns, near, far)
			l.mu.Unlock()
			go func() { _, _ = io.Copy(near, far); _ = near.Close() }()
			go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
		}
	}()
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ln != nil {
		_ = l.ln.Close()
	}
	for _, c := range l.conns {
		_ = c.Close()
	}
	l.ln, l.conns = nil, nil
}

func TestADatabaseThatIsGoneIsAskedAgainLaterAndAnswersWhenItIsBack(t *testing.T) {
	l, dsn := lay(t, postgres.Database(t))
	s, err := store.Open(t.Context(), store.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save := func(slug edition.Slug) error {
		return s.InTx(t.Context(), func(tx *store.Tx) error {
			return tx.PutEdition(t.Context(), &edition.Edition{Slug: slug, Lang: "en", Name: string(slug), Zone: "UTC"})
		})
	}
	if err := save("en"); err != nil {
		t.Fatal(err)
	}
	l.cut()
	for range 3 {
		if _, err := s.Edition(t.Context(), "en"); !fault.Is(err, fault.Unavailable) {
			t.Errorf("reading: got %v, want unavailable", err)
		}
		if _, err := s.Editions(t.Context()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("listing: got %v, want unavailable", err)
		}
		if err := save("fr"); !fault.Is(err, fault.Unavailable) {
			t.Errorf("saving: got %v, want unavailable", err)
		}
	}
	l.mend()
	if e, err := s.Edition(t.Context(), "en"); err != nil || e.Name != "en" {
		t.Errorf("after its return: %+v, %v; want what was saved", e, err)
	}
	if err := save("fr"); err != nil {
		t.Errorf("saving after its return: %v", err)
	}
}

func TestADatabaseIsSharedByWhoServesItAndRestoredIntoByOneAlone(t *testing.T) {
	dsn := postgres.Database(t)
	var houses [2]*store.Store
	for i := range houses {
		var err error
		if houses[i], err = store.Open(t.Context(), store.Options{DSN: dsn}); err != nil {
			t.Fatal(err)
		}
		defer houses[i].Close()
	}
	hold := func(i int, alone bool) func() {
		t.Helper()
		free, err := houses[i].Hold(t.Context(), alone)
		if err != nil {
			t.Fatal(err)
		}
		return free
	}
	first, second := hold(0, false), hold(1, false)
	if _, err := houses[1].Hold(t.Context(), true); !fault.Is(err, fault.Conflict) {
		t.Errorf("alone while another serves: got %v, want a conflict", err)
	}
	first()
	second()
	alone := hold(1, true)
	if _, err := houses[0].Hold(t.Context(), false); !fault.Is(err, fault.Conflict) {
		t.Errorf("serving while one has it alone: got %v, want a conflict", err)
	}
	alone()
	hold(0, false)()
}

func TestWhoServesADatabaseHoldsItAgainAfterItWasGone(t *testing.T) {
	dsn := postgres.Database(t)
	l, through := lay(t, dsn)
	serving, err := store.Open(t.Context(), store.Options{DSN: through})
	if err != nil {
		t.Fatal(err)
	}
	defer serving.Close()
	restoring, err := store.Open(t.Context(), store.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	defer restoring.Close()
	free, err := serving.Hold(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	save := func() error {
		return serving.InTx(t.Context(), func(tx *store.Tx) error {
			return tx.PutEdition(t.Context(), &edition.Edition{Slug: "en", Lang: "en", Name: "en", Zone: "UTC"})
		})
	}
	l.cut()
	l.mend()
	if err := save(); err != nil { // at once, though every connection was lost
		t.Errorf("the first save after its return: %v", err)
	}
	if _, err := restoring.Hold(t.Context(), true); !fault.Is(err, fault.Conflict) {
		t.Errorf("alone while another serves again: got %v, want a conflict", err)
	}
	l.cut()
	var alone func()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) { // until the server has noticed
		if alone, err = restoring.Hold(t.Context(), true); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	l.mend()
	if err := save(); !fault.Is(err, fault.Conflict) {
		t.Errorf("writing while another has it alone: got %v, want a conflict", err)
	}
	alone()
	if err := save(); err != nil {
		t.Errorf("writing after that: %v", err)
	}
	free()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) { // until the server has noticed
		if alone, err = restoring.Hold(t.Context(), true); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("alone when nobody serves: %v", err)
	}
	alone()
}

func TestConnectionsThatEndedAreNoFaultToWhoAsksNext(t *testing.T) {
	l, dsn := lay(t, postgres.Database(t))
	s, err := store.Open(t.Context(), store.Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 5 {
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if _, err := s.Editions(t.Context()); err != nil {
					t.Errorf("listing: %v", err)
				}
				if _, err := s.Last(t.Context()); err != nil {
					t.Errorf("reading: %v", err)
				}
				if err := s.InTx(t.Context(), func(*store.Tx) error { return nil }); err != nil {
					t.Errorf("writing: %v", err)
				}
			})
		}
		all.Wait()
		l.cut()
		l.mend()
	}
}
