package backup

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/blob"
	"dateline/fault"
	"dateline/id"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// What a file of another newsroom brings is checked here by the rules of the
// desk, whichever way it comes.

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

// pictures are the extensions of renditions of pictures, and of posters.
var pictures = []string{"avif", "webp", "jpg"}

var colour = regexp.MustCompile(`^(#[0-9a-f]{6})?$`)

// mostPixels is the most of a side of a picture or film.
const mostPixels = 1 << 16

func checkAsset(a *media.Asset) error {
	switch typ := (media.FileType{Kind: a.Kind, Type: a.Type, Ext: a.Ext}); {
	case !typ.Taken():
		return fmt.Errorf("asset %q: kind %q of type %q as %q", a.ID, a.Kind, a.Type, a.Ext)
	case !blob.Valid(a.Hash) || a.Size < 0 || a.Size > a.Kind.MaxBytes() || !side(a.Width) || !side(a.Height) || a.Duration < 0:
		return fmt.Errorf("asset %q: file %q of %d bytes, %d × %d, %s", a.ID, a.Hash, a.Size, a.Width, a.Height, a.Duration)
	case !colour.MatchString(a.Colour):
		return fmt.Errorf("asset %q: colour %q", a.ID, a.Colour)
	}
	for _, r := range a.Renditions {
		if !blob.Valid(r.Hash) || r.Size < 0 || !side(r.Width) || !side(r.Height) || r.Ext != a.Ext && !slices.Contains(pictures, r.Ext) {
			return fmt.Errorf("asset %q: rendition %q of %d bytes as %q", a.ID, r.Hash, r.Size, r.Ext)
		}
	}
	for _, word := range append(a.Words().All(), a.Filename) {
		if !utf8.ValidString(word) || strings.ContainsFunc(word, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }) {
			return fmt.Errorf("asset %q: words %q", a.ID, word)
		}
	}
	return errors.Join(ids(string(a.ID)), past(a.Created))
}

func side(pixels int) bool { return pixels >= 0 && pixels <= mostPixels }

// short tells whether texts are no longer than what can be typed at the desk.
func short(texts ...string) error {
	for _, text := range texts {
		if n := utf8.RuneCountInString(text); n > story.MaxNote {
			return fmt.Errorf("a text of %d characters, %d at most", n, story.MaxNote)
		}
	}
	return nil
}

func checkStory(s *story.Story) error {
	err := errors.Join(ids(string(s.ID)), past(s.Created, s.Dated))
	if s.Group != "" {
		err = errors.Join(err, ids(string(s.Group)))
	}
	if !slices.Contains(story.Types(), s.Type) || !slices.Contains(story.Stages(), s.Stage) {
		err = errors.Join(err, fmt.Errorf("type %q at stage %q", s.Type, s.Stage))
	}
	if err != nil {
		return fmt.Errorf("story %q: %w", s.ID, err)
	}
	return nil
}

var origins = []story.Origin{story.Save, story.Autosave, story.Merge, story.Import, story.Restored}

func checkRevision(r *story.Revision) error {
	if !slices.Contains(origins, r.Origin) {
		return fmt.Errorf("revision %d of story %s: origin %q", r.Number, r.Story, r.Origin)
	}
	if r.At.IsZero() {
		return fmt.Errorf("revision %d of story %s has no date", r.Number, r.Story)
	}
	return past(r.At)
}

func checkAlert(a *story.Alert) error {
	if err := errors.Join(ids(a.ID), past(a.At)); err != nil {
		return fmt.Errorf("alert %q: %w", a.ID, err)
	}
	if a.Second != "" {
		if err := ids(string(a.Second)); err != nil {
			return fmt.Errorf("alert %q: %w", a.ID, err)
		}
	}
	begun := *a
	if !begun.Ends.After(begun.At) { // one that was ended at once is no alert to begin, but it was one
		begun.Ends = begun.At.Add(time.Minute)
	}
	if err := begun.Check(begun.At); err != nil {
		return fmt.Errorf("alert %q: %w", a.ID, err)
	}
	return nil
}

// checkRecords looks at the records of a backup that has been loaded, row by row. Texts that are longer than the desk
// takes today are let through: a house must be able to bring back what it has.
func checkRecords(ctx context.Context, tx *store.Tx) error {
	editions, err := tx.Editions(ctx)
	if err != nil {
		return err
	}
	for i := range editions {
		if err := errors.Join(editions[i].Check(), past(editions[i].Created)); err != nil {
			return fmt.Errorf("edition %q: %w", editions[i].Slug, err)
		}
	}
	people, err := tx.People(ctx)
	if err != nil {
		return err
	}
	for i := range people {
		if err := checkPerson(&people[i]); err != nil {
			return err
		}
	}
	if err := tx.EachAsset(ctx, func(a media.Asset) error { return checkAsset(&a) }); err != nil {
		return err
	}
	if err := tx.EachAlert(ctx, func(a story.Alert) error { return checkAlert(&a) }); err != nil {
		return err
	}
	return tx.EachStory(ctx, func(s *story.Story) error {
		if err := checkStory(s); err != nil {
			return err
		}
		return tx.EachRevision(ctx, s.ID, func(r story.Revision, document []byte) error {
			if err := checkRevision(&r); err != nil {
				return err
			}
			if _, err := story.Exact(document); err != nil && !fault.Is(err, fault.TooLarge) {
				return fmt.Errorf("revision %d of story %s: %w", r.Number, r.Story, err)
			}
			return nil
		})
	})
}

func checkPerson(p *staff.Person) error {
	if err := errors.Join(p.Check(), ids(string(p.ID)), past(p.Created, p.Disabled)); err != nil {
		return fmt.Errorf("person %q: %w", p.ID, err)
	}
	return nil
}
