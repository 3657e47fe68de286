package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline"
	"dateline/address"
	"dateline/story"
)

// readersOrder opens pages, or waits until all of them have been told something.
type readersOrder struct {
	Addr  string
	Path  string
	Open  int
	Token string // that stands in what they wait for
}

// readersAnswer is what they saw.
type readersAnswer struct {
	Told    int
	Last    time.Time // when the last of them was told
	Message []byte    // what they were told
}

// longestTold is when what has not come is missed.
const longestTold = 20 * time.Second

// playReaders holds pages open until there are no more orders.
func playReaders(t *talk) error {
	var r readers
	return orders(t, func(o readersOrder) (any, error) {
		if o.Open > 0 {
			return readersAnswer{}, r.open(o)
		}
		return r.wait(o.Token)
	})
}

// readers are those who hold pages open.
type readers struct {
	count int
	told  chan telling // bounded by the number of readers: what nobody waits for fills it and holds the readers up
}

// telling is what one of them was told.
type telling struct {
	at      time.Time
	message []byte
}

// opening is how many open their pages at once.
const opening = 64

func (r *readers) open(o readersOrder) error {
	r.count, r.told = o.Open, make(chan telling, 4*o.Open)
	var g errgroup.Group
	g.SetLimit(opening)
	var ready sync.WaitGroup
	for range o.Open {
		g.Go(func() error {
			conn, err := net.Dial("tcp", o.Addr)
			if err != nil {
				return err
			}
			if _, err := conn.Write(request(o.Addr, o.Path, "Accept: text/event-stream")); err != nil {
				return err
			}
			head := make([]byte, 4096)
			n, err := conn.Read(head)
			if err != nil || !bytes.HasPrefix(head[:n], []byte("HTTP/1.1 200 ")) {
				return fmt.Errorf("a page cannot be opened: %q: %w", head[:n], err)
			}
			ready.Go(func() { r.read(conn) })
			return nil
		})
	}
	return g.Wait()
}

// read passes on what comes, message by message.
func (r *readers) read(conn net.Conn) {
	buf := make([]byte, 1024)
	n := 0
	for {
		m, err := conn.Read(buf[n:])
		if err != nil {
			return // it is missed by the one who waits
		}
		at := time.Now()
		n += m
		for end := bytes.Index(buf[:n], []byte("\n\n")); end >= 0; end = bytes.Index(buf[:n], []byte("\n\n")) {
			r.told <- telling{at, bytes.Clone(buf[:end+2])}
			n = copy(buf, buf[end+2:n])
		}
		if n == len(buf) {
			buf = append(buf, make([]byte, len(buf))...)
		}
	}
}

func (r *readers) wait(token string) (a readersAnswer, err error) {
	late := time.After(longestTold)
	for a.Told < r.count {
		select {
		case t := <-r.told:
			if !bytes.Contains(t.message, []byte(token)) {
				continue
			}
			a.Told, a.Message = a.Told+1, t.message
			if t.at.After(a.Last) {
				a.Last = t.at
			}
		case <-late:
			return a, fmt.Errorf("%d of %d open pages were told in %s", a.Told, r.count, longestTold)
		}
	}
	return a, nil
}

// hall is a server with its readers.
type hall struct {
	readers *actor
	each    float64 // KiB that the server holds for each of them
	times   []time.Duration
}

// fill opens the pages of a server and sees what it holds for them.
func fill(ctx context.Context, pid int, addr, path string, count int) (*hall, error) {
	before, err := memory(pid, held)
	if err != nil {
		return nil, err
	}
	h := &hall{}
	if h.readers, err = cast(ctx, readersRole); err != nil {
		return nil, err
	}
	if err := h.readers.order(readersOrder{Addr: addr, Path: path, Open: count}, new(readersAnswer)); err != nil {
		return nil, errors.Join(err, h.readers.end())
	}
	time.Sleep(rest)
	after, err := memory(pid, held)
	h.each = (after - before) / float64(count)
	return h, err
}

// rest is how long a server may collect its garbage before it is looked at.
const rest = 5 * time.Second

