package newsroom

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"dateline/audit"
	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Act publishes, updates, corrects, withdraws or restores a story, or takes its
// last act back. The act names the revision that it shows, and in Seen the last
// act that its person knew of: where there has been another since, nothing is
// done, but for a withdrawal, which takes out whatever is shown. The same key
// again is the same act, done once.
func (n *Newsroom) Act(ctx context.Context, by *staff.Person, of story.ID, a story.Act) (story.Act, error) {
	if err := mayPublish(by); err != nil {
		return story.Act{}, err
	}
	a.PublicNote, a.InternalNote, a.Waived = strings.TrimSpace(a.PublicNote), strings.TrimSpace(a.InternalNote), strings.TrimSpace(a.Waived)
	if utf8.RuneCountInString(a.PublicNote) > story.MaxNote || utf8.RuneCountInString(a.InternalNote) > story.MaxNote || utf8.RuneCountInString(a.Waived) > story.MaxNote || len(a.Key) > maxKey {
		return story.Act{}, fault.New(fault.Invalid, msg.FaultTextTooLong(story.MaxNote))
	}
	var done story.Act
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		done, err = n.do(ctx, tx, by, of, a)
		return err
	})
	return done, err
}

// ActIn is Act within a transaction that holds more.
func (n *Newsroom) ActIn(ctx context.Context, tx *store.Tx, by *staff.Person, of story.ID, a story.Act) (story.Act, error) {
	if err := mayPublish(by); err != nil {
		return story.Act{}, err
	}
	return n.do(ctx, tx, by, of, a)
}

func (n *Newsroom) do(ctx context.Context, tx *store.Tx, by *staff.Person, of story.ID, a story.Act) (story.Act, error) {
	if a.Key != "" {
		if have, err := tx.ActByKey(ctx, of, a.Key); err == nil || !fault.Is(err, fault.NotFound) {
			return have, err
		}
	}
	s, err := tx.Story(ctx, of)
	if err != nil {
		return story.Act{}, err
	}
	a.By = by.ID
	if a.At.IsZero() {
		a.At = n.now()
	}
	if a.Kind == story.Undo && a.Undoes != 0 {
		a.Seen = s.LastAct() // the act that it names is what it has seen
	}
	if err := asPromised(ctx, tx, of, a, a.Promised); err != nil {
		return story.Act{}, err
	}
	before := *s
	if a, err = s.Do(a); err != nil {
		return story.Act{}, err
	}
	r, err := tx.Revision(ctx, of, a.Revision)
	if err != nil {
		return story.Act{}, err
	}
	if a.Shows() {
		if err := story.Stopped(r.Document.Stops(), a.Waived); err != nil {
			return story.Act{}, err
		}
		if err := merged(ctx, tx, s, by); err != nil {
			return story.Act{}, err
		}
		if err := checkPlace(ctx, tx, s.Edition, r.Document); err != nil {
			return story.Act{}, err
		}
	}
	if err := tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.Kind(a.Kind), Subject: string(of), Detail: fmt.Sprintf("revision %d", a.Revision)}); err != nil {
		return story.Act{}, err
	}
	return tx.AddAct(ctx, &before, a, r.Document)
}

// merged refuses to put anything before readers while the person's own newest
// text is a branch beside the head: which of the two goes out is theirs to say.
func merged(ctx context.Context, tx *store.Tx, s *story.Story, by *staff.Person) error {
	all, err := tx.Revisions(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, r := range story.Unmerged(all, s.Head) {
		if r.By == by.ID {
			return fault.New(fault.Conflict, msg.FaultTextNotChosen(r.Number))
		}
	}
	return nil
}

// Pin puts a public story at the top of its edition's front page; an empty id
// lets the newest stand there again.
func (n *Newsroom) Pin(ctx context.Context, by *staff.Person, to edition.Slug, lead story.ID) error {
	if err := mayPublish(by); err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		e, err := tx.Edition(ctx, to)
		if err != nil {
			return err
		}
		if lead != "" {
			s, err := tx.Story(ctx, lead)
			if err != nil {
				return err
			}
			if s.Edition != to || s.Publication() != story.Public {
				return fault.New(fault.Conflict, msg.FaultNotPublicHere())
			}
		}
		e.Lead = string(lead)
		if err := tx.PutEdition(ctx, e); err != nil {
			return err
		}
		if err := tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.Pinned, Subject: string(lead), Detail: "edition " + string(to)}); err != nil {
			return err
		}
		_, err = tx.Record(ctx, event.Event{Kind: event.Pinned, Edition: to, Story: lead, At: n.now()})
		return err
	})
}

// Alert begins a breaking item. Its strip stands in every edition in whose
// language it has a text, until it ends.
func (n *Newsroom) Alert(ctx context.Context, by *staff.Person, a story.Alert) (*story.Alert, error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	a.ID, a.At, a.By = id.New(), n.now(), by.ID
	for tag, text := range a.Texts {
		a.Texts[tag] = strings.TrimSpace(text)
	}
	if err := a.Check(a.At); err != nil {
		return nil, err
	}
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		if a.Story != "" {
			if _, err := tx.Story(ctx, a.Story); err != nil {
				return err
			}
		}
		if err := tx.PutAlert(ctx, &a); err != nil {
			return err
		}
		if err := tx.PutJob(ctx, store.Job{ID: id.New(), Kind: AlertEnd, Subject: a.ID, Due: a.Ends}); err != nil {
			return err
		}
		if err := tx.Audit(ctx, audit.Entry{At: a.At, By: by.ID, Kind: audit.Alerted, Subject: a.ID, Detail: string(a.Level)}); err != nil {
			return err
		}
		return n.alerted(ctx, tx, &a)
	})
	return &a, err
}

// AlertEnd is the job that says that an alert has ended.
const AlertEnd = "alert-end"

// EndAlert ends an alert now; one that is over stays as it is.
func (n *Newsroom) EndAlert(ctx context.Context, by *staff.Person, alert string) error {
	if err := mayPublish(by); err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		a, err := tx.Alert(ctx, alert)
		if err != nil {
			return err
		}
		now := n.now()
		if !a.Ends.After(now) {
			return nil // it is over
		}
		a.Ends = now
		if err := tx.PutAlert(ctx, a); err != nil {
			return err
		}
		if err := tx.Audit(ctx, audit.Entry{At: now, By: by.ID, Kind: audit.AlertEnded, Subject: a.ID}); err != nil {
			return err
		}
		return n.alerted(ctx, tx, a)
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
