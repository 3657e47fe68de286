package site

import (
	"context"
	"sync"
	"time"
)

// drawings are those that are being made now: who asks for a page that is
// being drawn waits for it.
type calls struct {
	mu      sync.Mutex
	running map[string]*call // guarded by mu
}

type call struct {
	done chan struct{} // closed when the rest is set
	res  *response
	err  error
}

// join gives the drawing of a key, and whether it is the caller's to make.
func (d *calls) join(key string) (*call, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.running[key]; c != nil {
		return c, false
	}
	c := &call{done: make(chan struct{})}
	if d.running == nil {
		d.running = make(map[string]*call)
	}
	d.running[key] = c
	return c, true
}

func (d *calls) end(key string, c *call) {
	d.mu.Lock()
	delete(d.running, key)
	d.mu.Unlock()
	close(c.done)
}

// once gives the page at a key: the one that is kept if it is fresh, the one
// that is being drawn, or else what draw makes now.
func (s *Site) once(ctx context.Context, key string, render func(context.Context) (*response, error)) (*response, error) {
	if s.cache.bound <= 0 {
		return render(ctx)
	}
	for range 3 {
		if res := s.cache.find(key); res != nil && res.fresh(s.now) {
			return res, nil
		}
		c, mine := s.calls.join(key)
		if mine {
			return s.renderOnce(ctx, key, c, render)
		}
		select {
		case <-c.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		// What was begun before the caller came is true for them only if it still is;
		// that there is no page says nothing about now.
		if c.err != nil {
			break
		}
		if c.res != nil && c.res.fresh(s.now) {
			return c.res, nil
		}
	}
	return render(ctx)
}

// longest is how long a drawing may take when nobody waits for it any more.
const maxRender = 30 * time.Second

// make draws a page for all who wait for it. It goes on when the one who asked
// first goes away. A page that raced a change is given to that one, who asked
// before it, and kept for nobody.
func (s *Site) renderOnce(ctx context.Context, key string, c *call, render func(context.Context) (*response, error)) (*response, error) {
	defer s.calls.end(key, c)
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), maxRender)
	defer stop()
	c.res, c.err = render(ctx)
	if c.err == nil && c.res.key != "" && c.res.fresh(s.now) {
		s.cache.put(c.res)
	}
	return c.res, c.err
}
