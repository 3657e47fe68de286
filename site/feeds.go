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
	"rss":  {status: http.StatusOK, ctype: []string{feed.TypeRSS}, cache: always},
	"atom": {status: http.StatusOK, ctype: []string{feed.TypeAtom}, cache: always},
	"json": {status: http.StatusOK, ctype: []string{feed.TypeJSON}, cache: always},
}

// names in feeds are UUIDs made of our ids: they move with no address.
var space = uuid.MustParse("5a1c9f5e-2f0b-5d0e-9a53-6f1f5d1c7e42")

func iri(kind, name string) string { return uuid.NewSHA1(space, []byte(kind+"/"+name)).URN() }

// feed draws a feed of an edition or of one of its sections.
func (s *Site) feed(ctx context.Context, sh *sheet, p address.Place) (*kept, error) {
	e, err := sh.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	section, known := e.Section(p.Section)
	if p.Section != "" && !known {
		return nil, fault.New(fault.NotFound, fault.NotFound.General())
	}
	cards, err := sh.feedCards(ctx, e.Slug, p.Section)
	if err != nil {
		return nil, err
	}
	f := s.channel(e, section, p)
	if f.Items, err = sh.items(ctx, e, p.Section, cards); err != nil {
		return nil, err
	}
	if f.Notices, err = sh.notices(ctx, e, p.Section); err != nil {
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
	body, err := written(f, p.Ext)
	if err != nil {
		return nil, err
	}
	return made(address.Feed(e.Slug, p.Section, p.Ext), feeds[p.Ext], body), nil
}

func (sh *sheet) feedCards(ctx context.Context, e, section edition.Slug) ([]story.Card, error) {
	cards, err := sh.newest(ctx, e)
	if section != "" {
		cards, err = sh.shelf(ctx, e, section)
	}
	return cards[:min(len(cards), mostLeaf)], err
}

// noticeTime is how long a feed says that a story was withdrawn: by then its
// readers' programs have replaced the story.
const noticeTime = 30 * 24 * time.Hour

// notices are the withdrawals that a feed tells of.
func (sh *sheet) notices(ctx context.Context, e *edition.Edition, section edition.Slug) ([]feed.Notice, error) {
	sh.watch(aList(e.Slug))
	all, err := sh.site.store.Notices(ctx, e.Slug, mostLeaf)
	if err != nil {
		return nil, err
	}
	var notices []feed.Notice
	for _, n := range all {
		end := n.At.Add(noticeTime)
		if !sh.now.Before(end) || section != "" && n.Section != section {
			continue
		}
		sh.ends(end)
		notices = append(notices, feed.Notice{ID: iri("story", string(n.Story)), URL: sh.site.house.Origin.URL(address.ByID(e.Slug, n.Story)),
			Title: e.Language().Words(msg.WithdrawnTitle()), Note: n.Note, At: n.At})
	}
	return notices, nil
}

// channel is what a feed says of itself.
func (s *Site) channel(e *edition.Edition, section edition.Section, p address.Place) *feed.Feed {
	l, absolute := e.Language(), s.house.Origin.URL
	f := &feed.Feed{ID: iri("feed", string(e.Slug)+"/"+string(section.Slug)), Lang: l.Tag, Publisher: s.house.Name, Updated: e.Created,
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

// items are a feed's as they were last drawn: a change of one story has that
// one drawn again, in whatever format is asked for next.
type items map[story.ID]*drawnItem

// drawnItem is a story in a feed with what it was made of.
type drawnItem struct {
	feed.Item
	card  story.Card
	marks []mark // of what it shows, and of the edition
}

// items are the stories of a feed, whole: those that stand, and the others drawn now.
func (sh *sheet) items(ctx context.Context, e *edition.Edition, section edition.Slug, cards []story.Card) ([]feed.Item, error) {
	kept, _ := sh.site.items.LoadOrStore(place{aList(e.Slug), section}, new(atomic.Pointer[items]))
	at := kept.(*atomic.Pointer[items])
	now := make(items, len(cards))
	var changed []story.Card
	have := at.Load()
	for i := range cards {
		if have != nil {
			if one := (*have)[cards[i].ID]; one != nil && standing(one.marks) && reflect.DeepEqual(one.card, cards[i]) {
				now[cards[i].ID] = one
				continue
			}
		}
		changed = append(changed, cards[i])
	}
	if err := sh.site.sheet(false).drawItems(ctx, e.Slug, changed, now); err != nil {
		return nil, err
	}
	at.Store(&now)
	var all []feed.Item
	for i := range cards {
		one := now[cards[i].ID]
		if one == nil {
			continue
		}
		all = append(all, one.Item)
		sh.marks = append(sh.marks, one.marks...)
	}
	sh.marks = distinct(sh.marks)
	return all, nil
}

// distinct leaves one of marks that are the same.
func distinct(marks []mark) []mark {
	seen := make(map[mark]bool, len(marks))
	return slices.DeleteFunc(marks, func(m mark) bool {
		again := seen[m]
		seen[m] = true
		return again
	})
}

// drawItems draws the items of some stories, on a sheet of their own. What they
// show is read at once for all, and each watches what it shows itself.
func (sh *sheet) drawItems(ctx context.Context, slug edition.Slug, cards []story.Card, into items) error {
	if len(cards) == 0 {
		return nil
	}
	e, err := sh.edition(ctx, slug)
	if err != nil {
		return err
	}
	all, err := sh.all(ctx)
	if err != nil {
		return err
	}
	common := slices.Clip(sh.marks)
	before := make(map[story.ID]mark, len(cards))
	ids := make([]story.ID, len(cards))
	listed := make(map[story.ID]*story.Card, len(cards))
	for i := range cards {
		ids[i], listed[cards[i].ID] = cards[i].ID, &cards[i]
		before[cards[i].ID] = sh.site.changes.mark(aStory(cards[i].ID))
	}
	copies, err := sh.site.store.Copies(ctx, ids) // one withdrawn since the list was read is left out: the feed is stale and not kept
	if err != nil {
		return err
	}
	own := make([][]mark, len(copies))
	var used []string
	var pointed []story.ID
	for i, c := range copies {
		own[i] = append(slices.Clone(common), before[c.Story.ID])
		for _, id := range c.Document.Assets() {
			own[i] = append(own[i], sh.site.changes.mark(anAsset(media.ID(id))))
			used = append(used, id)
		}
		for _, id := range c.Document.Related() {
			own[i] = append(own[i], sh.site.changes.mark(aStory(story.ID(id))))
			pointed = append(pointed, story.ID(id))
		}
	}
	linked, err := sh.cardsOf(ctx, pointed)
	if err != nil {
		return err
	}
	assets, err := sh.assets(ctx, used)
	if err != nil {
		return err
	}
	f := page.NewFrame(sh.site.house, e, all, sh.now)
	for i, c := range copies {
		card := listed[c.Story.ID]
		into[c.Story.ID] = &drawnItem{sh.item(f, c, card, linked, assets), *card, own[i]}
	}
	return nil
}

// item is a story in a feed.
func (sh *sheet) item(f page.Frame, c *story.Copy, card *story.Card, linked []story.Card, assets page.Assets) feed.Item {
	e := f.Edition
	absolute, h := sh.site.house.Origin.URL, &c.Document.Head
	section, _ := e.Section(card.Section)
	item := feed.Item{ID: iri("story", string(card.ID)), Title: h.Headline, Author: h.Byline, Section: section.Name,
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

// corrected are the notes on a story, as they stand before its text.
func corrected(f page.Frame, s *story.Story) string {
	notes := ""
	for _, c := range s.Corrections() {
		notes += "<p><strong>" + html.EscapeString(f.Language.Words(msg.Corrected(c.At.In(f.Zone)))) + "</strong> " +
			html.EscapeString(c.PublicNote) + "</p>\n"
	}
	return notes
}

func written(f *feed.Feed, ext string) ([]byte, error) {
	switch ext {
	case "atom":
		return f.Atom(), nil
	case "json":
		return f.JSON()
	}
	return f.RSS(), nil
}
