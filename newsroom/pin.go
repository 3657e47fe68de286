package newsroom

import (
	"context"

	"dateline/address"
	"dateline/audit"
	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// recentPins is how many pins of an edition are read for what can be taken back; more than a minute sees.
const recentPins = 50

// PinOutcome is what will happen if another story leads a front page.
type PinOutcome struct {
	Pin     story.Pin // as it would be done
	Edition *edition.Edition
	Leads   *story.Card // what leads after it; nil: the edition has no public story
	Led     *story.Card // what leads now
	Places  []Place     // addresses that change
}

// Pin has a public story lead its edition's front page; an empty one lets the
// newest lead again. The pin is held to what its author was shown. The same key
// again is the same pin, and one that changes nothing is not recorded.
func (n *Newsroom) Pin(ctx context.Context, by *staff.Person, p story.Pin) (story.Pin, error) {
	if err := mayPublish(by); err != nil {
		return story.Pin{}, err
	}
	if err := checkKey(p.Key); err != nil {
		return story.Pin{}, err
	}
	p.By, p.At = by.ID, n.now()
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		if p.Key != "" {
			have, err := tx.PinByKey(ctx, by.ID, p.Key)
			if err == nil {
				p = have
				return nil
			}
			if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		o, err := pinOutcomeOf(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := promised(o, p.Promised); err != nil || o.Pin.Story == o.Pin.Led {
			return err
		}
		p, err = n.pin(ctx, tx, o.Pin, audit.Pinned)
		return err
	})
	return p, err
}

func (n *Newsroom) pin(ctx context.Context, tx *store.Tx, p story.Pin, kind audit.Kind) (story.Pin, error) {
	if err := tx.Audit(ctx, audit.Entry{At: p.At, By: p.By, Kind: kind, Subject: string(p.Story), Detail: "edition " + string(p.Edition)}); err != nil {
		return story.Pin{}, err
	}
	return tx.AddPin(ctx, p)
}

// PinOutcome is what a pin would do now.
func (n *Newsroom) PinOutcome(ctx context.Context, by *staff.Person, p story.Pin) (o *PinOutcome, err error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	p.By, p.At = by.ID, n.now()
	err = n.Store.Snapshot(ctx, func(s *store.Snapshot) error {
		o, err = pinOutcomeOf(ctx, s, p)
		return err
	})
	return o, err
}

func pinOutcomeOf(ctx context.Context, r records, p story.Pin) (*PinOutcome, error) {
	e, err := r.Edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	if p.Story != "" {
		s, err := r.Story(ctx, p.Story)
		if err != nil {
			return nil, err
		}
		if s.Edition != p.Edition || s.Publication() != story.Public {
			return nil, fault.New(fault.Conflict, msg.FaultNotPublicHere())
		}
	}
	p.Led = story.ID(e.Lead)
	o := &PinOutcome{Pin: p, Edition: e}
	if o.Leads, err = leading(ctx, r, p.Edition, p.Story); err != nil {
		return nil, err
	}
	if o.Led, err = leading(ctx, r, p.Edition, p.Led); err != nil {
		return nil, err
	}
	if e.Public && o.Leads != nil && o.Leads.ID != o.Led.ID {
		for _, path := range append(both(address.Front(e.Slug)), both(address.Chooser())...) {
			o.Places = append(o.Places, Place{path, Changes})
		}
	}
	return o, nil
}

// leading is the card at the top of a front page for which a story was chosen:
// the newest where none was, or where readers do not see it.
func leading(ctx context.Context, r records, in edition.Slug, chosen story.ID) (*story.Card, error) {
	if chosen != "" {
		s, err := r.Story(ctx, chosen)
		if err != nil {
			return nil, err
		}
		if c, err := shownCard(ctx, r, s); err != nil || c != nil {
			return c, err
		}
	}
	newest, err := r.Cards(ctx, store.CardQuery{Edition: in, Limit: 1})
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	return &newest[0], nil
}

// Hash stands for what the pin is held to: what leads before and after it, and the addresses.
func (o *PinOutcome) Hash() (string, error) {
	return hashOf(struct {
		Edition edition.Slug `json:"edition"`
		Story   story.ID     `json:"story"`
		Led     story.ID     `json:"led"`
		Places  []Place      `json:"places"`
	}{o.Pin.Edition, o.Pin.Story, o.Pin.Led, o.Places})
}

// UndoPin takes back the pin with the number, within a minute and while it is
// the edition's last: what led before it leads again.
func (n *Newsroom) UndoPin(ctx context.Context, by *staff.Person, in edition.Slug, number int64) (undo story.Pin, err error) {
	if err := mayPublish(by); err != nil {
		return story.Pin{}, err
	}
	err = n.Store.InTx(ctx, func(tx *store.Tx) error {
		pins, err := tx.Pins(ctx, in, recentPins)
		if err != nil {
			return err
		}
		if undo, err = story.UndoPin(pins, number, by.ID, n.now()); err != nil {
			return err
		}
		undo, err = n.pin(ctx, tx, undo, audit.PinUndone)
		return err
	})
	return undo, err
}

// UndoablePin is the last pin of an edition, while it can be taken back; nil where none can.
func (n *Newsroom) UndoablePin(ctx context.Context, by *staff.Person, in edition.Slug) (*story.Pin, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	pins, err := n.Store.Pins(ctx, in, recentPins)
	if p, ok := story.UndoablePin(pins, n.now()); ok && err == nil {
		return &p, nil
	}
	return nil, err
}
