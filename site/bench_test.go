package site

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/edition"
	"dateline/story"
)

// long is a story of a usual length.
func long(headline string) *story.Document {
	d := news("river", headline)
	for i := range 14 {
		d.Body.Content = append(d.Body.Content, story.Para(fmt.Sprintf("Paragraph %d. ", i)+strings.Repeat("The gauge at the old bridge fell again on the day, and the ferrymen tied their boats to the upper landing. ", 1+i%3)))
	}
	return d
}

// printed opens a house with a full front page and gives the paths of a story and of the front.
func printed(b *testing.B, cacheBytes int64) (*house, map[string]string) {
	h := open(b, cacheBytes)
	p := h.picture(b)
	var last string
	for i := range 60 {
		d := long(fmt.Sprintf("The river news of the day, number %d", i))
		d.Head.Section = []string{"river", "coast"}[i%2]
		if i%3 == 0 {
			d.Head.Lead = &story.Lead{Asset: string(p.ID), Alt: "A ferry on the river"}
		}
		last = at(edition.Slug("en"), h.publish("en", d), d)
	}
	return h, map[string]string{"story": last, "front": "/en/"}
}

// ask sends the same request over kept connections, as often as b wants.
func ask(b *testing.B, handler http.Handler, path string) {
	server := httptest.NewServer(handler)
	defer server.Close()
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: news.example\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n")
	b.SetParallelism(8)
	b.ResetTimer()
	before := cpu()
	b.RunParallel(func(pb *testing.PB) {
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			b.Error(err)
			return
		}
		defer c.Close()
		r := bufio.NewReaderSize(c, 64<<10)
		for pb.Next() {
			if _, err := c.Write(request); err != nil {
				b.Error(err)
				return
			}
			if err := skip(r); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-µs/req")
}

// cpu is what this process has used, client and server together: it does not
// rise when others use the machine.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// skip reads one answer, which must be 200.
func skip(r *bufio.Reader) error {
	length := 0
	for n := 0; ; n++ {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if n == 0 && !strings.HasPrefix(string(line), "HTTP/1.1 200") {
			return fmt.Errorf("answered %s", line)
		}
		if rest, ok := strings.CutPrefix(string(line), "Content-Length: "); ok {
			fmt.Sscan(rest, &length)
		}
		if len(line) == 2 {
			_, err := io.CopyN(io.Discard, r, int64(length))
			return err
		}
	}
}

// bare is what net/http alone takes to write the same bytes under the same headers.
func bare(h *house, path string) http.Handler {
	w := h.get(path, "Accept-Encoding", "gzip, deflate, br, zstd")
	body, header := w.Body.Bytes(), w.Header()
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		out := w.Header()
		for name, values := range header {
			out[name] = values
		}
		_, _ = w.Write(body)
	})
}

// BenchmarkKept measures a kept page beside the bare handler, in turns.
func BenchmarkCached(b *testing.B) {
	h, paths := printed(b, 0)
	for _, name := range []string{"story", "front"} {
		path := paths[name]
		for h.get(path, "Accept-Encoding", "br, gzip").Header().Get("Content-Encoding") != "br" {
			time.Sleep(10 * time.Millisecond)
		}
		for range 3 {
			b.Run(name+"/bare", func(b *testing.B) { ask(b, bare(h, path), path) })
			b.Run(name+"/site", func(b *testing.B) { ask(b, h, path) })
		}
	}
}

// BenchmarkDrawn measures pages that are read, drawn and compressed for every request.
func BenchmarkRendered(b *testing.B) {
	h, paths := printed(b, -1)
	for _, name := range []string{"story", "front"} {
		b.Run(name, func(b *testing.B) {
			w := h.get(paths[name], "Accept-Encoding", "br, gzip")
			b.ReportMetric(float64(w.Body.Len()), "bytes")
			ask(b, h, paths[name])
		})
	}
	b.Run("feed", func(b *testing.B) { ask(b, h, "/en/feed.rss") })
}
