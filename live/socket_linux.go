package live

import (
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ackTimeout is how long what was sent may go unacknowledged before the kernel
// gives the connection up: the time for a train to leave its tunnel. Without
// it a phone that is gone for good would be held for a quarter of an hour.
const ackTimeout = time.Minute

// socket is the transport of a client over HTTP/1.1 without TLS: the bare socket, in
// about 1 KiB and without a goroutine. It is never waited for.
type socket struct {
	conn net.Conn
	raw  syscall.RawConn
}

// newSocket makes a transport of a connection if it is a plain socket.
func newSocket(conn net.Conn) (transport, bool) {
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return nil, false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil, false
	}
	// Not every socket has such a timeout (Unix ones do not); none needs it to be right.
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(ackTimeout.Milliseconds()))
	})
	return &socket{conn, raw}, true
}

func (l *socket) write(p *writer, b []byte) bool { return p.write(l.raw, b) }

func (l *socket) lost(p *writer) bool { return p.lost(l.raw) }

func (l *socket) close() { _ = l.conn.Close() } // there is nobody to tell of a close that fails

// writer writes to one socket after the other. It belongs to a shard so that a
// write costs no memory. Its zero value is ready.
type writer struct {
	bytes   []byte
	n       int
	err     error
	scratch [64]byte
	put     func(fd uintptr) bool
	take    func(fd uintptr) bool
}

// write gives the socket all of b, if it takes all of it at once.
func (p *writer) write(raw syscall.RawConn, b []byte) bool {
	if p.put == nil {
		p.put = p.once
	}
	p.bytes = b
	err := raw.Write(p.put)
	p.bytes = nil
	return err == nil && p.err == nil && p.n == len(b)
}

// once is one system call; true says that there is nothing to wait for.
func (p *writer) once(fd uintptr) bool {
	for {
		p.n, p.err = unix.Write(int(fd), p.bytes)
		if p.err != unix.EINTR {
			return true
		}
	}
}

// lost reports whether the other end has closed. What it may have sent is
// thrown away: a reader of a stream has nothing to say.
func (p *writer) lost(raw syscall.RawConn) bool {
	if p.take == nil {
		p.take = p.peek
	}
	if err := raw.Read(p.take); err != nil {
		return true
	}
	if p.err == unix.EAGAIN || p.err == unix.EINTR {
		return false
	}
	return p.err != nil || p.n == 0
}

func (p *writer) peek(fd uintptr) bool {
	p.n, p.err = unix.Read(int(fd), p.scratch[:])
	return true
}
