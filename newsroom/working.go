package newsroom

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Typed is what an open tab of the editor has: its text and where that stands
// in the order of what was typed there.
type Typed struct {
	Tab      string // its random name, in the form of an id; empty: not from a tab
	Number   int64  // how many changes were made in it
	Base     int    // the revision that its text was made from
	Document *story.Document
}

const (
	maxWorking  = 16                  // working copies of one person on one story; older tabs' texts become revisions
	workingLife = 30 * 24 * time.Hour // how long a tab's late texts are known for old
)

// Safe is the answer to what is typed and not a revision yet.
type Safe struct {
	Base int       // the revision that the text is made from; later than the tab knew where its earlier text became one
	Head int       // the working revision now: another one than Base where a colleague has saved
	At   time.Time // when it was safe
}

// SaveWorking saves what is being typed, over the tab's earlier text and
// without an event or a revision. A text that is older than the one that is
// there changes nothing.
func (n *Newsroom) SaveWorking(ctx context.Context, by *staff.Person, of story.ID, typed Typed) (safe Safe, err error) {
	if err := mayWrite(by); err != nil {
		return Safe{}, err
	}
	if err := typed.check(); err != nil {
		return Safe{}, err
	}
	at := n.now()
	err = n.Store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		have, err := n.workingOf(ctx, tx, s, by, typed)
		if err != nil {
			return err
		}
		safe = Safe{Base: have.On(typed.Base), Head: s.Head, At: at}
		if typed.Number <= have.Number {
			return nil
		}
		if err := checkTyped(ctx, tx, s, safe.Base, typed.Document); err != nil {
			return err
		}
		return tx.PutWorking(ctx, &story.Working{Story: of, By: by.ID, Tab: typed.Tab, Number: typed.Number, Base: safe.Base, Document: typed.Document, At: at})
	})
	return safe, err
}

// check tells whether a tab could have this; it brings the text into the form in which it is saved.
func (t *Typed) check() error {
	if !id.Valid(t.Tab) || t.Number < 1 || t.Document == nil {
		return fault.New(fault.Invalid, fault.Invalid.General())
	}
	t.Document.Normalise()
	return t.Document.Check()
}

// checkTyped tells whether the text could become a revision of the story.
func checkTyped(ctx context.Context, tx *store.Tx, s *story.Story, base int, d *story.Document) error {
	if err := made(ctx, tx, s, base); err != nil {
		return err
	}
	if err := checkPlace(ctx, tx, s.Edition, d); err != nil {
		return err
	}
	return checkAssets(ctx, tx, d)
}

// workingOf is the tab's working copy; a new one, of number 0, where it has
// none yet: then the person's other tabs make room.
func (n *Newsroom) workingOf(ctx context.Context, tx *store.Tx, s *story.Story, by *staff.Person, typed Typed) (*story.Working, error) {
	have, err := tx.Working(ctx, s.ID, by.ID, typed.Tab)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return have, err
	}
	if err := tx.SweepWorking(ctx, n.now().Add(-workingLife)); err != nil {
		return nil, err
	}
	others, err := pending(ctx, tx, s.ID, by.ID)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(others)-maxWorking+1; i++ {
		if _, err := n.fold(ctx, tx, s, &others[i]); err != nil {
			return nil, err
		}
	}
	return &story.Working{}, nil
}

// pending are a person's working copies of a story that are no revisions yet, oldest first.
func pending(ctx context.Context, tx *store.Tx, of story.ID, by staff.ID) ([]story.Working, error) {
	all, err := tx.Workings(ctx, of)
	var theirs []story.Working
	for _, w := range all {
		if w.By == by {
			theirs = append(theirs, w)
		}
	}
	return theirs, err
}

// SaveTyped is Save for an open tab: what the tab has sent before and has not
// become a revision is overtaken by it. A text that is older than what is there
// is not saved again; what is there becomes the revision.
func (n *Newsroom) SaveTyped(ctx context.Context, by *staff.Person, of story.ID, typed Typed, origin story.Origin, key string) (saved Saved, err error) {
	if err := mayWrite(by); err != nil {
		return Saved{}, err
	}
	if err := typed.check(); err != nil {
		return Saved{}, err
	}
	if err := checkKey(key); err != nil {
		return Saved{}, err
	}
	err = n.Store.InTx(ctx, func(tx *store.Tx) error {
		saved, err = n.saveTyped(ctx, tx, by, of, typed, origin, key)
		return err
	})
	return saved, err
}

func (n *Newsroom) saveTyped(ctx context.Context, tx *store.Tx, by *staff.Person, of story.ID, typed Typed, origin story.Origin, key string) (Saved, error) {
	s, err := tx.Story(ctx, of)
	if err != nil {
		return Saved{}, err
	}
	have, err := n.workingOf(ctx, tx, s, by, typed)
	if err != nil {
		return Saved{}, err
	}
	if typed.Number < have.Number || typed.Number == have.Number && have.Document == nil {
		return n.fold(ctx, tx, s, have)
	}
	saved, err := n.save(ctx, tx, by, of, have.On(typed.Base), typed.Document, origin, key)
	if err != nil {
		return Saved{}, err
	}
	done := &story.Working{Story: of, By: by.ID, Tab: typed.Tab, Number: typed.Number, Base: saved.Revision, At: saved.At}
	return saved, tx.PutWorking(ctx, done)
}

