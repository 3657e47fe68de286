package live

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The benchmark of fan-out: BenchmarkFanOut opens many pages at the hub and at a bare stream server, one after the
// other, several times, and measures for each a breaking item from its commit to the last page, and the memory of the
// server for each page. Each server is a new process, so that its memory is its own; its readers are another, since
// both ends of 10,000 connections are more files than one process may open. Both are this test binary again.
const (
	manyPages = 10_000
	rounds    = 3  // of opening all pages
	breaks    = 11 // items in a round; the first warms up
	// readersOf and serverOf name the variables in which the processes are told the server's address and name.
	readersOf = "DATELINE_LIVE_READERS_OF"
	serverOf  = "DATELINE_LIVE_SERVER"
)

// TestMain is one of the benchmark's processes where it is told so.
func TestMain(m *testing.M) {
	var err error
	switch address, name := os.Getenv(readersOf), os.Getenv(serverOf); {
	case address != "":
		err = readAsManyPages(address, os.Stdin, os.Stdout)
	case name != "":
		var round measured
		if round, err = servers[name](); err == nil {
			err = json.NewEncoder(os.Stdout).Encode(round)
		}
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// readAsManyPages opens the pages, says so by a byte, and for each item says when the last page had it (nanoseconds
// of the clock that both processes share). It ends with its input.
func readAsManyPages(address string, in io.Reader, out io.Writer) error {
	pages := make([]net.Conn, manyPages)
	defer func() {
		for _, p := range pages {
			if p != nil {
				_ = p.Close()
			}
		}
	}()
	if err := openPages(address, pages); err != nil {
		return err
	}
	if _, err := out.Write([]byte{1}); err != nil {
		return err
	}
	arrived := make(chan error, len(pages))
	for _, p := range pages {
		go readPage(p, arrived)
	}
	over := make(chan struct{})
	go func() { defer close(over); _, _ = io.Copy(io.Discard, in) }()
	for {
		for range pages {
			select {
			case err := <-arrived:
				if err != nil {
					return err
				}
			case <-over:
				return nil
			}
		}
		if err := binary.Write(out, binary.LittleEndian, time.Now().UnixNano()); err != nil {
			return err
		}
	}
}

// openPages opens pages from several addresses of this machine, so that its ports do not run short, in eight lanes.
func openPages(address string, pages []net.Conn) error {
	var lanes sync.WaitGroup
	failed := make(chan error, 8)
	for lane := range 8 {
		lanes.Go(func() {
			from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+lane))}}
			for i := lane; i < len(pages); i += 8 {
				c, err := openPage(from, address)
				if err != nil {
					failed <- fmt.Errorf("page %d: %w", i, err)
					return
				}
				pages[i] = c
			}
		})
	}
	lanes.Wait()
	close(failed)
	return <-failed
}

func openPage(from net.Dialer, address string) (net.Conn, error) {
	c, err := from.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(c, "GET /live/en?v=0 HTTP/1.1\r\nHost: news.example\r\nAccept: text/event-stream\r\n\r\n"); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(bufio.NewReaderSize(c, 512), nil)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s", answer.Status)
	}
	return c, err
}

// readPage says each time that a whole message has arrived.
func readPage(c net.Conn, arrived chan<- error) {
	b := make([]byte, 2048)
	message := 0 // bytes of it
	for {
		n, err := c.Read(b)
		if err != nil {
			arrived <- err
			return
		}
		if message += n; strings.HasSuffix(string(b[:n]), "}\n\n") && message > len(":\n\n") {
			message = 0
			arrived <- nil
		}
	}
}

// bare is the floor: taken-over connections, one message for all, two writers, and nothing else.
type bare struct {
	mu    sync.Mutex
	conns [2][]net.Conn
	n     int
}

func (s *bare) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"); err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[s.n%2] = append(s.conns[s.n%2], c)
	s.n++
}

func (s *bare) send(b []byte) {
	var writers sync.WaitGroup
	for _, conns := range s.conns {
		writers.Go(func() {
			for _, c := range conns {
				_, _ = c.Write(b) // a page that fails is missed by the readers, who count
			}
		})
	}
	writers.Wait()
}

func (s *bare) close() {
	for _, conns := range s.conns {
		for _, c := range conns {
			_ = c.Close()
		}
	}
}

// measured is one round with one server.
type measured struct {
	Last []time.Duration // from the item to the last page that has it
	Heap float64         // KiB of heap and stacks for each open page, after a collection
	RSS  float64         // KiB that the process has grown by for each open page, what is not yet collected included
}

