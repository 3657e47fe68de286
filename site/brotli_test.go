package site

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// noise is text that hardly shrinks.
func noise(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}

func TestNoCompressedAnswerIsLargerThanALesserOne(t *testing.T) {
	h := open(t, 0)
	h.fill("en", "river", 30)
	bodies := map[string][]byte{
		"noise":               []byte(noise(3000)),
		"a little noise":      []byte(noise(200)),
		"bytes that are none": func() []byte { b := make([]byte, 5000); rand.Read(b); return b }(),
		"one word":            []byte(strings.Repeat("flood ", 50)),
		"a word many times":   []byte(strings.Repeat("flood ", 100_000)),
		"a long list": []byte(func() string {
			s := ""
			for i := range 8000 {
				s += fmt.Sprintf("<url><loc>https://news.example/en/river/%s/gauge-%d</loc></url>\n", noise(9), i)
			}
			return s
		}()),
		"noise within a page": []byte("<!doctype html>" + strings.Repeat("<p>The water has been measured.</p>", 50) + noise(400)),
	}
	for _, path := range []string{"/", "/en/", "/en/river/", "/ar/", "/light/en/", "/en/feed.rss", "/en/feed.json", "/en/sitemap.xml", "/en/nowhere"} {
		bodies[path] = []byte(text(t, h.get(path)))
	}
	for what, body := range bodies {
		res := newResponse(what, okHTML, body)
		for _, when := range []string{"at first", "compressed well"} {
			br, gz := h.encodedFor(res, acceptsBrotli), h.encodedFor(res, acceptsGzip)
			both := h.encodedFor(res, acceptsBrotli|acceptsGzip)
			if len(br.body) > len(gz.body) || len(gz.body) > len(body) || len(both.body) > len(gz.body) {
				t.Errorf("%s, %s: %d bytes by brotli, %d by gzip, %d for who takes both, %d as they are", what, when, len(br.body), len(gz.body), len(both.body), len(body))
			}
			t.Logf("%-20s %-16s %7d %7d %7d", what, when, len(body), len(gz.body), len(br.body))
			h.compressBest(res)
		}
	}
	if w := h.get("/en/", "Accept-Encoding", "br"); w.Header().Get("Content-Encoding") != "br" || !strings.Contains(text(t, w), "River News") {
		t.Errorf("who takes nothing but brotli is answered in %q", w.Header().Get("Content-Encoding"))
	}
	h.wait(24 * 60 * 60 * 1e9)
	if w := h.get("/en/", "Accept-Encoding", "br"); w.Header().Get("Content-Encoding") != "br" { // the first answer of all
		t.Errorf("a first answer to who takes nothing but brotli is in %q", w.Header().Get("Content-Encoding"))
	}
}
