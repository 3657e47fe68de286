package site

import (
	"context"
	"net/http"
	"time"

	"dateline/address"
	"dateline/store"
	"dateline/wire/feed"
)

var machine = &header{status: http.StatusOK, ctype: []string{feed.TypeXML}, cache: always}

// sitemaps is the index of the maps of all public editions.
func (s *Site) sitemaps(ctx context.Context, sh *sheet) (*kept, error) {
	all, err := sh.all(ctx)
	if err != nil {
		return nil, err
	}
	var maps []feed.Page
	for i := range all {
		if !all[i].Public {
			continue
		}
		for _, path := range []string{address.Sitemap(all[i].Slug), address.NewsSitemap(all[i].Slug)} {
			maps = append(maps, feed.Page{URL: s.house.Origin.URL(path)})
		}
	}
	return made(address.Sitemaps(), machine, feed.Index(maps)), nil
}

// sitemap holds an edition's front page, its sections and its newest stories.
func (s *Site) sitemap(ctx context.Context, sh *sheet, p address.Place) (*kept, error) {
	e, err := sh.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	sh.watch(aList(e.Slug))
	cards, err := s.store.Cards(ctx, store.CardQuery{Edition: e.Slug, Limit: feed.MaxSitemap - len(e.Sections) - 1})
	if err != nil {
		return nil, err
	}
	front := feed.Page{URL: s.house.Origin.URL(address.Front(e.Slug))}
	changed := map[string]time.Time{} // when a section's newest story came
	for i := range cards {
		if c := &cards[i]; changed[string(c.Section)].IsZero() {
			changed[string(c.Section)] = c.Published
		}
	}
	if len(cards) > 0 {
		front.Changed = cards[0].Published
	}
	pages := []feed.Page{front}
	for _, section := range e.Sections {
		pages = append(pages, feed.Page{URL: s.house.Origin.URL(address.Section(e.Slug, section.Slug)), Changed: changed[string(section.Slug)]})
	}
	for i := range cards {
		c := &cards[i]
		pages = append(pages, feed.Page{URL: s.house.Origin.URL(address.Story(e.Slug, c.Section, c.ID, c.Headline)), Changed: c.Changed})
	}
	return made(address.Sitemap(e.Slug), machine, feed.Sitemap(pages)), nil
}

// newsSitemap holds an edition's stories of the last two days.
func (s *Site) newsSitemap(ctx context.Context, sh *sheet, p address.Place) (*kept, error) {
	e, err := sh.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	sh.watch(aList(e.Slug))
	cards, err := s.store.Cards(ctx, store.CardQuery{Edition: e.Slug, Since: sh.now.Add(-feed.NewsWindow), Limit: feed.MaxNews})
	if err != nil {
		return nil, err
	}
	stories := make([]feed.News, 0, len(cards))
	for i := range cards {
		c := &cards[i]
		sh.ends(c.Published.Add(feed.NewsWindow))
		stories = append(stories, feed.News{URL: s.house.Origin.URL(address.Story(e.Slug, c.Section, c.ID, c.Headline)),
			Title: c.Headline, Published: c.Published})
	}
	return made(address.NewsSitemap(e.Slug), machine, feed.NewsSitemap(e.Name, e.Lang, stories)), nil
}
