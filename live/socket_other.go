//go:build !linux

package live

import "net"

// newPlain makes no line: only Linux has them, elsewhere each screen has a goroutine.
func newPlain(net.Conn) (line, bool) { return nil, false }

// pen is nothing here: queues need none.
type pen struct{}
