package darkroom

import (
	"context"
	"slices"
	"sync"

	"dateline/fault"
	"dateline/staff"
)

const (
	// atOnce is how many uploads are looked into at once, and so bounds the
	// memory that all of them take. One person has one at a time.
	atOnce = 2
	// mostWaiting is how many uploads of one person may wait to be looked into.
	mostWaiting = 50
)

// admission lets a few uploads in at once, and people by turns: whoever sends a
// hundred files does not hold up whoever sends one. The zero value is ready.
type admission struct {
	mu      sync.Mutex
	inside  map[staff.ID]bool            // guarded by mu
	waiting map[staff.ID][]chan struct{} // guarded by mu; closed when it is its turn
	order   []staff.ID                   // guarded by mu; who waits, next first
}

// take waits for a person's turn; done ends it.
func (t *admission) take(ctx context.Context, who staff.ID) (done func(), err error) {
	t.mu.Lock()
	if t.inside == nil {
		t.inside, t.waiting = map[staff.ID]bool{}, map[staff.ID][]chan struct{}{}
	}
	if len(t.waiting[who]) >= mostWaiting {
		t.mu.Unlock()
		return nil, fault.New(fault.TooMany, fault.TooMany.General())
	}
	turn := make(chan struct{})
	if len(t.waiting[who]) == 0 {
		t.order = append(t.order, who)
	}
	t.waiting[who] = append(t.waiting[who], turn)
	t.admit()
	t.mu.Unlock()
	select {
	case <-turn:
		return func() { t.leave(who) }, nil
	case <-ctx.Done():
		t.giveUp(who, turn)
		return nil, ctx.Err()
	}
}

func (t *admission) leave(who staff.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.inside, who)
	t.admit()
}

// giveUp takes one that no longer waits out of the line, or ends the turn that came just then.
func (t *admission) giveUp(who staff.ID, turn chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	line := t.waiting[who]
	if i := slices.Index(line, turn); i >= 0 {
		t.setWaiting(who, slices.Delete(line, i, i+1))
		return
	}
	delete(t.inside, who)
	t.admit()
}

// admit lets in whose turn it is while there is room. The caller holds mu.
func (t *admission) admit() {
	for len(t.inside) < atOnce {
		i := slices.IndexFunc(t.order, func(who staff.ID) bool { return !t.inside[who] })
		if i < 0 {
			return
		}
		who := t.order[i]
		t.order = append(slices.Delete(t.order, i, i+1), who)
		close(t.waiting[who][0])
		t.inside[who] = true
		t.setWaiting(who, t.waiting[who][1:])
	}
}

// line sets who still waits of a person's uploads. The caller holds mu.
func (t *admission) setWaiting(who staff.ID, left []chan struct{}) {
	t.waiting[who] = left
	if len(left) == 0 {
		delete(t.waiting, who)
		t.order = slices.DeleteFunc(t.order, func(x staff.ID) bool { return x == who })
	}
}
