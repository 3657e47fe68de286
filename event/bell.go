package event

import "sync"

// Bell says that events have been committed. It carries nothing: who hears it
// reads the log. A lost ring delays an event, it never loses one.
type Bell interface {
	// Ring never blocks.
	Ring()
	// Listen gives a channel on which a ring arrives; rings that nobody has
	// taken yet are one. stop ends it.
	Listen() (rings <-chan struct{}, stop func())
}

// LocalBell is the bell of one process. The zero value is ready.
type LocalBell struct {
	mu   sync.Mutex
	ears map[chan struct{}]bool // guarded by mu
}

// Ring wakes whoever listens.
func (h *LocalBell) Ring() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ear := range h.ears {
		select {
		case ear <- struct{}{}:
		default: // a ring is waiting already
		}
	}
}

// Listen begins to listen.
func (h *LocalBell) Listen() (<-chan struct{}, func()) {
	ear := make(chan struct{}, 1) // one ring in the channel is enough
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ears == nil {
		h.ears = make(map[chan struct{}]bool)
	}
	h.ears[ear] = true
	return ear, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.ears, ear)
	}
}
