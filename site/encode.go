package site

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is a content encoding of HTTP.
type encoding int

const (
	identity encoding = iota
	gzipped
	brotlied
	encodings
)

// names are the encodings in Content-Encoding and in the suffixes of ETags.
var names = [encodings]string{"", "gzip", "br"}

// accepted is the set of encodings that a request accepts; identity always is one.
type accepted uint8

func (a accepted) has(e encoding) bool { return e == identity || a&(1<<e) != 0 }

const (
	acceptsGzip   accepted = 1 << gzipped
	acceptsBrotli accepted = 1 << brotlied
)

// accepts parses Accept-Encoding; what browsers send is recognised without
// parsing. Where the weights of gzip and Brotli differ, only the heavier counts
// as accepted.
func accepts(header []string) accepted {
	if len(header) == 0 {
		return 0
	}
	if len(header) > 1 {
		return accepts([]string{strings.Join(header, ",")})
	}
	switch header[0] {
	case "gzip, deflate, br, zstd", "gzip, deflate, br", "br, gzip", "gzip, br", "br,gzip", "gzip,br":
		return acceptsGzip | acceptsBrotli
	case "gzip", "gzip, deflate":
		return acceptsGzip
	case "br":
		return acceptsBrotli
	}
	return weigh(header[0])
}

func weigh(header string) accepted {
	weights := map[string]float64{}
	for item := range strings.SplitSeq(header, ",") {
		name, rest, _ := strings.Cut(item, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(rest), " ", ""), "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64) // what is no number is not wanted
		}
		weights[strings.ToLower(strings.TrimSpace(name))] = weight
	}
	of := func(name string) float64 {
		if w, named := weights[name]; named {
			return w
		}
		return weights["*"]
	}
	g, b := max(of("gzip"), weights["x-gzip"]), of("br")
	switch {
	case g > 0 && g == b:
		return acceptsGzip | acceptsBrotli
	case g > b:
		return acceptsGzip
	case b > g:
		return acceptsBrotli
	}
	return 0
}

// encoded is a page's body in one encoding, with the header values that go with
// it. It is immutable: a better one takes its place.
type encoded struct {
	body     []byte
	best     bool     // compressed as well as can be
	length   []string // Content-Length
	etag     []string
	encoding []string // Content-Encoding; nil: none
}

// The levels of compression. The first encoding is made while a reader waits:
// gzip, which is quickest for its size, or Brotli for those who accept nothing
// else. Nothing is sent in an encoding that makes it larger than a lesser one.
const (
	firstGzip, bestGzip     = 5, 9
	firstBrotli, bestBrotli = 5, 11
	window                  = 18        // brotli's, in bits: 256 KiB hold a whole page, and the encoder's tables stay small
	largeBrotli             = 6         // of a body of more than mostWork: the best would take seconds
	mostWork                = 256 << 10 // bytes
	worthIt                 = 256       // bytes under which nothing is won
	mostWaiting             = 1024      // pages waiting to be compressed well; beyond that a page waits for its next reader
)

// encodedFor gives a page in the encoding that answers a request: the best that
// is there, else the quickest to make.
func (s *Site) encodedFor(res *response, a accepted) *encoded {
	if res.packed == nil && (len(res.body) < worthIt || res.header.plain) {
		a = 0
	}
	if a&acceptsBrotli != 0 {
		if f := res.encoded[brotlied].Load(); f != nil && (f.best || a&acceptsGzip == 0) && !smallerByGzip(res, f, a) {
			return f
		}
	}
	e := identity
	switch {
	case a&acceptsGzip != 0:
		e = gzipped
	case a&acceptsBrotli != 0:
		e = brotlied
	}
	if f := res.encoded[e].Load(); f != nil {
		if !f.best && !res.queued.Load() {
			s.queue(res) // asked for a second time: it is worth the work
		}
		return f
	}
	if res.packed != nil {
		return s.newEncoded(res, e, false) // for the few who accept no gzip, and not cached
	}
	return s.encode(res, e)
}

// smallerByGzip tells whether a reader who accepts gzip too has less to load with it.
func smallerByGzip(res *response, br *encoded, a accepted) bool {
	gz := res.encoded[gzipped].Load()
	return a&acceptsGzip != 0 && gz != nil && gz.best && len(gz.body) < len(br.body)
}

