package main

import (
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
)

// page is an answer as it is to be given.
type page struct {
	Header http.Header
	Body   []byte
}

// bareOrder is what the floors serve.
type bareOrder struct {
	Pages map[string]page // by path
}

type bareAnswer struct{ Addr string }

// playBare serves until there are no more orders: pages from memory, each by
// what a handler of net/http must do and nothing else, and a stream.
func playBare(t *talk) error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var pages sync.Map
	var s stream
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch p, ok := pages.Load(r.URL.Path); {
		case ok:
			p.(page).give(w)
		case r.URL.Path == "/stream":
			s.open(w)
		case r.URL.Path == "/send":
			s.send(w, r)
		default:
			http.NotFound(w, r)
		}
	}
	go http.Serve(ln, http.HandlerFunc(handler)) //nolint:errcheck // it ends with the program
	return orders(t, func(o bareOrder) (any, error) {
		for path, p := range o.Pages {
			pages.Store(path, p)
		}
		return bareAnswer{ln.Addr().String()}, nil
	})
}

func (p page) give(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range p.Header {
		h[name] = values
	}
	_, _ = w.Write(p.Body)
}

// stream is the bare stream server: connections taken over from net/http, a
// writer for each processor, the same bytes for all.
type stream struct {
	mu      sync.Mutex
	writers [][]net.Conn // guarded by mu
	next    int          // guarded by mu
}

func (s *stream) open(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"); err != nil {
		_ = conn.Close()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writers == nil {
		s.writers = make([][]net.Conn, runtime.GOMAXPROCS(0))
	}
	at := s.next % len(s.writers)
	s.writers[at] = append(s.writers[at], conn)
	s.next++
}

func (s *stream) send(w http.ResponseWriter, r *http.Request) {
	message, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var g sync.WaitGroup
	for _, conns := range s.writers {
		g.Go(func() {
			for _, c := range conns {
				_, _ = c.Write(message) // a reader who has gone is missed by the one who counts
			}
		})
	}
	g.Wait()
}
