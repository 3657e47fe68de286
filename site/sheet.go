package site

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/page"
	"dateline/store"
	"dateline/story"
)

// sheet is a page that is being drawn: what it has read so far, and from when on
// that will not do any more. Whatever a page shows is read through its sheet,
// which marks the subject before it reads.
type sheet struct {
	site  *Site
	light bool
	now   time.Time
	marks []mark
	until time.Time
}

func (s *Site) sheet(light bool) *sheet {
	return &sheet{site: s, light: light, now: s.now(), marks: make([]mark, 0, 32)}
}

// watch marks a subject. It comes before the reading.
func (sh *sheet) watch(s subject) { sh.marks = append(sh.marks, sh.site.changes.mark(s)) }

// ends says that what is shown is true before t alone.
func (sh *sheet) ends(t time.Time) {
	if sh.until.IsZero() || t.Before(sh.until) {
		sh.until = t
	}
}

// reading is something read from the store, with the marks from before.
type reading[T any] struct {
	value T
	marks []mark
}

// shelf is where a reading stands; one at a time reads it again.
type shelf[T any] struct {
	now atomic.Pointer[reading[T]]
	mu  sync.Mutex
}

// standing is the reading if nothing has changed since.
func (at *shelf[T]) standing() *reading[T] {
	if have := at.now.Load(); have != nil && standing(have.marks) {
		return have
	}
	return nil
}

// read gives what was read before if nothing has changed since, and else reads
// it again. Either way the sheet watches the subjects.
func read[T any](sh *sheet, at *shelf[T], subjects []subject, again func() (T, error)) (T, error) {
	have := at.standing()
	if have == nil {
		at.mu.Lock()
		defer at.mu.Unlock()
		have = at.standing() // another sheet may just have read it
	}
	if have == nil {
		have = &reading[T]{}
		for _, s := range subjects {
			have.marks = append(have.marks, sh.site.changes.mark(s))
		}
		var err error
		if have.value, err = again(); err != nil {
			return have.value, err
		}
		at.now.Store(have)
	}
	sh.marks = append(sh.marks, have.marks...)
	return have.value, nil
}

// place is where a reading is kept.
type place struct {
	subject
	section edition.Slug
}

func placeOf[T any](s *Site, p place) *shelf[T] {
	if at, ok := s.readings.Load(p); ok {
		return at.(*shelf[T])
	}
	at, _ := s.readings.LoadOrStore(p, new(shelf[T]))
	return at.(*shelf[T])
}

// all are all editions, in the order in which they began.
func (sh *sheet) all(ctx context.Context) ([]edition.Edition, error) {
	return read(sh, &sh.site.editions, []subject{theEditions()}, func() ([]edition.Edition, error) { return sh.site.store.Editions(ctx) })
}

// edition is a public edition; others are not there.
func (sh *sheet) edition(ctx context.Context, slug edition.Slug) (*edition.Edition, error) {
	all, err := sh.all(ctx)
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

// open leaves out the stories of editions that are not public.
func (sh *sheet) open(ctx context.Context, cards []story.Card) ([]story.Card, error) {
	all, err := sh.all(ctx)
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
	mostLeaf   = edition.FeedStories  // of a leaf of a section, and of a feed
)

// newest are the newest stories of an edition. The caller must not change them.
func (sh *sheet) newest(ctx context.Context, e edition.Slug) ([]story.Card, error) {
	return sh.listed(ctx, store.CardQuery{Edition: e, Limit: mostNewest})
}

// shelf are the newest stories of a section, one more than fill a leaf. The
// caller must not change them.
func (sh *sheet) shelf(ctx context.Context, e, section edition.Slug) ([]story.Card, error) {
	return sh.listed(ctx, store.CardQuery{Edition: e, Section: section, Limit: mostLeaf + 1})
}

func (sh *sheet) listed(ctx context.Context, q store.CardQuery) ([]story.Card, error) {
	list := aList(q.Edition)
	return read(sh, placeOf[[]story.Card](sh.site, place{list, q.Section}), []subject{list},
		func() ([]story.Card, error) { return sh.site.store.Cards(ctx, q) })
}

// cardsOf are those of the stories that are public, in the order asked.
func (sh *sheet) cardsOf(ctx context.Context, ids []story.ID) ([]story.Card, error) {
	for _, id := range ids {
		sh.watch(aStory(id))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	cards, err := sh.site.store.CardsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	return sh.open(ctx, cards)
}

// assets are the assets with the ids, and those that the cards show. A picture
// without renditions is left out: the upload itself is never shown.
func (sh *sheet) assets(ctx context.Context, ids []string, lists ...[]story.Card) (page.Assets, error) {
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
	return sh.developed(ctx, ids)
}
