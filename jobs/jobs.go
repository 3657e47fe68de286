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

	// Lease is how long a job is its worker's unless it is renewed. After it the
	// job of a process that was killed is taken up by another.
	Lease = 30 * time.Second

	// Renewal is how long after the last time a lease is renewed, and how long
	// before its end a job stops whose lease could not be renewed.
	Renewal = 10 * time.Second

	// limit is how long one job may take.
	limit = 10 * time.Minute

	// answerTime is how long the records may take to answer the runner: half of
	// Renewal, so that a database that hangs holds no lease past its end.
	answerTime = Renewal / 2

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

// Runner takes jobs from the store and has them done. Those of several processes
// share the jobs of one store; their clocks agree to within a few seconds.
type Runner struct {
	Store *store.Store
	Bell  event.Bell
	Now   func() time.Time
	Log   *slog.Logger

	work map[string]Work
}

// Work does one job. Its context ends when the house shuts, when the job takes
// too long, and when it is not this process's any more.
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

// claimed is a job that is being done here.
type claimed struct {
	store.Job
	stop context.CancelCauseFunc
	lost bool  // it is another's by now, or may be
	err  error // set before it is sent as done
}

var (
	errLost = errors.New("the lease of the job could not be renewed")
	errEnds = errors.New("each time that it was tried, the program ended in the middle")
)

// Run has jobs done until ctx ends, and returns when the last worker has put
// down what it held. Records that cannot be read are tried again.
func (s *Runner) Run(ctx context.Context) error {
	rings, stop := s.Bell.Listen()
	defer stop()
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	done := make(chan *claimed, workers)
	held := map[string]*claimed{} // by kind
	failing := false
	for {
		s.renew(ctx, held)
		err := s.begin(ctx, held, done)
		if err != nil && ctx.Err() == nil && !failing {
			s.Log.Error("no job can be taken", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			for range held {
				s.settle(ctx, <-done)
			}
			return nil
		case j := <-done:
			delete(held, j.Kind)
			s.settle(ctx, j)
		case <-rings:
		case <-tick.C:
		}
	}
}

// renew renews the leases that are due for it. A job whose lease is lost, or
// about to be over, is stopped: nobody else begins it while it is done here.
func (s *Runner) renew(ctx context.Context, held map[string]*claimed) {
	asking, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	for _, j := range held {
		now := s.Now()
		if j.lost || now.Before(j.Lease.Add(Renewal-Lease)) {
			continue
		}
		err := s.Store.RenewJob(asking, &j.Job, now.Add(Lease))
		if fault.Is(err, fault.NotFound) || err != nil && !now.Before(j.Lease.Add(-Renewal)) {
			j.lost = true
			j.stop(errLost)
		}
	}
}

// begin gives jobs to workers until there is no job, or no worker, left.
func (s *Runner) begin(ctx context.Context, held map[string]*claimed, done chan<- *claimed) error {
	asking, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	for len(held) < workers {
		var free []string
		for kind := range s.work {
			if held[kind] == nil {
				free = append(free, kind)
			}
		}
		if len(free) == 0 {
			return nil
		}
		job, err := s.Store.Claim(asking, free, s.Now(), Lease)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		working, stop := context.WithCancelCause(ctx)
		j := &claimed{Job: *job, stop: stop}
		held[j.Kind] = j
		go func() {
			j.err = s.attempt(working, *job)
			done <- j
		}()
	}
	return nil
}

// settle writes down how a job went. What its failure means is said in the log
// here, and nowhere else.
func (s *Runner) settle(ctx context.Context, j *claimed) {
	j.stop(nil)
	about := s.Log.With("kind", j.Kind, "subject", j.Subject)
	// A house that shuts still puts down what it held.
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	var err error
	switch {
	case j.err == nil:
		err = s.Store.FinishJob(asking, &j.Job)
	case ctx.Err() != nil || j.lost: // it was not the job that failed, and that was no attempt
		about.Info("a job is put down and will be taken up again", "lost", j.lost)
		err = s.Store.PutBack(asking, &j.Job, s.Now())
	default:
		err = s.fail(asking, j)
	}
	if fault.Is(err, fault.NotFound) {
		about.Info("a job was taken over, or put in line anew, while it was done")
	} else if err != nil {
		about.Error("how a job went is not written down: it will be done again", "err", err)
	}
}

// attempt does the job once; a panic is a failure like any other.
func (s *Runner) attempt(ctx context.Context, j store.Job) (err error) {
	if j.Attempts > Attempts {
		return errEnds
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return s.work[j.Kind](ctx, j)
}

// fail says that a job has failed: whether it rests, or is dead and waits for a person.
func (s *Runner) fail(ctx context.Context, j *claimed) error {
	about := s.Log.With("kind", j.Kind, "subject", j.Subject, "attempt", j.Attempts, "err", j.err)
	if j.Attempts >= Attempts || hopeless(j.err) {
		about.Error("a job has failed for good and waits for a person")
		return s.Store.FailJob(ctx, &j.Job, j.err.Error(), s.Now(), true)
	}
	about.Warn("a job has failed")
	return s.Store.FailJob(ctx, &j.Job, j.err.Error(), s.Now().Add(Wait(j.Attempts)), false)
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
