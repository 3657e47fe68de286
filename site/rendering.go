package site

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/page"
	"dateline/store"
	"dateline/story"
)

// rendering is a page that is being rendered: the versions of all that it has
// read so far, and when the first of it ends. Whatever a page shows is read
// through its rendering, which takes a subject's version before reading it.
type rendering struct {
	site     *Site
	light    bool
	now      time.Time
	versions []version
	until    time.Time
	shown    page.Assets // what was read of them: the page shows no others
}

func (s *Site) newRendering(light bool) *rendering {
	return &rendering{site: s, light: light, now: s.now(), versions: make([]version, 0, 32)}
}

// watch takes the version of a subject. It must come before the reading.
func (rend *rendering) watch(s subject) {
	rend.versions = append(rend.versions, rend.site.changes.version(s))
}

// ends says that what is shown is no longer true at t.
func (rend *rendering) ends(t time.Time) {
	if rend.until.IsZero() || t.Before(rend.until) {
		rend.until = t
	}
}

// cachedValue is something read from the store, with the versions from before the reading.
type cachedValue[T any] struct {
	value    T
	versions []version
}

// slot holds a cached value. One caller at a time loads it again.
type slot[T any] struct {
	value   atomic.Pointer[cachedValue[T]]
	reading chan struct{} // holds one while somebody reads
}

func newSlot[T any]() *slot[T] { return &slot[T]{reading: make(chan struct{}, 1)} }

// fresh is the cached value if nothing has changed since it was read, else nil.
func (slot *slot[T]) fresh() *cachedValue[T] {
	if cached := slot.value.Load(); cached != nil && allFresh(cached.versions) {
		return cached
	}
	return nil
}

// read gives the value of a slot, loaded again if any of the subjects has
// changed. Either way the rendering watches the subjects. Who waits for another's
// reading waits no longer than for their own: a database that hangs makes no queue.
func read[T any](ctx context.Context, rend *rendering, slot *slot[T], subjects []subject, load func() (T, error)) (T, error) {
	cached := slot.fresh()
	if cached == nil {
		select {
		case slot.reading <- struct{}{}:
			defer func() { <-slot.reading }()
		case <-ctx.Done():
			var none T
			return none, fault.Wrap(ctx.Err(), fault.Unavailable, fault.Unavailable.General())
		}
		cached = slot.fresh() // another rendering may just have loaded it
	}
	if cached == nil {
		cached = &cachedValue[T]{}
		for _, s := range subjects {
			cached.versions = append(cached.versions, rend.site.changes.version(s))
		}
		var err error
		if cached.value, err = load(); err != nil {
			return cached.value, err
		}
		slot.value.Store(cached)
	}
	rend.versions = append(rend.versions, cached.versions...)
	return cached.value, nil
}

// slotKey names a slot.
type slotKey struct {
	subject
	section edition.Slug
}

func slotOf[T any](s *Site, p slotKey) *slot[T] {
	if at, ok := s.slots.Load(p); ok {
		return at.(*slot[T])
	}
	at, _ := s.slots.LoadOrStore(p, newSlot[T]())
	return at.(*slot[T])
}

// editions are all editions, in the order in which they began.
func (rend *rendering) editions(ctx context.Context) ([]edition.Edition, error) {
	return read(ctx, rend, rend.site.editions, []subject{theEditions()}, func() ([]edition.Edition, error) { return rend.site.store.Editions(ctx) })
}

// edition is a public edition; others are not there.
func (rend *rendering) edition(ctx context.Context, slug edition.Slug) (*edition.Edition, error) {
	all, err := rend.editions(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Slug == slug && all[i].Public {
			return &all[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, fault.NotFound.General())
}

// public leaves out the stories of editions that are not public.
func (rend *rendering) public(ctx context.Context, cards []story.Card) ([]story.Card, error) {
	all, err := rend.editions(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(cards, func(c story.Card) bool {
		return !slices.ContainsFunc(all, func(e edition.Edition) bool { return e.Slug == c.Edition && e.Public })
	}), nil
}

// The numbers of stories that lists hold.
const (
	mostNewest = edition.FrontStories // of an edition: enough for its front page, bands included
	mostInList = edition.FeedStories  // of a leaf of a section, and of a feed
)

// newest are the newest stories of an edition. The caller must not change them.
func (rend *rendering) newest(ctx context.Context, e edition.Slug) ([]story.Card, error) {
	return rend.cards(ctx, store.CardQuery{Edition: e, Limit: mostNewest})
}

// sectionCards are the newest stories of a section, one more than fill a page of
// its list. The caller must not change them.
func (rend *rendering) sectionCards(ctx context.Context, e, section edition.Slug) ([]story.Card, error) {
	return rend.cards(ctx, store.CardQuery{Edition: e, Section: section, Limit: mostInList + 1})
}

func (rend *rendering) cards(ctx context.Context, q store.CardQuery) ([]story.Card, error) {
	list := aList(q.Edition)
	return read(ctx, rend, slotOf[[]story.Card](rend.site, slotKey{list, q.Section}), []subject{list},
		func() ([]story.Card, error) { return rend.site.store.Cards(ctx, q) })
}

// cardsOf are those of the stories that are public, in the order asked.
func (rend *rendering) cardsOf(ctx context.Context, ids []story.ID) ([]story.Card, error) {
	for _, id := range ids {
		rend.watch(aStory(id))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	cards, err := rend.site.store.CardsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	return rend.public(ctx, cards)
}

// assets are the assets with the ids, and those that the cards show. A picture
// without renditions is left out: the upload itself is never shown.
func (rend *rendering) assets(ctx context.Context, ids []string, lists ...[]story.Card) (page.Assets, error) {
	for _, cards := range lists {
		for i := range cards {
			if l := cards[i].Lead; l != nil {
				ids = append(ids, l.Asset)
			}
			ids = append(ids, cards[i].Asset)
		}
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	return rend.renderedAssets(ctx, ids)
}
