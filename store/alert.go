package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

const alertColumns = `id, level, texts, story, at, ends, person, key, waits, lasts, second`

// Alert is the alert with the id.
func (r reader) Alert(ctx context.Context, id string) (*story.Alert, error) {
	one, err := r.alerts(ctx, `SELECT `+alertColumns+` FROM alert WHERE id = $1`, id)
	if err == nil && len(one) == 0 {
		err = fmt.Errorf("alert %s: %w", id, fault.New(fault.NotFound, msg.FaultNotFound()))
	}
	if err != nil {
		return nil, err
	}
	return &one[0], nil
}

// AlertByKey is the alert that a person has sent with an idempotency key.
func (r reader) AlertByKey(ctx context.Context, by staff.ID, key string) (*story.Alert, error) {
	one, err := r.alerts(ctx, `SELECT `+alertColumns+` FROM alert WHERE person = $1 AND key = $2 AND key <> ''`, by, key)
	if err == nil && len(one) == 0 {
		err = fault.New(fault.NotFound, msg.FaultNotFound())
	}
	if err != nil {
		return nil, err
	}
	return &one[0], nil
}

// Alerts are the alerts that are live at the time, newest first.
func (r reader) Alerts(ctx context.Context, now time.Time) ([]story.Alert, error) {
	return r.alerts(ctx, `SELECT `+alertColumns+` FROM alert WHERE ends > $1 AND at <= $2 ORDER BY at DESC, id`, micros(now), micros(now))
}

// PendingAlerts are those that wait for a second person at the time, the oldest first.
func (r reader) PendingAlerts(ctx context.Context, now time.Time) ([]story.Alert, error) {
	return r.alerts(ctx, `SELECT `+alertColumns+` FROM alert WHERE ends > $1 AND waits > $2 AND second = '' ORDER BY at, id`,
		micros(now.Add(-story.ConfirmTime)), micros(now)) // one that waits ends as it begins
}

// AllAlerts are the newest alerts, those that are over included.
func (r reader) AllAlerts(ctx context.Context, limit int) ([]story.Alert, error) {
	return r.alerts(ctx, `SELECT `+alertColumns+` FROM alert ORDER BY at DESC, id LIMIT $1`, limit)
}

func (r reader) alerts(ctx context.Context, text string, args ...any) ([]story.Alert, error) {
	var all []story.Alert
	err := r.eachAlert(ctx, text, args, func(a story.Alert) error {
		all = append(all, a)
		return nil
	})
	return all, err
}

func (r reader) eachAlert(ctx context.Context, text string, args []any, yield func(story.Alert) error) error {
	err := r.each(ctx, true, text, args, func(scan func(...any) error) error {
		var a story.Alert
		var texts []byte
		var at, ends, waits, lasts int64
		if err := scan(&a.ID, &a.Level, &texts, &a.Story, &at, &ends, &a.By, &a.Key, &waits, &lasts, &a.Second); err != nil {
			return err
		}
		if err := json.Unmarshal(texts, &a.Texts); err != nil {
			return fmt.Errorf("texts of alert %s: %w", a.ID, err)
		}
		a.At, a.Ends = moment(at), moment(ends)
		a.Waits, a.Lasts = moment(waits), time.Duration(lasts)*time.Microsecond
		return yield(a)
	})
	if err != nil {
		return fmt.Errorf("alerts: %w", err)
	}
	return nil
}

// PutAlert saves an alert, new or changed; by whom and with which key never changes.
func (t *Tx) PutAlert(ctx context.Context, a *story.Alert) error {
	texts, err := json.Marshal(a.Texts)
	if err != nil {
		return fmt.Errorf("alert %s: %w", a.ID, err)
	}
	_, err = t.do(ctx, `INSERT INTO alert (`+alertColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET level = excluded.level, texts = excluded.texts, story = excluded.story, at = excluded.at, ends = excluded.ends,
			waits = excluded.waits, lasts = excluded.lasts, second = excluded.second`,
		a.ID, a.Level, string(texts), a.Story, micros(a.At), micros(a.Ends), a.By, a.Key, micros(a.Waits), a.Lasts.Microseconds(), a.Second)
	if err != nil {
		return fmt.Errorf("alert %s: %w", a.ID, err)
	}
	return nil
}