// tell sends something by send and waits until all have been told.
func (h *hall) tell(token string, send func() error) ([]byte, error) {
	sent := time.Now()
	var g errgroup.Group
	g.Go(send)
	var a readersAnswer
	if err := errors.Join(h.readers.order(readersOrder{Token: token}, &a), g.Wait()); err != nil {
		return nil, err
	}
	h.times = append(h.times, a.Last.Sub(sent))
	return a.Message, nil
}

// screens opens many pages and sends alerts, in turn with a bare server that
// sends the same bytes.
func screens(ctx context.Context, n *news, p plan, t *table) error {
	p.progress(fmt.Sprintf("opening %d pages", p.screens))
	s, err := n.serve(ctx, n.data, fmt.Sprintf("--screens=%d", p.screens+100))
	if err != nil {
		return err
	}
	err = n.inside(ctx, n.data, func(h *dateline.House) error { return n.alarm(ctx, h, s, p, t) })
	return errors.Join(err, s.stop())
}

func (n *news) alarm(ctx context.Context, h *dateline.House, s *server, p plan, t *table) error {
	d, err := n.signIn(ctx, s)
	if err != nil {
		return err
	}
	bare, err := cast(ctx, bareRole)
	if err != nil {
		return err
	}
	var at bareAnswer
	if err := bare.order(bareOrder{}, &at); err != nil {
		return err
	}
	floor, err := fill(ctx, bare.pid, at.Addr, "/stream", p.screens)
	if err != nil {
		return err
	}
	house, err := fill(ctx, s.pid, s.addr, address.Live(english)+"?v=0", p.screens)
	if err != nil {
		return err
	}
	for round := range p.alerts {
		p.progress(fmt.Sprintf("alert %d", round+1))
		token := fmt.Sprintf("The river is over its banks, report %d of the hour", round)
		form := url.Values{"level": {string(story.Breaking)}, "minutes": {"60"}, "text-en": {token}}
		if form["promised"], err = d.promised(ctx, "/desk/alerts", form); err != nil {
			return err
		}
		message, err := house.tell(token, func() error { return d.post(ctx, "/desk/alerts", form) })
		if err != nil {
			return err
		}
		again := "again " + token
		message = bytes.ReplaceAll(message, []byte(token), []byte(again))
		if _, err = floor.tell(again, func() error { return send(ctx, at.Addr, message) }); err != nil {
			return err
		}
		if err := d.calm(ctx, h); err != nil {
			return err
		}
	}
	f, k := share(floor.times, 50), share(house.times, 50)
	t.add(row{what: fmt.Sprintf("an alert from the call to the last of %d open pages", p.screens), figure: ms(k), floor: ms(f),
		ratio: float64(k) / float64(f), target: fmt.Sprintf("≤ %.1f of the floor", latestOfFloor), met: float64(k) <= latestOfFloor*float64(f)})
	t.add(row{what: "memory of an open page in the server", figure: fmt.Sprintf("%.1f KiB", house.each), floor: fmt.Sprintf("%.1f KiB", floor.each),
		ratio: house.each / floor.each, target: fmt.Sprintf("≤ %.0f KiB", mostForAScreen), met: house.each <= mostForAScreen})
	return errors.Join(floor.readers.end(), house.readers.end(), bare.end())
}

// send has the bare server send a message to all.
func send(ctx context.Context, addr string, message []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/send", bytes.NewReader(message))
	if err != nil {
		return err
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if w.StatusCode != http.StatusOK {
		err = fmt.Errorf("the bare server answers %s", w.Status)
	}
	return errors.Join(err, w.Body.Close())
}

// calm ends all alerts, and waits until the open pages have been told.
func (d *desk) calm(ctx context.Context, h *dateline.House) error {
	alerts, err := h.Store.Alerts(ctx, time.Now())
	if err != nil {
		return err
	}
	for _, a := range alerts {
		if err := d.post(ctx, "/desk/alerts/"+a.ID+"/end", nil); err != nil {
			return err
		}
	}
	time.Sleep(time.Second)
	return nil
}
