// Package writing is where a story is written: its beginning, the editor,
// saving, history and comparison, preview, translations and the acts on it.
package writing

import (
	"context"
	"net/http"

	"dateline/desk/frame"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Desk answers the addresses of one story.
type Desk struct {
	*frame.Renderer
	Store    *store.Store
	Newsroom *newsroom.Newsroom

	// ReadersPage renders the readers' page of a working revision.
	ReadersPage func(w http.ResponseWriter, r *http.Request, of story.ID, revision int, light bool) error
}

// names are the names of the staff by id.
func (d *Desk) names(ctx context.Context) (map[staff.ID]string, error) {
	people, err := d.Store.People(ctx)
	return frame.Names(people), err
}
