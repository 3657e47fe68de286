package newsroom

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// New is what a story begins with.
type New struct {
	Edition  edition.Slug
	Type     story.Type // empty: article
	Group    story.ID   // translation group to join; empty: none
	Source   string     // address it came from; a second story of one source is refused
	Origin   story.Origin
	Document *story.Document
	ID       story.ID  // what comes from elsewhere with a name of its own keeps it; empty: a new one
	At       time.Time // when it was begun; zero: now
	Dated    time.Time // the date that it bears elsewhere; zero: none
}

// Draft makes a story with its first revision. Nothing of it is public.
func (n *Newsroom) Draft(ctx context.Context, by *staff.Person, from New) (*story.Story, error) {
	if err := mayWrite(by); err != nil {
		return nil, err
	}
	from.Document.Normalise()
	if err := from.Document.Check(); err != nil {
		return nil, err
	}
	var made *story.Story
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		made, err = n.draft(ctx, tx, by, from)
		return err
	})
	return made, err
}

// DraftIn is Draft within a transaction that holds more; the document has been checked.
func (n *Newsroom) DraftIn(ctx context.Context, tx *store.Tx, by *staff.Person, from New) (*story.Story, error) {
	if err := mayWrite(by); err != nil {
		return nil, err
	}
	return n.draft(ctx, tx, by, from)
}

func (n *Newsroom) draft(ctx context.Context, tx *store.Tx, by *staff.Person, from New) (*story.Story, error) {
	if from.Type == "" {
		from.Type = story.Article
	}
	if !slices.Contains(story.Types(), from.Type) {
		return nil, fault.New(fault.Invalid, msg.FaultBadValue(string(from.Type)))
	}
	if strings.ContainsFunc(from.Source, unicode.IsControl) || !utf8.ValidString(from.Source) {
		return nil, fault.New(fault.Invalid, msg.FaultBadText())
	}
	if err := checkPlace(ctx, tx, from.Edition, from.Document); err != nil {
		return nil, err
	}
	if err := checkAssets(ctx, tx, from.Document); err != nil {
		return nil, err
	}
	s := &story.Story{ID: from.ID, Edition: from.Edition, Type: from.Type, Group: from.Group,
		Source: from.Source, Stage: story.Writing, By: by.ID, Created: from.At, Dated: from.Dated}
	if s.Dated.After(n.now()) {
		s.Dated = time.Time{} // a page may say what it likes of itself
	}
	if s.ID == "" {
		s.ID = story.ID(id.New())
	}
	if s.Created.IsZero() {
		s.Created = n.now()
	}
	from.Document.Identify(s.ID)
	if err := tx.NewStory(ctx, s); err != nil {
		return nil, err
	}
	r := &story.Revision{Story: s.ID, By: by.ID, At: s.Created, Origin: from.Origin, Document: from.Document}
	if err := tx.AddRevision(ctx, r, ""); err != nil {
		return nil, err
	}
	s.Head = r.Number
	_, err := tx.Record(ctx, event.Event{Kind: event.Saved, Edition: s.Edition, Story: s.ID, Group: s.Group, At: s.Created})
	return s, err
}

// Saved is the answer to a save.
type Saved struct {
	Revision int       // the number that the save was given
	At       time.Time // when it was safe
	Branch   bool      // its base was not the head: kept beside it
	Head     int       // the working revision now
	HeadBy   staff.ID  // who wrote that
}

// Save keeps a document as the story's next revision. base is the revision it
// was made from: when that is not the head any more, nothing is overwritten
// and the text is kept as a branch. The same key again is the same save, and a
// text that the head has already is no new revision.
func (n *Newsroom) Save(ctx context.Context, by *staff.Person, of story.ID, base int, d *story.Document, origin story.Origin, key string) (Saved, error) {
	if err := mayWrite(by); err != nil {
		return Saved{}, err
	}
	d.Normalise()
	if err := d.Check(); err != nil {
		return Saved{}, err
	}
	if err := checkKey(key); err != nil {
		return Saved{}, err
	}
	var saved Saved
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		saved, err = n.save(ctx, tx, by, of, base, d, origin, key)
		return err
	})
	return saved, err
}

func (n *Newsroom) save(ctx context.Context, tx *store.Tx, by *staff.Person, of story.ID, base int, d *story.Document, origin story.Origin, key string) (Saved, error) {
	s, err := tx.Story(ctx, of)
	if err != nil {
		return Saved{}, err
	}
	d.Identify(s.ID)
	r, err := same(ctx, tx, s, base, d, origin, key)
	if err != nil {
		return Saved{}, err
	}
	if r == nil {
		if r, err = n.keep(ctx, tx, by, s, base, d, origin, key); err != nil {
			return Saved{}, err
		}
	}
	return answer(ctx, tx, s, r)
}

