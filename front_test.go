package dateline

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dateline/fault"
)

func TestOnlyServersInFrontAreBelievedAboutWhomTheySpeakFor(t *testing.T) {
	proxies, err := Settings{Proxies: []string{"10.0.0.0/8", "127.0.0.1", "fd00::/8"}}.proxies()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, from, want string
		header           []string
	}{
		{"a reader behind a server in front", "10.1.2.3:5000", "192.0.2.7:0", []string{"192.0.2.7"}},
		{"a reader behind two of them", "127.0.0.1:5000", "192.0.2.7:0", []string{"192.0.2.7, 10.9.9.9"}},
		{"two headers are one list", "127.0.0.1:5000", "192.0.2.7:0", []string{"198.51.100.1", "192.0.2.7,10.9.9.9"}},
		{"what a reader says of themselves is hearsay", "10.1.2.3:5000", "192.0.2.7:0", []string{"198.51.100.1, 192.0.2.7"}},
		{"a reader who comes by themselves", "192.0.2.9:5000", "192.0.2.9:5000", []string{"198.51.100.1"}},
		{"a server that says nothing", "10.1.2.3:5000", "10.1.2.3:5000", nil},
		{"a server that says nonsense", "10.1.2.3:5000", "10.1.2.3:5000", []string{"192.0.2.7, unknown"}},
		{"a server that speaks for servers alone", "10.1.2.3:5000", "10.1.2.3:5000", []string{"10.4.4.4"}},
		{"an IPv4 address written as IPv6", "[::ffff:10.1.2.3]:5000", "192.0.2.7:0", []string{"::ffff:192.0.2.7"}},
		{"IPv6", "[fd00::1]:5000", "[2001:db8::5]:0", []string{"2001:db8::5"}},
	} {
		var got string
		h := behind(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
		r := httptest.NewRequest(http.MethodGet, "/en/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.from, c.header
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

func TestAbsoluteLinksAreMadeOfWhatReadersType(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Listen: "localhost:8080"}, "http://localhost:8080"},
		{Settings{Listen: ":8080"}, "http://localhost:8080"},
		{Settings{Listen: "0.0.0.0:80"}, "http://localhost:80"},
		{Settings{Listen: "[::1]:8080"}, "http://[::1]:8080"},
		{Settings{Listen: ":443", Cert: "c", Key: "k"}, "https://localhost:443"},
		{Settings{Listen: ":8080", Origin: "https://news.example/"}, "https://news.example"},
	} {
		if got := string(c.s.origin()); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.s, got, c.want)
		}
	}
}

func TestSettingsThatDoNotFitTogetherAreRefused(t *testing.T) {
	good := Settings{Listen: "localhost:8080", Cache: 64}
	if err := good.Check(); err != nil {
		t.Fatalf("the defaults: %v", err)
	}
	uncached := good
	if uncached.Cache = noCache; uncached.Check() != nil {
		t.Errorf("nobody may go without a cache: %v", uncached.Check())
	}
	for what, change := range map[string]func(*Settings){
		"a certificate without its key":      func(s *Settings) { s.Cert = "c" },
		"a key without its certificate":      func(s *Settings) { s.Key = "k" },
		"a certificate and readers by http":  func(s *Settings) { s.Cert, s.Key, s.Origin = "c", "k", "http://news.example" },
		"an origin that is none":             func(s *Settings) { s.Origin = "news.example" },
		"an origin with a path":              func(s *Settings) { s.Origin = "https://news.example/en" },
		"an origin with a query":             func(s *Settings) { s.Origin = "https://news.example?a=b" },
		"an origin with a name and password": func(s *Settings) { s.Origin = "https://a:b@news.example" },
		"a script as an origin":              func(s *Settings) { s.Origin = "javascript://news.example" },
		"a network that is none":             func(s *Settings) { s.Proxies = []string{"10.0.0.0/99"} },
		"no memory":                          func(s *Settings) { s.Cache = 0 },
		"less than no memory":                func(s *Settings) { s.Cache = -2 },
		"fewer than no pages":                func(s *Settings) { s.PerHost = -1 },
	} {
		s := good
		change(&s)
		if err := s.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want invalid", what, err)
		}
	}
}

func TestUnderOwnTLSBrowsersAreToldToComeByHTTPSFromNowOn(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusNotFound, http.StatusInternalServerError} {
		w := httptest.NewRecorder()
		strict(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })).
			ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/en/", nil))
		if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
			t.Errorf("with status %d: got %q, want a year", status, got)
		}
	}
}

func TestTheLogNamesRequestsOnlyWhereItIsAskedToAndNeverAToken(t *testing.T) {
	for _, access := range []bool{false, true} {
		var log bytes.Buffer
		h := &House{Settings: Settings{Access: access}, log: slog.New(slog.NewTextHandler(&log, nil))}
		front := h.logRequests(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		for _, path := range []string{"/en/", "/media/x/400.jpg", "/desk/link/SECRET", "/desk//link/SECRET/"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr = "192.0.2.7:5000"
			front.ServeHTTP(httptest.NewRecorder(), r)
		}
		got := log.String()
		want := 0
		if access {
			want = 4
		}
		if n := strings.Count(got, "msg=request"); n != want {
			t.Errorf("access %t: %d requests are logged, want %d:\n%s", access, n, want, got)
		}
		if strings.Contains(got, "SECRET") || strings.Contains(got, "192.0.2.7") {
			t.Errorf("access %t: the log says who asks, or has a token:\n%s", access, got)
		}
	}
}
