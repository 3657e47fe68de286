package newsroom

import (
	"context"

	"dateline/staff"
	"dateline/store"
)

// Job is work that waits its turn, or a person.
type Job = store.Job

// mostDead is how many dead jobs are listed: more are of one cause.
const mostDead = 200

// DeadJobs is the work that has failed for good and waits for a person, the
// latest first.
func (n *Newsroom) DeadJobs(ctx context.Context, by *staff.Person) ([]Job, error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	return n.Store.DeadJobs(ctx, mostDead)
}

// CountDeadJobs is how much work waits for a person.
func (n *Newsroom) CountDeadJobs(ctx context.Context, by *staff.Person) (int, error) {
	if err := mayPublish(by); err != nil {
		return 0, err
	}
	return n.Store.CountDeadJobs(ctx)
}

// RetryJob has a dead job tried again, from its first attempt.
func (n *Newsroom) RetryJob(ctx context.Context, by *staff.Person, job string) error {
	if err := mayPublish(by); err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error { return tx.Retry(ctx, job, n.now()) })
}
