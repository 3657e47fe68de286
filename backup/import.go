package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// ImportJSONL makes the newsroom of an export in a house that holds nothing
// yet, and says how many lines it read. Every line passes the rules that it
// would have passed at the desk; when one does not, nothing is imported.
// Of the options Confirm and Record say something here.
func ImportJSONL(ctx context.Context, r io.Reader, s *store.Store, o Options) (int64, error) {
	var n int64
	err := s.InTx(ctx, func(tx *store.Tx) error {
		if n > 0 {
			return fault.New(fault.Unavailable, fault.Unavailable.General()) // what has been read cannot be read again
		}
		empty, err := tx.Empty(ctx)
		if err != nil {
			return err
		}
		if !empty {
			return notEmpty()
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 64<<10), maxLine)
		for lines.Scan() {
			n++
			if err := importLine(ctx, tx, lines.Bytes()); err != nil {
				return fault.Wrap(err, fault.Invalid, msg.FaultBackupLine(int(n)))
			}
		}
		if err := lines.Err(); err != nil {
			return fault.Wrap(err, fault.Invalid, msg.FaultBackupLine(int(n+1)))
		}
		return o.settle(ctx, tx)
	})
	if err != nil {
		return 0, fmt.Errorf("import: %w", err)
	}
	return n, nil
}

func importLine(ctx context.Context, tx *store.Tx, raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var l Line
	if err := d.Decode(&l); err != nil {
		return err
	}
	switch {
	case l.Kind == "edition" && l.Edition != nil:
		return l.Edition.put(ctx, tx)
	case l.Kind == "person" && l.Person != nil:
		return l.Person.put(ctx, tx)
	case l.Kind == "asset" && l.Asset != nil:
		return l.Asset.put(ctx, tx)
	case l.Kind == "story" && l.Story != nil:
		return l.Story.put(ctx, tx)
	case l.Kind == "revision" && l.Revision != nil:
		return l.Revision.put(ctx, tx)
	case l.Kind == "act" && l.Act != nil:
		return l.Act.put(ctx, tx)
	case l.Kind == "alert" && l.Alert != nil:
		return l.Alert.put(ctx, tx)
	}
	return fmt.Errorf("kind %q, or no record of that kind", l.Kind)
}

func (l *EditionLine) put(ctx context.Context, tx *store.Tx) error {
	e := edition.Edition{Slug: l.Slug, Lang: l.Lang, Name: l.Name, Tagline: l.Tagline, Zone: l.Zone, Public: l.Public, Lead: l.Lead, Created: l.Created}
	for _, s := range l.Sections {
		e.Sections = append(e.Sections, edition.Section(s))
	}
	err := errors.Join(e.Check(), past(l.Created), short(l.Tagline))
	if l.Lead != "" {
		err = errors.Join(err, ids(l.Lead))
	}
	if err != nil {
		return err
	}
	return tx.PutEdition(ctx, &e)
}

func (l *PersonLine) put(ctx context.Context, tx *store.Tx) error {
	p := staff.Person{ID: l.ID, Name: l.Name, Role: l.Role, Disabled: l.Disabled, Created: l.Created}
	if err := checkPerson(&p); err != nil {
		return err
	}
	return tx.PutPerson(ctx, &p)
}

func (l *AssetLine) put(ctx context.Context, tx *store.Tx) error {
	a := media.Asset{ID: l.ID, Hash: l.Hash, Kind: l.Kind, Type: l.Type, Ext: l.Ext, Filename: l.Filename, Size: l.Size, Width: l.Width,
		Height: l.Height, Duration: time.Duration(l.Duration) * time.Microsecond, Colour: l.Colour, Alt: l.Alt, Credit: l.Credit,
		Licence: l.Licence, Source: l.Source, By: l.By, Created: l.Created}
	for _, r := range l.Renditions {
		a.Renditions = append(a.Renditions, media.Rendition(r))
	}
	if err := errors.Join(checkAsset(&a), ids(string(l.By)), short(append(a.Words().All(), a.Filename)...)); err != nil {
		return err
	}
	if err := tx.PutAsset(ctx, &a); err != nil {
		return err
	}
	for _, r := range a.Renditions {
		if err := tx.PutRendition(ctx, a.ID, r); err != nil {
			return err
		}
	}
	return nil
}

