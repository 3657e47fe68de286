package site

import (
	"cmp"
	"context"
	"html"
	"net/http"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/page"
	"dateline/story"
	"dateline/wire/feed"
)

var feeds = map[string]*header{
	"rss":  {status: http.StatusOK, ctype: []string{feed.TypeRSS}, cache: revalidate},
	"atom": {status: http.StatusOK, ctype: []string{feed.TypeAtom}, cache: revalidate},
	"json": {status: http.StatusOK, ctype: []string{feed.TypeJSON}, cache: revalidate},
}

// feedNamespace makes UUIDs of our ids, so that what a feed calls a story does not change with its address.
var feedNamespace = uuid.MustParse("5a1c9f5e-2f0b-5d0e-9a53-6f1f5d1c7e42")

func feedID(kind, name string) string {
	return uuid.NewSHA1(feedNamespace, []byte(kind+"/"+name)).URN()
}

// feed renders a feed of an edition or of one of its sections.
func (s *Site) feed(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	section, known := e.Section(p.Section)
	if p.Section != "" && !known {
		return nil, fault.New(fault.NotFound, fault.NotFound.General())
	}
	cards, err := rend.feedCards(ctx, e.Slug, p.Section)
	if err != nil {
		return nil, err
	}
	f := s.channel(e, section, p)
	if f.Items, err = rend.items(ctx, e, p.Section, cards); err != nil {
		return nil, err
	}
	if f.Notices, err = rend.notices(ctx, e, p.Section); err != nil {
		return nil, err
	}
	for _, n := range f.Notices {
		if n.At.After(f.Updated) {
			f.Updated = n.At
		}
	}
	for i := range f.Items {
		if at := f.Items[i].Updated; at.After(f.Updated) {
			f.Updated = at
		}
	}
	body, err := encodeFeed(f, p.Ext)
	if err != nil {
		return nil, err
	}
	return newResponse(address.Feed(e.Slug, p.Section, p.Ext), feeds[p.Ext], body), nil
}

func (rend *rendering) feedCards(ctx context.Context, e, section edition.Slug) ([]story.Card, error) {
	cards, err := rend.newest(ctx, e)
	if section != "" {
		cards, err = rend.sectionCards(ctx, e, section)
	}
	return cards[:min(len(cards), mostInList)], err
}

// noticeTime is how long a feed carries the notice of a withdrawal: by then feed
// readers have replaced the story.
const noticeTime = 30 * 24 * time.Hour

// notices are the withdrawals that a feed carries.
func (rend *rendering) notices(ctx context.Context, e *edition.Edition, section edition.Slug) ([]feed.Notice, error) {
	rend.watch(aList(e.Slug))
	all, err := rend.site.store.Notices(ctx, e.Slug, mostInList)
	if err != nil {
		return nil, err
	}
	var notices []feed.Notice
	for _, n := range all {
		end := n.At.Add(noticeTime)
		if !rend.now.Before(end) || section != "" && n.Section != section {
			continue
		}
		rend.ends(end)
		notices = append(notices, feed.Notice{ID: feedID("story", string(n.Story)), URL: rend.site.house.Origin.URL(address.ByID(e.Slug, n.Story)),
			Title: e.Language().Words(msg.WithdrawnTitle()), Note: n.Note, At: n.At})
	}
	return notices, nil
}

// channel is a feed without its items: its title, language and addresses.
func (s *Site) channel(e *edition.Edition, section edition.Section, p address.Place) *feed.Feed {
	l, absolute := e.Language(), s.house.Origin.URL
	f := &feed.Feed{ID: feedID("feed", string(e.Slug)+"/"+string(section.Slug)), Lang: l.Tag, Publisher: s.house.Name, Updated: e.Created,
		Self: absolute(address.Feed(e.Slug, section.Slug, p.Ext)), Icon: absolute(address.Icon(e.Slug))}
	if section.Slug == "" {
		f.Home = absolute(address.Front(e.Slug))
		f.Title, f.Description = l.Words(msg.FeedEditionTitle(e.Name)), l.Words(msg.FeedEditionDescription(e.Name))
	} else {
		f.Home = absolute(address.Section(e.Slug, section.Slug))
		f.Title, f.Description = l.Words(msg.FeedSectionTitle(e.Name, section.Name)), l.Words(msg.FeedSectionDescription(e.Name, section.Name))
	}
	return f
}

// cachedItems are the items of a feed as last rendered, for all formats. When one
// story changes, that item alone is rendered again.
type cachedItems map[story.ID]*cachedItem

// cachedItem is a story in a feed, with the card that it was rendered from.
type cachedItem struct {
	feed.Item
	card     story.Card
	versions []version // of all that it shows, the edition included
}

