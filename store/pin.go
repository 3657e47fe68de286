package store

import (
	"context"
	"fmt"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

const pinColumns = `number, edition, story, led, undoes, person, at, key`

// Pins are the last changes of what leads an edition's front page, newest first.
func (r reader) Pins(ctx context.Context, of edition.Slug, limit int) ([]story.Pin, error) {
	return r.pins(ctx, `SELECT `+pinColumns+` FROM pin WHERE edition = $1 ORDER BY number DESC LIMIT $2`, of, limit)
}

// PinByKey is the pin that a person has sent with an idempotency key.
func (r reader) PinByKey(ctx context.Context, by staff.ID, key string) (story.Pin, error) {
	one, err := r.pins(ctx, `SELECT `+pinColumns+` FROM pin WHERE person = $1 AND key = $2 AND key <> ''`, by, key)
	if err == nil && len(one) == 0 {
		err = fault.New(fault.NotFound, msg.FaultNotFound())
	}
	if err != nil {
		return story.Pin{}, err
	}
	return one[0], nil
}

func (r reader) pins(ctx context.Context, text string, args ...any) ([]story.Pin, error) {
	var all []story.Pin
	err := r.each(ctx, true, text, args, func(scan func(...any) error) error {
		var p story.Pin
		var at int64
		err := scan(&p.Number, &p.Edition, &p.Story, &p.Led, &p.Undoes, &p.By, &at, &p.Key)
		p.At = moment(at)
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pins: %w", err)
	}
	return all, nil
}

// AddPin has a story lead its edition's front page, and appends the record of it.
func (t *Tx) AddPin(ctx context.Context, p story.Pin) (story.Pin, error) {
	err := t.addPin(ctx, &p)
	if err != nil {
		return story.Pin{}, fmt.Errorf("pin of %q in edition %s: %w", p.Story, p.Edition, err)
	}
	return p, nil
}

func (t *Tx) addPin(ctx context.Context, p *story.Pin) error {
	e, err := t.Edition(ctx, p.Edition)
	if err != nil {
		return err
	}
	e.Lead = string(p.Story)
	if err := t.PutEdition(ctx, e); err != nil {
		return err
	}
	if p.Number, err = t.Record(ctx, event.Event{Kind: event.Pinned, Edition: p.Edition, Story: p.Story, At: p.At}); err != nil {
		return err
	}
	_, err = t.do(ctx, `INSERT INTO pin (`+pinColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.Number, p.Edition, p.Story, p.Led, p.Undoes, p.By, micros(p.At), p.Key)
	return err
}
