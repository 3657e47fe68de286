package story

import (
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// Pin is a change of the story that leads an edition's front page. Pins are only ever added.
type Pin struct {
	Number   int64 // of its event; zero until it is saved
	Edition  edition.Slug
	Story    ID    // leads from then on; empty: the newest
	Led      ID    // led until then; empty: the newest
	Undoes   int64 // the number of the one that it takes back; 0: it takes none back
	By       staff.ID
	At       time.Time
	Promised string // hash of the outcome that its author was shown, which it is held to; not saved; empty: none was shown
	Key      string // idempotency key; the same key of the same person is the same pin; empty: none
}

// UndoablePin is the pin of an edition that can still be taken back at the time:
// the last that has not been. False where none can.
func UndoablePin(newestFirst []Pin, now time.Time) (Pin, bool) {
	undone := map[int64]bool{}
	for _, p := range newestFirst {
		switch {
		case now.Sub(p.At) > UndoTime:
			return Pin{}, false
		case p.Undoes != 0:
			undone[p.Undoes] = true
		case !undone[p.Number]:
			return p, true
		}
	}
	return Pin{}, false
}

// UndoPin is the pin that takes back the one with the number, which must be the
// last of its edition; what led before it leads again.
func UndoPin(newestFirst []Pin, number int64, by staff.ID, now time.Time) (Pin, error) {
	p, ok := UndoablePin(newestFirst, now)
	if !ok || p.Number != number {
		return Pin{}, fault.New(fault.Conflict, msg.FaultUndoTooLate())
	}
	return Pin{Edition: p.Edition, Story: p.Led, Led: p.Story, Undoes: p.Number, By: by, At: now}, nil
}
