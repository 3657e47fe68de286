package story

import (
	"time"

	"dateline/staff"
)

// Working is what somebody is typing in one tab and has not made a revision of.
type Working struct {
	Story    ID
	By       staff.ID
	Tab      string    // random name of the tab
	Number   int64     // how many changes the tab had made; what has a smaller one is older
	Base     int       // the revision that the document was made from; without a document the one that it became
	Document *Document // nil: everything that was typed in the tab is in revisions
	At       time.Time
}

// On is the revision that a text of the tab is made from, when the tab says
// that it is base: the tab's last text may have become a revision, by another's
// act or a second look at the story, without the tab having heard of it.
func (w *Working) On(base int) int { return max(base, w.Base) }
