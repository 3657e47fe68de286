package store

import (
	"context"
	"fmt"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

const workingColumns = `story, person, tab, number, base, document, at`

// Working is the working copy of a person's tab.
func (r reader) Working(ctx context.Context, of story.ID, by staff.ID, tab string) (*story.Working, error) {
	all, err := r.working(ctx, `SELECT `+workingColumns+` FROM working_copy WHERE story = $1 AND person = $2 AND tab = $3`, of, by, tab)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, msg.FaultNotFound())
	}
	if err != nil {
		return nil, fmt.Errorf("working copy of story %s: %w", of, err)
	}
	return &all[0], nil
}

// Workings are the working copies of a story that are not revisions yet, oldest first.
func (r reader) Workings(ctx context.Context, of story.ID) ([]story.Working, error) {
	all, err := r.working(ctx, `SELECT `+workingColumns+` FROM working_copy WHERE story = $1 AND document <> '' ORDER BY at, person, tab`, of)
	if err != nil {
		return nil, fmt.Errorf("working copies of story %s: %w", of, err)
	}
	return all, nil
}

// WorkingTabs are the tabs in which a person has typed on a story, with their numbers.
func (r reader) WorkingTabs(ctx context.Context, of story.ID, by staff.ID) (map[string]int64, error) {
	tabs := make(map[string]int64)
	err := r.each(ctx, true, `SELECT tab, number FROM working_copy WHERE story = $1 AND person = $2`, []any{of, by}, func(scan func(...any) error) error {
		var tab string
		var number int64
		err := scan(&tab, &number)
		tabs[tab] = number
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("tabs of story %s: %w", of, err)
	}
	return tabs, nil
}

func (r reader) working(ctx context.Context, text string, args ...any) ([]story.Working, error) {
	var all []story.Working
	err := r.each(ctx, true, text, args, func(scan func(...any) error) error {
		var w story.Working
		var document []byte
		var at int64
		if err := scan(&w.Story, &w.By, &w.Tab, &w.Number, &w.Base, &document, &at); err != nil {
			return err
		}
		w.At = moment(at)
		if len(document) > 0 {
			var err error
			if w.Document, err = story.Open(w.Story, document); err != nil {
				return err
			}
		}
		all = append(all, w)
		return nil
	})
	return all, err
}

// PutWorking saves a working copy over the tab's earlier one. It records no event.
func (t *Tx) PutWorking(ctx context.Context, w *story.Working) error {
	var document []byte
	if w.Document != nil {
		var err error
		if document, _, err = w.Document.Canonical(); err != nil {
			return fmt.Errorf("working copy of story %s: %w", w.Story, err)
		}
	}
	_, err := t.do(ctx, `INSERT INTO working_copy (`+workingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story, person, tab) DO UPDATE SET number = excluded.number, base = excluded.base, document = excluded.document, at = excluded.at`,
		w.Story, w.By, w.Tab, w.Number, w.Base, string(document), micros(w.At))
	if err != nil {
		return fmt.Errorf("working copy of story %s: %w", w.Story, err)
	}
	return nil
}

// SweepWorking drops the rows that hold no document and are older than a time.
func (t *Tx) SweepWorking(ctx context.Context, before time.Time) error {
	if _, err := t.do(ctx, `DELETE FROM working_copy WHERE at < $1 AND document = ''`, micros(before)); err != nil {
		return fmt.Errorf("sweeping working copies: %w", err)
	}
	return nil
}

// BrowserKey is the key that a person's browsers encrypt with, base64.
func (r reader) BrowserKey(ctx context.Context, of staff.ID) (string, error) {
	var key string
	err := r.row(ctx, msg.FaultNotFound(), `SELECT key FROM browser_key WHERE person = $1`, []any{of}, &key)
	if err != nil {
		return "", fmt.Errorf("browser key of person %s: %w", of, err)
	}
	return key, nil
}

// PutBrowserKey gives a person a key where there is none yet.
func (t *Tx) PutBrowserKey(ctx context.Context, of staff.ID, key string, at time.Time) error {
	_, err := t.do(ctx, `INSERT INTO browser_key (person, key, created) VALUES ($1, $2, $3) ON CONFLICT (person) DO NOTHING`, of, key, micros(at))
	if err != nil {
		return fmt.Errorf("browser key of person %s: %w", of, err)
	}
	return nil
}
