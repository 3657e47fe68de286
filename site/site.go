// Package site is the readers' side: pages, feeds, sitemaps and files, and
// their cache. A page is rendered once for each change of what it shows; the
// event log says what has changed. Of a request only the address, the accepted
// encodings and the ETags change an answer, so that every reader can be served
// from the cache.
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

// DefaultCacheBytes is the bound of the cache: a thousand pages or more with their encodings.
const DefaultCacheBytes = 32 << 20

// Options are what a site needs to answer.
type Options struct {
	Store  *store.Store
	Bucket blob.Bucket
	Bell   event.Bell
	House  page.Site // the origin of absolute addresses, and the publisher's name
	Log    *slog.Logger
	Now    func() time.Time

	// Staff reports whether a request comes from somebody who may see what is not
	// public; nil: nobody may.
	Staff func(*http.Request) bool

	CacheBytes int64 // 0: DefaultCacheBytes; less: nothing is cached and every answer is rendered
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

	changes     *changes
	cache       *cache
	calls       calls
	static      map[string]*response // style sheets, scripts and all else that never changes, by path
	toCompress  chan *response       // pages to be compressed well; what finds it full waits for its next reader
	compressors sync.Pool            // of *compressor
	buffers     sync.Pool            // of *bytes.Buffer, to render into

	editions  *slot[[]edition.Edition]
	slots     sync.Map // slotKey → *slot: lists and strips, a few for each edition
	feedItems sync.Map // slotKey → *atomic.Pointer[cachedItems]: of each feed
}

// New makes the site. Its first pages show the present state; Follow must run
// for later changes to be shown.
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
		toCompress: make(chan *response, mostWaiting), editions: newSlot[[]edition.Edition]()}
	s.buffers.New = func() any { return new(bytes.Buffer) }
	s.compressors.New = func() any { return newCompressor(firstGzip) }
	s.static = s.staticFiles()
	return s, nil
}

// Handler answers every address that address.Read knows, but for the live stream.
func (s *Site) Handler() http.Handler { return s }

// ServeHTTP answers with the cached page if it is fresh, and else renders it.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if r.URL.RawQuery == "" && r.URL.RawPath == "" {
			if res := s.cache.find(r.URL.Path); res != nil && res.fresh(s.now) {
				s.send(w, r, res)
				return
			}
		}
		s.route(w, r)
		return
	}
	s.plainError(w, http.StatusMethodNotAllowed, fault.Invalid.General())
}

// RefuseBody answers a request that came with a body, which no reader's address takes.
func (s *Site) RefuseBody(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.plainError(w, http.StatusMethodNotAllowed, fault.Invalid.General())
		return
	}
	s.plainError(w, http.StatusRequestEntityTooLarge, fault.TooLarge.General())
}

// refusePlainly answers what no browser of a reader asks: English, and without a page.
func (s *Site) plainError(w http.ResponseWriter, status int, m lang.Message) {
	h := w.Header()
	secure(h)
	h["Allow"], h["Cache-Control"], h["Content-Type"] = allowed, noStore, plainType
	w.WriteHeader(status)
	_, _ = io.WriteString(w, lang.Of("en").Words(m)+"\n") // who has gone away needs no answer
}

// route answers by what an address names.
func (s *Site) route(w http.ResponseWriter, r *http.Request) {
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
		if res := s.static[path]; res != nil {
			s.send(w, r, res)
			return
		}
	}
	res, err := s.once(r.Context(), path+p.Query(), func(ctx context.Context) (*response, error) { return s.render(ctx, p, path) })
	if err != nil {
		s.answerError(w, r, p, err)
		return
	}
	s.send(w, r, res)
}

// render renders what lives at a place; path is the unescaped path that was asked for.
func (s *Site) render(ctx context.Context, p address.Place, path string) (res *response, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			res, err = nil, fmt.Errorf("rendering %s panicked: %v\n%s", path, broken, debug.Stack())
		}
	}()
	rend := s.newRendering(p.Light)
	switch p.Kind {
	case address.IsChooser:
		res, err = s.chooser(ctx, rend)
	case address.IsFront:
		res, err = s.front(ctx, rend, p)
	case address.IsSection:
		res, err = s.section(ctx, rend, p)
	case address.IsStory:
		res, err = s.story(ctx, rend, p, path)
	case address.IsCorrections:
		res, err = s.corrections(ctx, rend, p)
	case address.IsFeed:
		res, err = s.feed(ctx, rend, p)
	case address.IsSitemaps:
		res, err = s.sitemaps(ctx, rend)
	case address.IsSitemap:
		res, err = s.sitemap(ctx, rend, p)
	case address.IsSitemapPart:
		res, err = s.sitemapPart(ctx, rend, p)
	case address.IsNewsSitemap:
		res, err = s.newsSitemap(ctx, rend, p)
	case address.IsIcon:
		res, err = s.icon(ctx, rend, p)
	case address.Nowhere, address.IsLive, address.IsAsset, address.IsFavicon, address.IsRobots, address.IsRendition, address.IsFile:
		res, err = s.nowhere(ctx, rend, path)
	}
	if err != nil {
		return nil, err
	}
	res.versions, res.until, res.assets = rend.versions, rend.until, rend.shown
	return res, nil
}

// nowhere redirects to the page whose trailing slash was left out, if there is one.
func (s *Site) nowhere(ctx context.Context, rend *rendering, path string) (*response, error) {
	p := address.Read(path + "/")
	switch p.Kind {
	case address.IsChooser:
		return redirectTo(path + "/"), nil // the light one
	case address.IsFront, address.IsSection, address.IsCorrections:
		e, err := rend.edition(ctx, p.Edition)
		if err != nil {
			return nil, err
		}
		if _, known := e.Section(p.Section); p.Kind != address.IsSection || known {
			return redirectTo(path + "/"), nil
		}
	}
	return nil, fault.New(fault.NotFound, fault.NotFound.General())
}
