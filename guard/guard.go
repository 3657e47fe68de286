// Package guard bounds what one network can take of the house: how many
// connections it holds when they run short, and how slowly it may send a
// request or read an answer.
package guard

import (
	"net/netip"
	"time"
)

// Network is what one reader is counted under: an IPv4 address, or the /64 of
// IPv6 that a household is given. It is not valid where the address is not.
func Network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// Pace is a least speed: in every span Within, Bytes of a request or of an
// answer must move, or its last byte.
type Pace struct {
	Bytes  int
	Within time.Duration
	Whole  time.Duration // how long the body of a request may take in all
}

// Usual is the pace of the house: about 1 KiB a second, which a telephone on
// the edge of a 2G cell reaches, with a minute's patience for a tunnel.
var Usual = Pace{Bytes: 64 << 10, Within: time.Minute, Whole: time.Hour}

// usualFiles stands for the limit of files where the system does not say it.
const usualFiles = 10_000

// Connections is how many connections this process can hold: the files it may
// open but for a share that the records and uploads need.
func Connections() int {
	n := min(files(), 1<<30)
	return max(16, int(n-n/8)-64)
}
