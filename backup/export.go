package backup

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"dateline/edition"
	"dateline/lang"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Line is one record of an export: its kind, and the record under that name.
// Times are in UTC. Secrets, sessions, keys of requests and the log are not in it.
type Line struct {
	Kind     string        `json:"kind"`
	Edition  *EditionLine  `json:"edition,omitempty"`
	Person   *PersonLine   `json:"person,omitempty"`
	Asset    *AssetLine    `json:"asset,omitempty"`
	Story    *StoryLine    `json:"story,omitempty"`
	Revision *RevisionLine `json:"revision,omitempty"`
	Act      *ActLine      `json:"act,omitempty"`
	Alert    *AlertLine    `json:"alert,omitempty"`
}

// EditionLine is an edition.
type EditionLine struct {
	Slug     edition.Slug  `json:"slug"`
	Lang     lang.Tag      `json:"lang"`
	Name     string        `json:"name"`
	Tagline  string        `json:"tagline,omitempty"`
	Zone     string        `json:"zone"`
	Public   bool          `json:"public"`
	Sections []SectionLine `json:"sections"`
	Lead     string        `json:"lead,omitempty"`
	Created  time.Time     `json:"created,omitzero"`
}

// SectionLine is a section of an edition.
type SectionLine struct {
	Slug edition.Slug `json:"slug"`
	Name string       `json:"name"`
}

// PersonLine is a person, without a password.
type PersonLine struct {
	ID       staff.ID   `json:"id"`
	Name     string     `json:"name"`
	Role     staff.Role `json:"role"`
	Disabled time.Time  `json:"disabled,omitzero"`
	Created  time.Time  `json:"created,omitzero"`
}

// AssetLine is an asset with what was made of it; its bytes are in the blobs.
type AssetLine struct {
	ID         media.ID        `json:"id"`
	Hash       media.Hash      `json:"hash"`
	Kind       media.Kind      `json:"kind"`
	Type       string          `json:"type"`
	Ext        string          `json:"ext"`
	Filename   string          `json:"filename,omitempty"`
	Size       int64           `json:"size"`
	Width      int             `json:"width,omitempty"`
	Height     int             `json:"height,omitempty"`
	Duration   int64           `json:"duration_us,omitempty"` // microseconds
	Colour     string          `json:"colour,omitempty"`
	Alt        string          `json:"alt,omitempty"`
	Credit     string          `json:"credit,omitempty"`
	Licence    string          `json:"licence,omitempty"`
	Source     string          `json:"source,omitempty"`
	By         staff.ID        `json:"by"`
	Created    time.Time       `json:"created,omitzero"`
	Renditions []RenditionLine `json:"renditions,omitempty"`
}

// RenditionLine is one size of a picture in one format.
type RenditionLine struct {
	Width  int        `json:"width"`
	Height int        `json:"height"`
	Ext    string     `json:"ext"`
	Hash   media.Hash `json:"hash"`
	Size   int64      `json:"size"`
}

// StoryLine is a story; its head and its publication follow from its revisions and acts.
type StoryLine struct {
	ID      story.ID     `json:"id"`
	Edition edition.Slug `json:"edition"`
	Type    story.Type   `json:"type"`
	Group   story.ID     `json:"group,omitempty"`
	Source  string       `json:"source,omitempty"`
	Stage   story.Stage  `json:"stage"`
	By      staff.ID     `json:"by"`
	Created time.Time    `json:"created,omitzero"`
	Dated   time.Time    `json:"dated,omitzero"`
}

// RevisionLine is a revision with its document.
type RevisionLine struct {
	Story    story.ID        `json:"story"`
	Number   int             `json:"number"`
	Parent   int             `json:"parent,omitempty"`
	By       staff.ID        `json:"by"`
	At       time.Time       `json:"at,omitzero"`
	Origin   story.Origin    `json:"origin"`
	Branch   bool            `json:"branch,omitempty"`
	Hash     story.Hash      `json:"hash"`
	Document json.RawMessage `json:"document"`
}

// ActLine is an act; acts stand in the order in which they were done.
type ActLine struct {
	Story        story.ID      `json:"story"`
	Kind         story.ActKind `json:"kind"`
	Revision     int           `json:"revision"`
	By           staff.ID      `json:"by"`
	At           time.Time     `json:"at,omitzero"`
	PublicNote   string        `json:"public_note,omitempty"`
	InternalNote string        `json:"internal_note,omitempty"`
	Dated        time.Time     `json:"dated,omitzero"`
	Waived       string        `json:"waived,omitempty"`
	Undoes       int           `json:"undoes,omitempty"` // of an undo: which of the story's acts it takes back, from 1
}

