//go:build !linux

package live

import "net"

// newSocket makes no transport: only Linux has them, elsewhere each client has a goroutine.
func newSocket(net.Conn) (transport, bool) { return nil, false }

// writer is nothing here: queues need none.
type writer struct{}
