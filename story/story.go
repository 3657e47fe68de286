// Package story holds what we print: stories, the revisions of their
// documents, and the acts that make them public, correct and withdraw them.
package story

import (
	"net/url"
	"slices"
	"strings"
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
	Dated   time.Time // the date that it bears elsewhere, which its publication here takes over; zero: none
	Acts    []Act     // in the order in which they were done
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
	Undo     ActKind = "undo" // takes the last act back; readers see what they saw before it
)

// ActKinds lists every kind of act.
func ActKinds() []ActKind { return []ActKind{Publish, Update, Correct, Withdraw, Restore, Undo} }

// UndoTime is how long after an act it may be taken back.
const UndoTime = time.Minute

// Act is one thing that was done to a story's publication. Acts are only ever added.
type Act struct {
	Number       int64 // the number of its event; zero until it is saved
	Story        ID
	Kind         ActKind
	Revision     int   // which revision it made public; for a withdrawal the one that was; for an undo the one that shows after it, else the one that it took from readers
	Seen         int64 // number of the story's last act when the screen of this one was drawn; 0: there was none
	Undoes       int64 // of an undo: the number of the act that it takes back
	By           staff.ID
	At           time.Time
	Dated        time.Time // of a publication: the date that the story had elsewhere, not after At; zero: it had none
	PublicNote   string    // what readers are told
	InternalNote string    // what only the desk sees; a withdrawal's reason
	Waived       string    // why what speaks against it was overruled
	KeepAlerts   bool      // of an act after which readers do not see the story: its alerts run on; not saved
	Promised     string    // hash of the outcome that its author was shown, which it is held to; not saved; empty: none was shown
	Key          string    // idempotency key of the request; the same key is the same act
}

// Shows tells whether the act by itself puts a revision before readers. What an
// undo leaves them with is read from the acts before it.
func (a Act) Shows() bool { return a.Kind != Withdraw && a.Kind != Undo }

// Date is the date that readers are given for the act.
func (a Act) Date() time.Time {
	if a.Dated.IsZero() {
		return a.At
	}
	return a.Dated
}

// Effective are the acts that have not been taken back, without the undos, in the order in which they were done.
func (s *Story) Effective() []Act {
	undone := map[int64]bool{}
	for _, a := range s.Acts {
		if a.Kind == Undo {
			undone[a.Undoes] = true
		}
	}
	if len(undone) == 0 {
		return s.Acts
	}
	var acts []Act
	for _, a := range s.Acts {
		if a.Kind != Undo && !undone[a.Number] {
			acts = append(acts, a)
		}
	}
	return acts
}

// last is the last effective act; nil where there is none.
func (s *Story) last() *Act {
	acts := s.Effective()
	if len(acts) == 0 {
		return nil
	}
	return &acts[len(acts)-1]
}

// LastAct is the number of the last act, taken back or not; 0 where there is none.
func (s *Story) LastAct() int64 {
	if len(s.Acts) == 0 {
		return 0
	}
	return s.Acts[len(s.Acts)-1].Number
}

// AsOf is the story as it was when the act with the number was its last.
func (s *Story) AsOf(number int64) *Story {
	then := *s
	then.Acts = nil
	for _, a := range s.Acts {
		if a.Number <= number {
			then.Acts = append(then.Acts, a)
		}
	}
	return &then
}

// Publication reads from the acts what readers may see.
func (s *Story) Publication() Publication {
	last := s.last()
	switch {
	case last == nil:
		return Never
	case last.Shows():
		return Public
	}
	return Withdrawn
}

// Shown is the number of the revision that readers see; 0 when they see none.
func (s *Story) Shown() int {
	if s.Publication() != Public {
		return 0
	}
	return s.last().Revision
}

// Open tells whether the working revision is not the one that readers see.
func (s *Story) Open() bool { return s.Head != s.Shown() }

// Published is the date of its first publication, which orders pages and
// feeds; zero until then; never moves after.
func (s *Story) Published() time.Time {
	acts := s.Effective()
	if len(acts) == 0 {
		return time.Time{}
	}
	return acts[0].Date()
}

