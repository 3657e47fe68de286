package guard

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestHTTP2StreamsKeepThePaceToo opens streams whose reader takes nothing, and
// bodies that never end, on one connection that is otherwise in good health.
func TestHTTP2StreamsKeepThePaceToo(t *testing.T) {
	ended := make(chan string, 2)
	server := httptest.NewUnstartedServer(quick.Bodies(func(r *http.Request) bool { return r.URL.Path == "/desk/" },
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) }),
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() { ended <- r.URL.Path }()
			if r.URL.Path == "/desk/" {
				if _, err := io.Copy(io.Discard, r.Body); !TooSlow(err) {
					t.Errorf("a half-sent body: %v", err)
				}
				return
			}
			_, _ = io.Copy(w, bytes.NewReader(make([]byte, 32<<20)))
		})))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client := server.Client()
	unread, err := client.Get(server.URL + "/page")
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Body.Close()
	if unread.ProtoMajor != 2 {
		t.Fatalf("spoken: %s", unread.Proto)
	}
	half, line := io.Pipe()
	defer line.Close()
	go func() {
		if answer, err := client.Post(server.URL+"/desk/", "text/plain", half); err == nil {
			_ = answer.Body.Close()
		}
	}()
	for range 2 {
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Fatal("a stream is waited for for ever")
		}
	}
	request, err := http.NewRequest(http.MethodGet, server.URL+"/en/", strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge || answer.TLS.NegotiatedProtocol != "h2" || answer.TLS.Version < tls.VersionTLS12 {
		t.Errorf("a page that is sent a body: %s", answer.Status)
	}
}
