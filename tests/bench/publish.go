package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/address"
	"dateline/story"
)

// publishing publishes stories one by one while the house is asked for as much
// as it can give, and measures when readers see each of them everywhere.
func publishing(ctx context.Context, n *news, p plan, t *table) error {
	p.progress("publishing under load")
	ids, paths, err := n.paths(ctx, waiting, p.publications)
	if err != nil {
		return err
	}
	s, err := n.serve(ctx, n.data)
	if err != nil {
		return err
	}
	quiet, err := n.publish(ctx, s, ids[:len(ids)/4], paths)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	ctx, rest := context.WithCancel(ctx)
	var g errgroup.Group
	var loads []load
	g.Go(func() error {
		for ctx.Err() == nil {
			one, err := put(context.WithoutCancel(ctx), s.pid, loadOrder{Addr: s.addr, Paths: []string{frontPage, paths[0]}, Connections: p.connections, For: p.window})
			if err != nil {
				return err
			}
			loads = append(loads, one)
		}
		return nil
	})
	time.Sleep(p.window / 4)
	times, err := n.publish(ctx, s, ids[len(quiet):], paths[len(quiet):])
	rest()
	if err := errors.Join(err, g.Wait(), s.stop()); err != nil {
		return err
	}
	half := share(times, 50)
	t.add(row{what: fmt.Sprintf("publish call to visible in story, front, section and feed, at full load (%.0f requests/s beside it)", middle(loads).rate),
		figure: fmt.Sprintf("p50 %s, p99 %s (p50 %s at rest)", ms(half), ms(share(times, 99)), ms(share(quiet, 50))),
		target: "p50 ≤ " + ms(latestVisible), met: half <= latestVisible})
	return nil
}

// pause lies between publications, so that each is measured alone.
const pause = 60 * time.Millisecond

// publish publishes stories and gives how long it was, from the call, until all pages showed each.
func (n *news) publish(ctx context.Context, s *server, ids []story.ID, paths []string) ([]time.Duration, error) {
	d, err := n.signIn(ctx, s)
	if err != nil {
		return nil, err
	}
	var times []time.Duration
	for i, id := range ids {
		time.Sleep(pause)
		took, err := d.seen(ctx, s, id, paths[i])
		if err != nil {
			return nil, err
		}
		times = append(times, took)
	}
	return times, nil
}

// seen publishes one story and waits until it is seen everywhere.
func (d *desk) seen(ctx context.Context, s *server, id story.ID, path string) (time.Duration, error) {
	place := address.Read(path)
	var lookers []*looker
	for _, p := range []string{path, frontPage, address.Section(place.Edition, place.Section), address.Feed(place.Edition, "", "rss")} {
		l, err := look(s.addr, p, id)
		if err != nil {
			return 0, err
		}
		defer l.line.conn.Close()
		lookers = append(lookers, l)
	}
	act, form := "/desk/stories/"+string(id)+"/act", url.Values{"kind": {string(story.Publish)}, "revision": {"1"}}
	promised, err := d.promised(ctx, act, form)
	if err != nil {
		return 0, err
	}
	form["promised"] = promised
	g, ctx := errgroup.WithContext(ctx)
	sent := time.Now()
	g.Go(func() error {
		return d.post(ctx, act, form)
	})
	for _, l := range lookers {
		g.Go(func() error { return l.wait(ctx) })
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	var last time.Time
	for _, l := range lookers {
		if l.seen.After(last) {
			last = l.seen
		}
	}
	return last.Sub(sent), nil
}

// looker asks for a page every millisecond until it shows a story.
type looker struct {
	line *line
	addr string
	path string
	id   []byte
	tag  string // ETag of what it has seen
	seen time.Time
}

// look looks at a page once, which must not show the story yet.
func look(addr, path string, id story.ID) (*looker, error) {
	c, err := dial(addr)
	if err != nil {
		return nil, err
	}
	l := &looker{line: c, addr: addr, path: path, id: []byte(id)}
	if there, err := l.there(); err != nil || there {
		return nil, errors.Join(fmt.Errorf("%s shows %s before it is published: %t", path, id, there), err, c.conn.Close())
	}
	return l, nil
}

var etagKey = []byte("\r\nEtag: ")

func (l *looker) there() (bool, error) {
	a, err := l.line.ask(request(l.addr, l.path, "If-None-Match: "+l.tag))
	if err != nil || a.status != 200 {
		return false, err
	}
	l.tag = a.header(etagKey)
	return bytes.Contains(a.body, l.id), nil
}

// longestSight is when a story that cannot be seen is given up.
const longestSight = 10 * time.Second

func (l *looker) wait(ctx context.Context) error {
	every := time.NewTicker(time.Millisecond)
	defer every.Stop()
	for began := time.Now(); time.Since(began) < longestSight; {
		there, err := l.there()
		if err != nil {
			return err
		}
		if there {
			l.seen = time.Now()
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
	}
	return fmt.Errorf("%s does not show %s within %s", l.path, l.id, longestSight)
}