// pack has a response cached under gzip alone: a part of a sitemap has megabytes, of which gzip leaves a tenth, and
// whoever reads it accepts that.
func (s *Site) pack(res *response) {
	f := s.newEncoded(res, gzipped, false)
	if f.encoding == nil {
		return // it is as small as it is
	}
	f.best = true
	res.encoded[gzipped].Store(f)
	res.body, res.packed = nil, f.body
	res.queued.Store(true) // it is compressed well enough
}

// plain is the body as it was rendered.
func (res *response) plain() []byte {
	if res.packed == nil {
		return res.body
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(res.packed))
	if err != nil {
		return nil // of what this program has compressed there is none
	}
	body, _ := io.ReadAll(unpacked)
	return body
}

// encode compresses a page quickly for the first reader who asks for an encoding.
func (s *Site) encode(res *response, e encoding) *encoded {
	res.mu.Lock()
	defer res.mu.Unlock()
	if f := res.encoded[e].Load(); f != nil {
		return f
	}
	f := s.newEncoded(res, e, false)
	if !res.encoded[e].CompareAndSwap(nil, f) {
		return res.encoded[e].Load() // the best has been made meanwhile
	}
	if e != identity && s.cache.bound > 0 {
		s.cache.resized(res)
	}
	return f
}

func (s *Site) newEncoded(res *response, e encoding, best bool) *encoded {
	f := &encoded{body: res.plain(), best: best || e == identity}
	suffix := ""
	if e != identity {
		if body := s.compress(f.body, e, best); len(body) < len(f.body) {
			f.body, f.encoding = body, []string{names[e]}
			suffix = "-" + names[e]
			if best {
				suffix += "-best" // other bytes, another tag
			}
		}
	}
	f.length, f.etag = []string{strconv.Itoa(len(f.body))}, []string{`"` + res.hash + suffix + `"`}
	return f
}

// compressor is a gzip encoder and the buffer it writes into.
type compressor struct {
	out  bytes.Buffer
	gzip *gzip.Writer
}

func newCompressor(level int) *compressor {
	g, _ := gzip.NewWriterLevel(nil, level) // the levels are gzip's own
	return &compressor{gzip: g}
}

func (s *Site) compress(body []byte, e encoding, best bool) []byte {
	if e == brotlied {
		return s.compressBrotli(body, best)
	}
	c := newCompressor(bestGzip)
	if !best {
		c = s.compressors.Get().(*compressor)
		defer s.compressors.Put(c)
	}
	c.out.Reset()
	c.gzip.Reset(&c.out)
	_, _ = c.gzip.Write(body) // a buffer takes everything
	_ = c.gzip.Close()
	return bytes.Clone(c.out.Bytes())
}

// compressBrotli compresses quickly where that is as small as gzip, and else as
// well as a body of its size may be.
func (s *Site) compressBrotli(body []byte, best bool) []byte {
	if !best {
		if quick := brotliAt(firstBrotli, body); len(quick) <= len(s.compress(body, gzipped, false)) {
			return quick
		}
	}
	level := bestBrotli
	if len(body) > mostWork {
		level = largeBrotli
	}
	return brotliAt(level, body)
}

func brotliAt(level int, body []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: level, LGWin: window}) // its tables are too large to be pooled
	_, _ = w.Write(body)                                                                    // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// queue puts a page in line to be compressed well. When the line is full, the
// page's next reader queues it again.
func (s *Site) queue(res *response) {
	if res.key == "" || !res.queued.CompareAndSwap(false, true) {
		return
	}
	select {
	case s.toCompress <- res:
	default:
		res.queued.Store(false)
	}
}

// compressQueued compresses queued pages well until ctx ends. It rests three
// times as long as it works: readers come first.
func (s *Site) compressQueued(ctx context.Context) {
	for _, res := range s.static {
		s.queue(res)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case res := <-s.toCompress:
			began := time.Now()
			if !s.compressBest(res) {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(3 * time.Since(began)):
			}
		}
	}
}

// compressBest replaces a page's encodings by the best ones; false where the
// page has changed since and is not worth it.
func (s *Site) compressBest(res *response) bool {
	if !allFresh(res.versions) {
		return false
	}
	if res.header.plain {
		return false
	}
	for _, e := range []encoding{gzipped, brotlied} {
		res.encoded[e].Store(s.newEncoded(res, e, true))
	}
	s.cache.resized(res)
	return true
}
