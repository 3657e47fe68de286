// Package writing is where a story is written: its beginning, the editor,
// saving, history and comparison, preview, translations and the acts on it.
package writing

import (
	"net/http"

	"dateline/desk/frame"
	"dateline/newsroom"
	"dateline/story"
)

// Desk answers the addresses of one story.
type Desk struct {
	*frame.Renderer
	Newsroom *newsroom.Newsroom

	// Open is how many of readers' pages are open.
	Open func() int
	// ReadersPage renders the readers' page of a revision.
	ReadersPage func(w http.ResponseWriter, r *http.Request, of *story.Story, at *story.Revision, light bool) error
}
