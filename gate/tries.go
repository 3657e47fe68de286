package gate

import (
	"sync"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
)

const (
	triesAllowed = 8                // failures in a row from one address or for one name
	triesPause   = 15 * time.Minute // after which they are forgotten
	triesKept    = 10_000           // addresses and names at most; beyond that the oldest go
)

// tries counts failed sign-ins. A restart forgets them; the pause is short and
// a password long, so that this helps nobody.
type tries struct {
	mu    sync.Mutex
	count map[string]failures // guarded by mu
}

type failures struct {
	n    int
	last time.Time
}

// may refuses who has failed too often of late.
func (t *tries) may(key string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.count[key]
	if f.n >= triesAllowed && now.Sub(f.last) < triesPause {
		return fault.New(fault.TooMany, msg.FaultSignInTooMany(int(triesPause/time.Minute)))
	}
	return nil
}

// failed notes a failure.
func (t *tries) failed(key string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == nil {
		t.count = make(map[string]failures)
	}
	f := t.count[key]
	if now.Sub(f.last) >= triesPause {
		f.n = 0
	}
	t.count[key] = failures{n: f.n + 1, last: now}
	if len(t.count) > triesKept {
		t.sweep(now)
	}
}

// sweep forgets what is over, and if that is not enough everything: a flood
// must not fill the memory.
func (t *tries) sweep(now time.Time) {
	for key, f := range t.count {
		if now.Sub(f.last) >= triesPause {
			delete(t.count, key)
		}
	}
	if len(t.count) > triesKept {
		clear(t.count)
	}
}