func (l *StoryLine) put(ctx context.Context, tx *store.Tx) error {
	s := story.Story{ID: l.ID, Edition: l.Edition, Type: l.Type, Group: l.Group, Source: l.Source, Stage: l.Stage,
		By: l.By, Created: l.Created, Dated: l.Dated}
	if err := errors.Join(checkStory(&s), ids(string(l.By))); err != nil {
		return err
	}
	if l.Source != "" && !story.OnTheWeb(l.Source) {
		return fmt.Errorf("story %q: source %q is no address on the web", l.ID, l.Source)
	}
	return tx.NewStory(ctx, &s)
}

func (l *RevisionLine) put(ctx context.Context, tx *store.Tx) error {
	d, err := story.Exact(l.Document)
	if err != nil {
		return err
	}
	r := story.Revision{Story: l.Story, Number: l.Number, Parent: l.Parent, By: l.By, At: l.At, Origin: l.Origin, Branch: l.Branch, Document: d}
	if err := errors.Join(checkRevision(&r), ids(string(l.By))); err != nil {
		return err
	}
	if err := checkAssets(ctx, tx, d); err != nil {
		return err
	}
	if err := tx.AddRevision(ctx, &r, ""); err != nil {
		return err
	}
	if r.Hash != l.Hash {
		return fmt.Errorf("revision %d of story %s has hash %s, not %s", r.Number, r.Story, r.Hash, l.Hash)
	}
	return nil
}

// checkAssets tells whether the assets that a document uses are there: they stand before it.
func checkAssets(ctx context.Context, tx *store.Tx, d *story.Document) error {
	missing, err := tx.MissingAsset(ctx, d.Assets())
	if err == nil && missing != "" {
		err = fmt.Errorf("asset %q is used and not there", missing)
	}
	return err
}

func (l *ActLine) put(ctx context.Context, tx *store.Tx) error {
	if err := errors.Join(ids(string(l.By)), past(l.At, l.Dated), short(l.PublicNote, l.InternalNote, l.Waived)); err != nil {
		return err
	}
	if l.At.IsZero() {
		return fmt.Errorf("act %s of story %q has no date", l.Kind, l.Story)
	}
	s, err := tx.Story(ctx, l.Story)
	if err != nil {
		return err
	}
	before := *s
	// Acts get new numbers here: what an undo takes back is known by its place among the story's acts.
	var undoes int64
	if l.Undoes > 0 && l.Undoes <= len(s.Acts) {
		undoes = s.Acts[l.Undoes-1].Number
	}
	a, err := s.Do(story.Act{Kind: l.Kind, Revision: l.Revision, Seen: s.LastAct(), Undoes: undoes, By: l.By, At: l.At, Dated: l.Dated,
		PublicNote: l.PublicNote, InternalNote: l.InternalNote, Waived: l.Waived})
	if err != nil {
		return err
	}
	r, err := tx.Revision(ctx, l.Story, a.Revision)
	if err != nil {
		return err
	}
	_, err = tx.AddAct(ctx, &before, a, r.Document)
	return err
}

func (l *AlertLine) put(ctx context.Context, tx *store.Tx) error {
	a := story.Alert{ID: l.ID, Level: l.Level, Texts: l.Texts, Story: l.Story, At: l.At, Ends: l.Ends, By: l.By, Waits: l.Waits, Second: l.Second}
	if err := errors.Join(checkAlert(&a), ids(string(l.By))); err != nil {
		return err
	}
	return tx.PutAlert(ctx, &a)
}
