package live

import (
	"context"
	"net/netip"
	"sync"
)

// client is one open page.
type client struct {
	transport transport
	from      netip.Prefix // not valid: not counted
	room      *room
	shard     *shard
	at        int    // its place in the shard, -1 when it has left; guarded by the shard's mu
	serial    uint64 // of the last strip that it was sent; guarded by the shard's mu
}

// transport is how a client is written to. All is called under the lock of the
// client's shard, and nothing after close.
type transport interface {
	// write sends all of b without waiting; false: it would have to wait, or the connection is dead.
	write(p *writer, b []byte) bool
	// lost reports whether the reader has hung up, as far as can be seen without writing.
	lost(p *writer) bool
	close()
}

// shard is some clients of a room; one goroutine at a time writes to them.
type shard struct {
	mu      sync.Mutex
	pen     writer    // guarded by mu
	clients []*client // guarded by mu
}

// send writes a message to every client that does not have it. A client that
// cannot take it at once is closed: its browser comes again by itself.
func (s *shard) send(h *Hub, f message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.clients) - 1; i >= 0; i-- {
		one := s.clients[i]
		if f.serial != 0 && one.serial >= f.serial {
			continue
		}
		if !one.transport.write(&s.pen, f.bytes) {
			s.drop(h, i)
			continue
		}
		one.serial = max(one.serial, f.serial)
	}
}

// dropLost drops the clients whose readers have hung up.
func (s *shard) dropLost(h *Hub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.clients) - 1; i >= 0; i-- {
		if s.clients[i].transport.lost(&s.pen) {
			s.drop(h, i)
		}
	}
}

// close drops all clients, each after a word of farewell if there is one.
func (s *shard) close(h *Hub, farewell func() []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.clients) - 1; i >= 0; i-- {
		if farewell != nil {
			s.clients[i].transport.write(&s.pen, farewell())
		}
		s.drop(h, i)
	}
}

// leave drops a client that goes by itself, if it is still there.
func (s *client) leave(h *Hub) {
	s.shard.mu.Lock()
	defer s.shard.mu.Unlock()
	if s.at >= 0 {
		s.shard.drop(h, s.at)
	}
}

// drop closes the client at a place and counts it out; the last one takes its place.
func (s *shard) drop(h *Hub, at int) {
	one, last := s.clients[at], len(s.clients)-1
	s.clients[at] = s.clients[last]
	s.clients[at].at = at
	s.clients[last] = nil
	s.clients = s.clients[:last]
	one.at = -1
	one.transport.close()
	one.room.open.Add(-1)
	h.release(one.from)
}

// queue is the transport of a client that has a goroutine of its own: HTTP/2, TLS
// without it, and connections that are no plain sockets.
type queue chan []byte

// newQueue holds what little a strip sends in the time that a write may take; a client that lags more is closed.
func newQueue() queue { return make(queue, 4) }

func (q queue) write(_ *writer, b []byte) bool {
	select {
	case q <- b:
		return true
	default:
		return false
	}
}

// lost is always false: the goroutine sees for itself when its reader goes.
func (q queue) lost(*writer) bool { return false }

func (q queue) close() { close(q) }

// run writes what comes onto the connection until the queue is closed, the reader goes or a write fails.
func (q queue) run(ctx context.Context, put func([]byte) error) {
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