// keep adds the document to the story: as its head, or beside the head where
// that is not what it was made from.
func (n *Newsroom) keep(ctx context.Context, tx *store.Tx, by *staff.Person, s *story.Story, base int, d *story.Document, origin story.Origin, key string) (*story.Revision, error) {
	if err := made(ctx, tx, s, base); err != nil {
		return nil, err
	}
	if err := checkPlace(ctx, tx, s.Edition, d); err != nil {
		return nil, err
	}
	if err := checkAssets(ctx, tx, d); err != nil {
		return nil, err
	}
	r := &story.Revision{Story: s.ID, Parent: base, By: by.ID, At: n.now(), Origin: origin, Branch: base != s.Head, Document: d}
	if err := tx.AddRevision(ctx, r, key); err != nil {
		return nil, err
	}
	if !r.Branch {
		s.Head = r.Number
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.Saved, Edition: s.Edition, Story: s.ID, Group: s.Group, At: r.At})
	return r, err
}

// made tells whether the story has the revision that a text says it was made
// from. Up to the head there is no hole; beyond it stand branches.
func made(ctx context.Context, tx *store.Tx, s *story.Story, base int) error {
	if base >= 1 && base <= s.Head {
		return nil
	}
	_, err := tx.Revision(ctx, s.ID, base)
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.Conflict, msg.FaultNoSuchRevision(base))
	}
	return err
}

// same finds the revision that the save has made already: the one that bears
// its key, or the head itself when it says the same. Nil when there is none.
func same(ctx context.Context, tx *store.Tx, s *story.Story, base int, d *story.Document, origin story.Origin, key string) (*story.Revision, error) {
	if key != "" {
		r, err := tx.RevisionByKey(ctx, s.ID, key)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return r, err
		}
	}
	if base != s.Head || origin != story.Save && origin != story.Autosave {
		return nil, nil //nolint:nilnil // it is a new text
	}
	_, hash, err := d.Canonical()
	if err != nil {
		return nil, err
	}
	head, err := tx.Revision(ctx, s.ID, s.Head)
	if err != nil {
		return nil, err
	}
	// Not the hash that it was saved under: that of an earlier schema is another for the same text.
	if _, have, err := head.Document.Canonical(); err != nil || have != hash {
		return nil, err
	}
	return head, nil
}

func answer(ctx context.Context, tx *store.Tx, s *story.Story, r *story.Revision) (Saved, error) {
	saved := Saved{Revision: r.Number, At: r.At, Branch: r.Branch, Head: s.Head, HeadBy: r.By}
	if s.Head != r.Number {
		head, err := tx.Revision(ctx, s.ID, s.Head)
		if err != nil {
			return Saved{}, err
		}
		saved.HeadBy = head.By
	}
	return saved, nil
}

// SetStage moves a story in the desk's workflow. Whose own text stands beside
// the working one chooses between the two first.
func (n *Newsroom) SetStage(ctx context.Context, by *staff.Person, of story.ID, stage story.Stage) error {
	if err := mayWrite(by); err != nil {
		return err
	}
	if !slices.Contains(story.Stages(), stage) {
		return fault.New(fault.Invalid, msg.FaultBadValue(string(stage)))
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		if err := merged(ctx, tx, s, by); err != nil {
			return err
		}
		return tx.SetStage(ctx, of, stage)
	})
}

// Translate begins the same news in another edition: a story of its own, in
// the same translation group, with the working text to write over. Its blocks are
// new and remember those they translate. Whose own text stands beside the working
// one chooses between the two first.
func (n *Newsroom) Translate(ctx context.Context, by *staff.Person, of story.ID, to edition.Slug) (*story.Story, error) {
	if err := mayWrite(by); err != nil {
		return nil, err
	}
	var made *story.Story
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		if err := merged(ctx, tx, s, by); err != nil {
			return err
		}
		r, err := tx.Revision(ctx, of, s.Head)
		if err != nil {
			return err
		}
		if s.Group == "" {
			if err := tx.SetGroup(ctx, of, of); err != nil {
				return err
			}
			s.Group = of
		}
		d, err := placed(ctx, tx, r.Document.Copy(), to)
		if err != nil {
			return err
		}
		made, err = n.draft(ctx, tx, by, New{Edition: to, Type: s.Type, Group: s.Group, Origin: story.Import, Document: d})
		return err
	})
	return made, err
}

// placed is the document in a section that the edition has: the same by name, else its first.
func placed(ctx context.Context, tx *store.Tx, d story.Document, to edition.Slug) (*story.Document, error) {
	e, err := tx.Edition(ctx, to)
	if err != nil {
		return nil, err
	}
	if _, ok := e.Section(edition.Slug(d.Head.Section)); !ok {
		d.Head.Section = ""
		if len(e.Sections) > 0 {
			d.Head.Section = string(e.Sections[0].Slug)
		}
	}
	return &d, nil
}
