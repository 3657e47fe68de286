//go:build !linux

package guard

import "net"

// keepUnsentShort does nothing: elsewhere the kernel's own buffers are short.
func keepUnsentShort(*net.TCPConn) {}
