package guard

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Listener counts the connections of each network. A network that is not
// exempt may hold no more connections than are still free: until half are
// taken nobody notices, and beyond that there is room for newcomers however
// many one network, or a hundred, would take.
type Listener struct {
	net.Listener
	most   int // connections in all
	pace   Pace
	exempt func(netip.Addr) bool

	mu    sync.Mutex
	open  int                  // guarded by mu
	holds map[netip.Prefix]int // guarded by mu
}

// Listen guards a listener of TCP connections, of which there may be most at
// once. exempt tells whose connections are never refused. Answers that are not
// read at pace end with their connection.
func Listen(ln net.Listener, most int, pace Pace, exempt func(netip.Addr) bool) *Listener {
	return &Listener{Listener: ln, most: most, pace: pace, exempt: exempt, holds: make(map[netip.Prefix]int)}
}

// Accept waits for the next connection that has a place; it closes those that have none.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		tcp, ok := c.(*net.TCPConn)
		if !ok {
			return c, nil // a pipe or Unix socket comes from this machine
		}
		from, ok := l.admit(tcp.RemoteAddr())
		if !ok {
			_ = tcp.SetLinger(0) // nothing of ours waits in the kernel for whom we refuse
			_ = tcp.Close()
			continue
		}
		keepUnsentShort(tcp)
		return &conn{TCPConn: tcp, listener: l, from: from}, nil
	}
}

// admit counts a connection in, if there is a place for it.
func (l *Listener) admit(remote net.Addr) (from netip.Prefix, ok bool) {
	var a netip.Addr
	if tcp, isTCP := remote.(*net.TCPAddr); isTCP {
		a = tcp.AddrPort().Addr().Unmap()
	}
	from = Network(a)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holds[from] >= l.most-l.open && !l.exempt(a) {
		return from, false
	}
	l.open++
	l.holds[from]++
	return from, true
}

func (l *Listener) release(from netip.Prefix) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.holds[from]--; l.holds[from] == 0 {
		delete(l.holds, from)
	}
}

// conn is a counted connection. Its writes end when the other side does not
// read, unless whoever writes has set a deadline of their own.
type conn struct {
	*net.TCPConn
	listener *Listener
	from     netip.Prefix
	closed   atomic.Bool
	own      atomic.Bool // a deadline for writing was set by the one who writes
}

// Close closes the connection and counts it out, once.
func (c *conn) Close() error {
	if !c.closed.Swap(true) {
		c.listener.release(c.from)
	}
	return c.TCPConn.Close()
}

// SetWriteDeadline sets a deadline in place of the least speed; the zero time gives that back.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.own.Store(!t.IsZero())
	return c.TCPConn.SetWriteDeadline(t)
}

// SetDeadline is SetReadDeadline and SetWriteDeadline.
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.TCPConn.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// Write writes all of b at the least speed or faster.
func (c *conn) Write(b []byte) (n int, err error) {
	for {
		piece := b[n:min(len(b), n+c.listener.pace.Bytes)]
		if err := c.patience(); err != nil {
			return n, err
		}
		wrote, err := c.TCPConn.Write(piece)
		if n += wrote; err != nil || n == len(b) {
			return n, err
		}
	}
}

// ReadFrom sends a file in pieces, so that the kernel copies it and the least
// speed holds for each.
func (c *conn) ReadFrom(r io.Reader) (n int64, err error) {
	all, bounded := r.(*io.LimitedReader)
	if !bounded {
		all = &io.LimitedReader{R: r, N: 1<<63 - 1}
	}
	for all.N > 0 {
		if err := c.patience(); err != nil {
			return n, err
		}
		piece := &io.LimitedReader{R: all.R, N: min(all.N, int64(c.listener.pace.Bytes))}
		sent, err := c.TCPConn.ReadFrom(piece)
		n, all.N = n+sent, all.N-sent
		if err != nil || piece.N > 0 {
			return n, err
		}
	}
	return n, nil
}

// patience begins the time in which the next piece must be written.
func (c *conn) patience() error {
	if c.own.Load() {
		return nil
	}
	return c.TCPConn.SetWriteDeadline(time.Now().Add(c.listener.pace.Within))
}
