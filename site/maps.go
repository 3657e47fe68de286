package site

import (
	"context"
	"net/http"

	"dateline/address"
	"dateline/edition"
	"dateline/store"
	"dateline/story"
	"dateline/wire/feed"
)

var okXML = &header{status: http.StatusOK, ctype: []string{feed.TypeXML}, cache: revalidate}

// sitemaps is the index of the maps of all public editions.
func (s *Site) sitemaps(ctx context.Context, rend *rendering) (*response, error) {
	all, err := rend.editions(ctx)
	if err != nil {
		return nil, err
	}
	var maps []feed.Page
	add := func(path string) { maps = append(maps, feed.Page{URL: s.house.Origin.URL(path)}) }
	for i := range all {
		e := &all[i]
		if !e.Public {
			continue
		}
		rend.watch(aList(e.Slug))
		parts, err := s.store.SitemapParts(ctx, e.Slug)
		if err != nil {
			return nil, err
		}
		add(address.Sitemap(e.Slug))
		add(address.NewsSitemap(e.Slug))
		for _, p := range parts {
			add(address.SitemapPart(e.Slug, p.Part))
		}
	}
	return newResponse(address.Sitemaps(), okXML, feed.Index(maps)), nil
}

// sitemap holds an edition's front page, its sections and its corrections.
func (s *Site) sitemap(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	newest, err := rend.newest(ctx, e.Slug)
	if err != nil {
		return nil, err
	}
	page := func(path string, cards []story.Card) feed.Page {
		p := feed.Page{URL: s.house.Origin.URL(path)}
		if len(cards) > 0 {
			p.Changed = cards[0].Published
		}
		return p
	}
	pages := []feed.Page{page(address.Front(e.Slug), newest)}
	for _, section := range e.Sections {
		cards, err := rend.sectionCards(ctx, e.Slug, section.Slug)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page(address.Section(e.Slug, section.Slug), cards))
	}
	pages = append(pages, page(address.Corrections(e.Slug), nil))
	return newResponse(address.Sitemap(e.Slug), okXML, feed.Sitemap(pages)), nil
}

// sitemapPart holds some of an edition's stories. A part whose version is the cached one's is not rendered again: of the
// many parts of a large edition a publication changes one.
func (s *Site) sitemapPart(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	rend.watch(aList(e.Slug))
	version, err := s.store.SitemapVersion(ctx, e.Slug, p.Part)
	if err != nil {
		return nil, err
	}
	key := address.SitemapPart(e.Slug, p.Part)
	if old := s.cache.find(key); old != nil && old.partVersion == version {
		return old.cloned(), nil
	}
	cards, err := s.store.SitemapCards(ctx, e.Slug, p.Part)
	if err != nil {
		return nil, err
	}
	pages := make([]feed.Page, 0, len(cards))
	for i := range cards {
		c := &cards[i]
		pages = append(pages, feed.Page{URL: s.house.Origin.URL(address.Story(e.Slug, c.Section, c.ID, c.Headline)), Changed: c.Changed})
	}
	res := newResponse(key, okXML, feed.Sitemap(pages))
	res.partVersion = version
	s.pack(res)
	return res, nil
}

// newsSitemap holds an edition's stories of the last two days.
func (s *Site) newsSitemap(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	rend.watch(aList(e.Slug))
	cards, err := s.store.Cards(ctx, store.CardQuery{Edition: e.Slug, Since: rend.now.Add(-edition.NewsWindow), Limit: feed.MaxNews})
	if err != nil {
		return nil, err
	}
	stories := make([]feed.News, 0, len(cards))
	for i := range cards {
		c := &cards[i]
		if c.Dated {
			continue
		}
		rend.ends(c.Published.Add(edition.NewsWindow))
		stories = append(stories, feed.News{URL: s.house.Origin.URL(address.Story(e.Slug, c.Section, c.ID, c.Headline)),
			Title: c.Headline, Published: c.Published})
	}
	return newResponse(address.NewsSitemap(e.Slug), okXML, feed.NewsSitemap(e.Name, e.Lang, stories)), nil
}
