package newsroom

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dateline/audit"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// AlertEnd is the job that says that an alert has ended.
const AlertEnd = "alert-end"

// Alert begins a breaking item. Its strip stands in every edition in whose
// language it has a text, until it ends. An urgent one waits for a second
// person where SecondPerson asks for one; no reader sees it until then. The
// same key again is the same alert, sent once. It is held to what its author was
// shown, where that is promised.
func (n *Newsroom) Alert(ctx context.Context, by *staff.Person, a story.Alert) (*story.Alert, error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	if err := n.begin(by, &a); err != nil {
		return nil, err
	}
	var sent *story.Alert
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		sent, err = n.sendOnce(ctx, tx, by, a)
		return err
	})
	return sent, err
}

// begin gives an alert its id, its author and its time, and checks it.
func (n *Newsroom) begin(by *staff.Person, a *story.Alert) error {
	if err := checkKey(a.Key); err != nil {
		return err
	}
	a.ID, a.At, a.By = id.New(), n.now(), by.ID
	for tag, text := range a.Texts {
		a.Texts[tag] = strings.TrimSpace(text)
	}
	return a.Check(a.At)
}

// sendOnce sends an alert, or finds the one that was sent with its key.
func (n *Newsroom) sendOnce(ctx context.Context, tx *store.Tx, by *staff.Person, a story.Alert) (*story.Alert, error) {
	if a.Key != "" {
		if have, err := tx.AlertByKey(ctx, by.ID, a.Key); err == nil && !sameAlert(have, &a) {
			return nil, fault.New(fault.Conflict, msg.FaultAlertSent())
		} else if err == nil || !fault.Is(err, fault.NotFound) {
			return have, err
		}
	}
	o, err := n.alertOutcomeOf(ctx, tx, by, &a)
	if err != nil {
		return nil, err
	}
	if err := promised(o, a.Promised); err != nil {
		return nil, err
	}
	if !o.Second {
		return &a, n.send(ctx, tx, by, &a, audit.Alerted)
	}
	a.Hold()
	if err := tx.PutAlert(ctx, &a); err != nil {
		return nil, err
	}
	return &a, tx.Audit(ctx, audit.Entry{At: a.At, By: by.ID, Kind: audit.AlertAsked, Subject: a.ID, Detail: string(a.Level)})
}

// sameAlert tells whether two alerts say the same to readers.
func sameAlert(a, b *story.Alert) bool {
	return a.Level == b.Level && a.Story == b.Story && maps.Equal(a.Texts, b.Texts)
}

// alertable refuses a story that readers cannot open; an alert may be about none.
func alertable(ctx context.Context, r records, about story.ID) error {
	if about == "" {
		return nil
	}
	s, err := r.Story(ctx, about)
	if err == nil && s.Publication() != story.Public {
		err = fault.New(fault.Conflict, msg.FaultAlertStoryNotPublic())
	}
	return err
}

// needsSecond tells whether an alert of the level waits for somebody beside its author.
func (n *Newsroom) needsSecond(ctx context.Context, r records, by *staff.Person, level story.Level) (bool, error) {
	if !n.SecondPerson || level != story.Urgent {
		return false, nil
	}
	people, err := r.People(ctx)
	return slices.ContainsFunc(people, func(p staff.Person) bool { return p.ID != by.ID && p.MayPublish() }), err
}

// send puts an alert on readers' screens, with the job that ends it.
func (n *Newsroom) send(ctx context.Context, tx *store.Tx, by *staff.Person, a *story.Alert, kind audit.Kind) error {
	if err := tx.PutAlert(ctx, a); err != nil {
		return err
	}
	if err := tx.PutJob(ctx, store.Job{ID: id.New(), Kind: AlertEnd, Subject: a.ID, Due: a.Ends}); err != nil {
		return err
	}
	if err := tx.Audit(ctx, audit.Entry{At: a.At, By: by.ID, Kind: kind, Subject: a.ID, Detail: string(a.Level)}); err != nil {
		return err
	}
	return n.alerted(ctx, tx, a)
}

