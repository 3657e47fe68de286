package live

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"dateline/address"
	"dateline/fault"
	"dateline/guard"
	"dateline/lang"
)

const (
	// writeTimeout is how long a write to a client that has a goroutine of its own may take.
	writeTimeout = 10 * time.Second
	// retryAfter is when to come again where there are too many clients, in seconds.
	retryAfter = "60"
	// retrySoon is when to come again where the records cannot be read, in seconds; page/scripts/strip.js comes by itself.
	retrySoon = "10"
)

// ServeHTTP opens a stream for a client. Whoever wraps the ResponseWriter must give it an
// Unwrap method.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		plainError(w, r, http.StatusMethodNotAllowed, fault.Invalid.General())
		return
	}
	err := h.open(w, r)
	if err == nil {
		return
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal && r.Context().Err() == nil {
		h.Log.Error("a screen cannot be opened", "path", r.URL.Path, "error", err)
	}
	plainError(w, r, f.Kind.Status(), f.Message)
}

// open answers a request, or says why not; it has written nothing then.
func (h *Hub) open(w http.ResponseWriter, r *http.Request) error {
	place := address.Read(r.URL.Path)
	if place.Kind != address.IsLive {
		return fault.New(fault.NotFound, fault.NotFound.General())
	}
	room, err := h.room(r.Context(), place.Edition)
	if err != nil {
		return err
	}
	_, err = room.current(r.Context(), h)
	if err != nil && (room.now.Load() == nil || fault.Is(err, fault.NotFound)) {
		return err
	}
	// A strip that cannot be rendered now is sent when it can.
	s := &client{from: from(r), at: -1}
	if r.Method == http.MethodGet && !h.admit(s.from) {
		w.Header().Set("Retry-After", retryAfter)
		return fault.New(fault.Unavailable, fault.Unavailable.General())
	}
	header := w.Header()
	guardHeader(header)
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("X-Accel-Buffering", "no") // servers in front pass on what comes as it comes
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	h.stream(w, r, room, s)
	return nil
}

// stream adds an admitted client by the leanest transport that its connection can have.
func (h *Hub) stream(w http.ResponseWriter, r *http.Request, room *room, s *client) {
	c := http.NewResponseController(w)
	if r.TLS != nil || r.ProtoMajor != 1 {
		h.flush(w, r, c, room, s)
		return
	}
	conn, _, err := c.Hijack() // clears the deadlines
	if errors.Is(err, http.ErrNotSupported) {
		h.flush(w, r, c, room, s)
		return
	}
	if err != nil {
		h.release(s.from) // the reader has gone already
		return
	}
	head := responseHead(w.Header(), h.Now())
	if bare, ok := newSocket(conn); ok {
		s.transport = bare
		if !room.join(h, s, head, knownVersion(r)) {
			s.transport.close()
			h.release(s.from)
		}
		return
	}
	defer func() { _ = conn.Close() }() // whatever it says, the stream is over
	h.serve(r.Context(), room, s, head, knownVersion(r), func(b []byte) error {
		if err := conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return err
		}
		_, err := conn.Write(b)
		return err
	})
}

// flush serves a client by writing and flushing: HTTP/2, which has no
// connection of its own to take over, and TLS.
func (h *Hub) flush(w http.ResponseWriter, r *http.Request, c *http.ResponseController, room *room, s *client) {
	_ = c.SetReadDeadline(time.Time{}) // those of the server are for pages; who has none is as well
	w.WriteHeader(http.StatusOK)
	put := func(b []byte) error {
		if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		if err := c.Flush(); err != nil {
			return err
		}
		_ = c.SetWriteDeadline(time.Time{}) // over HTTP/2 one that passes ends the stream, write or not
		return nil
	}
	if put(nil) != nil {
		h.release(s.from)
		return
	}
	h.serve(r.Context(), room, s, nil, knownVersion(r), put)
}

// serve adds a client and stays with it until it ends.
func (h *Hub) serve(ctx context.Context, room *room, s *client, head []byte, version string, put func([]byte) error) {
	q := newQueue()
	s.transport = q
	if !room.join(h, s, head, version) {
		q.close()
		q.run(ctx, put)
		h.release(s.from)
		return
	}
	q.run(ctx, put)
	s.leave(h)
}

// knownVersion is the version of the strip on the page. A browser that comes again by
// itself names the version that it was last sent; its address is still that of the page.
func knownVersion(r *http.Request) string {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		return id
	}
	return r.URL.Query().Get("v")
}

// from is the network that a client is counted under. This machine is none: a
// server in front of us speaks for all of its readers, and keeps its own count
// of them.
func from(r *http.Request) netip.Prefix {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || at.Addr().Unmap().IsLoopback() {
		return netip.Prefix{}
	}
	return guard.Network(at.Addr())
}

// responseHead is the beginning of an answer that lasts as long as its connection.
func responseHead(header http.Header, now time.Time) []byte {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 200 OK\r\n")
	header.Set("Date", now.UTC().Format(http.TimeFormat))
	header.Set("Connection", "close")
	_ = header.Write(&b) // a buffer takes everything
	b.WriteString("\r\n")
	return b.Bytes()
}

// plainError answers without a stream. Nobody but a person who tries the address reads it; it is English.
func plainError(w http.ResponseWriter, r *http.Request, status int, m lang.Message) {
	text := lang.Of("en").Words(m) + "\n"
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(text)))
	guardHeader(header)
	if status == http.StatusServiceUnavailable && header.Get("Retry-After") == "" {
		header.Set("Retry-After", retrySoon)
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(text)) // the reader may have gone
	}
}

// guardHeader sets what every answer says.
func guardHeader(header http.Header) {
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
}
