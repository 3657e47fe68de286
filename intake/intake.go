// Package intake makes drafts of what comes in from others: captured pages and
// files of stories. It is the one door through which they come; parsing them is wire's.
package intake

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
	"dateline/wire/capture"
)

// Intake makes drafts of what comes in.
type Intake struct {
	Store    *store.Store
	Newsroom *newsroom.Newsroom
}

// Filing says where and how what comes in is filed.
type Filing struct {
	By      *staff.Person
	Edition edition.Slug // empty: the first edition in the story's language
	Section edition.Slug // empty: the edition's first
	Publish bool
	Source  string // of a capture: its address, from whoever files it; empty: nobody has vouched for one
}

// Capture files a captured page as a draft, or publishes it, in one
// transaction. One that is nearly empty is never published: its draft begins
// with a mark that says so, which stops it until an editor has looked. A page is filed once: known tells that its story was there and
// has been left as it is. The story of another page at f.Source is that story.
// The address that a page claims as its own proves nothing: with another text
// under the same claim it is another story.
func (in *Intake) Capture(ctx context.Context, c *capture.Captured, f Filing) (kept *story.Story, known bool, err error) {
	c = marked(c)
	d, err := c.Document()
	if err != nil {
		return nil, false, err
	}
	err = in.Store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		kept, known, err = in.capture(ctx, tx, c, d, f)
		return err
	})
	if err != nil || known {
		return kept, known, err
	}
	kept, err = in.Newsroom.Story(ctx, f.By, kept.ID)
	return kept, false, err
}

func (in *Intake) capture(ctx context.Context, tx *store.Tx, c *capture.Captured, d *story.Document, f Filing) (kept *story.Story, known bool, err error) {
	claimed, err := claimOf(c, d)
	if err != nil {
		return nil, false, err
	}
	if !story.OnTheWeb(f.Source) {
		f.Source = ""
	}
	if kept, known, err = in.known(ctx, tx, f, claimed); known || err != nil {
		return kept, known, err
	}
	e, err := editionFor(ctx, tx, f.Edition, c.Language)
	if err != nil {
		return nil, false, err
	}
	d.Head.Section = string(f.Section)
	if f.Section == "" && len(e.Sections) > 0 {
		d.Head.Section = string(e.Sections[0].Slug)
	}
	n := in.Newsroom
	kept, err = n.DraftIn(ctx, tx, f.By, newsroom.New{Edition: e.Slug, Source: f.Source, Origin: story.Import, Document: d, Dated: c.Published})
	if err != nil {
		return nil, false, err
	}
	if claimed.Source != "" {
		if err := tx.PutClaim(ctx, kept.ID, claimed); err != nil {
			return nil, false, err
		}
	}
	if !f.Publish || c.Warns(capture.NearlyEmpty) {
		return kept, false, nil
	}
	_, err = n.ActIn(ctx, tx, f.By, kept.ID, kept.Prepare(story.Publish))
	return kept, false, err
}

// marked puts a mark of what is to come before the text of a page in which hardly any was found.
func marked(c *capture.Captured) *capture.Captured {
	if !c.Warns(capture.NearlyEmpty) {
		return c
	}
	with := *c
	with.Blocks = append([]story.Node{story.Para(lang.Of("en").Words(msg.DeskNearlyEmpty()))}, c.Blocks...)
	return &with
}

// claimOf is the address that the page gives as its own, with the hash of its
// text. It is empty where the page gives none that can be a link and be stored.
func claimOf(c *capture.Captured, d *story.Document) (store.Claim, error) {
	if !story.OnTheWeb(c.Claimed) || !utf8.ValidString(c.Claimed) || len(c.Claimed) > store.MaxSource {
		return store.Claim{}, nil
	}
	_, hash, err := d.Canonical()
	return store.Claim{Source: c.Claimed, Hash: hash}, err
}

// known finds the story of a page that was filed before: by the address that
// somebody has vouched for, else by the same text under the same claim.
func (in *Intake) known(ctx context.Context, tx *store.Tx, f Filing, claimed store.Claim) (have *story.Story, known bool, err error) {
	err = fault.New(fault.NotFound, fault.NotFound.General())
	if f.Source != "" {
		have, err = in.Newsroom.Sourced(ctx, tx, f.By, f.Source)
	}
	if fault.Is(err, fault.NotFound) && claimed.Source != "" {
		have, err = in.Newsroom.Claimed(ctx, tx, f.By, claimed)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	return have, err == nil, err
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
