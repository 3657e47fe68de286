package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
)

// PendingJobs are the jobs about assets that wait, are being done, or have failed
// for good; of an asset with several, a failed one.
func (r reader) PendingJobs(ctx context.Context, ids []string) (map[media.ID]media.PendingJob, error) {
	undone := map[media.ID]media.PendingJob{}
	for some := range slices.Chunk(ids, mostAsked) {
		w := where{text: `SELECT subject, dead, failure FROM job WHERE dead > -1`}
		keep := in(&w, "subject", some)
		err := r.each(ctx, keep, w.text+" ORDER BY dead, id", w.args, func(scan func(...any) error) error {
			var of media.ID
			var u media.PendingJob
			err := scan(&of, &u.Dead, &u.Failure)
			undone[of] = u
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("jobs about assets: %w", err)
		}
	}
	return undone, nil
}

// DropDead takes the jobs about an asset that have failed for good out of the line.
func (t *Tx) DropDead(ctx context.Context, of media.ID) error {
	if _, err := t.do(ctx, `DELETE FROM job WHERE dead = 1 AND subject = $1`, of); err != nil {
		return fmt.Errorf("failed jobs about asset %s: %w", of, err)
	}
	return nil
}

// Turn is when a person's next job of a kind is due, so that people take
// turns: behind as many jobs of others as the person has waiting, and never
// later than now.
func (t *Tx) Turn(ctx context.Context, kind string, of staff.ID, now time.Time) (time.Time, error) {
	var due int64
	err := t.row(ctx, msg.FaultInternal(), `SELECT COALESCE((SELECT due FROM job WHERE dead = 0 AND kind = $1 AND due < $2 ORDER BY due, id LIMIT 1
		OFFSET (SELECT COUNT(*) FROM job j JOIN asset a ON a.id = j.subject WHERE j.dead = 0 AND j.kind = $3 AND a.person = $4)), $5)`,
		[]any{kind, micros(now), kind, of, micros(now)}, &due)
	if err != nil {
		return time.Time{}, fmt.Errorf("turn of a job %s: %w", kind, err)
	}
	return moment(due), nil
}
