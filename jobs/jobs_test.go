package jobs_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/jobs"
	"dateline/lang/msg"
	"dateline/store"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// desk is a runner on real records, with a clock that stands until it is moved.
type desk struct {
	*jobs.Runner
	t    *testing.T
	bell event.LocalBell
	file string // of the records

	mu  sync.Mutex
	now time.Time // guarded by mu
}

func open(t *testing.T) *desk { return beside(t, filepath.Join(t.TempDir(), "dateline.db")) }

// beside is a runner on the records of others, as in a process of its own.
func beside(t *testing.T, file string) *desk {
	d := &desk{t: t, file: file, now: noon}
	s, err := store.Open(t.Context(), store.Options{DSN: file, Now: d.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d.Runner = &jobs.Runner{Store: s, Bell: &d.bell, Now: d.clock, Log: slog.New(slog.DiscardHandler)}
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// wait lets time pass for the runner and wakes it.
func (d *desk) wait(by time.Duration) {
	d.mu.Lock()
	d.now = d.now.Add(by)
	d.mu.Unlock()
	d.bell.Ring()
}

func (d *desk) put(kind, subject string, due time.Time) {
	d.t.Helper()
	err := d.Store.InTx(d.t.Context(), func(tx *store.Tx) error {
		return tx.PutJob(d.t.Context(), store.Job{ID: id.New(), Kind: kind, Subject: subject, Due: due})
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.bell.Ring()
}

// run begins the runner; the function it gives ends it and waits.
func (d *desk) run() (stop func()) {
	ctx, cancel := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	return func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				d.t.Error(err)
			}
		case <-time.After(10 * time.Second):
			d.t.Error("the runner does not end")
		}
	}
}

// left is how many jobs are in line or laid aside, once that is want; or whatever it is in the end.
func (d *desk) left(want int64) int64 {
	d.t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		counts, err := d.Store.Counts(d.t.Context())
		if err != nil {
			d.t.Fatal(err)
		}
		if counts["job"] == want || time.Now().After(end) {
			return counts["job"]
		}
	}
}

// again waits for the next attempt, letting the rest pass until it comes: how
// soon a failure is written down is the disk's affair.
func (d *desk) again(tried <-chan string, rest time.Duration) {
	d.t.Helper()
	for range 20 {
		d.wait(rest)
		select {
		case <-tried:
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
	d.t.Fatal("it was not tried again")
}

func next(t *testing.T, c <-chan string) string {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was done for 10 s")
		return ""
	}
}

func none(t *testing.T, c <-chan string, why string) {
	t.Helper()
	select {
	case v := <-c:
		t.Fatalf("%v was done %s", v, why)
	case <-time.After(50 * time.Millisecond):
	}
}

func TestAnAlertEndsWhenItsTimeHasComeAndNotBefore(t *testing.T) {
	d := open(t)
	ended := make(chan string, 4)
	d.Do("alert-end", func(_ context.Context, j store.Job) error { ended <- j.Subject; return nil })
	defer d.run()()
	d.put("alert-end", "flood", noon.Add(time.Hour))
	none(t, ended, "an hour early")
	d.wait(time.Hour)
	if got := next(t, ended); got != "flood" {
		t.Errorf("got the end of %q, want flood", got)
	}
	if got := d.left(0); got != 0 {
		t.Errorf("%d jobs are left, want none", got)
	}
}

func TestAJobIsDoneThoughItsRingWasLost(t *testing.T) {
	d := open(t)
	done := make(chan string, 1)
	d.Do("develop", func(_ context.Context, j store.Job) error { done <- j.Subject; return nil })
	defer d.run()()

	err := d.Store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.PutJob(t.Context(), store.Job{ID: id.New(), Kind: "develop", Subject: "dam", Due: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := next(t, done); got != "dam" {
		t.Errorf("got %q, want dam", got)
	}
}

func TestAFailedJobRestsAndIsLaidAsideInTheEnd(t *testing.T) {
	d := open(t)
	tried := make(chan string, 1)
	d.Do("develop", func(_ context.Context, j store.Job) error { tried <- j.Subject; return errors.New("no ffmpeg today") })
	d.put("develop", "dam", noon)
	defer d.run()()
	next(t, tried)
	for attempt := 1; attempt < jobs.Attempts; attempt++ {
		none(t, tried, "before its rest was over")
		d.again(tried, jobs.Wait(attempt))
	}
	none(t, tried, "at once after its last attempt")
	d.wait(24 * time.Hour)
	none(t, tried, "after it was laid aside")
	if got := d.left(1); got != 1 {
		t.Errorf("%d jobs laid aside, want 1: a person must be able to see it", got)
	}
}

func TestRestsGrowToAnHour(t *testing.T) {
	for attempt, want := range map[int]time.Duration{0: 10 * time.Second, 1: 10 * time.Second, 2: 20 * time.Second,
		5: 160 * time.Second, 8: 1280 * time.Second, 10: time.Hour, 1000: time.Hour} {
		if got := jobs.Wait(attempt); got != want {
			t.Errorf("after attempt %d: got %v, want %v", attempt, got, want)
		}
	}
}

func TestTheJobOfAKilledProgramIsTakenUpAfterItsLease(t *testing.T) {
	d := open(t)
	done := make(chan string, 1)
	d.Do("develop", func(_ context.Context, j store.Job) error { done <- j.Subject; return nil })
	d.put("develop", "dam", noon)
	if _, err := d.Store.Claim(t.Context(), []string{"develop"}, noon, jobs.Lease); err != nil { // and is killed
		t.Fatal(err)
	}
	defer d.run()()
	none(t, done, "while its lease ran")
	d.wait(jobs.Lease)
	if got := next(t, done); got != "dam" {
		t.Errorf("got %q, want dam", got)
	}
}

func TestPicturesAreMadeOneAtATimeAndAnAlertDoesNotWaitForThem(t *testing.T) {
	d := open(t)
	begun, goOn, ended := make(chan string, 4), make(chan bool), make(chan string, 1)
	d.Do("develop", func(_ context.Context, j store.Job) error { begun <- j.Subject; <-goOn; return nil })
	d.Do("alert-end", func(_ context.Context, j store.Job) error { ended <- j.Subject; return nil })
	d.put("develop", "dam", noon.Add(-time.Minute))
	d.put("develop", "ferry", noon)
	defer d.run()()
	if got := next(t, begun); got != "dam" {
		t.Errorf("first was %q, want dam, which is due longest", got)
	}
	none(t, begun, "beside the first picture")
	d.put("alert-end", "flood", noon)
	if got := next(t, ended); got != "flood" {
		t.Errorf("got %q, want flood", got)
	}
	goOn <- true
	if got := next(t, begun); got != "ferry" {
		t.Errorf("second was %q, want ferry", got)
	}
	goOn <- true
}

func TestWhatAShuttingHouseLeftHalfDoneIsDoneAtTheNextStart(t *testing.T) {
	d := open(t)
	begun := make(chan string, 1)
	d.Do("develop", func(ctx context.Context, j store.Job) error { begun <- j.Subject; <-ctx.Done(); return ctx.Err() })
	d.put("develop", "dam", noon)
	stop := d.run()
	next(t, begun)
	stop()
	j, err := d.Store.Claim(t.Context(), []string{"develop"}, noon, jobs.Lease)
	if err != nil || j.Subject != "dam" || j.Attempts != 1 || j.Failure != "" {
		t.Errorf("got %+v, %v; want the job, due at once, without a lease, as if it had not been tried", j, err)
	}
}

func TestAJobThatCannotSucceedIsNotTriedAgainAndAPanicIsAFailure(t *testing.T) {
	d := open(t)
	hopeless, slips := make(chan string, 4), make(chan string, 4)
	d.Do("develop", func(_ context.Context, j store.Job) error {
		hopeless <- j.Subject
		return fault.New(fault.NotFound, msg.FaultAssetUnknown(j.Subject))
	})
	d.Do("alert-end", func(_ context.Context, j store.Job) error { slips <- j.Subject; panic("a slip") })
	defer d.run()()
	d.put("develop", "nothing", noon)
	next(t, hopeless)
	d.put("alert-end", "flood", noon)
	next(t, slips)
	d.again(slips, time.Hour)
	none(t, hopeless, "though there is nothing to do it with")
}

func TestAHouseThatIsShutTwentyTimesLaysNoJobAside(t *testing.T) {
	d := open(t)
	begun := make(chan string, 1)
	d.Do("develop", func(ctx context.Context, j store.Job) error { begun <- j.Subject; <-ctx.Done(); return ctx.Err() })
	d.put("develop", "dam", noon)
	for range 20 {
		stop := d.run()
		next(t, begun)
		stop()
	}
	if dead, err := d.Store.DeadJobs(t.Context(), 9); err != nil || len(dead) != 0 {
		t.Errorf("laid aside: %v, %v; want none", dead, err)
	}
}

func TestADeadJobIsSaidOnceAndCanBeTriedAgainWithAllItNeeds(t *testing.T) {
	d := open(t)
	var log bytes.Buffer
	d.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	tried := make(chan store.Job, 1)
	d.Do("mail", func(_ context.Context, j store.Job) error {
		tried <- j
		return fault.New(fault.NotFound, msg.FaultAssetUnknown(j.Subject))
	})
	err := d.Store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.PutJob(t.Context(), store.Job{ID: id.New(), Kind: "mail", Subject: "dam", Payload: `{"to":"all"}`, Due: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	stop := d.run()
	<-tried
	var dead []store.Job
	for end := time.Now().Add(10 * time.Second); len(dead) == 0 && time.Now().Before(end); {
		if dead, err = d.Store.DeadJobs(t.Context(), 9); err != nil {
			t.Fatal(err)
		}
	}
	if len(dead) != 1 || dead[0].Subject != "dam" || dead[0].Attempts != 1 || dead[0].Failure == "" || !dead[0].Due.Equal(noon) {
		t.Fatalf("dead: %+v; want the dam's, since noon", dead)
	}
	err = d.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.Retry(t.Context(), dead[0].ID, noon) })
	if err != nil {
		t.Fatal(err)
	}
	d.bell.Ring()
	if j := <-tried; j.Payload != `{"to":"all"}` || j.Attempts != 1 {
		t.Errorf("tried again: %+v, want it with what it needs, for the first time", j)
	}
	stop()
	if n := strings.Count(log.String(), "for good"); n != 2 {
		t.Errorf("said %d times, want once for each time that it died:\n%s", n, log.String())
	}
}

// sql asks the records past the store.
func (d *desk) sql(statement string, into ...any) {
	d.t.Helper()
	db, err := sql.Open("sqlite", "file:"+d.file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	if len(into) == 0 {
		_, err = db.Exec(statement)
	} else {
		err = db.QueryRow(statement).Scan(into...)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// leased waits until the one job has a lease until at least a time.
func (d *desk) leased(until time.Time) {
	d.t.Helper()
	var got int64
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if d.sql("SELECT lease FROM job", &got); got >= until.UnixMicro() {
			return
		}
	}
	d.t.Fatalf("the lease is until %v, want %v", time.UnixMicro(got).UTC(), until)
}

func TestAJobThatTakesLongIsDoneOnceHoweverLong(t *testing.T) {
	first := open(t)
	second := beside(t, first.file)
	begun, goOn, twice := make(chan string, 1), make(chan bool), make(chan string, 1)
	first.Do("remux", func(ctx context.Context, j store.Job) error {
		begun <- j.Subject
		<-goOn
		return ctx.Err() // it was never stopped
	})
	second.Do("remux", func(_ context.Context, j store.Job) error { twice <- j.Subject; return nil })
	first.put("remux", "film", noon)
	defer first.run()()
	next(t, begun)
	defer second.run()()
	for range 20 { // more than three minutes
		for _, d := range []*desk{first, second} {
			d.wait(jobs.Renewal)
		}
		first.leased(first.clock().Add(jobs.Lease))
	}
	none(t, twice, "by another while it was done")
	goOn <- true
	if got := first.left(0); got != 0 {
		t.Errorf("%d jobs are left, want none: its renewed lease is still the worker's", got)
	}
	none(t, twice, "again after it was done")
}

func TestWhoSleptPastTheLeaseStopsAndChangesNothingOfTheOnesWhoTookTheJobOver(t *testing.T) {
	first := open(t)
	second := beside(t, first.file)
	begun, stopped, over, goOn := make(chan string, 1), make(chan string, 1), make(chan string, 1), make(chan bool)
	first.Do("remux", func(ctx context.Context, j store.Job) error {
		begun <- j.Subject
		<-ctx.Done()
		stopped <- j.Subject
		return nil // what it has done is done all the same, and the job is no longer its to end
	})
	second.Do("remux", func(_ context.Context, j store.Job) error { over <- j.Subject; <-goOn; return nil })
	first.put("remux", "film", noon)
	defer first.run()()
	next(t, begun)
	defer second.run()()
	second.wait(jobs.Lease) // the first one's machine sleeps meanwhile
	next(t, over)
	none(t, stopped, "before it could know")
	first.wait(jobs.Lease)
	next(t, stopped)
	if got := first.left(1); got != 1 {
		t.Errorf("%d jobs, want the one that the second is doing", got)
	}
	goOn <- true
	if got := first.left(0); got != 0 {
		t.Errorf("%d jobs are left, want none", got)
	}
}

func TestAJobStopsBeforeTheEndOfALeaseThatCannotBeRenewed(t *testing.T) {
	d := open(t)
	begun, stopped := make(chan string, 1), make(chan string, 1)
	d.Do("remux", func(ctx context.Context, j store.Job) error {
		begun <- j.Subject
		<-ctx.Done()
		stopped <- j.Subject
		return ctx.Err()
	})
	d.put("remux", "film", noon)
	defer d.run()()
	next(t, begun)
	d.sql("ALTER TABLE job RENAME TO gone")
	d.wait(jobs.Renewal)
	none(t, stopped, "while its lease had long to run")
	d.wait(jobs.Lease - 2*jobs.Renewal)
	next(t, stopped)
	d.sql("ALTER TABLE gone RENAME TO job")
	d.wait(2 * jobs.Renewal)
	next(t, begun) // taken up again
}

func TestAJobThatEndsItsProgramEachTimeIsLaidAside(t *testing.T) {
	d := open(t)
	tried := make(chan string, 1)
	d.Do("develop", func(_ context.Context, j store.Job) error { tried <- j.Subject; return nil })
	d.put("develop", "bomb", noon)
	for n := range jobs.Attempts {
		if _, err := d.Store.Claim(t.Context(), []string{"develop"}, noon.Add(time.Duration(n)*jobs.Lease), jobs.Lease); err != nil { // and is killed
			t.Fatal(err)
		}
	}
	defer d.run()()
	d.wait(jobs.Attempts * jobs.Lease)
	var dead []store.Job
	for end := time.Now().Add(10 * time.Second); len(dead) == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		var err error
		if dead, err = d.Store.DeadJobs(t.Context(), 9); err != nil {
			t.Fatal(err)
		}
	}
	if len(dead) != 1 || dead[0].Subject != "bomb" || dead[0].Failure == "" {
		t.Errorf("dead: %+v, want the bomb with a reason", dead)
	}
	none(t, tried, "a ninth time")
}
