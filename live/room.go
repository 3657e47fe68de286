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
)

// writers is how many goroutines write to the screens of an edition at once. On two cores four were no faster.
const writers = 2

// room is the screens of one edition.
type room struct {
	edition edition.Slug
	shards  [writers]shard
	next    atomic.Uint32 // the shard of the next screen, roughly
	open    atomic.Int64  // screens in the shards

	now       atomic.Pointer[strip] // the strip as last drawn; nil until first drawn
	changes   atomic.Uint64         // how often there has been cause to draw it; begins at 1
	rendering sync.Mutex            // held while it is drawn
	rendered  atomic.Uint64         // what calls was when the last drawing began; set under draw

	sent    uint64 // turn of the last strip that was sent to all; only Run knows
	failing bool   // the last drawing failed, and the log says so; only Run knows
}

// strip is an edition's strip as it was drawn.
type strip struct {
	html    string
	version int64
	ends    time.Time // zero: not by the clock
	serial  uint64    // from 1; one more with each strip of the room that differs from the one before
	message message   // what is sent of it
}

// frame is bytes that many screens are sent. Nobody writes into them.
type message struct {
	bytes  []byte
	serial uint64 // the strip's; 0: not a strip, every screen is sent it
}

func newRoom(e edition.Slug) *room {
	r := &room{edition: e}
	r.changes.Store(1)
	return r
}

// stale says that the strip may have changed.
func (r *room) invalidate() { r.changes.Add(1) }

// fresh is the strip if nothing can have changed it since it was drawn, else nil.
func (r *room) fresh(at time.Time) *strip {
	if r.rendered.Load() != r.changes.Load() {
		return nil
	}
	if now := r.now.Load(); !now.ended(at) { // now is set before drawn
		return now
	}
	return nil
}

// present is the strip as it is now. It is drawn once for each call of stale,
// however many ask; a call while it is being drawn has it drawn again.
func (r *room) current(ctx context.Context, h *Hub) (*strip, error) {
	if now := r.fresh(h.Now()); now != nil {
		return now, nil
	}
	r.rendering.Lock()
	defer r.rendering.Unlock()
	changes := r.changes.Load()
	if now := r.fresh(h.Now()); now != nil {
		return now, nil
	}
	timed, cancel := context.WithTimeout(ctx, renderTimeout)
	defer cancel()
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

// over tells whether the strip has changed by the clock.
func (s *strip) ended(now time.Time) bool { return !s.ends.IsZero() && !now.Before(s.ends) }

// message is the strip as page/strip.go says that it is sent; the id is what a
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

// seat takes a screen in: it is sent head, and the present strip if that is
// not the version it has. False: its line took no more, or the house closes.
func (r *room) join(h *Hub, s *client, head []byte, has string) bool {
	place := &r.shards[r.next.Add(1)%writers]
	place.mu.Lock()
	defer place.mu.Unlock()
	if h.drained.Load() {
		s.transport.write(&place.pen, append(head, retryMessage()...))
		return false
	}
	// What is drawn from here on is sent to the shard after this screen is in it.
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
