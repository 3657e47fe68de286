package guard

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// open opens a guarded listener of this machine, where no network is exempt
// but 127.9.0.0/16, and takes in whoever comes.
func open(t *testing.T, most int) (*Listener, chan net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	proxies := netip.MustParsePrefix("127.9.0.0/16")
	l := Listen(ln, most, Usual, proxies.Contains)
	taken := make(chan net.Conn)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				close(taken)
				return
			}
			_, _ = c.Write([]byte("in")) // the one who dialled reads it, or has gone
			taken <- c
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
	return l, taken
}

// dial opens a connection from an address; nil when it is refused.
func dial(t *testing.T, l *Listener, taken chan net.Conn, from string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	c, err := d.Dial("tcp", l.Addr().String())
	if err != nil {
		return nil
	}
	if _, err := io.ReadFull(c, make([]byte, 2)); err != nil {
		_ = c.Close()
		return nil
	}
	t.Cleanup(func() { _ = c.Close() })
	return <-taken
}

func TestOneNetworkCannotTakeTheLastPlaces(t *testing.T) {
	const most = 64
	l, taken := open(t, most)
	var held []net.Conn
	for range 2 * most {
		if c := dial(t, l, taken, "127.0.0.2"); c != nil {
			held = append(held, c)
		}
	}
	if len(held) != most/2 {
		t.Errorf("one network holds %d of %d connections, want half", len(held), most)
	}
	for i := range 2 * most {
		from := fmt.Sprintf("127.0.%d.3", 1+i%3)
		if c := dial(t, l, taken, from); c != nil {
			held = append(held, c)
		}
	}
	if dial(t, l, taken, "127.0.0.9") == nil {
		t.Errorf("four networks hold all of %d connections: a reader has none", most)
	}
	if dial(t, l, taken, "127.0.0.2") != nil {
		t.Error("the network that holds most was given one more")
	}
	for range most {
		if dial(t, l, taken, "127.9.0.1") == nil {
			t.Fatal("a server in front was refused")
		}
	}
	for _, c := range held {
		_ = c.Close()
		_ = c.Close() // is counted once
	}
	l.mu.Lock()
	open, networks := l.open, len(l.holds)
	l.mu.Unlock()
	if open != 1+most || networks != 2 {
		t.Errorf("after they closed %d connections of %d networks are counted, want %d of 2", open, networks, 1+most)
	}
}

func TestAHouseholdIsOneNetwork(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"192.0.2.7", "192.0.2.7/32"},
		{"::ffff:192.0.2.7", "192.0.2.7/32"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"fe80::1%eth0", "fe80::/64"},
	} {
		if got := Network(netip.MustParseAddr(c.address)).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.address, got, c.want)
		}
	}
	if Network(netip.Addr{}).IsValid() {
		t.Error("no address is a network")
	}
}

// quick is a pace that a test can wait for.
var quick = Pace{Bytes: 16 << 10, Within: 500 * time.Millisecond, Whole: time.Hour}

// serve serves a handler at the quick pace and gives its address.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	takes := func(r *http.Request) bool { return r.URL.Path == "/desk/" }
	refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) })
	server := &http.Server{Handler: quick.Bodies(takes, refuse, h)}
	go func() { _ = server.Serve(Listen(ln, 100, quick, netip.Addr.IsLoopback)) }()
	t.Cleanup(func() { _ = server.Close() })
	return ln.Addr().String()
}

// send sends the beginning of a request and reads all that comes until the connection ends.
func send(t *testing.T, address, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(time.Minute)) // for a house that never ends it
	answer, err := io.ReadAll(c)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%.40q: the connection was never ended", request)
	}
	return string(answer)
}

func TestAHalfSentBodyEndsWithItsConnection(t *testing.T) {
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("read") == "" {
			return // such as one that is refused for who sends it
		}
		_, err := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, "slow: ", TooSlow(err))
	}))
	for request, want := range map[string]string{
		"GET /en/ HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf":                            "HTTP/1.1 413",
		"POST /en/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal":              "HTTP/1.1 413",
		"POST /desk/ HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf":                         "HTTP/1.1 200",
		"POST /desk/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal":            "HTTP/1.1 200",
		"POST /desk/?read=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf":                  "slow: true",
		"POST /desk/?read=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal":     "slow: true",
		"POST /desk/?read=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer": "HTTP/1.1 200",
	} {
		if got := send(t, address, request); !bytes.Contains([]byte(got), []byte(want)) {
			t.Errorf("%q: got %q, want %q", request, got, want)
		}
	}
}

// TestASlowLineSendsItsPictureWhole sends a body that takes several spans at a
// speed above the least one.
func TestASlowLineSendsItsPictureWhole(t *testing.T) {
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, n, err)
	}))
	body, line := io.Pipe()
	piece := make([]byte, quick.Bytes)
	go func() {
		for range 5 {
			_, _ = line.Write(piece)
			time.Sleep(quick.Within / 2)
		}
		_ = line.Close()
	}()
	answer, err := http.Post("http://"+address+"/desk/", "image/jpeg", body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if want := fmt.Sprint(5*quick.Bytes, nil); string(got) != want || err != nil {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

// film is a file that no buffer of the kernel holds.
func film(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(path, bytes.Repeat([]byte("film"), 8<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnAnswerThatNobodyReadsEnds(t *testing.T) {
	path, ended := film(t), make(chan struct{}, 2)
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { ended <- struct{}{} }()
		if r.URL.Path == "/film" {
			http.ServeFile(w, r, path)
			return
		}
		_, _ = w.Write(make([]byte, 32<<20))
	}))
	for _, what := range []string{"/film", "/page"} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", what)
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Errorf("%s is written to nobody for ever", what)
		}
	}
}

func TestASlowReaderGetsTheFilmWhole(t *testing.T) {
	path := film(t)
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) }))
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.(*net.TCPConn).SetReadBuffer(128 << 10)
	fmt.Fprint(c, "GET /film HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	answer, err := http.ReadResponse(bufio.NewReaderSize(c, 4<<10), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	for range 60 { // several spans, at ten times the least speed
		got, err := io.CopyN(io.Discard, answer.Body, int64(quick.Bytes))
		if n += got; err != nil {
			t.Fatalf("after %d bytes: %v", n, err)
		}
		time.Sleep(quick.Within / 10) // the slow line
	}
	rest, err := io.Copy(io.Discard, answer.Body)
	if n+rest != 32<<20 || err != nil {
		t.Errorf("got %d bytes (%v), want %d", n+rest, err, 32<<20)
	}
}
