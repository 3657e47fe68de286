package site

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dateline/media"
	"dateline/page"
)

// response is a rendered page, ready to be sent in every encoding.
type response struct {
	key         string   // in the cache; empty: it is not cached
	header      *header  // shared by all of its encodings
	location    []string // of a redirect, which has no body
	hash        string   // of the body; part of its ETags
	body        []byte
	packed      []byte      // the body under gzip, in its place; nil: body is there
	versions    []version   // of all that it shows, as read before it was rendered
	partVersion int64       // of the part of a sitemap; 0 of everything else
	until       time.Time   // when the first thing that it shows ends; zero: nothing does
	assets      page.Assets // that it shows: readers may have their files while it is fresh

	encoded   [encodings]atomic.Pointer[encoded]
	mu        sync.Mutex  // held while it is compressed
	used      atomic.Bool // since the clock's hand last passed
	queued    atomic.Bool // waits to be compressed well, or has been
	ringIndex int         // in the cache's ring; guarded by the cache's mu
	size      int64       // bytes it is accounted for; guarded by the cache's mu; 0: it is not in the cache
}

// fresh reports whether nothing that the page shows has changed or ended since it was rendered.
func (res *response) fresh(now func() time.Time) bool {
	return allFresh(res.versions) && (res.until.IsZero() || now().Before(res.until))
}

// cloned is the same page with the same encodings, for the versions that have been read now.
func (res *response) cloned() *response {
	same := &response{key: res.key, header: res.header, location: res.location, hash: res.hash, body: res.body, packed: res.packed, partVersion: res.partVersion, assets: res.assets}
	for i := range res.encoded {
		same.encoded[i].Store(res.encoded[i].Load())
	}
	same.queued.Store(res.queued.Load())
	return same
}

// overhead is what a page costs in bytes beside its body: versions, headers, places in map and ring.
const overhead = 1500

// perAsset and perRendition are what an asset that a page shows costs.
const perAsset, perRendition = 800, 150

// cache holds rendered pages within a bound. When it is full it evicts by the
// clock algorithm: a hand goes round the ring and removes every page that has
// not been used since it last came by.
type cache struct {
	bound int64 // bytes

	mu    sync.RWMutex
	pages map[string]*response       // guarded by mu
	shown map[media.Hash][]*response // guarded by mu; which pages show an asset
	ring  []*response                // guarded by mu
	hand  int                        // guarded by mu
	total int64                      // guarded by mu
}

func newCache(bound int64) *cache {
	return &cache{bound: bound, pages: make(map[string]*response), shown: make(map[media.Hash][]*response)}
}

// find gives the page at a key, fresh or not; nil where there is none.
func (c *cache) find(key string) *response {
	c.mu.RLock()
	res := c.pages[key]
	c.mu.RUnlock()
	if res != nil && !res.used.Load() {
		res.used.Store(true)
	}
	return res
}

// asset is the asset with a hash if a page in the cache shows it and is what
// readers would be shown now, by the clock or not; nil where there is none.
func (c *cache) asset(hash media.Hash) *media.Asset {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, res := range c.shown[hash] {
		if !allFresh(res.versions) {
			continue
		}
		for _, a := range res.assets {
			if a.Hash == hash {
				return &a
			}
		}
	}
	return nil
}

// put caches a page in place of the one at its key. A page that would fill an
// eighth of the cache alone is not cached.
func (c *cache) put(res *response) {
	size := res.bytes()
	if size > c.bound/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.pages[res.key]; old != nil {
		c.remove(old)
	}
	for _, a := range res.assets {
		c.shown[a.Hash] = append(c.shown[a.Hash], res)
	}
	res.ringIndex, res.size = len(c.ring), size
	c.pages[res.key], c.ring = res, append(c.ring, res)
	c.total += size
	c.evict()
}

// resized accounts for an encoding that was added to a page since it was put.
func (c *cache) resized(res *response) {
	size := res.bytes()
	c.mu.Lock()
	defer c.mu.Unlock()
	if res.size == 0 {
		return
	}
	c.total += size - res.size
	res.size = size
	c.evict()
}

// evict removes pages until the rest is within the bound. The caller holds mu.
func (c *cache) evict() {
	for c.total > c.bound && len(c.ring) > 0 {
		c.hand %= len(c.ring)
		res := c.ring[c.hand]
		if res.used.Swap(false) && allFresh(res.versions) {
			c.hand++
			continue
		}
		c.remove(res)
	}
}

// remove takes a page out of the cache. The caller holds mu.
func (c *cache) remove(res *response) {
	last := c.ring[len(c.ring)-1]
	c.ring[res.ringIndex], last.ringIndex = last, res.ringIndex
	c.ring[len(c.ring)-1] = nil
	c.ring = c.ring[:len(c.ring)-1]
	delete(c.pages, res.key)
	for _, a := range res.assets {
		if c.shown[a.Hash] = slices.DeleteFunc(c.shown[a.Hash], func(other *response) bool { return other == res }); len(c.shown[a.Hash]) == 0 {
			delete(c.shown, a.Hash)
		}
	}
	c.total -= res.size
	res.size = 0
}

// bytes is what the page takes in memory, all of its encodings included.
func (res *response) bytes() int64 {
	n := int64(overhead + len(res.body))
	for i := range res.encoded {
		if f := res.encoded[i].Load(); f != nil && encoding(i) != identity {
			n += int64(len(f.body))
		}
	}
	for _, a := range res.assets {
		n += int64(perAsset + perRendition*len(a.Renditions))
	}
	return n
}
