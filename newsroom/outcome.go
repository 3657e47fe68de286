package newsroom

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Outcome is what will happen if an act is done: what its author is shown
// before it, and what it is held to.
type Outcome struct {
	Story        *story.Story // as it is
	Act          story.Act    // as it would be done
	Document     *story.Document
	Places       []Place        // addresses that appear, change or go
	Editions     []edition.Slug // in which something changes
	Alerts       []story.Alert  // that stand and point to the story
	Translations []story.Card   // public ones of the same news, which do not change with it
	Stops        []story.Stop

	after story.Story // as it would be
}

// Place is an address and what becomes of it.
type Place struct {
	Path   string `json:"path"`
	Change Change `json:"change"`
}

// Change is what becomes of an address.
type Change string

// What an act does to addresses.
const (
	Appears Change = "appears"
	Changes Change = "changes"
	Goes    Change = "goes"  // 410, or 404 after an undone publication
	Leads   Change = "leads" // to where the story is now
)

// records are what an outcome is read from: a transaction, or a moment that is held still.
type records interface {
	Story(ctx context.Context, id story.ID) (*story.Story, error)
	Revision(ctx context.Context, of story.ID, number int) (*story.Revision, error)
	Edition(ctx context.Context, slug edition.Slug) (*edition.Edition, error)
	Cards(ctx context.Context, q store.CardQuery) ([]story.Card, error)
	cards
	Alerts(ctx context.Context, now time.Time) ([]story.Alert, error)
	Editions(ctx context.Context) ([]edition.Edition, error)
	People(ctx context.Context) ([]staff.Person, error)
}

// Outcome is what an act would do now. It is an error where the act would be refused for another reason than its stops.
func (n *Newsroom) Outcome(ctx context.Context, by *staff.Person, of story.ID, a story.Act) (o *Outcome, err error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	a.By, a.At = by.ID, n.now()
	err = n.Store.Snapshot(ctx, func(s *store.Snapshot) error {
		o, err = outcomeOf(ctx, s, of, a)
		return err
	})
	return o, err
}

func outcomeOf(ctx context.Context, r records, of story.ID, a story.Act) (*Outcome, error) {
	s, err := r.Story(ctx, of)
	if err != nil {
		return nil, err
	}
	o, err := textOf(ctx, r, s, a)
	if err != nil {
		return nil, err
	}
	return o, o.touch(ctx, r)
}

// textOf is the half of an outcome that is about the text: the act as it would
// be recorded, the text that it shows, and what stops it.
func textOf(ctx context.Context, r records, s *story.Story, a story.Act) (*Outcome, error) {
	o := &Outcome{Story: s, after: *s}
	o.after.Acts = slices.Clone(s.Acts)
	var err error
	if o.Act, err = o.after.Do(a); err != nil {
		return nil, err
	}
	rev, err := r.Revision(ctx, s.ID, o.Act.Revision)
	if err != nil {
		return nil, err
	}
	o.Document = rev.Document
	if o.Act.Shows() {
		o.Stops, err = stopsOf(ctx, r, s, rev.Document)
	}
	return o, err
}

// touch finds the other half: the addresses that change, and what else the act touches.
func (o *Outcome) touch(ctx context.Context, r records) error {
	if err := o.place(ctx, r); err != nil {
		return err
	}
	return o.around(ctx, r)
}

// around finds what else the act touches: alerts about the story, and translations that do not follow it.
func (o *Outcome) around(ctx context.Context, r records) error {
	alerts, err := r.Alerts(ctx, o.Act.At)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		if a.Story == o.Story.ID {
			o.Alerts = append(o.Alerts, a)
		}
	}
	group, err := r.Group(ctx, o.Story.Group)
	if err != nil {
		return err
	}
	for _, c := range group {
		if c.ID != o.Story.ID {
			o.Translations = append(o.Translations, c)
		}
	}
	return nil
}

// place finds the addresses at which readers will see something else.
func (o *Outcome) place(ctx context.Context, r records) error {
	e, err := r.Edition(ctx, o.Story.Edition)
	if err != nil {
		return err
	}
	if !e.Public {
		return nil // nobody is served its pages
	}
	o.Editions = []edition.Slug{e.Slug}
	old, err := shownCard(ctx, r, o.Story)
	if err != nil {
		return err
	}
	new, err := shownCard(ctx, r, &o.after)
	if err != nil {
		return err
	}
	o.own(e.Slug, old, new)
	return o.lists(ctx, r, e, old, new)
}

// shownCard is the card that readers' lists have of a story; nil where they have none.
func shownCard(ctx context.Context, r records, s *story.Story) (*story.Card, error) {
	if s.Publication() != story.Public {
		return nil, nil //nolint:nilnil // readers see nothing of it
	}
	rev, err := r.Revision(ctx, s.ID, s.Shown())
	if err != nil {
		return nil, err
	}
	c := story.NewCard(s, rev.Document)
	return &c, nil
}

