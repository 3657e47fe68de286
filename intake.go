package dateline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
	"dateline/wire"
)

// Filing says where and how what comes in is filed.
type Filing struct {
	By      *staff.Person
	Edition edition.Slug // empty: the first edition in the story's language
	Section edition.Slug // empty: the edition's first
	Publish bool
}

// FileCapture keeps a captured page as a draft, or publishes it.
func (h *House) FileCapture(ctx context.Context, c *wire.Captured, f Filing) (*story.Story, error) {
	e, err := h.editionFor(ctx, f.Edition, c.Language)
	if err != nil {
		return nil, err
	}
	d, err := c.Document()
	if err != nil {
		return nil, err
	}
	d.Head.Section = string(f.Section)
	if f.Section == "" && len(e.Sections) > 0 {
		d.Head.Section = string(e.Sections[0].Slug)
	}
	s, err := h.Newsroom.Draft(ctx, f.By, newsroom.New{Edition: e.Slug, Origin: story.Import, Document: d})
	if err != nil || !f.Publish {
		return s, err
	}
	if _, err := h.Newsroom.Act(ctx, f.By, s.ID, story.Act{Kind: story.Publish}); err != nil {
		return s, err
	}
	return h.Store.Story(ctx, s.ID)
}

func (h *House) editionFor(ctx context.Context, slug edition.Slug, tag lang.Tag) (*edition.Edition, error) {
	if slug != "" {
		return h.Store.Edition(ctx, slug)
	}
	all, err := h.Store.Editions(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e edition.Edition) bool { return e.Lang == tag })
	if i < 0 {
		return nil, fault.New(fault.NotFound, msg.FaultUnknownEdition(string(tag)))
	}
	return &all[i], nil
}

// Tally counts what an import did.
type Tally struct {
	Filed, Known int   // new stories, and those that were there already
	Bad          int   // lines that could not be read
	LastLine     int   // the last line that was looked at
	Error        error // what stopped it, if anything did
}

// batch is how many stories of a file are kept in one transaction.
const batch = 250

// FileLines keeps the stories of a JSONL file as drafts, or publishes them. It
// may be run again: a story is known by its address. An edition that is
// unknown is made, not public. bad hears of every line that was skipped, tell
// of every batch that is safe.
func (h *House) FileLines(ctx context.Context, r io.Reader, f Filing, bad func(error), tell func(Tally)) (Tally, error) {
	var t Tally
	in := intake{house: h, filing: f, editions: map[lang.Tag]*edition.Edition{}}
	var waiting []*wire.Story
	flush := func() error {
		filed, known, err := in.keep(ctx, waiting, bad)
		t.Filed, t.Known, t.Bad = t.Filed+filed, t.Known+known, t.Bad+len(waiting)-filed-known
		waiting = waiting[:0]
		tell(t)
		return err
	}
	for s, err := range wire.Lines(r) {
		if line := new(wire.LineError); errors.As(err, &line) {
			t.Bad, t.LastLine = t.Bad+1, line.Number
			bad(err)
			continue
		}
		if err != nil {
			return t, errors.Join(err, flush())
		}
		t.LastLine = s.Number
		if waiting = append(waiting, s); len(waiting) == batch {
			if err := flush(); err != nil {
				return t, err
			}
		}
	}
	return t, flush()
}

// intake keeps the stories of one file.
type intake struct {
	house    *House
	filing   Filing
	editions map[lang.Tag]*edition.Edition
}

// keep keeps a batch in one transaction. A story that breaks a rule is skipped
// before anything of it is written.
func (in *intake) keep(ctx context.Context, stories []*wire.Story, bad func(error)) (filed, known int, err error) {
	if len(stories) == 0 {
		return 0, 0, nil
	}
	err = in.house.Store.InTx(ctx, func(tx *store.Tx) error {
		filed, known = 0, 0
		for _, s := range stories {
			_, err := tx.BySource(ctx, s.URL)
			switch {
			case err == nil:
				known++
				continue
			case !fault.Is(err, fault.NotFound):
				return err
			}
			d := documentOf(s)
			if err := d.Check(); err != nil {
				bad(&wire.LineError{Number: s.Number, Err: err})
				continue
			}
			if err := in.file(ctx, tx, s, d); err != nil {
				return fmt.Errorf("line %d: %w", s.Number, err)
			}
			filed++
		}
		return nil
	})
	if err != nil {
		clear(in.editions) // what the transaction made is not there
		return 0, 0, err
	}
	return filed, known, nil
}

func (in *intake) file(ctx context.Context, tx *store.Tx, s *wire.Story, d *story.Document) error {
	e, err := in.edition(ctx, tx, s)
	if err != nil {
		return err
	}
	d.Head.Section = string(in.section(e, s.Category))
	n := in.house.Newsroom
	kept, err := n.DraftIn(ctx, tx, in.filing.By, newsroom.New{Edition: e.Slug, Source: s.URL, Origin: story.Import, Document: d})
	if err != nil || !in.filing.Publish {
		return err
	}
	_, err = n.ActIn(ctx, tx, in.filing.By, kept.ID, story.Act{Kind: story.Publish})
	return err
}

// edition finds the edition of a story, or makes it; and the section in an
// edition that readers do not see yet.
func (in *intake) edition(ctx context.Context, tx *store.Tx, s *wire.Story) (*edition.Edition, error) {
	e, met := in.editions[s.Lang]
	if !met {
		var err error
		if e, err = in.find(ctx, tx, s.Lang); err != nil {
			return nil, err
		}
		in.editions[s.Lang] = e
	}
	if _, ok := e.Section(sectionSlug(s.Category)); ok || e.Public {
		return e, nil
	}
	e.Sections = append(e.Sections, edition.Section{Slug: sectionSlug(s.Category), Name: s.Category})
	return e, in.house.Newsroom.PutEditionIn(ctx, tx, *e)
}

func (in *intake) find(ctx context.Context, tx *store.Tx, tag lang.Tag) (*edition.Edition, error) {
	if in.filing.Edition != "" {
		return tx.Edition(ctx, in.filing.Edition)
	}
	all, err := tx.Editions(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(e edition.Edition) bool { return e.Lang == tag }); i >= 0 {
		return &all[i], nil
	}
	l := lang.Of(tag)
	e := edition.Edition{Slug: edition.Slug(strings.ToLower(string(tag))), Lang: tag, Name: l.Autonym, Zone: "UTC"}
	if err := e.Check(); err != nil {
		return nil, err
	}
	return &e, in.house.Newsroom.PutEditionIn(ctx, tx, e)
}

// section is the one named by the category, else the edition's first.
func (in *intake) section(e *edition.Edition, category string) edition.Slug {
	if in.filing.Section != "" {
		return in.filing.Section
	}
	if s, ok := e.Section(sectionSlug(category)); ok {
		return s.Slug
	}
	if len(e.Sections) > 0 {
		return e.Sections[0].Slug
	}
	return ""
}

// sectionSlug is a category as an address has it; "news" for one that has no letters for that.
func sectionSlug(category string) edition.Slug {
	s := edition.Slug(strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(category)), "-0123456789"))
	if len(s) > 24 {
		s = s[:24]
	}
	if s.Check() != nil {
		return "news"
	}
	return s
}

func documentOf(s *wire.Story) *story.Document {
	d := &story.Document{Schema: story.Schema, Head: story.Head{Headline: s.Headline}, Body: story.Node{Type: story.Doc}}
	for line := range strings.Lines(s.Text) {
		if text := strings.TrimSpace(line); text != "" {
			d.Body.Content = append(d.Body.Content, story.Para(text))
		}
	}
	return d
}
