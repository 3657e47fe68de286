package site

import (
	"context"
	"net/url"
	"slices"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/page"
	"dateline/store"
	"dateline/story"
)

// cacheKey is a page's key in the cache: the unescaped path at which it lives.
func (rend *rendering) cacheKey(path string) string {
	if rend.light {
		return address.Light(path)
	}
	return path
}

func (s *Site) chooser(ctx context.Context, rend *rendering) (*response, error) {
	f, err := rend.frame(ctx, nil)
	if err != nil {
		return nil, err
	}
	all, err := rend.editions(ctx)
	if err != nil {
		return nil, err
	}
	var leads []story.Card
	for i := range all {
		if !all[i].Public {
			continue
		}
		lead, err := rend.lead(ctx, all[i].Slug)
		if err != nil {
			return nil, err
		}
		if lead != nil {
			leads = append(leads, *lead)
		}
	}
	return s.renderScreen(ctx, rend.cacheKey(address.Chooser()), okHTML, page.NewChooser(f, leads))
}

// lead is the story at the top of an edition's front page: the pinned one while
// it is public, else the newest with a picture, else the newest; nil where there
// is none. A story that was imported with an earlier date leads only where it is
// pinned or there is nothing else.
func (rend *rendering) lead(ctx context.Context, slug edition.Slug) (*story.Card, error) {
	pinned := aLead(slug)
	e, err := read(ctx, rend, slotOf[*edition.Edition](rend.site, slotKey{subject: pinned}), []subject{pinned, theEditions()},
		func() (*edition.Edition, error) { return rend.site.store.Edition(ctx, slug) })
	if err != nil {
		return nil, err
	}
	if e.Lead != "" {
		cards, err := rend.cardsOf(ctx, []story.ID{story.ID(e.Lead)})
		if err != nil {
			return nil, err
		}
		if len(cards) == 1 && cards[0].Edition == slug {
			return &cards[0], nil
		}
	}
	newest, err := rend.newest(ctx, slug)
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	news := among(newest, 12, func(c *story.Card) bool { return !c.Dated }) // an old picture is no news
	if i := slices.IndexFunc(news, func(c story.Card) bool { return c.Lead != nil && c.Lead.Asset != "" }); i >= 0 {
		return &news[i], nil
	}
	if len(news) > 0 {
		return &news[0], nil
	}
	return &newest[0], nil
}

func (s *Site) front(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	candidates, err := rend.frontCards(ctx, e)
	if err != nil {
		return nil, err
	}
	lists := [][]story.Card{candidates.Newest, candidates.Played}
	for _, section := range candidates.Sections {
		lists = append(lists, section.Cards)
	}
	if candidates.Lead != nil {
		lists = append(lists, []story.Card{*candidates.Lead})
	}
	assets, err := rend.assets(ctx, nil, lists...)
	if err != nil {
		return nil, err
	}
	f, err := rend.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.renderScreen(ctx, rend.cacheKey(address.Front(e.Slug)), okHTML, page.NewFront(f, candidates, assets))
}

// frontCards are the stories that an edition's front page may show: its newest,
// and those of sections that have too few among them.
func (rend *rendering) frontCards(ctx context.Context, e *edition.Edition) (page.FrontCards, error) {
	lead, err := rend.lead(ctx, e.Slug)
	if err != nil {
		return page.FrontCards{}, err
	}
	newest, err := rend.newest(ctx, e.Slug)
	if err != nil {
		return page.FrontCards{}, err
	}
	candidates := page.FrontCards{Lead: lead, Newest: newest[:min(len(newest), page.FrontNewest)]}
	for _, section := range e.Sections {
		cards := among(newest, page.FrontSection, func(c *story.Card) bool { return c.Section == section.Slug })
		if len(cards) < page.FrontSection && len(newest) == mostNewest {
			if cards, err = rend.sectionCards(ctx, e.Slug, section.Slug); err != nil {
				return page.FrontCards{}, err
			}
			cards = cards[:min(len(cards), page.FrontSection)]
		}
		candidates.Sections = append(candidates.Sections, page.SectionCards{Section: section, Cards: cards})
	}
	candidates.Played = among(newest, page.FrontPlayed, func(c *story.Card) bool { return c.Type != story.Article })
	return candidates, nil
}

// among are at most so many of the cards, in their order.
func among(cards []story.Card, most int, wanted func(*story.Card) bool) []story.Card {
	var some []story.Card
	for i := range cards {
		if len(some) < most && wanted(&cards[i]) {
			some = append(some, cards[i])
		}
	}
	return some
}