// items are the items of a feed: cached ones where they are fresh, others rendered now.
func (rend *rendering) items(ctx context.Context, e *edition.Edition, section edition.Slug, cards []story.Card) ([]feed.Item, error) {
	stored, _ := rend.site.feedItems.LoadOrStore(slotKey{aList(e.Slug), section}, new(atomic.Pointer[cachedItems]))
	slot := stored.(*atomic.Pointer[cachedItems])
	now := make(cachedItems, len(cards))
	var changed []story.Card
	have := slot.Load()
	for i := range cards {
		if have != nil {
			if one := (*have)[cards[i].ID]; one != nil && allFresh(one.versions) && reflect.DeepEqual(one.card, cards[i]) {
				now[cards[i].ID] = one
				continue
			}
		}
		changed = append(changed, cards[i])
	}
	if err := rend.site.newRendering(false).renderItems(ctx, e.Slug, changed, now); err != nil {
		return nil, err
	}
	slot.Store(&now)
	var all []feed.Item
	for i := range cards {
		one := now[cards[i].ID]
		if one == nil {
			continue
		}
		all = append(all, one.Item)
		rend.versions = append(rend.versions, one.versions...)
	}
	rend.versions = distinct(rend.versions)
	return all, nil
}

// distinct removes duplicates.
func distinct(versions []version) []version {
	seen := make(map[version]bool, len(versions))
	return slices.DeleteFunc(versions, func(m version) bool {
		again := seen[m]
		seen[m] = true
		return again
	})
}

// renderItems renders the items of some stories. What they show is read at once
// for all of them, but each item gets the versions of what it shows itself.
func (rend *rendering) renderItems(ctx context.Context, slug edition.Slug, cards []story.Card, into cachedItems) error {
	if len(cards) == 0 {
		return nil
	}
	e, err := rend.edition(ctx, slug)
	if err != nil {
		return err
	}
	all, err := rend.editions(ctx)
	if err != nil {
		return err
	}
	common := slices.Clip(rend.versions)
	before := make(map[story.ID]version, len(cards))
	ids := make([]story.ID, len(cards))
	listed := make(map[story.ID]*story.Card, len(cards))
	for i := range cards {
		ids[i], listed[cards[i].ID] = cards[i].ID, &cards[i]
		before[cards[i].ID] = rend.site.changes.version(aStory(cards[i].ID))
	}
	copies, err := rend.site.store.Copies(ctx, ids) // a story withdrawn since the list was read is left out; the feed is stale then and not cached
	if err != nil {
		return err
	}
	own := make([][]version, len(copies))
	var used []string
	var pointed []story.ID
	for i, c := range copies {
		own[i] = append(slices.Clone(common), before[c.Story.ID])
		for _, id := range c.Document.Assets() {
			own[i] = append(own[i], rend.site.changes.version(anAsset(media.ID(id))))
			used = append(used, id)
		}
		for _, id := range c.Document.Related() {
			own[i] = append(own[i], rend.site.changes.version(aStory(story.ID(id))))
			pointed = append(pointed, story.ID(id))
		}
	}
	linked, err := rend.cardsOf(ctx, pointed)
	if err != nil {
		return err
	}
	assets, err := rend.assets(ctx, used)
	if err != nil {
		return err
	}
	f := page.NewFrame(rend.site.house, e, all, rend.now)
	for i, c := range copies {
		card := listed[c.Story.ID]
		into[c.Story.ID] = &cachedItem{rend.item(f, c, card, linked, assets), *card, own[i]}
	}
	return nil
}

// item is a story in a feed.
func (rend *rendering) item(f page.Frame, c *story.Copy, card *story.Card, linked []story.Card, assets page.Assets) feed.Item {
	e := f.Edition
	absolute, h := rend.site.house.Origin.URL, &c.Document.Head
	section, _ := e.Section(card.Section)
	item := feed.Item{ID: feedID("story", string(card.ID)), Title: h.Headline, Author: h.Byline, Section: section.Name,
		URL:     absolute(address.Story(e.Slug, card.Section, card.ID, card.Headline)),
		Summary: cmp.Or(h.Standfirst, card.Summary), HTML: corrected(f, c.Story) + page.FeedHTML(f, c, linked, assets),
		Published: c.Story.Published(), Updated: c.Story.Changed()}
	if h.Lead != nil {
		if a, there := assets[media.ID(h.Lead.Asset)]; there && a.Kind == media.Picture {
			item.Image = absolute(page.NewPicture(&a, "", "", "").Src)
		}
	}
	a := assets[media.ID(card.Asset)]
	if stream, ready := a.Stream(); ready && a.Kind != media.Picture {
		item.Enclosure = &feed.Enclosure{URL: absolute(address.File(a.Hash, a.Ext)), Type: a.Type, Bytes: stream.Size,
			Duration: a.Duration, Title: h.Headline}
	}
	return item
}

// corrected are the public notes of a story's corrections as HTML, to stand before its text.
func corrected(f page.Frame, s *story.Story) string {
	notes := ""
	for _, c := range s.Corrections() {
		notes += "<p><strong>" + html.EscapeString(f.Language.Words(msg.Corrected(c.At.In(f.Zone)))) + "</strong> " +
			html.EscapeString(c.PublicNote) + "</p>\n"
	}
	return notes
}

func encodeFeed(f *feed.Feed, ext string) ([]byte, error) {
	switch ext {
	case "atom":
		return f.Atom(), nil
	case "json":
		return f.JSON()
	}
	return f.RSS(), nil
}