// Checkpoint makes a revision of what a person has typed in a tab, and gives
// it: as the story's head, or as a branch where a colleague's text has become
// the head meanwhile. Where nothing was typed since it is the revision that
// was made last; for a tab that has typed nothing, the head.
func (n *Newsroom) Checkpoint(ctx context.Context, by *staff.Person, of story.ID, tab string) (saved Saved, err error) {
	if err := mayWrite(by); err != nil {
		return Saved{}, err
	}
	err = n.Store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		w, err := tx.Working(ctx, of, by.ID, tab)
		if fault.Is(err, fault.NotFound) {
			w, err = &story.Working{Base: s.Head}, nil
		}
		if err != nil {
			return err
		}
		saved, err = n.fold(ctx, tx, s, w)
		return err
	})
	return saved, err
}

// CheckpointOwn makes revisions of what a person has typed on a story in any
// tab: whoever opens it again finds everything there.
func (n *Newsroom) CheckpointOwn(ctx context.Context, by *staff.Person, of story.ID) error {
	return n.checkpoints(ctx, by, of, func(w *story.Working) bool { return w.By == by.ID })
}

// CheckpointAll makes revisions of what anybody is typing on a story, so that
// whoever acts on it sees the text as it is.
func (n *Newsroom) CheckpointAll(ctx context.Context, by *staff.Person, of story.ID) error {
	return n.checkpoints(ctx, by, of, func(*story.Working) bool { return true })
}

func (n *Newsroom) checkpoints(ctx context.Context, by *staff.Person, of story.ID, which func(*story.Working) bool) error {
	if err := mayWrite(by); err != nil {
		return err
	}
	all, err := n.Store.Workings(ctx, of)
	if err != nil || len(all) == 0 {
		return err // as a rule there is nothing, and nobody waits for the turn to write
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		all, err := tx.Workings(ctx, of)
		if err != nil {
			return err
		}
		for i := range all {
			if !which(&all[i]) {
				continue
			}
			if _, err := n.fold(ctx, tx, s, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// fold makes a revision of a working copy in its author's name; one without a
// document is the revision that it became. s follows.
func (n *Newsroom) fold(ctx context.Context, tx *store.Tx, s *story.Story, w *story.Working) (Saved, error) {
	if w.Document == nil {
		r, err := tx.Revision(ctx, s.ID, w.Base)
		if err != nil {
			return Saved{}, err
		}
		return answer(ctx, tx, s, r)
	}
	if err := forgetSection(ctx, tx, s.Edition, w.Document); err != nil {
		return Saved{}, err
	}
	saved, err := n.save(ctx, tx, &staff.Person{ID: w.By}, s.ID, w.Base, w.Document, story.Autosave, "")
	if err != nil {
		return Saved{}, err
	}
	s.Head = saved.Head
	w.Base, w.Document = saved.Revision, nil
	return saved, tx.PutWorking(ctx, w)
}

// forgetSection takes the document out of a section that its edition has lost
// since it was typed: no text waits for that.
func forgetSection(ctx context.Context, tx *store.Tx, in edition.Slug, d *story.Document) error {
	e, err := tx.Edition(ctx, in)
	if err != nil {
		return err
	}
	if _, ok := e.Section(edition.Slug(d.Head.Section)); !ok {
		d.Head.Section = ""
	}
	return nil
}

// Newer is a text that goes on from the one that somebody looks at.
type Newer struct {
	By       staff.ID
	At       time.Time
	Revision int // 0: it is being typed, and is no revision yet
	Document *story.Document
}

// Newer is the newest text of a story where that is a later one than the
// revision: the working text, or what is being typed on top of it. Nil where
// there is none. Looking makes no revision of what is being typed.
func (n *Newsroom) Newer(ctx context.Context, by *staff.Person, of story.ID, than int) (newer *Newer, err error) {
	if err := mayWrite(by); err != nil {
		return nil, err
	}
	err = n.Store.Snapshot(ctx, func(records *store.Snapshot) error {
		s, err := records.Story(ctx, of)
		if err != nil {
			return err
		}
		if s.Head > than {
			head, err := records.Revision(ctx, of, s.Head)
			if err != nil {
				return err
			}
			newer = &Newer{head.By, head.At, head.Number, head.Document}
		}
		typing, err := records.Workings(ctx, of)
		for _, w := range typing { // the last in time stands last
			if w.Base == s.Head {
				newer = &Newer{By: w.By, At: w.At, Document: w.Document}
			}
		}
		return err
	})
	return newer, err
}

// Tabs are the tabs in which a person has typed on a story, by their names, each
// with the number of the last change of it that is safe here.
func (n *Newsroom) Tabs(ctx context.Context, by *staff.Person, of story.ID) (map[string]int64, error) {
	if err := mayWrite(by); err != nil {
		return nil, err
	}
	return n.Store.WorkingTabs(ctx, of, by.ID)
}

// BrowserKey is the key with which a person's browsers encrypt what they have
// not sent yet, base64: nobody else who signs in there can read it.
func (n *Newsroom) BrowserKey(ctx context.Context, by *staff.Person) (string, error) {
	if err := mayWrite(by); err != nil {
		return "", err
	}
	key, err := n.Store.BrowserKey(ctx, by.ID)
	if !fault.Is(err, fault.NotFound) {
		return key, err
	}
	var random [32]byte
	rand.Read(random[:]) // never fails
	err = n.Store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.PutBrowserKey(ctx, by.ID, base64.StdEncoding.EncodeToString(random[:]), n.now()); err != nil {
			return err
		}
		key, err = tx.BrowserKey(ctx, by.ID)
		return err
	})
	return key, err
}
