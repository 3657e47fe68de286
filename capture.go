package dateline

import (
	"context"
	"slices"
	"strings"

	"dateline/address"
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

// may tells whether the person may file like this, before anything is read.
func (f *Filing) may() error {
	switch {
	case !f.By.MayWrite():
		return fault.New(fault.Forbidden, msg.CliPersonDisabled(f.By.Name))
	case f.Publish && !f.By.MayPublish():
		return fault.New(fault.Forbidden, msg.FaultMayNotPublish())
	}
	return nil
}

// Actor is who does what the command line asks for: the person named, else the
// sole administrator. A house without staff gets its first administrator.
func (h *House) Actor(ctx context.Context, name string) (*staff.Person, error) {
	if name == "" {
		if first, made, err := h.Newsroom.First(ctx, FirstName); err != nil || made {
			return first, err
		}
		return h.Newsroom.Sole(ctx, "")
	}
	p, err := h.Store.PersonNamed(ctx, name)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Wrap(err, fault.NotFound, msg.CliNoPerson(name))
	}
	return p, err
}

// FileCapture keeps a captured page as a draft, or publishes it, in one
// transaction. A page that knows its address is taken once: known tells that
// its story was there and has been left as it is.
func (h *House) FileCapture(ctx context.Context, c *wire.Captured, f Filing) (kept *story.Story, known bool, err error) {
	if err := f.may(); err != nil {
		return nil, false, err
	}
	d, err := c.Document()
	if err != nil {
		return nil, false, err
	}
	err = h.Store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		kept, known, err = h.fileCapture(ctx, tx, c, d, f)
		return err
	})
	if err != nil || known {
		return kept, known, err
	}
	kept, err = h.Store.Story(ctx, kept.ID)
	return kept, false, err
}

func (h *House) fileCapture(ctx context.Context, tx *store.Tx, c *wire.Captured, d *story.Document, f Filing) (kept *story.Story, known bool, err error) {
	if c.URL != "" {
		have, err := tx.BySource(ctx, c.URL)
		if err == nil {
			kept, err = tx.Story(ctx, have)
			return kept, true, err
		}
		if !fault.Is(err, fault.NotFound) {
			return nil, false, err
		}
	}
	e, err := editionFor(ctx, tx, f.Edition, c.Language)
	if err != nil {
		return nil, false, err
	}
	d.Head.Section = string(f.Section)
	if f.Section == "" && len(e.Sections) > 0 {
		d.Head.Section = string(e.Sections[0].Slug)
	}
	n := h.Newsroom
	kept, err = n.DraftIn(ctx, tx, f.By, newsroom.New{Edition: e.Slug, Source: c.URL, Origin: story.Import, Document: d})
	if err != nil || !f.Publish {
		return kept, false, err
	}
	_, err = n.ActIn(ctx, tx, f.By, kept.ID, story.Act{Kind: story.Publish})
	return kept, false, err
}

// editionFor is the edition named, else the first in the language. Where there
// is none, the fault says which there are.
func editionFor(ctx context.Context, tx *store.Tx, slug edition.Slug, tag lang.Tag) (*edition.Edition, error) {
	all, err := tx.Editions(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.New(fault.NotFound, msg.CliNoEditionYet())
	}
	fits := func(e edition.Edition) bool { return e.Lang == tag }
	if slug != "" {
		fits = func(e edition.Edition) bool { return e.Slug == slug }
	}
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return &all[i], nil
	}
	switch {
	case slug != "":
		return nil, fault.New(fault.NotFound, msg.FaultUnknownEdition(string(slug)))
	case tag == "":
		return nil, fault.New(fault.NotFound, msg.CliLanguageUnknown())
	}
	var names []string
	for _, e := range all {
		names = append(names, string(e.Slug))
	}
	return nil, fault.New(fault.NotFound, msg.CliNoEdition(lang.Of(tag).English, strings.Join(names, ", ")))
}

// AddressOf is where readers find a story, or where the desk does while they
// cannot: it is not public, or its edition is not.
func (h *House) AddressOf(ctx context.Context, s *story.Story) (at string, read bool, err error) {
	origin := h.Settings.origin()
	e, err := h.Store.Edition(ctx, s.Edition)
	if err != nil {
		return "", false, err
	}
	if s.Publication() != story.Public || !e.Public {
		return origin.URL("/desk/stories/" + string(s.ID)), false, nil
	}
	shown, err := h.Store.Copy(ctx, s.ID)
	if err != nil {
		return "", false, err
	}
	head := shown.Document.Head
	return origin.URL(address.Story(s.Edition, edition.Slug(head.Section), s.ID, head.Headline)), true, nil
}
