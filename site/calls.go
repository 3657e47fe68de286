package site

import (
	"context"
	"sync"
	"time"

	"dateline/fault"
)

// calls are the pages that are being rendered now, so that a page which many
// ask for at once is rendered once.
type calls struct {
	mu      sync.Mutex
	running map[string]*call // guarded by mu
}

type call struct {
	done chan struct{} // closed when the rest is set
	res  *response
	err  error
}

// join gives the call for a key, and whether it is new: then the caller must render the page and end the call.
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

// once gives the page at a key: the cached one if it is fresh, else the one that
// is being rendered, else what render returns. While
// the records cannot be read, a cached page is given on after a time that it names
// has come: nothing is known to have changed.
func (s *Site) once(ctx context.Context, key string, render func(context.Context) (*response, error)) (*response, error) {
	bounded := func(ctx context.Context) (*response, error) {
		ctx, stop := context.WithTimeout(ctx, maxRender)
		defer stop()
		return render(ctx)
	}
	if s.cache.bound <= 0 {
		return bounded(ctx)
	}
	res, err := s.shared(ctx, key, bounded)
	if fault.Is(err, fault.Unavailable) {
		if old := s.cache.find(key); old != nil && allFresh(old.versions) {
			return old, nil
		}
	}
	return res, err
}

// shared renders a page for all who ask for it at the same time.
func (s *Site) shared(ctx context.Context, key string, render func(context.Context) (*response, error)) (*response, error) {
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
		// A call that began earlier answers this caller only if its page is still fresh.
		// Its error does not count: the page may be there by now. Records that could not
		// be read were asked long enough.
		if fault.Is(c.err, fault.Unavailable) {
			return nil, c.err
		}
		if c.err != nil {
			break
		}
		if c.res != nil && c.res.fresh(s.now) {
			return c.res, nil
		}
	}
	return render(ctx)
}

// maxRender is how long rendering may take, with all that is read for it.
const maxRender = 10 * time.Second

// renderOnce renders a page for all who wait for it, and goes on when the caller
// goes away. A page that raced a change is given to the caller, who asked before
// the change, and is not cached.
func (s *Site) renderOnce(ctx context.Context, key string, c *call, render func(context.Context) (*response, error)) (*response, error) {
	defer s.calls.end(key, c)
	c.res, c.err = render(context.WithoutCancel(ctx))
	if c.err == nil && c.res.key != "" && c.res.fresh(s.now) {
		s.cache.put(c.res)
	}
	return c.res, c.err
}
