package dateline

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"dateline/auth"
)

// Handler answers every address of the house.
func (h *House) Handler() http.Handler {
	editors := h.Desk.Handler()
	var front http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isDesk(r.URL.Path):
			editors.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/live/"):
			h.Live.ServeHTTP(w, r)
		default:
			h.Site.ServeHTTP(w, r)
		}
	})
	front = h.pace.Bodies(func(r *http.Request) bool { return isDesk(r.URL.Path) }, http.HandlerFunc(h.Site.RefuseBody), front)
	front = h.logRequests(front)
	if h.Settings.Cert != "" {
		front = strict(front)
	}
	if len(h.proxies) > 0 {
		front = behind(h.proxies, front)
	}
	return front
}

// strict tells browsers to come by https from now on. A server in front says so itself.
func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Strict-Transport-Security"] = yearOfHTTPS
		next.ServeHTTP(w, r)
	})
}

var yearOfHTTPS = []string{"max-age=31536000"}

// isDesk tells whether a path is one of the editors', who alone send bodies.
func isDesk(path string) bool { return strings.HasPrefix(path, "/desk/") || path == "/desk" }

// slowRequest is how long a request may take before the log names it.
const slowRequest = time.Second

// logRequests logs slow requests and, if the settings say so, every request: but
// neither who asks nor the token of a sign-in link. A file takes as long as its
// reader's connection needs, and a stream as long as its page is open: they are
// never slow, and a stream is logged when it ends.
func (h *House) logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, began := auth.Loggable(r.URL.Path), time.Now()
		next.ServeHTTP(w, r)
		took := time.Since(began)
		lasts := strings.HasPrefix(path, "/media/") || strings.HasPrefix(path, "/live/")
		message := "request"
		if took > slowRequest && !lasts {
			message = "slow request"
		} else if !h.Settings.Access {
			return
		}
		h.log.Info(message, "method", r.Method, "path", path, "ms", took.Milliseconds())
	})
}

// behind gives requests that come through servers in front the address that
// these say they come from. Whoever else sends the header is not believed.
func behind(proxies []netip.Prefix, next http.Handler) http.Handler {
	ours := func(a netip.Addr) bool { return among(proxies, a) }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && ours(at.Addr().Unmap()) {
			if from, ok := forwarded(r.Header["X-Forwarded-For"], ours); ok {
				r.RemoteAddr = netip.AddrPortFrom(from, 0).String()
			}
		}
		next.ServeHTTP(w, r)
	})
}

// among tells whether an address is in one of the networks.
func among(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// forwarded is the last address of the header that is not a server of ours:
// each adds at the end whom it heard, and what stands before is hearsay.
func forwarded(header []string, ours func(netip.Addr) bool) (netip.Addr, bool) {
	hops := strings.Split(strings.Join(header, ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return netip.Addr{}, false
		}
		if a = a.Unmap().WithZone(""); !ours(a) {
			return a, true
		}
	}
	return netip.Addr{}, false
}
