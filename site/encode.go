package site

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is a form in which a page can be sent.
type encoding int

const (
	identity encoding = iota
	gzipped
	brotlied
	encodings
)

// names are what Content-Encoding and the ends of ETags call them.
var names = [encodings]string{"", "gzip", "br"}

// accepted is the set of encodings that a request accepts; identity always is one.
type accepted uint8

func (a accepted) has(e encoding) bool { return e == identity || a&(1<<e) != 0 }

const (
	acceptsGzip   accepted = 1 << gzipped
	acceptsBrotli accepted = 1 << brotlied
)

// accepts reads Accept-Encoding. What browsers send is known by heart. Where a
// weight sets one of ours below the other, only the heavier is accepted.
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

// form is a page's bytes in one encoding, with the header values that go with
// them. Forms are never changed: a better one replaces a first one.
type form struct {
	body     []byte
	best     bool     // compressed as well as can be
	length   []string // Content-Length
	etag     []string
	encoding []string // Content-Encoding; nil: none
}

// The levels of compression. The first form is made while a reader waits: on
// pages of ours gzip 5 is as small as brotli 4 in a third of its time, so
// brotli is the first form only for those who accept nothing else.
const (
	firstGzip, bestGzip     = 5, 9
	firstBrotli, bestBrotli = 1, 11
	window                  = 18        // brotli's, in bits: 256 KiB hold a whole page, and the encoder's tables stay small
	largeBrotli             = 5         // of a body of more than mostWork: the best would take seconds
	mostWork                = 256 << 10 // bytes
	worthIt                 = 256       // bytes under which nothing is won
	mostWaiting             = 1024      // pages waiting to be compressed well; beyond that a page waits for its next reader
)

// fit gives the form of a page for a request: the best that is there, else the
// quickest that can be made.
func (s *Site) fit(k *kept, a accepted) *form {
	if len(k.body) < worthIt || k.header.plain {
		a = 0
	}
	if a&acceptsBrotli != 0 {
		if f := k.forms[brotlied].Load(); f != nil && (f.best || a&acceptsGzip == 0) {
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
	if f := k.forms[e].Load(); f != nil {
		if !f.best && !k.queued.Load() {
			s.queue(k) // asked for a second time: it is worth the work
		}
		return f
	}
	return s.form(k, e)
}

// form makes a page's first form in an encoding.
func (s *Site) form(k *kept, e encoding) *form {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f := k.forms[e].Load(); f != nil {
		return f
	}
	f := s.newForm(k, e, false)
	if !k.forms[e].CompareAndSwap(nil, f) {
		return k.forms[e].Load() // the best has been made meanwhile
	}
	if e != identity && s.cache.bound > 0 {
		s.cache.grown(k)
	}
	return f
}

func (s *Site) newForm(k *kept, e encoding, best bool) *form {
	f := &form{body: k.body, best: best || e == identity}
	suffix := ""
	if e != identity {
		f.body, f.encoding = s.compress(k.body, e, best), []string{names[e]}
		suffix = "-" + names[e]
		if best {
			suffix += "-best" // other bytes, another tag
		}
	}
	f.length, f.etag = []string{strconv.Itoa(len(f.body))}, []string{`"` + k.hash + suffix + `"`}
	return f
}

// press is a pair of encoders and the room they write into.
type press struct {
	out    bytes.Buffer
	gzip   *gzip.Writer
	brotli *brotli.Writer
}

func newPress(gzipLevel, brotliLevel int) *press {
	g, _ := gzip.NewWriterLevel(nil, gzipLevel) // the levels are gzip's own
	return &press{gzip: g, brotli: brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: brotliLevel, LGWin: window})}
}

func (s *Site) compress(body []byte, e encoding, best bool) []byte {
	var p *press
	if best && len(body) > mostWork {
		p = newPress(bestGzip, largeBrotli)
	} else if best {
		p = newPress(bestGzip, bestBrotli) // too big to be kept beside the pages
	} else {
		p = s.presses.Get().(*press)
		defer s.presses.Put(p)
	}
	p.out.Reset()
	if e == gzipped {
		p.gzip.Reset(&p.out)
		_, _ = p.gzip.Write(body) // a buffer takes everything
		_ = p.gzip.Close()
	} else {
		p.brotli.Reset(&p.out)
		_, _ = p.brotli.Write(body)
		_ = p.brotli.Close()
	}
	return bytes.Clone(p.out.Bytes())
}

// queue asks for the best forms of a page. When too many wait, the page is
// asked for again by its next reader.
func (s *Site) queue(k *kept) {
	if k.key == "" || !k.queued.CompareAndSwap(false, true) {
		return
	}
	select {
	case s.waiting <- k:
	default:
		k.queued.Store(false)
	}
}

// press makes the best forms of the pages that wait, until ctx ends. It rests
// three times as long as it works: readers come first.
func (s *Site) press(ctx context.Context) {
	for _, k := range s.files {
		s.queue(k)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case k := <-s.waiting:
			began := time.Now()
			if !s.perfect(k) {
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

// perfect replaces a page's forms by the best ones; false where the page is
// not worth it any more.
func (s *Site) perfect(k *kept) bool {
	if !standing(k.marks) {
		return false
	}
	if k.header.plain {
		return false
	}
	for _, e := range []encoding{gzipped, brotlied} {
		k.forms[e].Store(s.newForm(k, e, true))
	}
	s.cache.grown(k)
	return true
}