func (o *Outcome) add(change Change, paths ...string) {
	for _, path := range paths {
		o.Places = append(o.Places, Place{path, change})
	}
}

// both are a page and its light form.
func both(path string) []string { return []string{path, address.Light(path)} }

// own are the story's own addresses.
func (o *Outcome) own(e edition.Slug, old, new *story.Card) {
	path := func(c *story.Card) string { return address.Story(e, c.Section, c.ID, c.Headline) }
	switch {
	case new == nil && old != nil:
		o.add(Goes, both(path(old))...)
	case old == nil && new != nil:
		o.add(Appears, both(path(new))...)
	case old != nil && path(old) == path(new):
		o.add(Changes, both(path(new))...)
	case old != nil:
		o.add(Appears, both(path(new))...)
		o.add(Leads, both(path(old))...)
	}
}

// lists are the pages, feeds and maps on which the story stands before or after the act.
func (o *Outcome) lists(ctx context.Context, r records, e *edition.Edition, old, new *story.Card) error {
	newest, err := r.Cards(ctx, store.CardQuery{Edition: e.Slug, Limit: edition.FrontStories})
	if err != nil {
		return err
	}
	among := func(cards []story.Card, most int) bool {
		c := cmp.Or(new, old)
		return c != nil && (len(cards) < most || !c.Published.Before(cards[most-1].Published))
	}
	if among(newest, edition.FrontStories) || e.Lead == string(o.Story.ID) {
		o.add(Changes, both(address.Front(e.Slug))...)
	}
	top, err := leading(ctx, r, e.Slug, story.ID(e.Lead))
	if err != nil {
		return err
	}
	if top == nil || top.ID == o.Story.ID || e.Lead == string(o.Story.ID) || string(top.ID) != e.Lead && among(newest, 1) {
		o.add(Changes, both(address.Chooser())...) // it has what leads each edition
	}
	if among(newest, edition.FeedStories) {
		o.feeds(e.Slug, "")
	}
	for _, section := range sectionsOf(old, new) {
		cards, err := r.Cards(ctx, store.CardQuery{Edition: e.Slug, Section: section, Limit: edition.FeedStories})
		if err != nil {
			return err
		}
		o.add(Changes, both(address.Section(e.Slug, section))...)
		if among(cards, edition.FeedStories) {
			o.feeds(e.Slug, section)
		}
	}
	if o.Act.Kind == story.Correct || o.Act.Kind == story.Withdraw && o.Act.PublicNote != "" || len(o.Story.Corrections()) > 0 && (old == nil) != (new == nil) {
		o.add(Changes, both(address.Corrections(e.Slug))...)
	}
	o.add(Changes, address.Sitemap(e.Slug))
	if c := cmp.Or(new, old); c != nil && !c.Dated && o.Act.At.Sub(c.Published) < edition.NewsWindow {
		o.add(Changes, address.NewsSitemap(e.Slug))
	}
	return nil
}

func (o *Outcome) feeds(e, section edition.Slug) {
	for _, ext := range []string{"rss", "atom", "json"} {
		o.add(Changes, address.Feed(e, section, ext))
	}
}

func sectionsOf(cards ...*story.Card) []edition.Slug {
	var sections []edition.Slug
	for _, c := range cards {
		if c != nil && !slices.Contains(sections, c.Section) {
			sections = append(sections, c.Section)
		}
	}
	return sections
}

// Hash stands for what an act is held to: the revision, the addresses, the
// editions and the alerts. Counts, such as of open pages, are not among it.
func (o *Outcome) Hash() (string, error) {
	alerts := make([]string, 0, len(o.Alerts))
	for _, a := range o.Alerts {
		alerts = append(alerts, a.ID)
	}
	slices.Sort(alerts)
	return hashOf(struct {
		Kind     story.ActKind  `json:"kind"`
		Revision int            `json:"revision"`
		Places   []Place        `json:"places"`
		Editions []edition.Slug `json:"editions"`
		Alerts   []string       `json:"alerts"`
	}{o.Act.Kind, o.Act.Revision, o.Places, o.Editions, alerts})
}

// hashOf is the SHA-256 in hex of what an outcome is held to.
func hashOf(what any) (string, error) {
	raw, err := json.Marshal(what)
	if err != nil {
		return "", fmt.Errorf("outcome: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// promised refuses what would do something else than the hash of its outcome
// says; without a hash nothing was promised.
func promised(o interface{ Hash() (string, error) }, hash string) error {
	if hash == "" {
		return nil
	}
	now, err := o.Hash()
	if err == nil && now != hash {
		err = fault.New(fault.Conflict, msg.FaultOutcomeMoved())
	}
	return err
}

// asPromised refuses an act that would do something else than its author was
// shown. A withdrawal is never refused for that.
func (o *Outcome) asPromised(ctx context.Context, r records, hash string) error {
	if hash == "" || o.Act.Kind == story.Withdraw || o.Act.Kind == story.Undo {
		return nil
	}
	if err := o.touch(ctx, r); err != nil {
		return err
	}
	return promised(o, hash)
}
