// Package jobs does the work that waits its turn: jobs are rows that were
// recorded together with what made them necessary, so that none is lost when
// the program or the machine stops. A job is done at least once; whoever is
// given one must be able to do it again.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dateline/event"
	"dateline/fault"
	"dateline/store"
)

const (
	// workers is how many jobs are done at once. A kind is never worked on
	// twice at once, so that two pictures do not fill the machine: developing,
	// refining and remuxing have one each, and the end of an alert waits for none.
	workers = 4

	// Lease is how long a job is its worker's. After it the job of a program
	// that was killed is taken up again.
	Lease = 3 * time.Minute

	// limit is how long one job may take: it has ended before its lease has.
	limit = Lease - 20*time.Second

	// sweep is how late a job can be that became due by the clock, or whose ring was lost.
	sweep = time.Second

	// Attempts is how often a job is tried before it is laid aside for a person.
	Attempts = 8
)

// Wait is how long a job rests after its attempt has failed: 10 seconds, twice
// as long each time, an hour at most.
func Wait(attempt int) time.Duration {
	return min(time.Hour, 10*time.Second<<min(max(attempt-1, 0), 16))
}

// Runner takes jobs from the store and has them done.
type Runner struct {
	Store *store.Store
	Bell  event.Bell
	Now   func() time.Time
	Log   *slog.Logger

	work map[string]Work
}

// Work does one job. Its context ends when the house shuts or when the job
// takes too long.
type Work func(ctx context.Context, j store.Job) error

// About is work that needs no more than the id of what it is about.
func About(do func(ctx context.Context, subject string) error) Work {
	return func(ctx context.Context, j store.Job) error { return do(ctx, j.Subject) }
}

// Do names who does the jobs of a kind. It is called before Run.
func (s *Runner) Do(kind string, work Work) {
	if s.work == nil {
		s.work = map[string]Work{}
	}
	s.work[kind] = work
}

// Run has jobs done until ctx ends, and returns when the last worker has put
// down what it held. Records that cannot be read are tried again.
func (s *Runner) Run(ctx context.Context) error {
	rings, stop := s.Bell.Heard()
	defer stop()
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	done := make(chan string, workers)
	busy := map[string]bool{}
	failing := false
	for {
		err := s.begin(ctx, busy, done)
		if err != nil && ctx.Err() == nil && !failing {
			s.Log.Error("no job can be taken", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			for range busy {
				<-done
			}
			return nil
		case kind := <-done:
			delete(busy, kind)
		case <-rings:
		case <-tick.C:
		}
	}
}

// begin gives jobs to workers until there is no job, or no worker, left.
func (s *Runner) begin(ctx context.Context, busy map[string]bool, done chan<- string) error {
	for len(busy) < workers {
		var free []string
		for kind := range s.work {
			if !busy[kind] {
				free = append(free, kind)
			}
		}
		if len(free) == 0 {
			return nil
		}
		j, err := s.Store.Claim(ctx, free, s.Now(), Lease)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		busy[j.Kind] = true
		go func() {
			defer func() { done <- j.Kind }()
			s.do(ctx, j)
		}()
	}
	return nil
}

// do has one job done and writes down how it went. What a job's failure means
// is said in the log here, and nowhere else.
func (s *Runner) do(ctx context.Context, j *store.Job) {
	err := s.attempt(ctx, j)
	// A house that shuts still puts down what it held.
	put, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err == nil {
		if err := s.Store.FinishJob(put, j.ID); err != nil {
			s.Log.Error("a job was done and will be done again", "kind", j.Kind, "subject", j.Subject, "err", err)
		}
		return
	}
	if ctx.Err() != nil { // it was not the job that failed, and that was no attempt
		s.Log.Info("a job is put down and will be taken up again", "kind", j.Kind, "subject", j.Subject)
		err = s.Store.PutBack(put, j.ID, s.Now())
	} else {
		err = s.fail(put, j, err)
	}
	if err != nil && !fault.Is(err, fault.NotFound) { // not found: it was put in line anew meanwhile
		s.Log.Error("a failed job stays with its lease", "kind", j.Kind, "subject", j.Subject, "err", err)
	}
}

// attempt does the job once; a panic is a failure like any other.
func (s *Runner) attempt(ctx context.Context, j *store.Job) (err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return s.work[j.Kind](ctx, *j)
}

// fail says that a job has failed: whether it rests, or is dead and waits for a person.
func (s *Runner) fail(ctx context.Context, j *store.Job, failure error) error {
	if j.Attempts >= Attempts || hopeless(failure) {
		s.Log.Error("a job has failed for good and waits for a person", "kind", j.Kind, "subject", j.Subject, "attempt", j.Attempts, "err", failure)
		return s.Store.FailJob(ctx, j.ID, failure.Error(), s.Now(), true)
	}
	s.Log.Warn("a job has failed", "kind", j.Kind, "subject", j.Subject, "attempt", j.Attempts, "err", failure)
	return s.Store.FailJob(ctx, j.ID, failure.Error(), s.Now().Add(Wait(j.Attempts)), false)
}

// hopeless tells whether trying again can change nothing: what the job is
// about is not there, or is not what it should be.
func hopeless(err error) bool {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return false
	}
	switch f.Kind {
	case fault.Invalid, fault.NotFound, fault.Gone, fault.TooLarge, fault.Unsupported:
		return true
	case fault.Internal, fault.Unauthorized, fault.Forbidden, fault.Conflict, fault.TooMany, fault.Unavailable:
	}
	return false
}
