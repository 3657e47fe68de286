package newsroom

import (
	"context"
	"slices"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// AlertOutcome is what will happen if an alert is sent: what its author is
// shown before it, and what it is held to.
type AlertOutcome struct {
	Alert  *story.Alert
	Strips []StripItem   // what readers will see, an item for each edition that is public
	Beside []story.Alert // that stand already
	Second bool          // it waits for a second person first
}

// StripItem is an alert as an edition's strip shows it.
type StripItem struct {
	Edition edition.Edition
	Text    string
	To      string // the address that it leads to; empty: it leads nowhere
}

// AlertOutcome is what an alert would do now. It is an error where it would be refused.
func (n *Newsroom) AlertOutcome(ctx context.Context, by *staff.Person, a story.Alert) (o *AlertOutcome, err error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	if err := n.begin(by, &a); err != nil {
		return nil, err
	}
	err = n.Store.Snapshot(ctx, func(s *store.Snapshot) error {
		o, err = n.alertOutcomeOf(ctx, s, by, &a)
		return err
	})
	return o, err
}

func (n *Newsroom) alertOutcomeOf(ctx context.Context, r records, by *staff.Person, a *story.Alert) (*AlertOutcome, error) {
	if err := alertable(ctx, r, a.Story); err != nil {
		return nil, err
	}
	o := &AlertOutcome{Alert: a}
	var err error
	if o.Second, err = n.needsSecond(ctx, r, by, a.Level); err != nil {
		return nil, err
	}
	if o.Beside, err = r.Alerts(ctx, a.At); err != nil {
		return nil, err
	}
	editions, err := r.Editions(ctx)
	if err != nil {
		return nil, err
	}
	cards, err := translations(ctx, r, a.Story)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		if text, ok := a.Texts[e.Lang]; ok && e.Public {
			o.Strips = append(o.Strips, StripItem{Edition: e, Text: text, To: leadsTo(e.Slug, cards)})
		}
	}
	return o, nil
}

// leadsTo is the address of the first of the cards that an edition has.
func leadsTo(e edition.Slug, cards []story.Card) string {
	i := slices.IndexFunc(cards, func(c story.Card) bool { return c.Edition == e })
	if i < 0 {
		return ""
	}
	return address.Story(e, cards[i].Section, cards[i].ID, cards[i].Headline)
}

// Hash stands for what the alert is held to: what it says and how long, in
// which editions, where it leads, whom it waits for, and the alerts beside it.
// How many pages are open is not among it.
func (o *AlertOutcome) Hash() (string, error) {
	beside := make([]string, 0, len(o.Beside))
	for _, a := range o.Beside {
		beside = append(beside, a.ID)
	}
	slices.Sort(beside)
	type item struct {
		Edition edition.Slug `json:"edition"`
		To      string       `json:"to"`
	}
	var items []item
	for _, s := range o.Strips {
		items = append(items, item{s.Edition.Slug, s.To})
	}
	a := o.Alert
	return hashOf(struct {
		Level   story.Level         `json:"level"`
		Texts   map[lang.Tag]string `json:"texts"`
		Story   story.ID            `json:"story"`
		Minutes int                 `json:"minutes"`
		Strips  []item              `json:"strips"`
		Second  bool                `json:"second"`
		Beside  []string            `json:"beside"`
	}{a.Level, a.Texts, a.Story, int(a.Ends.Sub(a.At).Round(time.Minute).Minutes()), items, o.Second, beside})
}
