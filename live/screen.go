package live

import (
	"context"
	"net/netip"
	"sync"
)

// screen is one open page.
type screen struct {
	line  line
	from  netip.Prefix // not valid: not counted
	room  *room
	shard *shard
	at    int    // its place in the shard, -1 when it has left; guarded by the shard's mu
	turn  uint64 // of the last strip that it was sent; guarded by the shard's mu
}

// line is how a screen is written to. All is called under the lock of the
// screen's shard, and nothing after close.
type line interface {
	// write sends all of b without waiting; false: it would have to wait, or the line is dead.
	write(p *pen, b []byte) bool
	// lost tells whether the reader has hung up, as far as can be seen without writing.
	lost(p *pen) bool
	close()
}

// shard is some screens of a room; one goroutine at a time writes to them.
type shard struct {
	mu      sync.Mutex
	pen     pen       // guarded by mu
	screens []*screen // guarded by mu
}

// send writes a frame to every screen that does not have it. A screen that
// cannot take it at once is closed: its browser comes again by itself.
func (s *shard) send(h *Hub, f frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.screens) - 1; i >= 0; i-- {
		one := s.screens[i]
		if f.turn != 0 && one.turn >= f.turn {
			continue
		}
		if !one.line.write(&s.pen, f.bytes) {
			s.drop(h, i)
			continue
		}
		one.turn = max(one.turn, f.turn)
	}
}

// clear drops the screens whose readers have hung up.
func (s *shard) clear(h *Hub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.screens) - 1; i >= 0; i-- {
		if s.screens[i].line.lost(&s.pen) {
			s.drop(h, i)
		}
	}
}

// close drops all screens, each after a word of farewell if there is one.
func (s *shard) close(h *Hub, farewell func() []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.screens) - 1; i >= 0; i-- {
		if farewell != nil {
			s.screens[i].line.write(&s.pen, farewell())
		}
		s.drop(h, i)
	}
}

// leave drops a screen that goes by itself, if it is still there.
func (s *screen) leave(h *Hub) {
	s.shard.mu.Lock()
	defer s.shard.mu.Unlock()
	if s.at >= 0 {
		s.shard.drop(h, s.at)
	}
}

// drop closes the screen at a place and counts it out; the last one takes its place.
func (s *shard) drop(h *Hub, at int) {
	one, last := s.screens[at], len(s.screens)-1
	s.screens[at] = s.screens[last]
	s.screens[at].at = at
	s.screens[last] = nil
	s.screens = s.screens[:last]
	one.at = -1
	one.line.close()
	one.room.open.Add(-1)
	h.release(one.from)
}

// queue is the line of a screen that has a goroutine of its own: HTTP/2, TLS
// without it, and connections that are no plain sockets.
type queue chan []byte

// newQueue holds what little a strip sends in the time that a write may take; a screen that lags more is closed.
func newQueue() queue { return make(queue, 4) }

func (q queue) write(_ *pen, b []byte) bool {
	select {
	case q <- b:
		return true
	default:
		return false
	}
}

// lost is always false: the goroutine sees for itself when its reader goes.
func (q queue) lost(*pen) bool { return false }

func (q queue) close() { close(q) }

// flow puts what comes onto the connection until the queue is closed, the reader goes or a write fails.
func (q queue) flow(ctx context.Context, put func([]byte) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case b, more := <-q:
			if !more || put(b) != nil {
				return
			}
		}
	}
}
