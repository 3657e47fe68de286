package guard

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// Bodies gives next the requests whose address takes a body, if one comes with
// them, and bounds how slowly it may come. Other requests with a body go to
// refuse, which cannot read it, and their connection ends; so does that of a
// body which next leaves unread.
func (p Pace) Bodies(takes func(r *http.Request) bool, refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor > 1 {
			answer := &answer{ResponseWriter: w, control: http.NewResponseController(w), pace: p}
			defer answer.patience() // what is buffered yet is written when the handler has returned
			w = answer
		}
		if r.ContentLength == 0 {
			next.ServeHTTP(w, r)
			return
		}
		control := http.NewResponseController(w)
		if !takes(r) {
			_ = control.SetReadDeadline(time.Unix(1, 0)) // nobody waits for the rest
			w.Header().Set("Connection", "close")
			refuse.ServeHTTP(w, r)
			return
		}
		b := &body{ReadCloser: r.Body, header: w.Header(), control: control, pace: p, until: time.Now().Add(p.Whole)}
		b.window()
		defer b.leave()
		r.Body = b
		next.ServeHTTP(w, r)
	})
}

// body is the body of a request, read at a least speed.
type body struct {
	io.ReadCloser
	header  http.Header // of the answer
	control *http.ResponseController
	pace    Pace
	until   time.Time // when all of it must be there
	got     int       // bytes since the window began
	ended   bool
}

// window begins a span in which the pace must be reached. A connection that
// has no deadlines, as in tests, is not bounded.
func (b *body) window() {
	b.got = 0
	end := time.Now().Add(b.pace.Within)
	if b.until.Before(end) {
		end = b.until
	}
	_ = b.control.SetReadDeadline(end)
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.got += n
	switch {
	case err != nil:
		b.end(errors.Is(err, io.EOF))
	case b.got >= b.pace.Bytes:
		b.window()
	}
	return n, err
}

// end goes back to no deadline after a whole body, for the server listens on
// for the reader's going; a broken one is the last of its connection.
func (b *body) end(whole bool) {
	if b.ended = whole; whole {
		_ = b.control.SetReadDeadline(time.Time{})
		return
	}
	b.header.Set("Connection", "close")
}

// leave ends the connection of a body that was not read to its end: the server
// would wait for the rest of it.
func (b *body) leave() {
	if !b.ended {
		_ = b.control.SetReadDeadline(time.Unix(1, 0))
	}
}

// TooSlow tells whether reading a body failed because it came too slowly.
func TooSlow(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// answer is an answer over HTTP/2, where one stream can wait for ever for its
// reader while the connection moves.
type answer struct {
	http.ResponseWriter
	control *http.ResponseController
	pace    Pace
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) Write(b []byte) (n int, err error) {
	for {
		a.patience()
		wrote, err := a.ResponseWriter.Write(b[n:min(len(b), n+a.pace.Bytes)])
		if n += wrote; err != nil || n == len(b) {
			return n, err
		}
	}
}

func (a *answer) patience() { _ = a.control.SetWriteDeadline(time.Now().Add(a.pace.Within)) }
