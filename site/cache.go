package site

import (
	"sync"
	"sync/atomic"
	"time"
)

// kept is a page that has been drawn, ready to be sent in every encoding.
type kept struct {
	key      string   // where it is found again; empty: it is not to be found again
	header   *header  // what all of its encodings say
	location []string // of a redirect, which has no body
	hash     string   // of the body as drawn; part of its ETags
	body     []byte
	marks    []mark
	version  int64     // of the part of a sitemap; 0 of everything else
	until    time.Time // a page that shows something that ends is not shown after that; zero: nothing ends

	forms  [encodings]atomic.Pointer[form]
	mu     sync.Mutex  // one form is made at a time
	used   atomic.Bool // since the clock's hand last passed
	queued atomic.Bool // waits to be compressed well, or has been
	place  int         // in the cache's ring; guarded by the cache's mu
	size   int64       // bytes it is accounted for; guarded by the cache's mu; 0: it is not in the cache
}

// fresh tells whether the page still shows what is so.
func (k *kept) fresh(now func() time.Time) bool {
	return standing(k.marks) && (k.until.IsZero() || now().Before(k.until))
}

// again is the same page in the same forms, to be kept under what has been read now.
func (k *kept) again() *kept {
	same := &kept{key: k.key, header: k.header, location: k.location, hash: k.hash, body: k.body, version: k.version}
	for i := range k.forms {
		same.forms[i].Store(k.forms[i].Load())
	}
	same.queued.Store(k.queued.Load())
	return same
}

// overhead is what a page costs beside its bytes: marks, headers, places in map and ring.
const overhead = 1500

// cache keeps pages within a bound. When it is full, a clock's hand goes round
// and drops what has not been asked for since it last came by.
type cache struct {
	bound int64 // bytes

	mu    sync.RWMutex
	pages map[string]*kept // guarded by mu
	ring  []*kept          // guarded by mu
	hand  int              // guarded by mu
	total int64            // guarded by mu
}

func newCache(bound int64) *cache { return &cache{bound: bound, pages: make(map[string]*kept)} }

// find gives the page at a key, fresh or not; nil where there is none.
func (c *cache) find(key string) *kept {
	c.mu.RLock()
	k := c.pages[key]
	c.mu.RUnlock()
	if k != nil && !k.used.Load() {
		k.used.Store(true)
	}
	return k
}

// put keeps a page in the place of the one at its key. One that would fill an
// eighth of the cache alone is not kept.
func (c *cache) put(k *kept) {
	size := k.bytes()
	if size > c.bound/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.pages[k.key]; old != nil {
		c.drop(old)
	}
	k.place, k.size = len(c.ring), size
	c.pages[k.key], c.ring = k, append(c.ring, k)
	c.total += size
	c.makeRoom()
}

// grown accounts for a form that was made of a page since it was put.
func (c *cache) grown(k *kept) {
	size := k.bytes()
	c.mu.Lock()
	defer c.mu.Unlock()
	if k.size == 0 {
		return
	}
	c.total += size - k.size
	k.size = size
	c.makeRoom()
}

// makeRoom drops pages until the rest is within the bound. The caller holds mu.
func (c *cache) makeRoom() {
	for c.total > c.bound && len(c.ring) > 0 {
		c.hand %= len(c.ring)
		k := c.ring[c.hand]
		if k.used.Swap(false) && standing(k.marks) {
			c.hand++
			continue
		}
		c.drop(k)
	}
}

// drop forgets a page. The caller holds mu.
func (c *cache) drop(k *kept) {
	last := c.ring[len(c.ring)-1]
	c.ring[k.place], last.place = last, k.place
	c.ring[len(c.ring)-1] = nil
	c.ring = c.ring[:len(c.ring)-1]
	delete(c.pages, k.key)
	c.total -= k.size
	k.size = 0
}

// bytes is what the page takes in memory.
func (k *kept) bytes() int64 {
	n := int64(overhead + len(k.body))
	for i := range k.forms {
		if f := k.forms[i].Load(); f != nil && encoding(i) != identity {
			n += int64(len(f.body))
		}
	}
	return n
}
