package live

import (
	"context"

	"dateline/event"
)

// unread is the cursor of a reader that has not seen where the log ends.
const unread = -1

// reader follows the event log for a hub.
type reader struct {
	hub     *Hub
	cursor  int64 // the number of the last event that has been read, or unread
	failing bool  // the last reading failed, and the log says so
}

// catchUp reads every event that has been committed since the last one. What
// fails is read at the next sweep.
func (r *reader) catchUp(ctx context.Context) {
	err := r.read(ctx)
	if err != nil && ctx.Err() == nil && !r.failing {
		r.hub.Log.Error("open screens hear nothing: the event log cannot be read", "error", err)
	}
	r.failing = err != nil
}

func (r *reader) read(ctx context.Context) error {
	if r.cursor == unread {
		last, err := r.hub.Last(ctx)
		if err != nil {
			return err
		}
		r.cursor = last
		for _, room := range r.hub.known() {
			room.stale() // what has happened between its drawing and now is not read
		}
	}
	for {
		events, err := r.hub.Events(ctx, r.cursor, batch)
		if err != nil {
			return err
		}
		for _, e := range events {
			for _, room := range r.hub.known() {
				if room.touched(e) {
					room.stale()
				}
			}
			r.cursor = e.Number
		}
		if len(events) < batch {
			return nil
		}
	}
}

// touched tells whether the edition's strip may differ after an event.
func (r *room) touched(e event.Event) bool {
	here := e.Edition == "" || e.Edition == r.edition
	switch e.Kind {
	case event.Published, event.Updated, event.Corrected, event.Withdrawn, event.Restored:
		// An item may point to the story: one that stands, or one that is being drawn.
		return here && (r.drawn.Load() != r.calls.Load() || r.now.Load().html != "")
	case event.Alerted, event.Printed:
		return here
	case event.Saved, event.Pinned, event.Developed, event.Staffed:
		return false
	}
	return true // a kind that is not known here: one drawing too many, at most
}
