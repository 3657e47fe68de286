package live

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/event"
	"dateline/fault"
)

// wrapped stands between server and hub as the house's own watch may; a header says where a request comes from.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func elsewhere(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from := r.Header.Get("From-Address"); from != "" {
			r.RemoteAddr = from
		}
		w.Header().Set("Server-Note", "watched")
		h.ServeHTTP(wrapped{w}, r)
	})
}

// ask makes a request without waiting for its body.
func ask(t *testing.T, c *http.Client, method, address string, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

// secure serves a hub with a test certificate, over HTTP/2 if asked to.
func secure(t *testing.T, h http.Handler, two bool) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = two
	s.Config.WriteTimeout = 200 * time.Millisecond
	s.Config.ReadTimeout = 200 * time.Millisecond
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestScreensOverHTTP2AndTLSHearWhatBreaksLongAfterThePagesDeadlines(t *testing.T) {
	for name, two := range map[string]bool{"HTTP/2.0": true, "HTTP/1.1": false} {
		t.Run(name, func(t *testing.T) {
			d := newDesk("en")
			h := d.hub(t)
			stop := run(t, h)
			s := secure(t, elsewhere(h), two)
			p := open(t, s.Client(), s.URL+"/live/en?v=0")
			if got := p.answer.Proto; got != name {
				t.Fatalf("got %s, want %s", got, name)
			}
			for _, item := range []string{"<p>Quake</p>", "<p>Quake: no harm</p>", ""} {
				time.Sleep(2 * s.Config.WriteTimeout)
				n := d.breaks("en", item)
				if got, want := p.strip(), (stripMessage{item, n}); got != want {
					t.Errorf("got %v, want %v", got, want)
				}
			}
			stop()
			wait := p.read()["retry"]
			if ms, err := strconv.Atoi(wait); err != nil || ms < 1000 || ms >= 5000 {
				t.Errorf("at the end: got retry %q, want 1 to 5 seconds", wait)
			}
			if rest := p.read(); rest != nil {
				t.Errorf("after the end: got %v, want nothing", rest)
			}
			until(t, "no screen is left", func() bool { return h.Count() == 0 })
		})
	}
}

func TestAReaderOverHTTP2WhoGoesIsCountedOut(t *testing.T) {
	h := newDesk("en").hub(t)
	run(t, h)
	s := secure(t, h, true)
	gone, stays := open(t, s.Client(), s.URL+"/live/en"), open(t, s.Client(), s.URL+"/live/en")
	gone.leave()
	until(t, "one screen is left", func() bool { return h.Count() == 1 })
	_ = stays
}

func TestWhatAStreamSaysOfItself(t *testing.T) {
	h := newDesk("en").hub(t)
	run(t, h)
	plain, tls := server(t, elsewhere(h)), secure(t, elsewhere(h), true)
	want := map[string]string{"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff", "X-Accel-Buffering": "no", "Server-Note": "watched", "Content-Length": ""}
	for _, s := range []*httptest.Server{plain, tls} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			answer := ask(t, s.Client(), method, s.URL+"/live/en")
			if answer.StatusCode != http.StatusOK {
				t.Errorf("%s %s: got %d, want 200", method, answer.Proto, answer.StatusCode)
			}
			for name, value := range want {
				if got := answer.Header.Get(name); got != value {
					t.Errorf("%s %s: got %s %q, want %q", method, answer.Proto, name, got, value)
				}
			}
			if _, err := http.ParseTime(answer.Header.Get("Date")); err != nil {
				t.Errorf("%s %s: Date: %v", method, answer.Proto, err)
			}
		}
	}
}

func TestWhatIsNoStreamIsRefused(t *testing.T) {
	d := newDesk("en")
	h := d.hub(t)
	run(t, h)
	s := server(t, h)
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/live/xx", 404}, {"HEAD", "/live/xx", 404}, {"GET", "/live/", 404}, {"GET", "/live/en/more", 404}, {"GET", "/en/", 404},
		{"POST", "/live/en", 405}, {"OPTIONS", "/live/en", 405}, {"DELETE", "/live/xx", 405}, {"HEAD", "/live/en", 200},
	} {
		answer := ask(t, s.Client(), c.method, s.URL+c.path)
		if answer.StatusCode != c.want {
			t.Errorf("%s %s: got %d, want %d", c.method, c.path, answer.StatusCode, c.want)
		}
		if allow := answer.Header.Get("Allow"); c.want == 405 && allow != "GET, HEAD" {
			t.Errorf("%s %s: got Allow %q, want GET, HEAD", c.method, c.path, allow)
		}
		if answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be stored", c.method, c.path)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil || (len(body) > 0) != (c.want != 200 && c.method != "HEAD") {
			t.Errorf("%s %s: got body %q, %v", c.method, c.path, body, err)
		}
	}
	if got := h.Count(); got != 0 {
		t.Errorf("got %d screens, want none of the refused", got)
	}
}

