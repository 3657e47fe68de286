package live

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
)

// desk is what a hub is told by: editions with a strip each, and the log of what happened.
type desk struct {
	mu      sync.Mutex
	strips  map[edition.Slug]stripMessage // guarded by mu
	ends    map[edition.Slug]time.Time    // guarded by mu
	renders map[edition.Slug]int          // guarded by mu; how often each strip was asked for
	log     []event.Event                 // guarded by mu
	broken  error                         // guarded by mu; what every reading fails with, if anything
	bell    event.LocalBell
}

type stripMessage struct {
	HTML    string `json:"html"`
	Version int64  `json:"version"`
}

func newDesk(editions ...edition.Slug) *desk {
	d := &desk{strips: map[edition.Slug]stripMessage{}, ends: map[edition.Slug]time.Time{}, renders: map[edition.Slug]int{}}
	for _, e := range editions {
		d.strips[e] = stripMessage{}
	}
	return d
}

func (d *desk) strip(_ context.Context, e edition.Slug) (string, int64, time.Time, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.renders[e]++
	m, known := d.strips[e]
	if ends := d.ends[e]; !ends.IsZero() && !time.Now().Before(ends) {
		m = stripMessage{Version: m.Version + 1}
		return m.HTML, m.Version, time.Time{}, d.broken
	}
	if !known {
		return "", 0, time.Time{}, fault.New(fault.NotFound, fault.NotFound.General())
	}
	return m.HTML, m.Version, d.ends[e], d.broken
}

func (d *desk) read(_ context.Context, after int64, limit int) ([]event.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	part := d.log[after:]
	return append([]event.Event(nil), part[:min(limit, len(part))]...), d.broken
}

func (d *desk) events(log *slog.Logger) event.Log {
	return event.Log{Events: d.read, Bell: &d.bell, Logger: log}
}

// happen commits a change of an edition's strip with an event of the kind, and does not ring.
func (d *desk) happen(kind event.Kind, e edition.Slug, html string) int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := int64(len(d.log)) + 1
	d.log = append(d.log, event.Event{Number: n, Kind: kind, Edition: e})
	d.strips[e] = stripMessage{html, n}
	return n
}

// until sets when an edition's strip ends by the clock.
func (d *desk) until(e edition.Slug, ends time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ends[e] = ends
}

// close takes an edition away from its readers.
func (d *desk) close(e edition.Slug) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.log = append(d.log, event.Event{Number: int64(len(d.log)) + 1, Kind: event.EditionChanged, Edition: e})
	delete(d.strips, e)
}

var errBroken = errors.New("the disk is on fire")

// fail has every reading fail, or none.
func (d *desk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = err
}

// breaks is an alert of one edition, with its ring.
func (d *desk) breaks(e edition.Slug, html string) int64 {
	n := d.happen(event.Alerted, e, html)
	d.bell.Ring()
	return n
}

func (d *desk) hub(t testing.TB) *Hub {
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	return &Hub{Strip: d.strip, Events: d.events(log), Now: time.Now, Log: log}
}

// run runs the hub until the test ends, or until stop.
func run(t testing.TB, h *Hub) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the hub ended with %v, want no error", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// page is an open page that listens.
type page struct {
	t      testing.TB
	answer *http.Response
	lines  *bufio.Scanner
	leave  func()
}

// enough is how long a test waits for what must come: far longer than it takes on any machine.
const enough = 30 * time.Second

// open opens a page; one that waits longer than enough hears an error.
func open(t testing.TB, client *http.Client, address string) *page {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), enough)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{t: t, answer: answer, leave: sync.OnceFunc(func() { _ = answer.Body.Close(); cancel() })}
	p.scan()
	t.Cleanup(p.leave)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: got status %d, want 200", address, answer.StatusCode)
	}
	return p
}

func (p *page) scan() {
	p.lines = bufio.NewScanner(p.answer.Body)
	p.lines.Buffer(nil, 1<<20)
}

// read gives the fields of the next message; nil at the end of the stream.
func (p *page) read() map[string]string {
	p.t.Helper()
	fields := map[string]string{}
	for p.lines.Scan() {
		line := p.lines.Text()
		if line == "" {
			if len(fields) > 0 {
				return fields
			}
			continue
		}
		if name, value, _ := strings.Cut(line, ": "); name != "" && !strings.HasPrefix(line, ":") {
			fields[name] = value
		}
	}
	return nil
}

// strip is the next strip that the page is sent.
func (p *page) strip() stripMessage {
	p.t.Helper()
	fields := p.read()
	if fields["event"] != "strip" {
		p.t.Fatalf("got message %v (%v), want a strip", fields, p.lines.Err())
	}
	var m stripMessage
	if err := json.Unmarshal([]byte(fields["data"]), &m); err != nil {
		p.t.Fatalf("data %q: %v", fields["data"], err)
	}
	if fields["id"] != fmt.Sprint(m.Version) {
		p.t.Errorf("got id %q, want the version %d", fields["id"], m.Version)
	}
	return m
}

// server serves a hub over HTTP/1.1 without TLS.
func server(t testing.TB, h http.Handler) *httptest.Server {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// until waits for what must come to be.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for range int(enough / time.Millisecond) {
		if is() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("still not so: %s", what)
}

func TestABreakingItemReachesEveryOpenScreenOfItsEditionAndNoOther(t *testing.T) {
	d := newDesk("en", "fa")
	h := d.hub(t)
	s := server(t, h)
	run(t, h)
	var english, persian []*page
	for range 20 {
		english = append(english, open(t, s.Client(), s.URL+"/live/en?v=0"))
		persian = append(persian, open(t, s.Client(), s.URL+"/live/fa?v=0"))
	}
	first := stripMessage{"<p>The dam\n\"holds\" – for now</p>", d.breaks("en", "<p>The dam\n\"holds\" – for now</p>")}
	for i, p := range english {
		if got := p.strip(); got != first {
			t.Errorf("English page %d: got %v, want %v", i, got, first)
		}
	}
	second := stripMessage{"<p>آب برگشت</p>", d.breaks("fa", "<p>آب برگشت</p>")}
	for i, p := range persian {
		if got := p.strip(); got != second {
			t.Errorf("Persian page %d: got %v, want %v as the first it hears", i, got, second)
		}
	}
}

func TestAPageIsSentThePresentStripOnlyIfItIsNotTheOneItShows(t *testing.T) {
	d := newDesk("en")
	now := stripMessage{"<p>Ferries stop</p>", d.happen(event.Alerted, "en", "<p>Ferries stop</p>")}
	h := d.hub(t)
	s := server(t, h)
	run(t, h)
	stale, bare := open(t, s.Client(), s.URL+"/live/en?v=0"), open(t, s.Client(), s.URL+"/live/en")
	for name, p := range map[string]*page{"a page with an older strip": stale, "a page that does not say": bare} {
		if got := p.strip(); got != now {
			t.Errorf("%s: got %v, want %v", name, got, now)
		}
	}
	fresh := open(t, s.Client(), s.URL+"/live/en?v="+fmt.Sprint(now.Version))
	next := stripMessage{"", d.breaks("en", "")}
	for name, p := range map[string]*page{"the page with this strip": fresh, "the page with the older one": stale} {
		if got := p.strip(); got != next {
			t.Errorf("%s is sent next: got %v, want %v", name, got, next)
		}
	}
}
