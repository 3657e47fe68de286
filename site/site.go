// Package site is the readers' side: pages, feeds, sitemaps and files, and the
// cache that keeps them. A page is drawn once for each change of what it is
// made of; the event log says what has changed. Nothing of a request but its
// path, what it accepts and what it has already can change an answer.
package site

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"dateline/address"
	"dateline/blob"
	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/lang"
	"dateline/page"
	"dateline/store"
)

// DefaultCacheBytes is the bound of the cache: a thousand pages or more with their forms.
const DefaultCacheBytes = 32 << 20

// Options are what the site is made of.
type Options struct {
	Store  *store.Store
	Bucket blob.Bucket
	Bell   event.Bell
	House  page.Site // the origin of absolute addresses, and the publisher's name
	Log    *slog.Logger
	Now    func() time.Time

	// Staff tells whether a request comes from somebody who may see what is not
	// public; nil: nobody may.
	Staff func(*http.Request) bool

	CacheBytes int64 // 0: DefaultCacheBytes; less: nothing is kept and every answer is drawn
}

// Site answers readers. It is safe for use by many at once.
type Site struct {
	store  *store.Store
	bucket blob.Bucket
	bell   event.Bell
	house  page.Site
	log    *slog.Logger
	now    func() time.Time
	staff  func(*http.Request) bool
	public publicFiles

	changes  *changes
	cache    *cache
	drawings drawings
	files    map[string]*kept // style sheets, scripts and what else never changes, by path
	waiting  chan *kept       // pages to be compressed well; what finds it full waits for its next reader
	presses  sync.Pool        // of *press
	sheets   sync.Pool        // of *bytes.Buffer, to draw into

	editions shelf[[]edition.Edition]
	readings sync.Map // place → *shelf: lists and strips, a few for each edition
	items    sync.Map // place → *atomic.Pointer[items]: of each feed
}

// New makes the site. What has happened up to now is what its first pages
// show; Follow must run for it to hear of more.
func New(ctx context.Context, o Options) (*Site, error) {
	last, err := o.Store.Last(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening the site: %w", err)
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = DefaultCacheBytes
	}
	s := &Site{store: o.Store, bucket: o.Bucket, bell: o.Bell, house: o.House, log: o.Log, now: o.Now, staff: o.Staff,
		changes: newChanges(last), cache: newCache(o.CacheBytes),
		waiting: make(chan *kept, mostWaiting)}
	s.sheets.New = func() any { return new(bytes.Buffer) }
	s.presses.New = func() any { return newPress(firstGzip, firstBrotli) }
	s.files = s.fixed()
	return s, nil
}

// Handler answers every address that address.Read knows, but for the live stream.
func (s *Site) Handler() http.Handler { return s }

// ServeHTTP gives a kept page if it is fresh, and else draws it.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if r.URL.RawQuery == "" && r.URL.RawPath == "" {
			if k := s.cache.find(r.URL.Path); k != nil && k.fresh(s.now) {
				s.send(w, r, k)
				return
			}
		}
		s.look(w, r)
		return
	}
	s.refusePlainly(w, http.StatusMethodNotAllowed, fault.Invalid.General())
}

// RefuseBody answers a request that came with a body, which no reader's address takes.
func (s *Site) RefuseBody(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.refusePlainly(w, http.StatusMethodNotAllowed, fault.Invalid.General())
		return
	}
	s.refusePlainly(w, http.StatusRequestEntityTooLarge, fault.TooLarge.General())
}

// refusePlainly answers what no browser of a reader asks: English, and without a page.
func (s *Site) refusePlainly(w http.ResponseWriter, status int, m lang.Message) {
	h := w.Header()
	secure(h)
	h["Allow"], h["Cache-Control"], h["Content-Type"] = allowed, never, plainType
	w.WriteHeader(status)
	_, _ = io.WriteString(w, lang.Of("en").Words(m)+"\n") // who has gone away needs no answer
}

// look finds out what an address asks for.
func (s *Site) look(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	p := address.ReadQuery(path, r.URL.RawQuery)
	if strings.Contains(strings.ToLower(r.URL.RawPath), "%2f") { // an escaped slash is no slash
		path = r.URL.RawPath
		if p.Kind != address.IsStory {
			p.Kind = address.Nowhere
		}
	}
	switch p.Kind {
	case address.IsRendition, address.IsFile:
		s.media(w, r, p)
		return
	case address.IsAsset, address.IsFavicon, address.IsRobots:
		if k := s.files[path]; k != nil {
			s.send(w, r, k)
			return
		}
	}
	k, err := s.once(r.Context(), path+p.Query(), func(ctx context.Context) (*kept, error) { return s.draw(ctx, p, path) })
	if err != nil {
		s.refuse(w, r, p, err)
		return
	}
	s.send(w, r, k)
}

// draw draws what lives at a place; path is the unescaped path that was asked for.
func (s *Site) draw(ctx context.Context, p address.Place, path string) (k *kept, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			k, err = nil, fmt.Errorf("drawing %s broke off: %v\n%s", path, broken, debug.Stack())
		}
	}()
	sh := s.sheet(p.Light)
	switch p.Kind {
	case address.IsChooser:
		k, err = s.chooser(ctx, sh)
	case address.IsFront:
		k, err = s.front(ctx, sh, p)
	case address.IsSection:
		k, err = s.section(ctx, sh, p)
	case address.IsStory:
		k, err = s.story(ctx, sh, p, path)
	case address.IsCorrections:
		k, err = s.corrections(ctx, sh, p)
	case address.IsFeed:
		k, err = s.feed(ctx, sh, p)
	case address.IsSitemaps:
		k, err = s.sitemaps(ctx, sh)
	case address.IsSitemap:
		k, err = s.sitemap(ctx, sh, p)
	case address.IsSitemapPart:
		k, err = s.sitemapPart(ctx, sh, p)
	case address.IsNewsSitemap:
		k, err = s.newsSitemap(ctx, sh, p)
	case address.IsIcon:
		k, err = s.icon(ctx, sh, p)
	case address.Nowhere, address.IsLive, address.IsAsset, address.IsFavicon, address.IsRobots, address.IsRendition, address.IsFile:
		k, err = s.nowhere(ctx, sh, path)
	}
	if err != nil {
		return nil, err
	}
	k.marks, k.until = sh.marks, sh.until
	return k, nil
}

// nowhere leads to the page whose slash was left out, if there is one.
func (s *Site) nowhere(ctx context.Context, sh *sheet, path string) (*kept, error) {
	p := address.Read(path + "/")
	switch p.Kind {
	case address.IsChooser:
		return moved(path + "/"), nil // the light one
	case address.IsFront, address.IsSection, address.IsCorrections:
		e, err := sh.edition(ctx, p.Edition)
		if err != nil {
			return nil, err
		}
		if _, known := e.Section(p.Section); p.Kind != address.IsSection || known {
			return moved(path + "/"), nil
		}
	}
	return nil, fault.New(fault.NotFound, fault.NotFound.General())
}
