package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const front = "<!doctype html><html><body><h1>The dam holds</h1></body></html>"

// newsroom is a program that answers as a newsroom does: compressed where it may.
func newsroom(t *testing.T) (*httptest.Server, *reloads) {
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/en/feed.rss" {
			w.Header().Set("Content-Type", "application/rss+xml")
			_, _ = io.WriteString(w, "<rss></body></rss>")
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
		w.Header().Set("X-Host", r.Host)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			_, _ = io.WriteString(z, front)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(front)))
		_, _ = io.WriteString(w, front)
	}))
	t.Cleanup(program.Close)
	at, err := url.Parse(program.URL)
	if err != nil {
		t.Fatal(err)
	}
	pages := &reloads{}
	dev := httptest.NewServer(proxy(at, pages))
	t.Cleanup(dev.Close)
	return dev, pages
}

func get(t *testing.T, address string) (string, http.Header) {
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), answer.Header
}

func TestEveryPageHasTheScriptAndNothingElseHas(t *testing.T) {
	dev, _ := newsroom(t)
	page, header := get(t, dev.URL+"/en/")
	if want := strings.Replace(front, "</body>", scriptTag+"</body>", 1); page != want {
		t.Errorf("got %s, want %s", page, want)
	}
	if host := header.Get("X-Host"); "http://"+host != dev.URL {
		t.Errorf("the program was asked as %s, want as the browser asked: %s", host, dev.URL)
	}
	if feed, _ := get(t, dev.URL+"/en/feed.rss"); feed != "<rss></body></rss>" {
		t.Errorf("a feed came as %s, want it as it was", feed)
	}
	if js, header := get(t, dev.URL+scriptPath); js != script || !strings.HasPrefix(header.Get("Content-Type"), "text/javascript") {
		t.Errorf("the script is %q as %s", js, header.Get("Content-Type"))
	}
}

func TestAPageIsReloadedWhenTheProgramWasStartedAnew(t *testing.T) {
	dev, pages := newsroom(t)
	for round := range 2 {
		answer, err := http.Get(dev.URL + streamPath)
		if err != nil {
			t.Fatal(err)
		}
		pages.all()
		line, err := bufio.NewReader(answer.Body).ReadString('\n')
		if err != nil || line != "event: reload\n" {
			t.Errorf("round %d: got %q (%v), want a reload", round, line, err)
		}
		_ = answer.Body.Close()
	}
}

func TestWhileTheProgramIsNotThereAPageWaitsForIt(t *testing.T) {
	dev := httptest.NewServer(proxy(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}, &reloads{}))
	defer dev.Close()
	if page, _ := get(t, dev.URL+"/en/"); !strings.Contains(page, scriptTag) {
		t.Errorf("got %s, want a page that reloads", page)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if answers(ctx, "127.0.0.1:1") {
		t.Error("nobody listens, and it is said to answer")
	}
}

func TestTheProxyListensWhereTheProgramWould(t *testing.T) {
	for _, c := range []struct {
		flags, rest []string
		want        string
	}{
		{nil, nil, "localhost:8080"},
		{[]string{"--listen", "localhost:22001", "--data", "x"}, []string{"--data", "x"}, "localhost:22001"},
		{[]string{"--data", "x", "--listen=localhost:22002"}, []string{"--data", "x"}, "localhost:22002"},
	} {
		if got, rest := listenFlag(c.flags); got != c.want || !slices.Equal(rest, c.rest) {
			t.Errorf("%v: got %s and %v, want %s and %v", c.flags, got, rest, c.want, c.rest)
		}
	}
}

// The promise that no reader's page has the script: the program does not know of it.
func TestTheProgramKnowsNothingOfReloading(t *testing.T) {
	files, err := sources(root + "/..")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for path := range files {
		if strings.Contains(path, "/tools/") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			if os.IsNotExist(err) {
				continue
			}
			t.Fatal(err)
		}
		if read++; strings.Contains(string(text), "/-dev/") {
			t.Errorf("%s speaks of /-dev/, which belongs to tools/dev alone", path)
		}
	}
	if read < 100 {
		t.Errorf("%d sources were read, want those of the whole program", read)
	}
	if _, err := fs.Stat(os.DirFS(filepath.Join(root, "..")), "go.mod"); err != nil {
		t.Errorf("the tree that was read is not the program's: %v", err)
	}
}
