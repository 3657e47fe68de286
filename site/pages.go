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

// keyOf is where a page is kept: the unescaped path at which it lives.
func (sh *sheet) keyOf(path string) string {
	if sh.light {
		return address.Light(path)
	}
	return path
}

func (s *Site) chooser(ctx context.Context, sh *sheet) (*kept, error) {
	f, err := sh.frame(ctx, nil)
	if err != nil {
		return nil, err
	}
	all, err := sh.all(ctx)
	if err != nil {
		return nil, err
	}
	var leads []story.Card
	for i := range all {
		if !all[i].Public {
			continue
		}
		lead, err := sh.lead(ctx, all[i].Slug)
		if err != nil {
			return nil, err
		}
		if lead != nil {
			leads = append(leads, *lead)
		}
	}
	return s.paint(ctx, sh.keyOf(address.Chooser()), found, page.NewChooser(f, leads))
}

// lead is the story at the top of an edition's front page: the pinned one while
// it is public, else the newest with a picture, else the newest; nil where there
// is none. What bears a date that it has from elsewhere leads only where it is
// pinned or nothing else is there.
func (sh *sheet) lead(ctx context.Context, slug edition.Slug) (*story.Card, error) {
	pinned := aLead(slug)
	e, err := read(sh, placeOf[*edition.Edition](sh.site, place{subject: pinned}), []subject{pinned, theEditions()},
		func() (*edition.Edition, error) { return sh.site.store.Edition(ctx, slug) })
	if err != nil {
		return nil, err
	}
	if e.Lead != "" {
		cards, err := sh.cardsOf(ctx, []story.ID{story.ID(e.Lead)})
		if err != nil {
			return nil, err
		}
		if len(cards) == 1 && cards[0].Edition == slug {
			return &cards[0], nil
		}
	}
	newest, err := sh.newest(ctx, slug)
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

func (s *Site) front(ctx context.Context, sh *sheet, p address.Place) (*kept, error) {
	e, err := sh.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	stock, err := sh.stock(ctx, e)
	if err != nil {
		return nil, err
	}
	lists := [][]story.Card{stock.Newest, stock.Played}
	for _, shelf := range stock.Sections {
		lists = append(lists, shelf.Cards)
	}
	if stock.Lead != nil {
		lists = append(lists, []story.Card{*stock.Lead})
	}
	assets, err := sh.assets(ctx, nil, lists...)
	if err != nil {
		return nil, err
	}
	f, err := sh.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.paint(ctx, sh.keyOf(address.Front(e.Slug)), found, page.NewFront(f, stock, assets))
}

// How much a front page is given to choose from.
const (
	stockNewest = 24
	stockShelf  = 14 // what may stand above a band already, and a band's worth
	stockPlayed = 6
)

// stock is what an edition's front page is made of, from its newest stories and
// from the shelves of sections that have too few among them.
func (sh *sheet) stock(ctx context.Context, e *edition.Edition) (page.Stock, error) {
	lead, err := sh.lead(ctx, e.Slug)
	if err != nil {
		return page.Stock{}, err
	}
	newest, err := sh.newest(ctx, e.Slug)
	if err != nil {
		return page.Stock{}, err
	}
	stock := page.Stock{Lead: lead, Newest: newest[:min(len(newest), stockNewest)]}
	for _, section := range e.Sections {
		cards := among(newest, stockShelf, func(c *story.Card) bool { return c.Section == section.Slug })
		if len(cards) < stockShelf && len(newest) == mostNewest {
			if cards, err = sh.shelf(ctx, e.Slug, section.Slug); err != nil {
				return page.Stock{}, err
			}
			cards = cards[:min(len(cards), stockShelf)]
		}
		stock.Sections = append(stock.Sections, page.Shelf{Section: section, Cards: cards})
	}
	stock.Played = among(newest, stockPlayed, func(c *story.Card) bool { return c.Type != story.Article })
	return stock, nil
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

// section draws a leaf of a section: its first, or the one that begins after a story.
func (s *Site) section(ctx context.Context, sh *sheet, p address.Place) (*kept, error) {
	e, err := sh.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	section, known := e.Section(p.Section)
	if !known {
		return nil, fault.New(fault.NotFound, fault.NotFound.General())
	}
	cards, leaf, err := sh.leaf(ctx, e.Slug, section.Slug, p.Before)
	if err != nil {
		return nil, err
	}
	assets, err := sh.assets(ctx, nil, cards)
	if err != nil {
		return nil, err
	}
	f, err := sh.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	key := sh.keyOf(address.Section(e.Slug, section.Slug)) + leaf.Query
	return s.paint(ctx, key, found, page.NewSection(f, section, cards, assets, leaf))
}

// leaf are the stories of a leaf, and where it lies among the others. A leaf
// that begins after a story that has been withdrawn since is still there.
func (sh *sheet) leaf(ctx context.Context, e, section edition.Slug, before story.ID) ([]story.Card, page.Leaf, error) {
	var leaf page.Leaf
	var cards []story.Card
	if before == "" {
		shelf, err := sh.shelf(ctx, e, section)
		if err != nil {
			return nil, leaf, err
		}
		cards = shelf
	} else {
		sh.watch(aStory(before))
		last, err := sh.site.store.Story(ctx, before)
		if err != nil {
			return nil, leaf, err
		}
		if last.Edition != e || last.Publication() == story.Never {
			return nil, leaf, fault.New(fault.NotFound, fault.NotFound.General())
		}
		sh.watch(aList(e))
		cards, err = sh.site.store.Cards(ctx, store.CardQuery{Edition: e, Section: section,
			Before: last.Published(), BeforeID: before, Limit: mostLeaf + 1})
		if err != nil {
			return nil, leaf, err
		}
		leaf.Query, leaf.HasNewer = address.Before(before), true
	}
	if len(cards) > mostLeaf {
		cards = cards[:mostLeaf]
		leaf.HasOlder, leaf.Older = true, address.Before(cards[mostLeaf-1].ID)
	}
	return cards, leaf, nil
}

func (s *Site) corrections(ctx context.Context, sh *sheet, p address.Place) (*kept, error) {
	e, err := sh.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	sh.watch(aList(e.Slug))
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
	f, err := sh.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.paint(ctx, sh.keyOf(address.Corrections(e.Slug)), found, page.NewCorrections(f, list, gone))
}

// story draws a story's page, or leads to its address from any other.
func (s *Site) story(ctx context.Context, sh *sheet, p address.Place, path string) (*kept, error) {
	sh.watch(aStory(p.Story))
	c, err := s.store.Copy(ctx, p.Story)
	if err != nil {
		return nil, err
	}
	e, err := sh.edition(ctx, c.Story.Edition)
	if err != nil {
		return nil, err
	}
	at := sh.keyOf(address.Story(e.Slug, edition.Slug(c.Document.Head.Section), p.Story, c.Document.Head.Headline))
	key, err := url.PathUnescape(at)
	if err != nil {
		return nil, err
	}
	if key != path {
		return moved(at), nil
	}
	around, assets, err := sh.around(ctx, c.Story, c.Document)
	if err != nil {
		return nil, err
	}
	f, err := sh.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.paint(ctx, key, found, page.NewArticle(f, c, around, assets))
}

// around is what lies around a story, and all the assets that its page shows.
func (sh *sheet) around(ctx context.Context, st *story.Story, d *story.Document) (page.Around, page.Assets, error) {
	var around page.Around
	var err error
	if around.Linked, err = sh.linked(ctx, d); err != nil {
		return around, nil, err
	}
	sh.watch(aGroup(groupOf(st.ID, st.Group)))
	group, err := sh.site.store.Group(ctx, st.Group)
	if err != nil {
		return around, nil, err
	}
	group = slices.DeleteFunc(group, func(c story.Card) bool { return c.ID == st.ID })
	if around.Translations, err = sh.open(ctx, group); err != nil {
		return around, nil, err
	}
	shelf, err := sh.shelf(ctx, st.Edition, edition.Slug(d.Head.Section))
	if err != nil {
		return around, nil, err
	}
	const most = 4
	around.More = among(shelf, most, func(c *story.Card) bool { return c.ID != st.ID })
	assets, err := sh.assets(ctx, d.Assets(), around.More)
	return around, assets, err
}

// linked are the public stories that a document points to.
func (sh *sheet) linked(ctx context.Context, d *story.Document) ([]story.Card, error) {
	var ids []story.ID
	for _, id := range d.Related() {
		ids = append(ids, story.ID(id))
	}
	return sh.cardsOf(ctx, ids)
}