// AlertLine is an alert.
type AlertLine struct {
	ID    string              `json:"id"`
	Level story.Level         `json:"level"`
	Texts map[lang.Tag]string `json:"texts"`
	Story story.ID            `json:"story,omitempty"`
	At    time.Time           `json:"at,omitzero"`
	Ends  time.Time           `json:"ends,omitzero"`
	By    staff.ID            `json:"by"`

	Waits  time.Time `json:"waits,omitzero"`   // until when it waited for a second person, where none confirmed it; not carried on
	Second staff.ID  `json:"second,omitempty"` // who confirmed or declined it
}

// ExportJSONL writes the records of this moment as lines of JSON, in an order
// that is the same for the same newsroom, and says how many.
func ExportJSONL(ctx context.Context, w io.Writer, s *store.Store) (lines int64, err error) {
	buffered := bufio.NewWriter(w)
	enc := json.NewEncoder(buffered)
	enc.SetEscapeHTML(false)
	e := &exporting{line: func(l Line) error { lines++; return enc.Encode(l) }}
	err = s.Snapshot(ctx, func(s *store.Snapshot) error {
		for _, part := range []func(context.Context, *store.Snapshot) error{e.editions, e.people, e.assets, e.stories, e.alerts} {
			if err := part(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, buffered.Flush()); err != nil {
		return lines, fmt.Errorf("export: %w", err)
	}
	return lines, nil
}

type exporting struct {
	line func(Line) error
}

func (e *exporting) editions(ctx context.Context, s *store.Snapshot) error {
	all, err := s.Editions(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b edition.Edition) int {
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(string(a.Slug), string(b.Slug)))
	})
	for _, x := range all {
		l := &EditionLine{x.Slug, x.Lang, x.Name, x.Tagline, x.Zone, x.Public, make([]SectionLine, 0, len(x.Sections)), x.Lead, x.Created}
		for _, s := range x.Sections {
			l.Sections = append(l.Sections, SectionLine(s))
		}
		if err := e.line(Line{Kind: "edition", Edition: l}); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporting) people(ctx context.Context, s *store.Snapshot) error {
	all, err := s.People(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b staff.Person) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, x := range all {
		if err := e.line(Line{Kind: "person", Person: &PersonLine{x.ID, x.Name, x.Role, x.Disabled, x.Created}}); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporting) assets(ctx context.Context, s *store.Snapshot) error {
	return s.EachAsset(ctx, func(x media.Asset) error {
		l := &AssetLine{x.ID, x.Hash, x.Kind, x.Type, x.Ext, x.Filename, x.Size, x.Width, x.Height, x.Duration.Microseconds(),
			x.Colour, x.Alt, x.Credit, x.Licence, x.Source, x.By, x.Created, nil}
		for _, r := range x.Renditions {
			l.Renditions = append(l.Renditions, RenditionLine(r))
		}
		return e.line(Line{Kind: "asset", Asset: l})
	})
}

// stories writes each story with its revisions, and then all acts in order.
func (e *exporting) stories(ctx context.Context, s *store.Snapshot) error {
	err := s.EachStory(ctx, func(x *story.Story) error {
		l := &StoryLine{x.ID, x.Edition, x.Type, x.Group, x.Source, x.Stage, x.By, x.Created, x.Dated}
		if err := e.line(Line{Kind: "story", Story: l}); err != nil {
			return err
		}
		return s.EachRevision(ctx, x.ID, func(r story.Revision, document []byte) error {
			l := &RevisionLine{r.Story, r.Number, r.Parent, r.By, r.At, r.Origin, r.Branch, r.Hash, document}
			return e.line(Line{Kind: "revision", Revision: l})
		})
	})
	if err != nil {
		return err
	}
	return s.EachAct(ctx, func(x story.Act, undoes int) error {
		l := &ActLine{x.Story, x.Kind, x.Revision, x.By, x.At, x.PublicNote, x.InternalNote, x.Dated, x.Waived, undoes}
		return e.line(Line{Kind: "act", Act: l})
	})
}

func (e *exporting) alerts(ctx context.Context, s *store.Snapshot) error {
	return s.EachAlert(ctx, func(x story.Alert) error {
		l := &AlertLine{x.ID, x.Level, x.Texts, x.Story, x.At, x.Ends, x.By, x.Waits, x.Second}
		return e.line(Line{Kind: "alert", Alert: l})
	})
}
