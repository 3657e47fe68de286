package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// The browser reloads by a script that the proxy of this command puts into every page. The program behind it has
// nothing of it, so that no page of a real newsroom can.
const (
	scriptPath = "/-dev/reload.js"
	streamPath = "/-dev/reload"
	script     = `new EventSource("` + streamPath + `").addEventListener("reload", () => location.reload())` + "\n"
	scriptTag  = `<script defer src="` + scriptPath + `"></script>`
)

// reloads tells open pages that the program was started anew. The zero value is ready.
type reloads struct {
	mu   sync.Mutex
	next chan struct{} // guarded by mu; closed at the next reload
}

// wait gives a channel that is closed at the next reload.
func (r *reloads) wait() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == nil {
		r.next = make(chan struct{})
	}
	return r.next
}

// all has every open page reloaded.
func (r *reloads) all() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != nil {
		close(r.next)
		r.next = nil
	}
}

// ServeHTTP is the stream that the script listens to.
func (r *reloads) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	next := r.wait()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	_ = http.NewResponseController(w).Flush() // a page that has gone needs nothing
	select {
	case <-next:
		_, _ = io.WriteString(w, "event: reload\ndata:\n\n")
	case <-req.Context().Done():
	}
}

// proxy gives what the program at an address answers, with the script in every page.
func proxy(program *url.URL, r *reloads) http.Handler {
	pass := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(program)
			p.Out.Host = p.In.Host
			p.Out.Header.Del("Accept-Encoding") // pages come as they are read
		},
		ModifyResponse: addScript,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = fmt.Fprintf(w, "<!doctype html><title>dev</title><p>The program is not there yet; this page reloads when it is.%s\n", scriptTag)
		},
	}
	mux := http.NewServeMux()
	mux.Handle("/", pass)
	mux.Handle(streamPath, r)
	mux.HandleFunc(scriptPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, script)
	})
	return mux
}

// addScript puts the script at the end of a page, and into nothing else.
func addScript(answer *http.Response) error {
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") || answer.Request.Method == http.MethodHead {
		return nil
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	_ = answer.Body.Close() // it was read to its end
	if i := bytes.LastIndex(body, []byte("</body>")); i >= 0 {
		body = append(body[:i:i], append([]byte(scriptTag), body[i:]...)...)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	answer.ContentLength = int64(len(body))
	answer.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}
