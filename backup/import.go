package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/blob"
	"dateline/edition"
	"dateline/fault"
	"dateline/id"
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

// ahead is how far a clock may be ahead of this machine's.
const ahead = time.Hour

// past tells whether none of the times is still to come: what is dated ahead
// would stand above all news until then.
func past(times ...time.Time) error {
	for _, t := range times {
		if t.After(time.Now().Add(ahead)) {
			return fmt.Errorf("%s is still to come, by the clock of this machine", t.Format(time.RFC3339))
		}
	}
	return nil
}

// ids tells whether all have the form of one.
func ids(all ...string) error {
	for _, x := range all {
		if !id.Valid(x) {
			return fmt.Errorf("id %q", x)
		}
	}
	return nil
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
	if err := errors.Join(e.Check(), past(l.Created)); err != nil {
		return err
	}
	return tx.PutEdition(ctx, &e)
}

func (l *PersonLine) put(ctx context.Context, tx *store.Tx) error {
	p := staff.Person{ID: l.ID, Name: l.Name, Role: l.Role, Disabled: l.Disabled, Created: l.Created}
	if err := errors.Join(p.Check(), ids(string(l.ID)), past(l.Created, l.Disabled)); err != nil {
		return err
	}
	return tx.PutPerson(ctx, &p)
}

func (l *AssetLine) put(ctx context.Context, tx *store.Tx) error {
	if err := l.check(); err != nil {
		return fmt.Errorf("asset %q: %w", l.ID, err)
	}
	a := media.Asset{ID: l.ID, Hash: l.Hash, Kind: l.Kind, Type: l.Type, Ext: l.Ext, Filename: l.Filename, Size: l.Size, Width: l.Width,
		Height: l.Height, Duration: time.Duration(l.Duration) * time.Microsecond, Colour: l.Colour, Alt: l.Alt, Credit: l.Credit,
		Licence: l.Licence, Source: l.Source, By: l.By, Created: l.Created}
	if err := tx.PutAsset(ctx, &a); err != nil {
		return err
	}
	for _, r := range l.Renditions {
		if err := tx.PutRendition(ctx, a.ID, media.Rendition(r)); err != nil {
			return err
		}
	}
	return nil
}

var extension = regexp.MustCompile(`^[a-z0-9]{1,8}$`)

func (l *AssetLine) check() error {
	first := map[media.Kind]string{media.Picture: "image/", media.Audio: "audio/", media.Video: "video/"}[l.Kind]
	switch {
	case first == "" || !strings.HasPrefix(l.Type, first) || !extension.MatchString(l.Ext):
		return fmt.Errorf("kind %q of type %q as %q", l.Kind, l.Type, l.Ext)
	case !blob.Valid(l.Hash) || l.Size < 0 || l.Size > l.Kind.MaxBytes() || l.Width < 0 || l.Height < 0 || l.Duration < 0:
		return fmt.Errorf("file %q of %d bytes, %d × %d, %d µs", l.Hash, l.Size, l.Width, l.Height, l.Duration)
	}
	for _, r := range l.Renditions {
		if !blob.Valid(r.Hash) || r.Size < 0 || r.Width < 0 || r.Height < 0 || !extension.MatchString(r.Ext) {
			return fmt.Errorf("rendition %q of %d bytes as %q", r.Hash, r.Size, r.Ext)
		}
	}
	return errors.Join(ids(string(l.ID), string(l.By)), past(l.Created))
}

func (l *StoryLine) put(ctx context.Context, tx *store.Tx) error {
	err := errors.Join(ids(string(l.ID), string(l.By)), past(l.Created, l.Dated))
	if l.Group != "" {
		err = errors.Join(err, ids(string(l.Group)))
	}
	if !slices.Contains(story.Types(), l.Type) || !slices.Contains(story.Stages(), l.Stage) {
		err = errors.Join(err, fmt.Errorf("type %q at stage %q", l.Type, l.Stage))
	}
	if err != nil {
		return fmt.Errorf("story %q: %w", l.ID, err)
	}
	return tx.NewStory(ctx, &story.Story{ID: l.ID, Edition: l.Edition, Type: l.Type, Group: l.Group, Source: l.Source, Stage: l.Stage,
		By: l.By, Created: l.Created, Dated: l.Dated})
}

func (l *RevisionLine) put(ctx context.Context, tx *store.Tx) error {
	if err := errors.Join(ids(string(l.By)), past(l.At)); err != nil {
		return err
	}
	d, err := story.Exact(l.Document)
	if err != nil {
		return err
	}
	r := story.Revision{Story: l.Story, Number: l.Number, Parent: l.Parent, By: l.By, At: l.At, Origin: l.Origin, Branch: l.Branch, Document: d}
	if err := tx.AddRevision(ctx, &r, ""); err != nil {
		return err
	}
	if r.Hash != l.Hash {
		return fmt.Errorf("revision %d of story %s has hash %s, not %s", r.Number, r.Story, r.Hash, l.Hash)
	}
	return nil
}

func (l *ActLine) put(ctx context.Context, tx *store.Tx) error {
	if err := errors.Join(ids(string(l.By)), past(l.At, l.Dated)); err != nil {
		return err
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
	if err := errors.Join(ids(l.ID, string(l.By)), past(l.At)); err != nil {
		return err
	}
	if l.Second != "" {
		if err := ids(string(l.Second)); err != nil {
			return err
		}
	}
	if l.Ends.After(l.At) { // one that was ended at once is no alert to begin, but it was one
		if err := a.Check(l.At); err != nil {
			return err
		}
	}
	return tx.PutAlert(ctx, &a)
}