// withAlert does something with an alert that was asked for, in one
// transaction, for who may publish.
func (n *Newsroom) withAlert(ctx context.Context, by *staff.Person, alert string, do func(*store.Tx, *story.Alert) error) error {
	if err := mayPublish(by); err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		a, err := tx.Alert(ctx, alert)
		if err != nil {
			return err
		}
		return do(tx, a)
	})
}

// ConfirmAlert sends an alert that waits for a second person: not its author.
func (n *Newsroom) ConfirmAlert(ctx context.Context, by *staff.Person, alert string) error {
	return n.withAlert(ctx, by, alert, func(tx *store.Tx, a *story.Alert) error {
		if err := alertable(ctx, tx, a.Story); err != nil {
			return err
		}
		if err := a.Confirm(by.ID, n.now()); err != nil {
			return err
		}
		return n.send(ctx, tx, by, a, audit.AlertAgreed)
	})
}

// DeclineAlert ends the waiting of an alert that no reader has seen.
func (n *Newsroom) DeclineAlert(ctx context.Context, by *staff.Person, alert string) error {
	return n.withAlert(ctx, by, alert, func(tx *store.Tx, a *story.Alert) error {
		if err := a.Decline(by.ID, n.now()); err != nil {
			return err
		}
		if err := tx.PutAlert(ctx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.AlertRefused, Subject: a.ID, Detail: string(a.Level)})
	})
}

// EndAlert ends an alert now; one that is over stays as it is.
func (n *Newsroom) EndAlert(ctx context.Context, by *staff.Person, alert string) error {
	return n.withAlert(ctx, by, alert, func(tx *store.Tx, a *story.Alert) error {
		if !a.Live(n.now()) {
			return nil // it is over, or no reader has seen it
		}
		return n.end(ctx, tx, a, audit.Entry{By: by.ID, Kind: audit.AlertEnded})
	})
}

// UndoAlert takes an alert back within story.UndoTime after it was sent: it
// ends, and the record says that it was taken back.
func (n *Newsroom) UndoAlert(ctx context.Context, by *staff.Person, alert string) error {
	return n.withAlert(ctx, by, alert, func(tx *store.Tx, a *story.Alert) error {
		if !a.Undoable(n.now()) {
			return fault.New(fault.Conflict, msg.FaultUndoTooLate())
		}
		return n.end(ctx, tx, a, audit.Entry{By: by.ID, Kind: audit.AlertUndone})
	})
}

// AlertEnded records that an alert's time is over, so that every screen hears of it.
func (n *Newsroom) AlertEnded(ctx context.Context, alert string) error {
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		a, err := tx.Alert(ctx, alert)
		if err != nil {
			return err
		}
		return n.alerted(ctx, tx, a)
	})
}

// endAlertsOf ends every alert that points to a story.
func (n *Newsroom) endAlertsOf(ctx context.Context, tx *store.Tx, by *staff.Person, of story.ID) error {
	live, err := tx.Alerts(ctx, n.now())
	if err != nil {
		return err
	}
	for i := range live {
		if live[i].Story != of {
			continue
		}
		if err := n.end(ctx, tx, &live[i], audit.Entry{By: by.ID, Kind: audit.AlertEnded, Detail: "with story " + string(of)}); err != nil {
			return err
		}
	}
	return nil
}

// end ends a live alert now, with the entry that says why.
func (n *Newsroom) end(ctx context.Context, tx *store.Tx, a *story.Alert, why audit.Entry) error {
	a.Ends = n.now()
	if err := tx.PutAlert(ctx, a); err != nil {
		return err
	}
	why.At, why.Subject = a.Ends, a.ID
	if err := tx.Audit(ctx, why); err != nil {
		return err
	}
	return n.alerted(ctx, tx, a)
}

// alerted records one event for each edition in whose language the alert has a text.
func (n *Newsroom) alerted(ctx context.Context, tx *store.Tx, a *story.Alert) error {
	editions, err := tx.Editions(ctx)
	if err != nil {
		return err
	}
	for _, e := range editions {
		if _, ok := a.Texts[e.Lang]; !ok {
			continue
		}
		if _, err := tx.Record(ctx, event.Event{Kind: event.Alerted, Edition: e.Slug, Story: a.Story, Subject: a.ID, At: n.now()}); err != nil {
			return err
		}
	}
	return nil
}