// servers are what is measured.
var servers = map[string]func() (measured, error){"hub": measureHub, "bare": measureBare}

// item is what breaks, of the size of a strip with one item.
func item(n int) string {
	return fmt.Sprintf(`<section class="strip"><ul><li data-alert="abcdefghijk27"><p>%s %d</p></li></ul></section>`, strings.Repeat("The dam holds. ", 20), n)
}

// measure opens all pages at a server and sends items to them.
func measure(handler http.Handler, send func(n int)) (m measured, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return m, err
	}
	server := &http.Server{Handler: handler}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	defer func() { _ = server.Close(); <-served }()
	heap, rss := memory()

	readers := exec.Command(os.Args[0])
	readers.Env = append(os.Environ(), readersOf+"="+ln.Addr().String())
	readers.Stderr = os.Stderr
	in, err := readers.StdinPipe()
	if err != nil {
		return m, err
	}
	out, err := readers.StdoutPipe()
	if err != nil {
		return m, err
	}
	if err := readers.Start(); err != nil {
		return m, err
	}
	defer func() { _ = in.Close(); _ = readers.Wait() }()
	if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
		return m, fmt.Errorf("the pages did not open: %w", err)
	}
	heap2, rss2 := memory()
	m.Heap, m.RSS = float64(heap2-heap)/1024/manyPages, float64(rss2-rss)/1024/manyPages
	for n := range breaks {
		began := time.Now().UnixNano()
		send(n)
		var at int64
		if err := binary.Read(out, binary.LittleEndian, &at); err != nil {
			return m, fmt.Errorf("item %d did not reach all pages: %w", n, err)
		}
		if n > 0 {
			m.Last = append(m.Last, time.Duration(at-began))
		}
	}
	return m, nil
}

// memory is the bytes of heap and stacks in use, and of the process as the kernel sees it (0 where it does not say).
func memory() (heap, rss int64) {
	for range 3 {
		runtime.GC() // finalizers and pools let go with the second
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size, resident int64
		if _, err := fmt.Sscan(string(text), &size, &resident); err == nil {
			rss = resident * int64(os.Getpagesize())
		}
	}
	return int64(m.HeapInuse + m.StackInuse), rss
}

func measureHub() (measured, error) {
	d, log := newDesk("en"), slog.New(slog.DiscardHandler)
	h := &Hub{Strip: d.strip, Events: d.events(log), Now: time.Now, Log: log}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	return measure(h, func(n int) { d.breaks("en", item(n)) })
}

func measureBare() (measured, error) {
	s := &bare{}
	defer s.close()
	return measure(s, func(n int) {
		s.send(fmt.Appendf(nil, "event: strip\nid: %d\ndata: {\"html\":%q,\"version\":%d}\n\n", n, item(n), n))
	})
}

// round measures one server in a process of its own.
func round(b *testing.B, name string) (m measured) {
	p := exec.Command(os.Args[0])
	p.Env = append(os.Environ(), serverOf+"="+name)
	p.Stderr = os.Stderr
	out, err := p.Output()
	if err == nil {
		err = json.Unmarshal(out, &m)
	}
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return m
}

func BenchmarkFanOut(b *testing.B) {
	names := []string{"bare", "hub"}
	all := map[string][]measured{}
	for b.Loop() {
		for range rounds {
			for _, name := range names {
				all[name] = append(all[name], round(b, name))
			}
		}
	}
	last := map[string]time.Duration{}
	for _, name := range names {
		var times []time.Duration
		var heap, rss []float64
		for _, m := range all[name] {
			times, heap, rss = append(times, median(m.Last)), append(heap, m.Heap), append(rss, m.RSS)
		}
		last[name] = median(times)
		b.Logf("%-4s  %d pages: the last one after %v (median; rounds %v); each page %.2f KiB of heap and stacks, %.2f KiB of the process",
			name, manyPages, last[name], times, median(heap), median(rss))
		b.ReportMetric(float64(last[name].Microseconds())/1000, name+"-ms")
		b.ReportMetric(median(heap), name+"-KiB/page")
		b.ReportMetric(median(rss), name+"-RSS-KiB/page")
	}
	b.ReportMetric(float64(last["hub"])/float64(last["bare"]), "hub/bare")
}

func median[T time.Duration | float64](of []T) T {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
