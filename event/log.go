package event

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

const (
	// Poll is how often a follower reads the log without a ring: how late a lost ring makes an event.
	Poll = 500 * time.Millisecond
	// Batch is the most events that are read and applied at once.
	Batch = 500
	// ReadTime is how long a read may take. After one that took longer the next may take twice as long, up to
	// maxReadTime, so that a slow database is followed slowly and one that hangs is asked again.
	ReadTime    = 2 * time.Second
	maxReadTime = time.Minute
	// firstWait is how long a follower waits after a failure; with each further one twice as long, up to LongestWait.
	firstWait = 50 * time.Millisecond
	// LongestWait is how late failures that have ended can make an event.
	LongestWait = time.Second
	// GapTime is how long a missing number is waited for. Numbers are given in commit order, so one that is still
	// missing then is damage, and later events must not wait behind it: one of them may be a withdrawal.
	GapTime = 10 * time.Second
)

// Log is the event log as its followers use it.
type Log struct {
	// Events gives the events after a number, in order, at most limit. It ends with ctx.
	Events func(ctx context.Context, after int64, limit int) ([]Event, error)
	Bell   Bell
	Logger *slog.Logger // says once that a follower fails, and once that it goes on
}

// Follow gives apply every event after a number, in order and in batches of
// at most Batch, until ctx ends. It never gives up and passes nothing over.
//
// A batch counts as applied when apply returns nil. One that fails, or panics,
// is applied again event by event, so that what precedes a poisonous event is
// applied; the event itself is tried until it succeeds. Only apply knows
// whether an event may be skipped, and returns nil to skip it.
//
// Who writes to a database saves the number of the last event in the same
// transaction, and starts from it: then each event takes effect exactly once.
// Who holds everything in memory holds the number there.
func (l Log) Follow(ctx context.Context, after int64, apply func(context.Context, []Event) error) {
	rings, stop := l.Bell.Listen()
	defer stop()
	f := &follower{Log: l, after: after, apply: apply, readTime: ReadTime}
	for ctx.Err() == nil {
		more, err := f.step(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			f.failed(ctx, err)
		case more:
			f.succeeded()
		default:
			f.succeeded()
			select {
			case <-ctx.Done():
			case <-rings:
			case <-time.After(Poll):
			}
		}
	}
}

// follower is one Follow under way.
type follower struct {
	Log
	after    int64 // the last event applied
	apply    func(context.Context, []Event) error
	readTime time.Duration
	wait     time.Duration // after the last failure; zero: the last step succeeded
	gap      time.Time     // since when the next number is missing; zero: it is not
}

// step reads and applies one batch. It tells whether more is waiting.
func (f *follower) step(ctx context.Context) (more bool, err error) {
	events, err := f.read(ctx)
	if err != nil {
		return false, err
	}
	ready, err := f.ready(events)
	if err != nil || len(ready) == 0 {
		return false, err
	}
	if err := f.applyAll(ctx, ready); err != nil {
		return false, err
	}
	return len(ready) < len(events) || len(events) == Batch, nil
}

func (f *follower) read(ctx context.Context) ([]Event, error) {
	timed, cancel := context.WithTimeout(ctx, f.readTime)
	defer cancel()
	events, err := f.Events(timed, f.after, Batch)
	switch {
	case err == nil:
		f.readTime = ReadTime
	case timed.Err() != nil:
		f.readTime = min(2*f.readTime, maxReadTime)
	}
	return events, err
}

// ready is the part of events that follows the last one applied without a
// missing number. A gap that stays for GapTime is logged and passed.
func (f *follower) ready(events []Event) ([]Event, error) {
	for len(events) > 0 && events[0].Number <= f.after {
		events = events[1:]
	}
	if len(events) == 0 {
		return nil, nil
	}
	first := events[0].Number
	switch {
	case first == f.after+1:
	case f.gap.IsZero():
		f.gap = time.Now()
		fallthrough
	case time.Since(f.gap) < GapTime:
		return nil, fmt.Errorf("events %d to %d are missing", f.after+1, first-1)
	default:
		f.Logger.Error("the event log is damaged: missing events are passed over", "first", f.after+1, "last", first-1)
	}
	f.gap = time.Time{}
	for i, e := range events {
		if e.Number != first+int64(i) {
			return events[:i], nil
		}
	}
	return events, nil
}

// applyAll applies a batch, or as much of it as can be applied.
func (f *follower) applyAll(ctx context.Context, events []Event) error {
	err := f.try(ctx, events)
	if err == nil || len(events) == 1 {
		return err
	}
	for i := range events {
		if err := f.try(ctx, events[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (f *follower) try(ctx context.Context, events []Event) (err error) {
	first, last := events[0].Number, events[len(events)-1].Number
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("applying events %d to %d: panic: %v", first, last, p)
		}
	}()
	if err := f.apply(ctx, events); err != nil {
		return fmt.Errorf("applying events %d to %d: %w", first, last, err)
	}
	f.after = last
	return nil
}

// failed waits after a failure. Rings do not shorten the wait: while nothing
// can be read or applied they would only add load.
func (f *follower) failed(ctx context.Context, err error) {
	if f.wait == 0 {
		f.Logger.Error("the event log cannot be followed; it is tried again", "after", f.after, "error", err)
	}
	f.wait = min(max(2*f.wait, firstWait), LongestWait)
	select {
	case <-ctx.Done():
	case <-time.After(f.wait):
	}
}

func (f *follower) succeeded() {
	if f.wait != 0 {
		f.Logger.Info("the event log is followed again", "after", f.after)
	}
	f.wait = 0
}
