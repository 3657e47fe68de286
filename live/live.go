// Package live pushes breaking news to the pages that are open now, its
// clients. The hub follows the event log, has an edition's strip rendered once
// for each change, and sends the same bytes to every client of the edition.
// page/strip.go defines the protocol.
package live

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
)

const (
	// renderTimeout is how long reading and rendering a strip may take, with the wait for who renders it already.
	renderTimeout = 5 * time.Second
	// Beat is how often a comment keeps every connection open; servers in between cut what is silent for 30 or 60 seconds.
	Beat = 20 * time.Second
	// Sweep is how often clients that have hung up are looked for: a reader leaves one behind with every page.
	Sweep = 5 * time.Second
	// minWait is how soon a strip that has ended is rendered again, should its clock be behind ours.
	minWait = 20 * time.Millisecond
)

// heartbeat is a comment, which browsers pass over.
var heartbeat = message{bytes: []byte(":\n\n")}

// Hub holds the clients that are connected now. Its fields are set before it is used;
// it is safe for use by many at once, and Run must run for clients to be sent anything.
type Hub struct {
	// Strip renders the present strip of an edition from the records: the content of its live region, empty when
	// nothing breaks. Strips that differ have versions that differ. Ends is when the strip changes by the clock alone;
	// zero: never. An edition that has no readers is a NotFound fault.
	Strip  func(ctx context.Context, e edition.Slug) (html string, version int64, ends time.Time, err error)
	Events event.Log
	From   int64 // an event that had happened before the hub was made: later ones are followed
	Now    func() time.Time
	Log    *slog.Logger

	Most    int // clients at once; 0: no limit
	PerHost int // clients at once from one network address, or one /64 of IPv6; 0: no limit. This machine has none.

	drained atomic.Bool // the house closes: clients are told to reconnect later

	mu    sync.Mutex
	rooms map[edition.Slug]*room // guarded by mu; editions that have had a client
	count int                    // guarded by mu; clients admitted
	hosts map[netip.Prefix]int   // guarded by mu; clients by where they are
}

// Count is how many clients are open.
func (h *Hub) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count
}

// Run sends the clients every change until ctx ends, and then sends them away,
// to come again within a few seconds.
func (h *Hub) Run(ctx context.Context) error {
	defer h.drain()
	changed := make(chan struct{}, 1) // one is enough
	var following sync.WaitGroup
	following.Go(func() { h.follow(ctx, changed) })
	defer following.Wait()
	beat, look := time.NewTicker(Beat), time.NewTicker(Sweep)
	defer beat.Stop()
	defer look.Stop()
	next := time.NewTimer(0)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
			next.Reset(h.refresh(ctx))
		case <-next.C:
			next.Reset(h.refresh(ctx))
		case <-beat.C:
			h.all(func(s *shard) { s.send(h, heartbeat) })
		case <-look.C:
			h.all(func(s *shard) { s.dropLost(h) })
		}
	}
}

// refresh renders the strips that may have changed and sends those that have. It
// gives how long it is until that is to be done again without an event.
func (h *Hub) refresh(ctx context.Context) time.Duration {
	next := event.Poll
	for _, r := range h.allRooms() {
		if r.open.Load() == 0 {
			continue // whoever comes next has its strip rendered
		}
		now, err := r.current(ctx, h)
		if fault.Is(err, fault.NotFound) {
			r.all(func(s *shard) { s.close(h, nil) }) // they get a 404 when they come again
			continue
		}
		if err != nil {
			if ctx.Err() == nil && !r.failing {
				h.Log.Error("the strip of open screens cannot be drawn", "edition", r.edition, "error", err)
			}
			r.failing = true // it is tried again soon
			continue
		}
		r.failing = false
		if now.serial != r.sent {
			r.sent = now.serial
			r.all(func(s *shard) { s.send(h, now.message) })
		}
		if !now.ends.IsZero() {
			next = min(next, max(now.ends.Sub(h.Now()), minWait))
		}
	}
	return next
}

// drain sends all clients away: each is told to come again at a time of its
// own within four seconds, so that they do not all come at once.
func (h *Hub) drain() {
	h.drained.Store(true)
	for _, r := range h.allRooms() {
		for i := range r.shards { // every one: a client that is being added is not counted yet, but holds the lock
			r.shards[i].close(h, retryMessage)
		}
	}
}

// retryMessage tells a browser when to come again.
func retryMessage() []byte { return fmt.Appendf(nil, "retry: %d\n\n", 1000+rand.IntN(4000)) }

// allRooms are the editions that have had a client.
func (h *Hub) allRooms() []*room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Values(h.rooms))
}

// all does something for every shard of every room.
func (h *Hub) all(do func(*shard)) {
	for _, r := range h.allRooms() {
		r.all(do)
	}
}

// admit counts a client in, unless there are too many.
func (h *Hub) admit(from netip.Prefix) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.Most > 0 && h.count >= h.Most || h.PerHost > 0 && from.IsValid() && h.hosts[from] >= h.PerHost {
		return false
	}
	h.count++
	if from.IsValid() {
		if h.hosts == nil {
			h.hosts = make(map[netip.Prefix]int)
		}
		h.hosts[from]++
	}
	return true
}

// release counts a client out.
func (h *Hub) release(from netip.Prefix) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count--
	switch h.hosts[from] {
	case 0: // not counted
	case 1:
		delete(h.hosts, from)
	default:
		h.hosts[from]--
	}
}

// room finds the room of an edition, or opens it if there is such an edition.
func (h *Hub) room(ctx context.Context, e edition.Slug) (*room, error) {
	if r := h.find(e); r != nil {
		return r, nil
	}
	timed, cancel := context.WithTimeout(ctx, renderTimeout)
	defer cancel()
	if _, _, _, err := h.Strip(timed, e); err != nil {
		return nil, fmt.Errorf("strip of %s: %w", e, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms == nil {
		h.rooms = make(map[edition.Slug]*room)
	}
	if h.rooms[e] == nil {
		h.rooms[e] = newRoom(e)
	}
	return h.rooms[e], nil
}

func (h *Hub) find(e edition.Slug) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[e]
}