// section renders one page of a section's list: the first, or the one that begins after a story.
func (s *Site) section(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	section, known := e.Section(p.Section)
	if !known {
		return nil, fault.New(fault.NotFound, fault.NotFound.General())
	}
	cards, leaf, err := rend.sectionPage(ctx, e.Slug, section.Slug, p.Before)
	if err != nil {
		return nil, err
	}
	assets, err := rend.assets(ctx, nil, cards)
	if err != nil {
		return nil, err
	}
	f, err := rend.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	key := rend.cacheKey(address.Section(e.Slug, section.Slug)) + leaf.Query
	return s.renderScreen(ctx, key, okHTML, page.NewSection(f, section, cards, assets, leaf))
}

// sectionPage are the stories of one page of a section's list, and its
// neighbours. A page that begins after a story which has been withdrawn since is
// still there.
func (rend *rendering) sectionPage(ctx context.Context, e, section edition.Slug, before story.ID) ([]story.Card, page.Leaf, error) {
	var leaf page.Leaf
	var cards []story.Card
	if before == "" {
		sectionCards, err := rend.sectionCards(ctx, e, section)
		if err != nil {
			return nil, leaf, err
		}
		cards = sectionCards
	} else {
		rend.watch(aStory(before))
		last, err := rend.site.store.Story(ctx, before)
		if err != nil {
			return nil, leaf, err
		}
		if last.Edition != e || last.Publication() == story.Never {
			return nil, leaf, fault.New(fault.NotFound, fault.NotFound.General())
		}
		rend.watch(aList(e))
		cards, err = rend.site.store.Cards(ctx, store.CardQuery{Edition: e, Section: section,
			Before: last.Published(), BeforeID: before, Limit: mostInList + 1})
		if err != nil {
			return nil, leaf, err
		}
		leaf.Query, leaf.HasNewer = address.Before(before), true
	}
	if len(cards) > mostInList {
		cards = cards[:mostInList]
		leaf.HasOlder, leaf.Older = true, address.Before(cards[mostInList-1].ID)
	}
	return cards, leaf, nil
}

func (s *Site) corrections(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	rend.watch(aList(e.Slug))
	const most = 100
	all, err := s.store.Corrections(ctx, e.Slug, most)
	if err != nil {
		return nil, err
	}
	list := make([]page.Corrected, 0, len(all))
	for _, c := range all {
		list = append(list, page.Corrected(c))
	}
	notices, err := s.store.Notices(ctx, e.Slug, most)
	if err != nil {
		return nil, err
	}
	var gone []page.Withdrawn
	for _, n := range notices {
		gone = append(gone, page.Withdrawn{Story: n.Story, At: n.At, Note: n.Note})
	}
	f, err := rend.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.renderScreen(ctx, rend.cacheKey(address.Corrections(e.Slug)), okHTML, page.NewCorrections(f, list, gone))
}

// story renders a story's page, or redirects to its address from any other.
func (s *Site) story(ctx context.Context, rend *rendering, p address.Place, path string) (*response, error) {
	rend.watch(aStory(p.Story))
	c, err := s.store.Copy(ctx, p.Story)
	if err != nil {
		return nil, err
	}
	e, err := rend.edition(ctx, c.Story.Edition)
	if err != nil {
		return nil, err
	}
	at := rend.cacheKey(address.Story(e.Slug, edition.Slug(c.Document.Head.Section), p.Story, c.Document.Head.Headline))
	key, err := url.PathUnescape(at)
	if err != nil {
		return nil, err
	}
	if key != path {
		return redirectTo(at), nil
	}
	around, assets, err := rend.around(ctx, c.Story, c.Document)
	if err != nil {
		return nil, err
	}
	f, err := rend.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.renderScreen(ctx, key, okHTML, page.NewArticle(f, c, around, assets))
}

// around is what a story's page shows beside the story, and all the assets that the page shows.
func (rend *rendering) around(ctx context.Context, st *story.Story, d *story.Document) (page.Around, page.Assets, error) {
	var around page.Around
	var err error
	if around.Linked, err = rend.linked(ctx, d); err != nil {
		return around, nil, err
	}
	rend.watch(aGroup(groupOf(st.ID, st.Group)))
	group, err := rend.site.store.Group(ctx, st.Group)
	if err != nil {
		return around, nil, err
	}
	group = slices.DeleteFunc(group, func(c story.Card) bool { return c.ID == st.ID })
	if around.Translations, err = rend.public(ctx, group); err != nil {
		return around, nil, err
	}
	sectionCards, err := rend.sectionCards(ctx, st.Edition, edition.Slug(d.Head.Section))
	if err != nil {
		return around, nil, err
	}
	around.More = among(sectionCards, page.MostRelated, func(c *story.Card) bool { return c.ID != st.ID })
	assets, err := rend.assets(ctx, d.Assets(), around.More)
	return around, assets, err
}

// linked are the public stories that a document points to.
func (rend *rendering) linked(ctx context.Context, d *story.Document) ([]story.Card, error) {
	var ids []story.ID
	for _, id := range d.Related() {
		ids = append(ids, story.ID(id))
	}
	return rend.cardsOf(ctx, ids)
}
