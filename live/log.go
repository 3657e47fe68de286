package live

import (
	"context"

	"dateline/event"
)

// follow makes stale the strips that events may have changed, until ctx ends,
// and says on changed that there are some.
func (h *Hub) follow(ctx context.Context, changed chan<- struct{}) {
	h.Events.Follow(ctx, h.From, func(_ context.Context, events []event.Event) error {
		for _, room := range h.known() {
			for _, e := range events {
				if room.touched(e) {
					room.stale()
				}
			}
		}
		select {
		case changed <- struct{}{}:
		default: // one is waiting already
		}
		return nil
	})
}

// touched tells whether the edition's strip may differ after an event.
func (r *room) touched(e event.Event) bool {
	here := e.Edition == "" || e.Edition == r.edition
	switch e.Kind {
	case event.Published, event.Updated, event.Corrected, event.Withdrawn, event.Restored, event.Undone:
		// An item may point to the story, whichever edition it is of: one that stands, or one that is being rendered.
		return r.drawn.Load() != r.calls.Load() || r.now.Load().html != ""
	case event.Alerted, event.Printed:
		return here
	case event.Saved, event.Pinned, event.Developed, event.Staffed:
		return false
	}
	return true // a kind that is not known here: one drawing too many, at most
}
