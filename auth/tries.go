package auth

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"dateline/fault"
	"dateline/guard"
	"dateline/lang/msg"
	"dateline/staff"
)

const (
	pairTries   = 8                // for one name from one network, in a row
	wideTries   = 50               // from one network in all, or for one name from everywhere: a newsroom may share an address
	deviceTries = 20               // for one person in a browser where they have signed in before
	pause       = 15 * time.Minute // after which they are forgotten
	mostCounted = 50_000           // networks, names and pairs at most; beyond that the one not tried for longest goes
)

// tries counts attempts to sign in that have not succeeded. A restart forgets
// them; the pause is short and a password long, so that this helps nobody. The
// zero value is ready.
type tries struct {
	mu    sync.Mutex
	count map[key]*list.Element // guarded by mu
	order list.List             // of *attempts, last tried first; guarded by mu
}

// key is the hash of what is counted: every one takes the same memory.
type key [sha256.Size]byte

type attempts struct {
	key  key
	n    int
	last time.Time
}

// limits are what an attempt counts against, and how many of each there may be.
type limits map[key]int

func keyOf(parts ...string) key {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return key(h.Sum(nil))
}

// ofStranger are the limits of an attempt from an address. Without a name it is one with a link.
func ofStranger(client, name string) limits {
	from := client
	if a, err := netip.ParseAddr(client); err == nil {
		from = guard.Network(a).String()
	}
	if name == "" {
		return limits{keyOf("from", from): wideTries}
	}
	name = staff.Fold(name)
	return limits{keyOf("from", from): wideTries, keyOf("as", name): wideTries, keyOf("pair", from, name): pairTries}
}

// ofDevice are the limits of a browser in which the person has signed in
// before: strangers who try the person's name do not count there.
func ofDevice(device string) limits { return limits{keyOf("device", device): deviceTries} }

// begin counts an attempt before it is looked at, so that many at once are
// counted too; it refuses who has failed too often of late.
func (t *tries) begin(l limits, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, most := range l {
		if e := t.count[k]; e != nil {
			if a := e.Value.(*attempts); a.n >= most && now.Sub(a.last) < pause {
				return fault.New(fault.TooMany, msg.FaultSignInTooMany(int(pause/time.Minute)))
			}
		}
	}
	if t.count == nil {
		t.count = make(map[key]*list.Element)
	}
	for k := range l {
		t.add(k, now)
	}
	return nil
}

// add counts one attempt. The caller holds mu.
func (t *tries) add(k key, now time.Time) {
	e := t.count[k]
	if e == nil {
		e = t.order.PushFront(&attempts{key: k})
		t.count[k] = e
		if len(t.count) > mostCounted {
			t.forget(t.order.Back())
		}
	}
	a := e.Value.(*attempts)
	if now.Sub(a.last) >= pause {
		a.n = 0
	}
	a.n, a.last = a.n+1, now
	t.order.MoveToFront(e)
}

func (t *tries) forget(e *list.Element) {
	delete(t.count, e.Value.(*attempts).key)
	t.order.Remove(e)
}

// succeeded takes the attempt back, and forgets the failures of this name from this network.
func (t *tries) succeeded(l limits) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, most := range l {
		e := t.count[k]
		if e == nil {
			continue
		}
		if a := e.Value.(*attempts); a.n <= 1 || most != wideTries {
			t.forget(e)
		} else {
			a.n--
		}
	}
}
