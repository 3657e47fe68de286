package site

import (
	"context"
	"sync"
	"time"
)

// drawings are those that are being made now: who asks for a page that is
// being drawn waits for it.
type drawings struct {
	mu  sync.Mutex
	now map[string]*drawing // guarded by mu
}

type drawing struct {
	done chan struct{} // closed when the rest is set
	page *kept
	err  error
}

// join gives the drawing of a key, and whether it is the caller's to make.
func (d *drawings) join(key string) (*drawing, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if one := d.now[key]; one != nil {
		return one, false
	}
	one := &drawing{done: make(chan struct{})}
	if d.now == nil {
		d.now = make(map[string]*drawing)
	}
	d.now[key] = one
	return one, true
}

func (d *drawings) end(key string, one *drawing) {
	d.mu.Lock()
	delete(d.now, key)
	d.mu.Unlock()
	close(one.done)
}

// once gives the page at a key: the one that is kept if it is fresh, the one
// that is being drawn, or else what draw makes now.
func (s *Site) once(ctx context.Context, key string, draw func(context.Context) (*kept, error)) (*kept, error) {
	if s.cache.bound <= 0 {
		return draw(ctx)
	}
	for range 3 {
		if k := s.cache.find(key); k != nil && k.fresh(s.now) {
			return k, nil
		}
		one, mine := s.drawings.join(key)
		if mine {
			return s.make(ctx, key, one, draw)
		}
		select {
		case <-one.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		// What was begun before the caller came is true for them only if it still is;
		// that there is no page says nothing about now.
		if one.err != nil {
			break
		}
		if one.page != nil && one.page.fresh(s.now) {
			return one.page, nil
		}
	}
	return draw(ctx)
}

// longest is how long a drawing may take when nobody waits for it any more.
const longest = 30 * time.Second

// make draws a page for all who wait for it. It goes on when the one who asked
// first goes away. A page that raced a change is given to that one, who asked
// before it, and kept for nobody.
func (s *Site) make(ctx context.Context, key string, one *drawing, draw func(context.Context) (*kept, error)) (*kept, error) {
	defer s.drawings.end(key, one)
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), longest)
	defer stop()
	one.page, one.err = draw(ctx)
	if one.err == nil && one.page.key != "" && one.page.fresh(s.now) {
		s.cache.put(one.page)
	}
	return one.page, one.err
}
