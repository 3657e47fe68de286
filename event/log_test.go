package event_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dateline/event"
)

// wire is an event log whose reader can fail, hang, be slow or miss events.
type wire struct {
	bell event.LocalBell
	said bytes.Buffer // what the follower logs

	mu      sync.Mutex
	log     []event.Event // guarded by mu
	missing int64         // guarded by mu; a number that readers do not see yet; 0: none
	broken  error         // guarded by mu; what reading fails with
	slow    time.Duration // guarded by mu; how long a read takes, unless its context ends before
	reads   int           // guarded by mu
}

func (w *wire) read(ctx context.Context, after int64, limit int) ([]event.Event, error) {
	w.mu.Lock()
	w.reads++
	var part []event.Event
	for _, e := range w.log {
		if e.Number > after && e.Number != w.missing && len(part) < limit {
			part = append(part, e)
		}
	}
	slow, broken := w.slow, w.broken
	w.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(slow):
		return part, broken
	}
}

// happen commits events and rings.
func (w *wire) happen(n int) {
	w.mu.Lock()
	for range n {
		w.log = append(w.log, event.Event{Number: int64(len(w.log)) + 1, Kind: event.Published})
	}
	w.mu.Unlock()
	w.bell.Ring()
}

func (w *wire) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// deaf is a bell that nobody hears.
type deaf struct{}

func (deaf) Ring()                             {}
func (deaf) Listen() (<-chan struct{}, func()) { return nil, func() {} }

// reader applies events in memory.
type reader struct {
	mu      sync.Mutex
	got     []int64 // guarded by mu; numbers, in the order in which they were applied
	largest int     // guarded by mu; of the batches
	fail    func(event.Event) error
}

func (r *reader) apply(_ context.Context, events []event.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		for _, e := range events {
			if err := r.fail(e); err != nil {
				return err
			}
		}
	}
	for _, e := range events {
		r.got = append(r.got, e.Number)
	}
	r.largest = max(r.largest, len(events))
	return nil
}

// has fails the test unless exactly the events from first to last were applied, in order.
func (r *reader) has(t *testing.T, first, last int64) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if int64(len(r.got)) != last-first+1 {
		t.Fatalf("got %d events, want those from %d to %d", len(r.got), first, last)
	}
	for i, n := range r.got {
		if n != first+int64(i) {
			t.Fatalf("got event %d in place %d, want %d", n, i, first+int64(i))
		}
	}
}

// follow follows the log from a number until the test ends, or until stop.
func (w *wire) follow(t *testing.T, bell event.Bell, after int64, r *reader) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	log := event.Log{Events: w.read, Bell: bell, Logger: slog.New(slog.NewTextHandler(&w.said, nil))}
	go func() { defer close(ended); log.Follow(ctx, after, r.apply) }()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return stop
}

func TestARingBringsAnEventAtOnceAndAFollowerEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{}, &reader{}
		stop := w.follow(t, &w.bell, 0, r)
		synctest.Wait()
		began := time.Now()
		w.happen(1)
		synctest.Wait()
		r.has(t, 1, 1)
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no wait", took)
		}
		stop()
		w.happen(1)
		synctest.Wait()
		r.has(t, 1, 1)
	})
}

func TestADeadBellDelaysAnEventByOnePollAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{}, &reader{}
		w.follow(t, deaf{}, 0, r)
		for n := range int64(20) {
			time.Sleep(137 * time.Millisecond)
			w.happen(1)
			time.Sleep(event.Poll)
			synctest.Wait()
			r.has(t, 1, n+1)
		}
	})
}

func TestMoreEventsThanABatchAreAllAppliedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{}, &reader{}
		const all = 3*event.Batch + 7
		w.happen(all)
		began := time.Now()
		w.follow(t, deaf{}, 0, r)
		synctest.Wait()
		r.has(t, 1, all)
		if took := time.Since(began); took != 0 || r.largest > event.Batch {
			t.Errorf("took %v in batches of up to %d, want no wait and %d at most", took, r.largest, event.Batch)
		}
	})
}

func TestAFollowerThatStartsAgainGoesOnFromItsCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, first, second := &wire{}, &reader{}, &reader{}
		w.happen(700)
		stop := w.follow(t, &w.bell, 0, first)
		synctest.Wait()
		stop()
		first.has(t, 1, 700)
		w.happen(9)
		w.follow(t, &w.bell, first.got[len(first.got)-1], second)
		synctest.Wait()
		second.has(t, 701, 709)
	})
}

func TestAReadThatHangsIsEndedAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{slow: 1000 * time.Hour}, &reader{}
		w.happen(1)
		w.follow(t, &w.bell, 0, r)
		time.Sleep(event.ReadTime / 2)
		w.set(func() { w.slow = 0 }) // the next read will not hang
		time.Sleep(event.ReadTime)
		synctest.Wait()
		r.has(t, 1, 1)
	})
}

func TestADatabaseThatIsAlwaysSlowIsFollowedAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{slow: 5 * event.ReadTime}, &reader{}
		w.happen(2*event.Batch + 1)
		w.follow(t, &w.bell, 0, r)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		r.has(t, 1, 2*event.Batch+1)
	})
}

func TestALogThatCannotBeReadIsReadWithinASecondOfItsReturnAndSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{broken: errors.New("the database is gone")}, &reader{}
		w.follow(t, &w.bell, 0, r)
		time.Sleep(time.Hour)
		w.happen(3)
		w.set(func() { w.broken = nil })
		reads := w.reads
		time.Sleep(event.LongestWait)
		synctest.Wait()
		r.has(t, 1, 3)
		if reads > 3700 {
			t.Errorf("the dead database was asked %d times in an hour, want about one a second", reads)
		}
		if said := strings.Count(w.said.String(), "\n"); said != 2 {
			t.Errorf("got %d lines in the log, want one when it fails and one when it is well again:\n%s", said, w.said.String())
		}
	})
}

func TestAMissingNumberIsWaitedForSoThatNothingIsPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{missing: 3}, &reader{}
		w.happen(5)
		w.follow(t, &w.bell, 0, r)
		time.Sleep(event.GapTime / 2)
		synctest.Wait()
		r.has(t, 1, 2)
		w.set(func() { w.missing = 0 })
		time.Sleep(event.LongestWait)
		synctest.Wait()
		r.has(t, 1, 5)
	})
}

func TestADamagedLogDoesNotHideWhatCameAfterTheDamage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{missing: 1}, &reader{}
		w.happen(5)
		w.follow(t, &w.bell, 0, r)
		time.Sleep(event.GapTime + 2*event.LongestWait)
		synctest.Wait()
		r.has(t, 2, 5)
		if said := w.said.String(); !strings.Contains(said, "damaged") {
			t.Errorf("the log does not say that an event is lost:\n%s", said)
		}
	})
}

func TestAPoisonousEventHoldsBackNothingBeforeItAndIsNeverPassedOver(t *testing.T) {
	for name, poison := range map[string]func() error{
		"an error": func() error { return errors.New("unreadable") },
		"a panic":  func() error { panic("unreadable") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cured := false
				w, r := &wire{}, &reader{}
				r.fail = func(e event.Event) error {
					if e.Number == 250 && !cured {
						return poison()
					}
					return nil
				}
				w.happen(300)
				w.follow(t, &w.bell, 0, r)
				time.Sleep(time.Minute)
				synctest.Wait()
				r.has(t, 1, 249)
				if said := w.said.String(); !strings.Contains(said, "250") {
					t.Errorf("the log does not name the event:\n%s", said)
				}
				r.mu.Lock()
				cured = true
				r.mu.Unlock()
				time.Sleep(event.LongestWait)
				synctest.Wait()
				r.has(t, 1, 300)
			})
		})
	}
}

func TestAnEventThatIsReadTwiceIsAppliedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := &wire{}, &reader{}
		w.happen(10)
		log := event.Log{Bell: &w.bell, Logger: slog.New(slog.DiscardHandler),
			Events: func(ctx context.Context, after int64, limit int) ([]event.Event, error) {
				return w.read(ctx, max(0, after-2), limit) // a reader that gives more than it was asked for
			}}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); log.Follow(ctx, 0, r.apply) }()
		time.Sleep(3 * event.Poll)
		cancel()
		<-ended
		r.has(t, 1, 10)
	})
}

// Example keeps the cursor of a follower with what it writes.
func ExampleLog_Follow() {
	var cursor int64 // in a database: a row that is written in the transaction of the batch
	var bell event.LocalBell
	ctx, cancel := context.WithCancel(context.Background())
	log := event.Log{Bell: &bell, Logger: slog.New(slog.DiscardHandler),
		Events: func(context.Context, int64, int) ([]event.Event, error) {
			return []event.Event{{Number: 1, Kind: event.Published}, {Number: 2, Kind: event.Withdrawn}}, nil
		}}
	log.Follow(ctx, cursor, func(_ context.Context, events []event.Event) error {
		cursor = events[len(events)-1].Number
		cancel()
		return nil
	})
	fmt.Println(cursor)
	// Output: 2
}
