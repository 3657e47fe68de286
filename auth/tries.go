package auth

import (
	"strings"
	"sync"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
)

const (
	pairTries = 8                // for one name from one address, in a row
	wideTries = 50               // from one address in all, or for one name from everywhere: a newsroom may share an address
	pause     = 15 * time.Minute // after which they are forgotten
	triesKept = 10_000           // addresses and names at most; beyond that the oldest go
)

// tries counts attempts to sign in that have not succeeded. A restart forgets
// them; the pause is short and a password long, so that this helps nobody.
type tries struct {
	mu    sync.Mutex
	count map[string]attempts // guarded by mu
}

type attempts struct {
	n    int
	last time.Time
}

// keys are what an attempt counts against, and how many of each there may be.
// Without a name it is one with a link.
func keys(client, name string) map[string]int {
	if name == "" {
		return map[string]int{"from " + client: wideTries}
	}
	name = strings.ToLower(name)
	return map[string]int{"from " + client: wideTries, "as " + name: wideTries, "from " + client + " as " + name: pairTries}
}

// begin counts an attempt before it is looked at, so that many at once are
// counted too; it refuses who has failed too often of late.
func (t *tries) begin(keys map[string]int, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, most := range keys {
		if a := t.count[key]; a.n >= most && now.Sub(a.last) < pause {
			return fault.New(fault.TooMany, msg.FaultSignInTooMany(int(pause/time.Minute)))
		}
	}
	if t.count == nil {
		t.count = make(map[string]attempts)
	}
	for key := range keys {
		a := t.count[key]
		if now.Sub(a.last) >= pause {
			a.n = 0
		}
		t.count[key] = attempts{n: a.n + 1, last: now}
	}
	if len(t.count) > triesKept {
		t.sweep(now)
	}
	return nil
}

// succeeded takes the attempt back, and forgets the failures of this name from this address.
func (t *tries) succeeded(keys map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, most := range keys {
		a := t.count[key]
		if a.n--; a.n <= 0 || most == pairTries {
			delete(t.count, key)
			continue
		}
		t.count[key] = a
	}
}

// sweep forgets what is over, and if that is not enough everything: a flood
// must not fill the memory.
func (t *tries) sweep(now time.Time) {
	for key, a := range t.count {
		if now.Sub(a.last) >= pause {
			delete(t.count, key)
		}
	}
	if len(t.count) > triesKept {
		clear(t.count)
	}
}
