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
	Subject  string // what it is about: an id
	Due      time.Time
	Attempts int    // how often it was begun, this time included
	Failure  string // what the last attempt said
}

// PutJob puts a job in line. The same kind for the same subject waits once:
// put again, it waits under the new id with the new time, and who works on the
// earlier one finishes that without ending this.
func (t *Tx) PutJob(ctx context.Context, j Job) error {
	_, err := t.do(ctx, `INSERT INTO job (id, kind, subject, due, lease, attempts, failure, dead) VALUES ($1, $2, $3, $4, 0, 0, '', 0)
		ON CONFLICT (kind, subject) WHERE dead = 0 DO UPDATE SET id = excluded.id, due = excluded.due, lease = 0, attempts = 0, failure = ''`,
		j.ID, j.Kind, j.Subject, micros(j.Due))
	if err != nil {
		return fmt.Errorf("job %s for %s: %w", j.Kind, j.Subject, err)
	}
	return nil
}

// Claim takes the job of one of the kinds that has been due longest and that
// nobody holds; it is the caller's until the lease is over. None is a NotFound fault.
func (s *Store) Claim(ctx context.Context, kinds []string, now time.Time, lease time.Duration) (*Job, error) {
	w := where{}
	until := w.arg(micros(now.Add(lease)))
	w.text = `UPDATE job SET attempts = attempts + 1, lease = ` + until +
		` WHERE id = (SELECT id FROM job WHERE dead = 0 AND due <= ` + w.arg(micros(now)) + ` AND lease <= ` + w.arg(micros(now))
	in(&w, "kind", kinds)
	w.text += ` ORDER BY due, id LIMIT 1` + s.dialect.skip + `) RETURNING id, kind, subject, due, attempts, failure`
	var j Job
	var due int64
	err := reader{ask: s.write.ask}.row(ctx, msg.FaultNotFound(), w.text, w.args, &j.ID, &j.Kind, &j.Subject, &due, &j.Attempts, &j.Failure)
	if err != nil {
		return nil, fmt.Errorf("claiming a job: %w", err)
	}
	j.Due = moment(due)
	return &j, nil
}

// FinishJob takes a job that is done out of the line.
func (s *Store) FinishJob(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.do(ctx, `DELETE FROM job WHERE id = $1`, id); err != nil {
			return fmt.Errorf("finishing job %s: %w", id, err)
		}
		return nil
	})
}

// FailJob puts a job that has failed back until due, or lays it aside for a person when it is dead.
func (s *Store) FailJob(ctx context.Context, id, failure string, due time.Time, dead bool) error {
	return s.InTx(ctx, func(tx *Tx) error {
		n, err := tx.do(ctx, `UPDATE job SET lease = 0, failure = $1, due = $2, dead = $3 WHERE id = $4`, keepable(failure), micros(due), flag(dead), id)
		if err := found(n, err, fault.New(fault.NotFound, msg.FaultNotFound())); err != nil {
			return fmt.Errorf("failing job %s: %w", id, err)
		}
		return nil
	})
}
