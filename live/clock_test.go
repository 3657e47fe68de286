package live

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dateline/edition"
	"dateline/event"
)

// pipes is a network within a test's own time: every connection is a pipe.
type pipes struct {
	calls chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// piped serves a hub over pipes, with the deadlines that a server has for pages.
func piped(t *testing.T, h *Hub) *http.Client {
	p := &pipes{make(chan net.Conn), make(chan struct{})}
	s := &http.Server{Handler: h, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- s.Serve(p) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-served
	})
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		p.calls <- far
		return near, nil
	}}}
}

// listen opens a page for as long as the test's own time goes on.
func listen(t *testing.T, c *http.Client, address string) *page {
	t.Helper()
	answer, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{t: t, answer: answer, leave: func() { _ = answer.Body.Close() }}
	p.scan()
	t.Cleanup(p.leave)
	return p
}

func TestAnEventWhoseRingIsLostIsOnTheScreensAtTheNextPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		client := piped(t, h)
		run(t, h)
		p := listen(t, client, "http://news/live/en?v=0")
		began := time.Now().Add(time.Hour) // longer than any deadline of the server
		time.AfterFunc(time.Hour, func() { d.happen(event.Alerted, "en", "<p>Fire in the port</p>") })
		if got, want := p.strip(), (stripMessage{"<p>Fire in the port</p>", 1}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		if took := time.Since(began); took > event.Poll {
			t.Errorf("it took %v, want at most %v", took, event.Poll)
		}
	})
}

func TestAStripEndsOnOpenScreensAtItsTimeWithoutAnyEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		ends := time.Now().Add(3*time.Hour + 123*time.Millisecond)
		d.happen(event.Alerted, "en", "<p>Bridge closed</p>")
		d.until("en", ends)
		client := piped(t, h)
		run(t, h)
		p := listen(t, client, "http://news/live/en?v=0")
		if got := p.strip().HTML; got != "<p>Bridge closed</p>" {
			t.Fatalf("got %q, want the alert that stands", got)
		}
		if got := p.strip(); got.HTML != "" {
			t.Errorf("after the end: got %q, want an empty strip", got.HTML)
		}
		if late := time.Since(ends); late < 0 || late > 10*time.Millisecond {
			t.Errorf("the strip ended %v after its time, want at once", late)
		}
	})
}

func TestWhoComesAfterTheEndSeesNothingThoughNobodyWasThereWhenItCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		n := d.happen(event.Alerted, "en", "<p>Bridge closed</p>")
		d.until("en", time.Now().Add(time.Hour))
		client := piped(t, h)
		run(t, h)
		early := listen(t, client, "http://news/live/en?v=0")
		if got := early.strip().Version; got != n {
			t.Fatalf("got version %d, want %d", got, n)
		}
		early.leave()
		time.Sleep(2 * time.Hour)
		if got := h.Count(); got != 0 {
			t.Fatalf("got %d screens, want none", got)
		}
		late := listen(t, client, "http://news/live/en?v="+fmt.Sprint(n))
		if got := late.strip(); got.HTML != "" {
			t.Errorf("got %q, want an empty strip", got.HTML)
		}
	})
}

func TestAPageIsLetInThoughTheStripCannotBeRenderedNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		client := piped(t, h)
		run(t, h)
		listen(t, client, "http://news/live/en?v=0")
		d.happen(event.Alerted, "en", "<p>Power is back</p>")
		d.fail(errBroken)
		h.find("en").invalidate()
		p := listen(t, client, "http://news/live/en?v=0")
		d.fail(nil)
		if got := p.strip().HTML; got != "<p>Power is back</p>" {
			t.Errorf("got %q, want the strip as soon as it can be drawn", got)
		}
	})
}

func TestASilentLineIsKeptOpenByComments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newDesk("en").hub(t)
		client := piped(t, h)
		run(t, h)
		p := listen(t, client, "http://news/live/en?v=0")
		began := time.Now()
		for beat := range 3 {
			if !p.lines.Scan() || !strings.HasPrefix(p.lines.Text(), ":") || !p.lines.Scan() || p.lines.Text() != "" {
				t.Fatalf("comment %d: got %q (%v), want a line that begins with a colon and an empty one", beat, p.lines.Text(), p.lines.Err())
			}
		}
		if took := time.Since(began); took > 3*Beat {
			t.Errorf("three comments took %v, want %v", took, 3*Beat)
		}
	})
}

func TestAStripThatCannotBeRenderedIsRenderedWhenItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		client := piped(t, h)
		run(t, h)
		p := listen(t, client, "http://news/live/en?v=0")
		d.fail(errBroken)
		n := d.breaks("en", "<p>Trains run again</p>")
		time.AfterFunc(time.Minute, func() { d.fail(nil) })
		if got, want := p.strip(), (stripMessage{"<p>Trains run again</p>", n}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// A page whose connection has a goroutine of its own, and that takes nothing.
func TestAReaderThatStopsIsClosedAndTheOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		client := piped(t, h)
		run(t, h)
		listen(t, client, "http://news/live/en?v=0") // reads nothing; a pipe holds nothing either
		brisk := listen(t, client, "http://news/live/en?v=0")
		synctest.Wait()
		for range 10 {
			n := d.breaks("en", "<p>"+strings.Repeat("Storm ", 2000)+"</p>")
			began := time.Now()
			if got := brisk.strip().Version; got != n {
				t.Errorf("the reader who reads: got version %d, want %d", got, n)
			}
			if took := time.Since(began); took > 0 {
				t.Errorf("the reader who reads waited %v for the one who does not", took)
			}
		}
		time.Sleep(writeTimeout + time.Second)
		synctest.Wait()
		if got := h.Count(); got != 1 {
			t.Errorf("got %d screens, want the one that reads", got)
		}
	})
}

func TestRecordsThatHangMakeNoQueueOfScreens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("en")
		h := d.hub(t)
		var hang atomic.Bool
		answers := h.Strip
		h.Strip = func(ctx context.Context, e edition.Slug) (string, int64, time.Time, error) {
			if hang.Load() {
				<-ctx.Done()
				return "", 0, time.Time{}, ctx.Err()
			}
			return answers(ctx, e)
		}
		client := piped(t, h)
		run(t, h)
		listen(t, client, "http://news/live/en?v=0")
		hang.Store(true)
		defer hang.Store(false)
		h.find("en").invalidate()
		began := time.Now()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				answer, err := client.Get("http://news/live/en?v=0")
				if err != nil || answer.StatusCode != http.StatusOK {
					t.Errorf("got %v, %v; want a stream with what is known", answer, err)
					return
				}
				if took := time.Since(began); took > renderTimeout {
					t.Errorf("a screen waited %v, want %v at most: each waits for its own", took, renderTimeout)
				}
				_ = answer.Body.Close()
			})
		}
		all.Wait()
	})
}
