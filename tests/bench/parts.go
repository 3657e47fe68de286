package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// What is to be reached.
const (
	leastOfFloor   = 0.9                    // a cached page, of what a bare server does
	leastRendered  = 2000.0                 // pages a second, each read, rendered and compressed
	latestVisible  = 20 * time.Millisecond  // from the call to every page, p50 at full load
	leastImported  = 1000.0                 // stories a second
	latestStart    = 150 * time.Millisecond // until the first answer
	mostMemory     = 120.0                  // MiB at the peak
	latestOfFloor  = 1.2                    // the last open page, of what a bare server does
	mostForAScreen = 4.0                    // KiB of user memory
)

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) }

// the kinds of stories: those that stand there, and those that wait to be published.
const (
	printed = "printed"
	waiting = "waiting"
)

// intake fills the house, and measures that.
func intake(ctx context.Context, n *news, p plan, t *table) error {
	p.progress(fmt.Sprintf("importing %d stories", p.stories))
	took, err := n.file(ctx, printed, p.stories, "", "--publish")
	if err != nil {
		return err
	}
	rate := float64(p.stories) / took.Seconds()
	t.add(row{what: fmt.Sprintf("`import jsonl --publish` of %d stories in %d languages", p.stories, len(tongues())),
		figure: fmt.Sprintf("%.0f stories/s", rate), target: fmt.Sprintf("≥ %.0f/s", leastImported), met: rate >= leastImported})
	_, err = n.file(ctx, waiting, p.publications, english)
	return err
}

// starting starts the house again and again, and asks it for all that it has.
func starting(ctx context.Context, n *news, p plan, t *table) error {
	p.progress("starting")
	var firsts []time.Duration
	for range p.starts {
		s, err := n.serve(ctx, n.data)
		if err != nil {
			return err
		}
		firsts = append(firsts, s.first)
		if err := s.stop(); err != nil {
			return err
		}
	}
	first := share(firsts, 50)
	t.add(row{what: fmt.Sprintf("start of the program to the first front page, %d stories", p.stories), figure: ms(first),
		target: "≤ " + ms(latestStart), met: first <= latestStart})
	_, paths, err := n.paths(ctx, printed, p.stories)
	if err != nil {
		return err
	}
	s, err := n.serve(ctx, n.data)
	if err != nil {
		return err
	}
	return errors.Join(n.filled(ctx, s, paths, p, t), s.stop())
}

// filled measures the memory of a house at rest, and when it has been asked for every story.
func (n *news) filled(ctx context.Context, s *server, paths []string, p plan, t *table) error {
	time.Sleep(p.window)
	idle, err := memory(s.pid, held)
	if err != nil {
		return err
	}
	for _, o := range []loadOrder{
		{Addr: s.addr, Paths: []string{frontPage, paths[0]}, Connections: p.connections, For: p.window},
		{Addr: s.addr, Paths: paths, Connections: p.connections, Once: true},
	} {
		if _, err := put(ctx, s.pid, o); err != nil {
			return err
		}
	}
	most, err := memory(s.pid, peak)
	if err != nil {
		return err
	}
	most, idle = most/1024, idle/1024
	t.add(row{what: fmt.Sprintf("most memory, %d stories, each asked for under load (at rest)", p.stories),
		figure: fmt.Sprintf("%.0f MiB (%.0f MiB)", most, idle), target: fmt.Sprintf("≤ %.0f MiB", mostMemory), met: most <= mostMemory})
	return nil
}

// stage is where pages are measured: the house as it is, one that keeps no
// page, and the floor.
type stage struct {
	cached, rendered *server
	bare             *actor
}

// open opens the stage. The house that keeps nothing has records of its own:
// one serve at a time holds a folder.
func (n *news) open(ctx context.Context) (st stage, err error) {
	again := filepath.Join(n.folder, "again")
	if err := os.CopyFS(again, os.DirFS(n.data)); err != nil {
		return st, err
	}
	if st.cached, err = n.serve(ctx, n.data); err != nil {
		return st, err
	}
	if st.rendered, err = n.serve(ctx, again, "--cache=-1"); err != nil {
		return st, err
	}
	st.bare, err = cast(ctx, bareRole)
	return st, err
}

func (st stage) close() error {
	return errors.Join(st.cached.stop(), st.rendered.stop(), st.bare.end())
}

// pages measures a story and a front page: cached, rendered each time, and bare.
func pages(ctx context.Context, n *news, p plan, t *table) error {
	_, paths, err := n.paths(ctx, printed, 1)
	if err != nil {
		return err
	}
	st, err := n.open(ctx)
	if err != nil {
		return err
	}
	for _, of := range []struct{ name, path string }{{"a story", paths[0]}, {"a front page", frontPage}} {
		p.progress("asking for " + of.name)
		if err := st.page(ctx, of.name, of.path, p, t); err != nil {
			return errors.Join(err, st.close())
		}
	}
	return st.close()
}

func (st *stage) page(ctx context.Context, name, path string, p plan, t *table) error {
	settled, err := settle(ctx, st.cached, path)
	if err != nil {
		return err
	}
	var bare bareAnswer
	if err := st.bare.order(bareOrder{Pages: map[string]page{path: settled}}, &bare); err != nil {
		return err
	}
	var floor, cached, rendered []load
	for range p.rounds {
		for _, turn := range []struct {
			into *[]load
			addr string
			pid  int
		}{{&floor, bare.Addr, st.bare.pid}, {&cached, st.cached.addr, st.cached.pid}, {&rendered, st.rendered.addr, st.rendered.pid}} {
			one, err := put(ctx, turn.pid, loadOrder{Addr: turn.addr, Paths: []string{path}, Connections: p.connections, For: p.window})
			if err != nil {
				return err
			}
			*turn.into = append(*turn.into, one)
		}
	}
	f, k, d := middle(floor), middle(cached), middle(rendered)
	t.add(row{what: fmt.Sprintf("%s, cached (%.1f KB)", name, float64(len(settled.Body))/1000), figure: k.String(), floor: f.String(), ratio: k.rate / f.rate,
		target: fmt.Sprintf("≥ %.1f of the floor", leastOfFloor), met: k.rate >= leastOfFloor*f.rate})
	t.add(row{what: name + ", read, rendered and compressed each time", figure: d.String(), floor: f.String(), ratio: d.rate / f.rate,
		target: fmt.Sprintf("≥ %.0f/s", leastRendered), met: d.rate >= leastRendered})
	return nil
}

func (l load) String() string {
	return fmt.Sprintf("%.0f/s, p99 %s, %d µs of CPU", l.rate, ms(l.p99), l.cpu.Microseconds())
}

// longestPress is how long is waited for a page to be compressed well.
const longestPress = 30 * time.Second

// settle asks for a page until it comes compressed as well as it ever will be.
func settle(ctx context.Context, s *server, path string) (page, error) {
	for began := time.Now(); time.Since(began) < longestPress; time.Sleep(20 * time.Millisecond) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.addr+path, nil)
		if err != nil {
			return page{}, err
		}
		r.Header.Set("Accept-Encoding", strings.TrimPrefix(browser, "Accept-Encoding: "))
		w, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return page{}, err
		}
		body, err := io.ReadAll(w.Body)
		if err = errors.Join(err, w.Body.Close()); err != nil {
			return page{}, err
		}
		if strings.HasSuffix(w.Header.Get("Etag"), "-best\"") {
			w.Header.Del("Date") // each server gives its own
			return page{w.Header, body}, nil
		}
	}
	return page{}, fmt.Errorf("%s is not compressed well within %s", path, longestPress)
}