func TestAFaultOfOursIsNotToldToStrangers(t *testing.T) {
	d := newDesk("en")
	d.fail(errBroken)
	h := d.hub(t)
	s := server(t, h)
	answer := ask(t, s.Client(), "GET", s.URL+"/live/en")
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusInternalServerError || strings.Contains(string(body), errBroken.Error()) {
		t.Errorf("got %d %q, %v; want 500 without the cause", answer.StatusCode, body, err)
	}
}

func TestNobodyHoldsAllScreens(t *testing.T) {
	h := newDesk("en").hub(t)
	h.Most, h.PerHost = 6, 2
	run(t, h)
	s := server(t, elsewhere(h))
	held := map[string]*http.Response{}
	for _, c := range []struct {
		from string
		want int
	}{
		{"192.0.2.1:1000", 200}, {"192.0.2.1:1001", 200}, {"192.0.2.1:1002", 503}, {"[::ffff:192.0.2.1]:1003", 503},
		{"[2001:db8:1:2::1]:1", 200}, {"[2001:db8:1:2:ffff::9]:1", 200}, {"[2001:db8:1:2::3]:1", 503}, {"[2001:db8:1:3::1]:1", 200},
		{"127.0.0.1:1", 200}, {"192.0.2.7:1", 503}, {"127.0.0.1:2", 503},
	} {
		answer := ask(t, s.Client(), "GET", s.URL+"/live/en", "From-Address", c.from)
		if answer.StatusCode != c.want {
			t.Errorf("from %s: got %d, want %d", c.from, answer.StatusCode, c.want)
		}
		if after := answer.Header.Get("Retry-After"); (after != "") != (c.want == 503) {
			t.Errorf("from %s: got %d with Retry-After %q", c.from, answer.StatusCode, after)
		}
		held[c.from] = answer
	}
	if got := h.Count(); got != 6 {
		t.Fatalf("got %d screens, want 6", got)
	}
	if answer := ask(t, s.Client(), "HEAD", s.URL+"/live/en"); answer.StatusCode != 200 {
		t.Errorf("HEAD takes no place: got %d, want 200", answer.StatusCode)
	}
	if err := held["192.0.2.1:1000"].Body.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "the place is free", func() bool { h.all(func(s *shard) { s.dropLost(h) }); return h.Count() == 5 })
	if answer := ask(t, s.Client(), "GET", s.URL+"/live/en", "From-Address", "192.0.2.1:1004"); answer.StatusCode != 200 {
		t.Errorf("the freed place: got %d, want 200", answer.StatusCode)
	}
}

func TestTheHouseClosesAndScreensAreToldToComeAgainEachAtItsTime(t *testing.T) {
	h := newDesk("en", "sw").hub(t)
	s := server(t, h)
	stop := run(t, h)
	var pages []*page
	for range 20 {
		pages = append(pages, open(t, s.Client(), s.URL+"/live/en?v=0"), open(t, s.Client(), s.URL+"/live/sw?v=0"))
	}
	stop()
	pages = append(pages, open(t, s.Client(), s.URL+"/live/en?v=0")) // comes too late
	times := map[string]bool{}
	for _, p := range pages {
		wait := p.read()["retry"]
		if ms, err := strconv.Atoi(wait); err != nil || ms < 1000 || ms >= 5000 {
			t.Errorf("got retry %q, want 1 to 5 seconds", wait)
		}
		times[wait] = true
		if rest := p.read(); rest != nil {
			t.Errorf("after the end: got %v, want nothing", rest)
		}
	}
	if len(times) < 2 {
		t.Errorf("all come again after %v", times)
	}
	if got := h.Count(); got != 0 {
		t.Errorf("got %d screens, want none", got)
	}
}

// dial opens a page over a bare connection, without a goroutine on either side, and reads the head of the answer.
func dial(t testing.TB, address net.Addr, path string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: news.example\r\n\r\n", path)
	var head []byte
	for b := make([]byte, 1); !strings.HasSuffix(string(head), "\r\n\r\n"); head = append(head, b...) {
		if err := conn.SetReadDeadline(time.Now().Add(enough)); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(b); err != nil {
			t.Fatalf("after %q: %v", head, err)
		}
	}
	if !strings.HasPrefix(string(head), "HTTP/1.1 200 ") {
		t.Fatalf("got %q, want 200", head)
	}
	return conn.(*net.TCPConn)
}

func TestScreensOverHTTP1HaveNoGoroutineAndFreeTheirPlaceWhenTheyGo(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("elsewhere each screen has a goroutine; what is tested here is that it goes")
	}
	h := newDesk("en").hub(t)
	run(t, h)
	s := server(t, h)
	before := runtime.NumGoroutine()
	var open []*net.TCPConn
	for range 300 {
		open = append(open, dial(t, s.Listener.Addr(), "/live/en?v=0"))
	}
	if got := h.Count(); got != 300 {
		t.Fatalf("got %d screens, want 300", got)
	}
	if runtime.GOOS == "linux" {
		until(t, "300 screens have no goroutines", func() bool { return runtime.NumGoroutine() < before+20 })
	}
	for _, conn := range open[:200] {
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "100 screens are left when one looks", func() bool { h.all(func(s *shard) { s.dropLost(h) }); return h.Count() == 100 })
	for _, conn := range open[200:] {
		if err := conn.SetLinger(0); err != nil { // a reader that vanishes: reset, not closed
			t.Fatal(err)
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "a heartbeat finds the rest", func() bool { h.all(func(s *shard) { s.send(h, heartbeat) }); return h.Count() == 0 })
	if r := h.find("en"); r.open.Load() != 0 {
		t.Errorf("the room counts %d, want 0", r.open.Load())
	}
}

