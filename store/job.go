package store

import (
	"context"
	"fmt"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
)

// Job is work that waits its turn.
type Job struct {
	ID       string
	Kind     string
	Subject  string    // what it is about: an id
	Payload  string    // JSON: what the work needs beside its subject; empty: nothing
	Due      time.Time // of a dead one: when it was laid aside
	Attempts int       // how often it was begun, this time included
	Failure  string    // error of the last attempt
	Lease    time.Time // until when it is its claimer's; names the claim; zero: nobody's
}

// PutJob puts a job in line. The same kind for the same subject waits once:
// put again, it waits under the new id with the new time, and who works on the
// earlier one finishes that without ending this.
func (t *Tx) PutJob(ctx context.Context, j Job) error {
	_, err := t.do(ctx, `INSERT INTO job (id, kind, subject, payload, due, lease, attempts, failure, dead) VALUES ($1, $2, $3, $4, $5, 0, 0, '', 0)
		ON CONFLICT (kind, subject) WHERE dead = 0 DO UPDATE SET id = excluded.id, payload = excluded.payload, due = excluded.due, lease = 0, attempts = 0, failure = ''`,
		j.ID, j.Kind, j.Subject, j.Payload, micros(j.Due))
	if err != nil {
		return fmt.Errorf("job %s for %s: %w", j.Kind, j.Subject, err)
	}
	return nil
}

// Claim takes the job of one of the kinds that has been due longest and that
// nobody holds; it is the caller's until the lease is over, or is renewed. None
// is a NotFound fault.
func (s *Store) Claim(ctx context.Context, kinds []string, now time.Time, lease time.Duration) (*Job, error) {
	w := where{}
	until := w.arg(micros(now.Add(lease)))
	w.text = `UPDATE job SET attempts = attempts + 1, lease = ` + until +
		` WHERE id = (SELECT id FROM job WHERE dead = 0 AND due <= ` + w.arg(micros(now)) + ` AND lease <= ` + w.arg(micros(now))
	in(&w, "kind", kinds)
	w.text += ` ORDER BY due, id LIMIT 1` + s.dialect.skip + `) RETURNING id, kind, subject, payload, due, attempts, failure`
	var j Job
	var due int64
	err := reader{ask: s.write.ask}.row(ctx, msg.FaultNotFound(), w.text, w.args, &j.ID, &j.Kind, &j.Subject, &j.Payload, &due, &j.Attempts, &j.Failure)
	if err != nil {
		return nil, fmt.Errorf("claiming a job: %w", err)
	}
	j.Due, j.Lease = moment(due), moment(micros(now.Add(lease)))
	return &j, nil
}

// A job is its claimer's while its lease is the one of the claim. Each claim and
// renewal has a later one, so that who has lost a job to another process, or to
// one that was put in line anew, changes nothing of theirs.

// RenewJob makes a claimed job the caller's for longer. One that is the caller's
// no more is a NotFound fault.
func (s *Store) RenewJob(ctx context.Context, j *Job, lease time.Time) error {
	err := s.changeJob(ctx, "renewing", `UPDATE job SET lease = $1 WHERE id = $2 AND lease = $3`, micros(lease), j.ID, micros(j.Lease))
	if err == nil {
		j.Lease = moment(micros(lease))
	}
	return err
}

// FinishJob takes a job that is done out of the line. One that is the caller's
// no more is a NotFound fault.
func (s *Store) FinishJob(ctx context.Context, j *Job) error {
	return s.changeJob(ctx, "finishing", `DELETE FROM job WHERE id = $1 AND lease = $2`, j.ID, micros(j.Lease))
}

// FailJob puts a job that has failed back until due, or lays it aside for a
// person when it is dead. One that is the caller's no more is a NotFound fault.
func (s *Store) FailJob(ctx context.Context, j *Job, failure string, due time.Time, dead bool) error {
	return s.changeJob(ctx, "failing", `UPDATE job SET lease = 0, failure = $1, due = $2, dead = $3 WHERE id = $4 AND lease = $5`,
		storable(failure), micros(due), flag(dead), j.ID, micros(j.Lease))
}

// PutBack gives a job back that was begun and could not be tried: that was no
// attempt. One that is the caller's no more is a NotFound fault.
func (s *Store) PutBack(ctx context.Context, j *Job, due time.Time) error {
	return s.changeJob(ctx, "putting back", `UPDATE job SET lease = 0, due = $1, attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END
		WHERE id = $2 AND lease = $3`, micros(due), j.ID, micros(j.Lease))
}

func (s *Store) changeJob(ctx context.Context, doing, text string, args ...any) error {
	return s.InTx(ctx, func(tx *Tx) error {
		n, err := tx.do(ctx, text, args...)
		if err := found(n, err, fault.New(fault.NotFound, msg.FaultNotFound())); err != nil {
			return fmt.Errorf("%s a job: %w", doing, err)
		}
		return nil
	})
}

// DeadJobs are the jobs that have failed for good and wait for a person, the
// latest first, at most limit.
func (r reader) DeadJobs(ctx context.Context, limit int) ([]Job, error) {
	var all []Job
	err := r.each(ctx, true, `SELECT id, kind, subject, payload, due, attempts, failure FROM job WHERE dead = 1 ORDER BY due DESC, id LIMIT $1`,
		[]any{limit}, func(scan func(...any) error) error {
			var j Job
			var due int64
			err := scan(&j.ID, &j.Kind, &j.Subject, &j.Payload, &due, &j.Attempts, &j.Failure)
			j.Due = moment(due)
			all = append(all, j)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("dead jobs: %w", err)
	}
	return all, nil
}

// CountDeadJobs is how many jobs wait for a person.
func (r reader) CountDeadJobs(ctx context.Context) (int, error) {
	var n int
	if err := r.row(ctx, msg.FaultInternal(), `SELECT COUNT(*) FROM job WHERE dead = 1`, nil, &n); err != nil {
		return 0, fmt.Errorf("dead jobs: %w", err)
	}
	return n, nil
}

// Retry puts a dead job in line again, as if it had never been tried. Where the
// same work waits already, that is enough.
func (t *Tx) Retry(ctx context.Context, id string, due time.Time) error {
	if _, err := t.do(ctx, `DELETE FROM job WHERE id = $1 AND dead = 1 AND EXISTS
		(SELECT 1 FROM job live WHERE live.dead = 0 AND live.kind = job.kind AND live.subject = job.subject)`, id); err != nil {
		return fmt.Errorf("trying job %s again: %w", id, err)
	}
	if _, err := t.do(ctx, `UPDATE job SET dead = 0, attempts = 0, lease = 0, due = $1, failure = '' WHERE id = $2 AND dead = 1`, micros(due), id); err != nil {
		return fmt.Errorf("trying job %s again: %w", id, err)
	}
	return nil
}
