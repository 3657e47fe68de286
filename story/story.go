// Package story holds what we print: stories, the revisions of their
// documents, and the acts that make them public, correct and withdraw them.
package story

import (
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// ID names a story for life: 13 lower-case base32 characters.
type ID string

// Type is what sort of thing is published.
type Type string

// The types of stories.
const (
	Article    Type = "article"
	VideoStory Type = "video"
	AudioStory Type = "audio"
)

// Types lists every type.
func Types() []Type { return []Type{Article, VideoStory, AudioStory} }

// Stage is where a story is in the desk's workflow; it says nothing about whether it is public.
type Stage string

// The stages, in their usual order.
const (
	Writing  Stage = "writing"
	Checking Stage = "checking"
	Done     Stage = "done"
)

// Stages lists every stage.
func Stages() []Stage { return []Stage{Writing, Checking, Done} }

// Story is a thing that is published. What readers may see of it is read from its acts.
type Story struct {
	ID      ID
	Edition edition.Slug
	Type    Type
	Group   ID     // the translation group: the id of the story it began with; empty where there is none
	Source  string // address it was imported from; empty where it was written here
	Stage   Stage
	Head    int // number of the working revision
	By      staff.ID
	Created time.Time
	Acts    []Act // in the order in which they were done
}

// Revision is one immutable state of a story's document.
type Revision struct {
	Story    ID
	Number   int // from 1, per story
	Parent   int // 0 for the first
	By       staff.ID
	At       time.Time
	Origin   Origin
	Branch   bool // its base was not the head: kept beside it, for both to see
	Hash     Hash
	Document *Document // nil where only the list was asked for
}

// Origin says what made a revision.
type Origin string

// The origins of revisions.
const (
	Save     Origin = "save"
	Autosave Origin = "autosave"
	Merge    Origin = "merge"
	Import   Origin = "import"
	Restored Origin = "restore"
)

// Publication says what readers may see of a story.
type Publication string

// The states of publication.
const (
	Never     Publication = "never"
	Public    Publication = "public"
	Withdrawn Publication = "withdrawn"
)

// ActKind is what was done to a story's publication.
type ActKind string

// The kinds of acts.
const (
	Publish  ActKind = "publish"
	Update   ActKind = "update"
	Correct  ActKind = "correct"
	Withdraw ActKind = "withdraw"
	Restore  ActKind = "restore"
)

// Act is one thing that was done to a story's publication. Acts are only ever added.
type Act struct {
	Number       int64 // the number of its event; zero until it is kept
	Story        ID
	Kind         ActKind
	Revision     int // which revision it made public; for a withdrawal the one that was
	By           staff.ID
	At           time.Time
	PublicNote   string // what readers are told
	InternalNote string // what only the desk sees; a withdrawal's reason
	Key          string // idempotency key of the request; the same key is the same act
}

// Shows tells whether the act puts a revision before readers.
func (a Act) Shows() bool { return a.Kind != Withdraw }

// Publication reads from the acts what readers may see.
func (s *Story) Publication() Publication {
	switch {
	case len(s.Acts) == 0:
		return Never
	case s.Acts[len(s.Acts)-1].Shows():
		return Public
	}
	return Withdrawn
}

// Shown is the number of the revision that readers see; 0 when they see none.
func (s *Story) Shown() int {
	if s.Publication() != Public {
		return 0
	}
	return s.Acts[len(s.Acts)-1].Revision
}

// Open tells whether the working revision is not the one that readers see.
func (s *Story) Open() bool { return s.Head != s.Shown() }

// Published is when readers first saw it; zero until then; never moves after.
func (s *Story) Published() time.Time {
	if len(s.Acts) == 0 {
		return time.Time{}
	}
	return s.Acts[0].At
}

// Changed is when what readers see was last changed; zero until it is public.
func (s *Story) Changed() time.Time {
	for i := len(s.Acts) - 1; i >= 0; i-- {
		if s.Acts[i].Shows() {
			return s.Acts[i].At
		}
	}
	return time.Time{}
}

// Corrections are the acts whose public notes stand on the story's page, oldest first.
func (s *Story) Corrections() []Act {
	var notes []Act
	for _, a := range s.Acts {
		if a.Kind == Correct {
			notes = append(notes, a)
		}
	}
	return notes
}

// Do adds an act if the rules allow it at this point of the story's life, and
// returns it. The act's time and person are the caller's.
func (s *Story) Do(a Act) (Act, error) {
	if err := s.may(&a); err != nil {
		return Act{}, err
	}
	a.Story = s.ID
	s.Acts = append(s.Acts, a)
	return a, nil
}

func (s *Story) may(a *Act) error {
	state := s.Publication()
	switch a.Kind {
	case Publish:
		if state == Public {
			return fault.New(fault.Conflict, msg.FaultAlreadyPublic())
		}
		if state == Withdrawn {
			return fault.New(fault.Conflict, msg.FaultStoryWithdrawn())
		}
	case Update, Correct:
		if state != Public {
			return s.notPublic()
		}
		if a.Kind == Correct && a.PublicNote == "" {
			return fault.New(fault.Invalid, msg.FaultCorrectionNoteMissing())
		}
	case Withdraw:
		if state != Public {
			return s.notPublic()
		}
		if a.InternalNote == "" {
			return fault.New(fault.Invalid, msg.FaultWithdrawalReasonMissing())
		}
		a.Revision = s.Shown()
	case Restore:
		if state != Withdrawn {
			return fault.New(fault.Conflict, msg.FaultNotWithdrawn())
		}
	}
	if a.Revision < 1 || a.Revision > s.Head && a.Kind != Withdraw {
		return fault.New(fault.Conflict, msg.FaultNoSuchRevision(a.Revision))
	}
	return nil
}

// notPublic says why nothing can be done to what readers see: they see nothing.
func (s *Story) notPublic() error {
	if s.Publication() == Withdrawn {
		return fault.New(fault.Conflict, msg.FaultStoryWithdrawn())
	}
	return fault.New(fault.Conflict, msg.FaultNeverPublic())
}
