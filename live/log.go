package live

import (
	"context"

	"dateline/event"
)

// follow makes stale the strips that events may have changed, until ctx ends,
// and says on changed that there are some.
func (h *Hub) follow(ctx context.Context, changed chan<- struct{}) {
	h.Events.Follow(ctx, h.From, func(_ context.Context, events []event.Event) error {
		for _, room := range h.allRooms() {
			for _, e := range events {
				if room.touchedBy(e) {
					room.invalidate()
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

// touchedBy reports whether the edition's strip may differ after an event.
func (r *room) touchedBy(e event.Event) bool {
	here := e.Edition == "" || e.Edition == r.edition
	switch e.Kind {
	case event.Published, event.Updated, event.Corrected, event.Withdrawn, event.Restored, event.Undone:
		// An item may point to the story, whichever edition it is of: one that stands, or one that is being rendered.
		return r.rendered.Load() != r.changes.Load() || r.now.Load().html != ""
	case event.Alerted, event.EditionChanged:
		return here
	case event.Saved, event.Pinned, event.AssetChanged, event.StaffChanged:
		return false
	}
	return true // a kind that is not known here: one rendering too many, at most
}
