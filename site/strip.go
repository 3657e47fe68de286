package site

import (
	"bytes"
	"context"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/page"
	"dateline/story"
)

// strip is the edition's strip, and a page that shows it ends with the first of its alerts.
func (rend *rendering) strip(ctx context.Context, e *edition.Edition) (page.Strip, error) {
	strips := aStrip(e.Slug)
	alerts, err := read(ctx, rend, slotOf[[]story.Alert](rend.site, slotKey{subject: strips}), []subject{strips},
		func() ([]story.Alert, error) { return rend.site.store.Alerts(ctx, rend.now) })
	if err != nil {
		return page.Strip{}, err
	}
	return rend.stripOf(ctx, e, alerts)
}

// stripOf is the strip of some alerts. Each links to its story in the edition's
// language: the story itself, or the one of its translation group.
func (rend *rendering) stripOf(ctx context.Context, e *edition.Edition, alerts []story.Alert) (page.Strip, error) {
	var about []story.ID
	for i := range alerts {
		a := &alerts[i]
		if _, has := a.Texts[e.Lang]; !has || !a.Live(rend.now) {
			continue
		}
		rend.ends(a.Ends)
		if a.Story != "" {
			about = append(about, a.Story)
		}
	}
	cards, err := rend.cardsOf(ctx, about)
	if err != nil {
		return page.Strip{}, err
	}
	for _, c := range cards {
		if c.Edition == e.Slug {
			continue
		}
		rend.watch(aGroup(groupOf(c.ID, c.Group)))
		group, err := rend.site.store.Group(ctx, c.Group)
		if err != nil {
			return page.Strip{}, err
		}
		cards = append(cards, group...)
	}
	return page.NewStrip(e, alerts, cards, rend.now), nil
}

// Strip is an edition's strip as it is at this moment in the records, for the
// pages that are open: the HTML of the live region, its version, and when
// the first of its items ends (zero: none does). An edition that is not public has none.
func (s *Site) Strip(ctx context.Context, slug edition.Slug) (html string, version int64, ends time.Time, err error) {
	e, err := s.store.Edition(ctx, slug)
	if err == nil && !e.Public {
		err = fault.New(fault.NotFound, fault.NotFound.General())
	}
	if err != nil {
		return "", 0, time.Time{}, err
	}
	rend := s.newRendering(false)
	alerts, err := s.store.Alerts(ctx, rend.now)
	if err != nil {
		return "", 0, time.Time{}, err
	}
	strip, err := rend.stripOf(ctx, e, alerts)
	if err != nil {
		return "", 0, time.Time{}, err
	}
	var b bytes.Buffer
	err = page.StripFragment(ctx, &b, strip)
	return b.String(), strip.Version, rend.until, err
}
