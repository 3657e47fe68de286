package site

import (
	"sync"
	"sync/atomic"
	"time"
)

// kept is a page that has been drawn, ready to be sent in every encoding.
type response struct {
	key         string   // where it is found again; empty: it is not to be found again
	header      *header  // what all of its encodings say
	location    []string // of a redirect, which has no body
	hash        string   // of the body as drawn; part of its ETags
	body        []byte
	versions    []version
	partVersion int64     // of the part of a sitemap; 0 of everything else
	until       time.Time // a page that shows something that ends is not shown after that; zero: nothing ends

	encoded   [encodings]atomic.Pointer[encoded]
	mu        sync.Mutex  // one form is made at a time
	used      atomic.Bool // since the clock's hand last passed
	queued    atomic.Bool // waits to be compressed well, or has been
	ringIndex int         // in the cache's ring; guarded by the cache's mu
	size      int64       // bytes it is accounted for; guarded by the cache's mu; 0: it is not in the cache
}

// fresh tells whether the page still shows what is so.
func (res *response) fresh(now func() time.Time) bool {
	return allFresh(res.versions) && (res.until.IsZero() || now().Before(res.until))
}

// again is the same page in the same forms, to be kept under what has been read now.
func (res *response) cloned() *response {
	same := &response{key: res.key, header: res.header, location: res.location, hash: res.hash, body: res.body, partVersion: res.partVersion}
	for i := range res.encoded {
		same.encoded[i].Store(res.encoded[i].Load())
	}
	same.queued.Store(res.queued.Load())
	return same
}

// overhead is what a page costs beside its bytes: marks, headers, places in map and ring.
const overhead = 1500

// cache keeps pages within a bound. When it is full, a clock's hand goes round
// and drops what has not been asked for since it last came by.
type cache struct {
	bound int64 // bytes

	mu    sync.RWMutex
	pages map[string]*response // guarded by mu
	ring  []*response          // guarded by mu
	hand  int                  // guarded by mu
	total int64                // guarded by mu
}

func newCache(bound int64) *cache { return &cache{bound: bound, pages: make(map[string]*response)} }

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

// put keeps a page in the place of the one at its key. One that would fill an
// eighth of the cache alone is not kept.
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
	res.ringIndex, res.size = len(c.ring), size
	c.pages[res.key], c.ring = res, append(c.ring, res)
	c.total += size
	c.evict()
}

// grown accounts for a form that was made of a page since it was put.
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

// makeRoom drops pages until the rest is within the bound. The caller holds mu.
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

// drop forgets a page. The caller holds mu.
func (c *cache) remove(res *response) {
	last := c.ring[len(c.ring)-1]
	c.ring[res.ringIndex], last.ringIndex = last, res.ringIndex
	c.ring[len(c.ring)-1] = nil
	c.ring = c.ring[:len(c.ring)-1]
	delete(c.pages, res.key)
	c.total -= res.size
	res.size = 0
}

// bytes is what the page takes in memory.
func (res *response) bytes() int64 {
	n := int64(overhead + len(res.body))
	for i := range res.encoded {
		if f := res.encoded[i].Load(); f != nil && encoding(i) != identity {
			n += int64(len(f.body))
		}
	}
	return n
}
