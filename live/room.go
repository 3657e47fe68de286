package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/edition"
	"dateline/fault"
)

// writers is how many goroutines write to the clients of an edition at once. On two cores four were no faster.
const writers = 2

// room is the clients of one edition.
type room struct {
	edition edition.Slug
	shards  [writers]shard
	next    atomic.Uint32 // the shard of the next client, roughly
	open    atomic.Int64  // clients in the shards

	now       atomic.Pointer[strip] // the strip as last rendered; nil until first rendered
	changes   atomic.Uint64         // how often there has been cause to render it; begins at 1
	rendering chan struct{}         // holds one while it is rendered
	rendered  atomic.Uint64         // what changes was when the last rendering began; set under rendering

	sent    uint64 // serial of the last strip that was sent to all; only Run knows
	failing bool   // the last rendering failed, and the log says so; only Run knows
}

// strip is an edition's strip as it was rendered.
type strip struct {
	html    string
	version int64
	ends    time.Time // zero: not by the clock
	serial  uint64    // from 1; one more with each strip of the room that differs from the one before
	message message   // what is sent of it
}

// message is bytes that many clients are sent. Nobody writes into them.
type message struct {
	bytes  []byte
	serial uint64 // the strip's; 0: not a strip, every client is sent it
}

func newRoom(e edition.Slug) *room {
	r := &room{edition: e, rendering: make(chan struct{}, 1)}
	r.changes.Store(1)
	return r
}

// invalidate says that the strip may have changed.
func (r *room) invalidate() { r.changes.Add(1) }

// fresh is the strip if nothing can have changed it since it was rendered, else nil.
func (r *room) fresh(at time.Time) *strip {
	if r.rendered.Load() != r.changes.Load() {
		return nil
	}
	if now := r.now.Load(); !now.ended(at) { // now is set before rendered
		return now
	}
	return nil
}

// current is the strip as it is now. It is rendered once for each call of invalidate,
// however many ask; a call while it is being rendered has it rendered again.
func (r *room) current(ctx context.Context, h *Hub) (*strip, error) {
	if now := r.fresh(h.Now()); now != nil {
		return now, nil
	}
	timed, cancel := context.WithTimeout(ctx, renderTimeout)
	defer cancel()
	select {
	case r.rendering <- struct{}{}:
		defer func() { <-r.rendering }()
	case <-timed.Done(): // records that hang make no queue
		return nil, fault.Wrap(timed.Err(), fault.Unavailable, fault.Unavailable.General())
	}
	changes := r.changes.Load()
	if now := r.fresh(h.Now()); now != nil {
		return now, nil
	}
	html, version, ends, err := h.Strip(timed, r.edition)
	if err != nil {
		return nil, fmt.Errorf("strip of %s: %w", r.edition, err)
	}
	was := r.now.Load()
	now := &strip{html: html, version: version, ends: ends}
	switch {
	case was == nil:
		now.serial = 1
	case was.html == html && was.version == version:
		now.serial = was.serial
	default:
		now.serial = was.serial + 1
	}
	if now.message, err = now.encode(); err != nil {
		return nil, err
	}
	r.now.Store(now)
	r.rendered.Store(changes)
	return now, nil
}

// ended reports whether an item of the strip has ended.
func (s *strip) ended(now time.Time) bool { return !s.ends.IsZero() && !now.Before(s.ends) }

// encode is the strip as a message of the protocol; the id is what a
// browser names when it comes again.
func (s *strip) encode() (message, error) {
	var data strings.Builder
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false)
	err := e.Encode(struct {
		HTML    string `json:"html"`
		Version int64  `json:"version"`
	}{s.html, s.version})
	if err != nil {
		return message{}, fmt.Errorf("message of strip %d: %w", s.version, err)
	}
	// Encode ends with a line feed of its own.
	return message{fmt.Appendf(nil, "event: strip\nid: %d\ndata: %s\n", s.version, data.String()), s.serial}, nil
}

// all does something for each shard, at once, and waits.
func (r *room) all(do func(*shard)) {
	if r.open.Load() == 0 {
		return
	}
	var g sync.WaitGroup
	for i := range r.shards {
		g.Go(func() { do(&r.shards[i]) })
	}
	g.Wait()
}

// join takes a client in: it is sent head, and the present strip if that is
// not the version it has. False: its transport took no more, or the house closes.
func (r *room) join(h *Hub, s *client, head []byte, has string) bool {
	place := &r.shards[r.next.Add(1)%writers]
	place.mu.Lock()
	defer place.mu.Unlock()
	if h.drained.Load() {
		s.transport.write(&place.pen, append(head, retryMessage()...))
		return false
	}
	// What is rendered from here on is sent to the shard after this client is in it.
	now := r.now.Load()
	s.serial = now.serial
	if has != fmt.Sprint(now.version) {
		head = append(head, now.message.bytes...)
	}
	if len(head) > 0 && !s.transport.write(&place.pen, head) {
		return false
	}
	s.room, s.shard, s.at = r, place, len(place.clients)
	place.clients = append(place.clients, s)
	r.open.Add(1)
	return true
}
