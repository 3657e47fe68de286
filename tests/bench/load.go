package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// loadOrder is what a load is to be like.
type loadOrder struct {
	Addr        string
	Paths       []string
	Connections int
	For         time.Duration
	Once        bool // each path once, however long it takes, in place of For
}

// loadAnswer is what came of it.
type loadAnswer struct {
	Requests int
	Seconds  float64
	P99      time.Duration
}

// playLoad asks on one processor, so that the server has the other.
func playLoad(t *talk) error {
	runtime.GOMAXPROCS(1)
	return orders(t, func(o loadOrder) (any, error) { return o.run() })
}

func (o loadOrder) run() (loadAnswer, error) {
	requests := make([][]byte, len(o.Paths))
	for i, p := range o.Paths {
		requests[i] = request(o.Addr, p, browser)
	}
	times := make([][]time.Duration, o.Connections)
	var g errgroup.Group
	began := time.Now()
	for c := range o.Connections {
		g.Go(func() error {
			l, err := dial(o.Addr)
			if err != nil {
				return err
			}
			defer l.conn.Close()
			for i := c; ; i += o.Connections {
				if o.Once && i >= len(requests) || !o.Once && time.Since(began) > o.For {
					return nil
				}
				sent := time.Now()
				a, err := l.ask(requests[i%len(requests)])
				if err != nil {
					return err
				}
				if a.status != 200 {
					return fmt.Errorf("%s is answered with %d", o.Paths[i%len(requests)], a.status)
				}
				times[c] = append(times[c], time.Since(sent))
			}
		})
	}
	err := g.Wait()
	all := slices.Concat(times...)
	return loadAnswer{len(all), time.Since(began).Seconds(), share(all, 99)}, err
}

// share is the time within which so many of a hundred were.
func share(times []time.Duration, percent int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(len(times)-1, len(times)*percent/100)]
}

// load is what a server did under a load.
type load struct {
	rate float64       // requests a second
	p99  time.Duration // until the whole answer was there
	cpu  time.Duration // of the server, for each request
}

// put loads a server with requests and says what it did.
func put(ctx context.Context, pid int, o loadOrder) (load, error) {
	client, err := cast(ctx, loadRole)
	if err != nil {
		return load{}, err
	}
	before, err := used(pid)
	if err != nil {
		return load{}, err
	}
	var a loadAnswer
	if err := client.order(o, &a); err != nil {
		return load{}, fmt.Errorf("load on %s: %w: %w", o.Paths[0], err, client.end())
	}
	after, err := used(pid)
	if err != nil {
		return load{}, err
	}
	if a.Requests == 0 {
		return load{}, fmt.Errorf("load on %s: nothing was answered", o.Paths[0])
	}
	return load{float64(a.Requests) / a.Seconds, a.P99, (after - before) / time.Duration(a.Requests)}, client.end()
}

// middle is the median of loads, each measure for itself.
func middle(all []load) load {
	return load{median(all, func(l load) float64 { return l.rate }),
		time.Duration(median(all, func(l load) float64 { return float64(l.p99) })),
		time.Duration(median(all, func(l load) float64 { return float64(l.cpu) }))}
}

func median[T any](all []T, of func(T) float64) float64 {
	var values []float64
	for _, a := range all {
		values = append(values, of(a))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
