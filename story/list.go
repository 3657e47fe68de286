package story

import (
	"time"

	"dateline/edition"
	"dateline/staff"
)

// Filter says which stories a list asks for. Empty fields ask for all.
type Filter struct {
	Edition     edition.Slug
	Section     string
	Stage       Stage
	Publication Publication
	Group       ID       // of one translation group
	By          staff.ID // begun by
	Text        string   // stands in the headline, without regard to case
	OpenOnly    bool     // the working revision is not the one that readers see
	Before      time.Time
	BeforeID    ID // with Before: of those touched at that very time, the ones after this
	Limit       int
}

// Row is a line of a list of stories.
type Row struct {
	Story    Story     // with its acts
	Headline string    // of the working revision
	Section  string    // of the working revision
	Person   string    // name of who began it
	Touched  time.Time // last save or act
}
