package guard

import (
	"net"

	"golang.org/x/sys/unix"
)

// keepUnsentShort lets the kernel take little more than is on the wire, so
// that a write goes on while its reader reads, however slowly.
func keepUnsentShort(c *net.TCPConn) {
	raw, err := c.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, 64<<10)
	})
}
