package newsroom

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"dateline/audit"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Act publishes, updates, corrects, withdraws or restores a story, or takes its
// last act back. The act names the revision that it shows, and in Seen the last
// act that its person knew of: where there has been another since, nothing is
// done, but for a withdrawal, which takes out whatever is shown. The same key
// again is the same act, done once. An act after which readers do not see the
// story ends its alerts, unless it says that they are kept; taking that act back
// does not bring them back.
func (n *Newsroom) Act(ctx context.Context, by *staff.Person, of story.ID, a story.Act) (story.Act, error) {
	if err := mayPublish(by); err != nil {
		return story.Act{}, err
	}
	a.PublicNote, a.InternalNote, a.Waived = strings.TrimSpace(a.PublicNote), strings.TrimSpace(a.InternalNote), strings.TrimSpace(a.Waived)
	if utf8.RuneCountInString(a.PublicNote) > story.MaxNote || utf8.RuneCountInString(a.InternalNote) > story.MaxNote || utf8.RuneCountInString(a.Waived) > story.MaxNote {
		return story.Act{}, fault.New(fault.Invalid, msg.FaultTextTooLong(story.MaxNote))
	}
	if err := checkKey(a.Key); err != nil {
		return story.Act{}, err
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
	o, err := textOf(ctx, tx, s, a)
	if err != nil {
		return story.Act{}, err
	}
	if err := o.asPromised(ctx, tx, a.Promised); err != nil {
		return story.Act{}, err
	}
	a = o.Act
	if a.Shows() {
		if err := story.Stopped(o.Stops, a.Waived); err != nil {
			return story.Act{}, err
		}
		if err := merged(ctx, tx, s, by); err != nil {
			return story.Act{}, err
		}
		if err := checkPlace(ctx, tx, s.Edition, o.Document); err != nil {
			return story.Act{}, err
		}
	}
	if err := tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.Kind(a.Kind), Subject: string(of), Detail: fmt.Sprintf("revision %d", a.Revision)}); err != nil {
		return story.Act{}, err
	}
	done, err := tx.AddAct(ctx, s, a, o.Document)
	if err != nil || a.KeepAlerts || o.after.Publication() == story.Public {
		return done, err
	}
	return done, n.endAlertsOf(ctx, tx, by, of)
}

// revisions are the records, or a transaction of them.
type revisions interface {
	Revisions(ctx context.Context, of story.ID) ([]story.Revision, error)
}

// merged refuses to go on with a story while the person's own newest text is a
// branch beside the head: which of the two is meant is theirs to say.
func merged(ctx context.Context, from revisions, s *story.Story, by *staff.Person) error {
	all, err := from.Revisions(ctx, s.ID)
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