func TestAScreenThatTakesNothingIsClosedAndHoldsNobody(t *testing.T) {
	d := newDesk("en")
	h := d.hub(t)
	run(t, h)
	s := server(t, h)
	stuck := dial(t, s.Listener.Addr(), "/live/en?v=0")
	brisk := open(t, s.Client(), s.URL+"/live/en?v=0")
	item := "<p>" + strings.Repeat("Flood ", 50_000) + "</p>" // what a connection holds is bounded, whatever the kernel allows
	for frames := 1; h.Count() == 2; frames++ {
		if frames == 2000 {
			t.Fatal("600 MB have been sent to a screen that takes nothing")
		}
		n := d.breaks("en", item)
		if got := brisk.strip().Version; got != n {
			t.Fatalf("the reader who reads: got version %d, want %d", got, n)
		}
	}
	if _, err := io.Copy(io.Discard, stuck); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("the screen that took nothing was not closed: %v", err)
	}
	n := d.breaks("en", "<p>It falls</p>")
	if got, want := brisk.strip(), (stripMessage{"<p>It falls</p>", n}); got != want {
		t.Errorf("after that: got %v, want %v", got, want)
	}
}

func TestABrowserThatComesAgainSaysWhatItWasLastSent(t *testing.T) {
	d := newDesk("en")
	h := d.hub(t)
	run(t, h)
	s := server(t, h)
	first := d.happen(event.Alerted, "en", "<p>One</p>")
	d.bell.Ring()
	answer := ask(t, s.Client(), "GET", s.URL+"/live/en?v=0", "Last-Event-ID", fmt.Sprint(first))
	p := &page{t: t, answer: answer}
	p.scan()
	second := d.breaks("en", "<p>Two</p>")
	if got := p.strip().Version; got != second {
		t.Errorf("got version %d as the first message, want %d: it has %d", got, second, first)
	}
	answer = ask(t, s.Client(), "GET", s.URL+"/live/en?v="+fmt.Sprint(second), "Last-Event-ID", fmt.Sprint(first))
	p = &page{t: t, answer: answer}
	p.scan()
	if got := p.strip().Version; got != second {
		t.Errorf("got version %d, want %d: what it shows is the last that it was sent, not what is in its address", got, second)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	d := newDesk("en", "sw")
	h := d.hub(t)
	h.Most = 1
	run(t, h)
	s := server(t, h)
	check := func(what, method, path string, want int) {
		t.Helper()
		answer := ask(t, s.Client(), method, s.URL+path)
		if answer.StatusCode != want {
			t.Errorf("%s: got %d, want %d", what, answer.StatusCode, want)
		}
		for name, value := range map[string]string{"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := answer.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", what, name, got, value)
			}
		}
		if again := answer.Header.Get("Retry-After"); (again != "") != (want == http.StatusServiceUnavailable) {
			t.Errorf("%s: Retry-After is %q", what, again)
		}
	}
	check("a stream", "GET", "/live/en", http.StatusOK)
	check("one too many", "GET", "/live/en", http.StatusServiceUnavailable)
	check("the head of a stream", "HEAD", "/live/en", http.StatusOK)
	check("an edition of none", "GET", "/live/xx", http.StatusNotFound)
	check("an address of none", "GET", "/live/<script>", http.StatusNotFound)
	check("a form", "POST", "/live/en", http.StatusMethodNotAllowed)
	d.fail(errBroken)
	check("what broke", "GET", "/live/sw", http.StatusInternalServerError)
	d.fail(fault.New(fault.Unavailable, fault.Unavailable.General()))
	check("records that cannot be read", "GET", "/live/sw", http.StatusServiceUnavailable)
}

func TestWhileTheRecordsCannotBeReadStreamsStayAndCatchUp(t *testing.T) {
	d := newDesk("en")
	h := d.hub(t)
	run(t, h)
	s := server(t, h)
	early := open(t, s.Client(), s.URL+"/live/en?v=0")
	first := d.breaks("en", "<p>One</p>")
	if got := early.strip().Version; got != first {
		t.Fatalf("got version %d, want %d", got, first)
	}
	d.fail(fault.New(fault.Unavailable, fault.Unavailable.General()))
	second := d.breaks("en", "<p>Two</p>")
	late := open(t, s.Client(), s.URL+"/live/en?v=0") // is not sent away
	if got := late.strip().Version; got != first {
		t.Errorf("who comes meanwhile: got version %d, want the last that is known, %d", got, first)
	}
	d.fail(nil)
	for who, p := range map[string]*page{"who was there": early, "who came meanwhile": late} {
		if got, want := p.strip(), (stripMessage{"<p>Two</p>", second}); got != want {
			t.Errorf("%s: got %v, want %v", who, got, want)
		}
	}
}
