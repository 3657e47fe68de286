package store

import (
	"context"
	"fmt"

	"dateline/event"
	"dateline/lang/msg"
)

// Events are the events after a number, in order, at most limit. Whoever goes
// on from the last number it was given misses none.
func (r reader) Events(ctx context.Context, after int64, limit int) ([]event.Event, error) {
	var all []event.Event
	err := r.each(ctx, true, `SELECT number, kind, edition, story, grp, subject, at FROM event WHERE number > $1 ORDER BY number LIMIT $2`,
		[]any{after, limit}, func(scan func(...any) error) error {
			var e event.Event
			var at int64
			err := scan(&e.Number, &e.Kind, &e.Edition, &e.Story, &e.Group, &e.Subject, &at)
			e.At = moment(at)
			all = append(all, e)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("events after %d: %w", after, err)
	}
	return all, nil
}

// Last is the number of the last event; 0 while there is none.
func (r reader) Last(ctx context.Context) (int64, error) {
	var n int64
	if err := r.row(ctx, msg.FaultInternal(), `SELECT number FROM head WHERE one = 1`, nil, &n); err != nil {
		return 0, fmt.Errorf("last event: %w", err)
	}
	return n, nil
}

// tables are all tables of records, each after those it refers to.
var tables = []string{"event", "edition", "person", "session", "link", "asset", "rendition", "story", "revision", "act", "pointer", "asset_public", "alert", "job", "working_copy", "browser_key", "audit", "claim", "device", "asset_words", "asset_proposal", "pin"}

// Counts are the rows of each table.
func (r reader) Counts(ctx context.Context) (map[string]int64, error) {
	counts := make(map[string]int64, len(tables))
	for _, table := range tables {
		var n int64
		if err := r.row(ctx, msg.FaultInternal(), `SELECT COUNT(*) FROM `+table, nil, &n); err != nil {
			return nil, fmt.Errorf("counting %s: %w", table, err)
		}
		counts[table] = n
	}
	return counts, nil
}
