// Package event holds what has happened, in commit order, and the bell that
// says that something has. Screens, caches, feeds and search follow events;
// the store holds them.
package event

import (
	"time"

	"dateline/edition"
	"dateline/story"
)

// Kind says what has happened.
type Kind string

// The kinds of events.
const (
	Saved          Kind = "saved"     // a revision was added
	Published      Kind = "published" // for the first time, or again after a withdrawal
	Updated        Kind = "updated"
	Corrected      Kind = "corrected"
	Withdrawn      Kind = "withdrawn"
	Restored       Kind = "restored"
	Undone         Kind = "undone"    // an act was taken back
	Pinned         Kind = "pinned"    // an edition's lead was chosen or let go
	Alerted        Kind = "alerted"   // an alert began, changed or ended
	EditionChanged Kind = "printed"   // an edition was made or changed: name, sections, look
	AssetChanged   Kind = "developed" // an asset has come in or has new renditions
	StaffChanged   Kind = "staffed"   // a person was added or changed
)

// Event is one thing that has happened. Numbers run from 1 without a hole, in
// the order in which transactions were committed.
type Event struct {
	Number  int64
	Kind    Kind
	Edition edition.Slug // empty where no one edition is touched
	Story   story.ID     // empty where no story is touched
	Group   story.ID     // the story's translation group, empty where it has none
	Subject string       // id of the alert, asset or person, where it is about one
	At      time.Time
}

// Public reports whether readers' pages may differ after the event.
func (e Event) Public() bool { return e.Kind != Saved && e.Kind != StaffChanged }