// DatedBack tells whether readers are given the date that the story bears
// elsewhere: it is no news of the day on which it was published here.
func (s *Story) DatedBack() bool {
	acts := s.Effective()
	return len(acts) > 0 && !acts[0].Dated.IsZero()
}

// Changed is when what readers see was last changed; zero until it is public.
func (s *Story) Changed() time.Time {
	acts := s.Effective()
	for i := len(acts) - 1; i >= 0; i-- {
		if acts[i].Shows() {
			return acts[i].Date()
		}
	}
	return time.Time{}
}

// Corrections are the acts whose public notes stand on the story's page, oldest first.
func (s *Story) Corrections() []Act {
	var notes []Act
	for _, a := range s.Effective() {
		if a.Kind == Correct {
			notes = append(notes, a)
		}
	}
	return notes
}

// Prepare is an act on the working revision by somebody who has seen the story
// as it is here; an undo takes back the last act.
func (s *Story) Prepare(kind ActKind) Act {
	a := Act{Kind: kind, Revision: s.Head, Seen: s.LastAct()}
	if last := s.last(); kind == Undo && last != nil {
		a.Undoes = last.Number
	}
	return a
}

// Undoable is the act that can still be taken back at the time; false where none can.
func (s *Story) Undoable(now time.Time) (Act, bool) {
	if last := s.last(); last != nil && now.Sub(last.At) <= UndoTime {
		return *last, true
	}
	return Act{}, false
}

// Withdrawal is the act that took the story from readers; false where none has.
func (s *Story) Withdrawal() (Act, bool) {
	if last := s.last(); last != nil && last.Kind == Withdraw {
		return *last, true
	}
	return Act{}, false
}

// Do adds an act if the rules allow it at this point of the story's life, and
// returns it. The act's time and person are the caller's.
func (s *Story) Do(a Act) (Act, error) {
	if a.Kind == Publish && a.Dated.IsZero() && !s.Dated.After(a.At) {
		a.Dated = s.Dated
	}
	if err := s.may(&a); err != nil {
		return Act{}, err
	}
	a.Story = s.ID
	s.Acts = append(s.Acts, a)
	return a, nil
}

func (s *Story) may(a *Act) error {
	if !slices.Contains(ActKinds(), a.Kind) {
		return fault.New(fault.Invalid, msg.FaultUnknownAct(strings.ToValidUTF8(string(a.Kind[:min(len(a.Kind), 40)]), "")))
	}
	if err := s.mayNow(a); err != nil {
		return err
	}
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
	case Undo:
		return s.mayUndo(a)
	}
	if a.Revision < 1 || a.Revision > s.Head && a.Kind != Withdraw {
		return fault.New(fault.Conflict, msg.FaultNoSuchRevision(a.Revision))
	}
	return nil
}

// mayNow refuses an act whose person has seen another state of what readers
// see. A withdrawal is never refused for that; an undo names what it has seen.
// A text that is being worked on is no reason: only acts move what readers see.
func (s *Story) mayNow(a *Act) error {
	if a.Kind != Withdraw && a.Kind != Undo && a.Seen != s.LastAct() {
		return fault.New(fault.Conflict, msg.FaultActMoved())
	}
	if !a.Dated.IsZero() && (a.Kind != Publish || a.Dated.After(a.At)) {
		return fault.New(fault.Invalid, msg.FaultDatedAhead())
	}
	return nil
}

// mayUndo allows the last effective act to be taken back for a minute, and says
// in the undo's revision what readers see after it.
func (s *Story) mayUndo(a *Act) error {
	last := s.last()
	if last == nil || last.Number != a.Undoes {
		return fault.New(fault.Conflict, msg.FaultUndoTooLate())
	}
	if a.At.Sub(last.At) > UndoTime {
		return fault.New(fault.Conflict, msg.FaultUndoTooLate())
	}
	after := *s
	after.Acts = append(slices.Clone(s.Acts), *a)
	if a.Revision = after.Shown(); a.Revision == 0 {
		a.Revision = last.Revision
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

// OnTheWeb tells whether an address may become a link: http or https with a
// host. What others say is their address may as well be a script.
func OnTheWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}
