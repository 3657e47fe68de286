package site

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"dateline/address"
	"dateline/fault"
	"dateline/page"
	"dateline/story"
)

// header is what all pages of a sort say of themselves.
type header struct {
	status int
	ctype  []string
	cache  []string
	robots []string // nil: search engines may keep it
	plain  bool     // is compressed already, or too small to be
}

// The values are made once and set as they are: nothing is put together while a reader waits.
var (
	htmlType    = []string{"text/html; charset=utf-8"}
	plainType   = []string{"text/plain; charset=utf-8"}
	always      = []string{"public, max-age=0, must-revalidate"} // readers' caches must not give what was withdrawn
	briefly     = []string{"public, max-age=10"}
	never       = []string{"no-store"}
	immutable   = []string{"public, max-age=31536000, immutable"}
	daily       = []string{"public, max-age=86400"}
	noindex     = []string{"noindex"}
	vary        = []string{"Accept-Encoding"}
	nosniff     = []string{"nosniff"}
	referrer    = []string{"strict-origin-when-cross-origin"}
	permissions = []string{"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"}
	allowed     = []string{"GET, HEAD"}
	policy      = []string{"default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self'; script-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"} // 'self': the desk shows previews in frames

	found     = &header{status: http.StatusOK, ctype: htmlType, cache: always}
	notThere  = &header{status: http.StatusNotFound, ctype: htmlType, cache: briefly, robots: noindex}
	withdrawn = &header{status: http.StatusGone, ctype: htmlType, cache: briefly, robots: noindex}
	redirect  = &header{status: http.StatusMovedPermanently, ctype: htmlType, cache: always, plain: true}
)

// secure sets what every answer says.
func secure(h http.Header) {
	h["Content-Security-Policy"] = policy
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = referrer
	h["Permissions-Policy"] = permissions
}

// send answers with a page, or with nothing but the news that the reader has it already.
func (s *Site) send(w http.ResponseWriter, r *http.Request, k *kept) {
	h := w.Header()
	secure(h)
	h["Cache-Control"] = k.header.cache
	h["Vary"] = vary
	if k.header.robots != nil {
		h["X-Robots-Tag"] = k.header.robots
	}
	if k.location != nil {
		h["Location"] = k.location
		w.WriteHeader(k.header.status)
		return
	}
	a := accepts(r.Header["Accept-Encoding"])
	if tags := r.Header["If-None-Match"]; tags != nil && k.header.status == http.StatusOK {
		if tag := k.known(tags, a); tag != "" {
			h["Etag"] = []string{tag}
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	f := s.fit(k, a)
	h["Content-Type"] = k.header.ctype
	h["Content-Length"] = f.length
	h["Etag"] = f.etag
	if f.encoding != nil {
		h["Content-Encoding"] = f.encoding
	}
	if k.header.status != http.StatusOK {
		w.WriteHeader(k.header.status)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body) // a reader who has gone away is no fault
	}
}

// known is the one of a reader's tags that names this page, in an encoding that they accept.
func (k *kept) known(tags []string, a accepted) string {
	for _, list := range tags {
		for tag := range strings.SplitSeq(list, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == "*" {
				return `"` + k.hash + `"`
			}
			rest, ours := strings.CutPrefix(tag, `"`+k.hash)
			if rest, ended := strings.CutSuffix(rest, `"`); ours && ended && a.knows(strings.TrimSuffix(rest, "-best")) {
				return tag
			}
		}
	}
	return ""
}

// knows tells whether the end of one of our tags names an encoding that is accepted.
func (a accepted) knows(suffix string) bool {
	for e, name := range names {
		if suffix == "-"+name && name != "" || suffix == "" && encoding(e) == identity {
			return a.has(encoding(e))
		}
	}
	return false
}

// moved is a redirect for good. It is asked about each time all the same: a
// headline that is changed back must not send readers round in a circle.
func moved(to string) *kept {
	return &kept{header: redirect, location: []string{to}}
}

// refuse answers where there is no page, with one that says why.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, p address.Place, err error) {
	switch {
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil: // nobody is there to read it
	case fault.Is(err, fault.NotFound):
		s.apologise(w, r, p, http.StatusNotFound)
	case fault.Is(err, fault.Gone):
		s.apologise(w, r, s.home(r.Context(), p), http.StatusGone)
	default:
		s.fail(w, r, p, err)
	}
}

// soon is when to come again after a fault that passes, in seconds.
var soon = []string{"10"}

// home is a withdrawn story's own edition, in whose language readers are told.
func (s *Site) home(ctx context.Context, p address.Place) address.Place {
	if st, err := s.store.Story(ctx, p.Story); err == nil {
		p.Edition = st.Edition
	}
	return p
}

// apologise answers with the page for a status: one for each edition or, where
// readers are told of a withdrawal, for each story, however many addresses lead
// to it. Where the edition is none that readers know, the
// page is English and says nothing of what may have been there.
func (s *Site) apologise(w http.ResponseWriter, r *http.Request, p address.Place, status int) {
	if _, err := s.sheet(p.Light).edition(r.Context(), p.Edition); err != nil {
		p.Edition, status = "", http.StatusNotFound
	}
	key := strconv.Itoa(status) + " " + string(p.Edition)
	if status == http.StatusGone {
		key += " " + string(p.Story)
	}
	if p.Light {
		key += " light"
	}
	k, err := s.once(r.Context(), key, func(ctx context.Context) (*kept, error) { return s.apology(ctx, key, p, status) })
	if err != nil {
		s.fail(w, r, p, err)
		return
	}
	s.send(w, r, k)
}

func (s *Site) apology(ctx context.Context, key string, p address.Place, status int) (*kept, error) {
	sh := s.sheet(p.Light)
	e, err := sh.edition(ctx, p.Edition)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	f, err := sh.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	var k *kept
	if status == http.StatusGone {
		k, err = s.gone(ctx, sh, key, f, p.Story)
	} else {
		k, err = s.paint(ctx, key, notThere, page.NewNotFound(f))
	}
	if err != nil {
		return nil, err
	}
	k.marks, k.until = sh.marks, sh.until
	return k, nil
}

// gone says when a story was withdrawn and what readers are told about it.
func (s *Site) gone(ctx context.Context, sh *sheet, key string, f page.Frame, of story.ID) (*kept, error) {
	sh.watch(aStory(of))
	st, err := s.store.Story(ctx, of)
	if err != nil {
		return nil, err
	}
	told, _ := st.Withdrawal()
	return s.paint(ctx, key, withdrawn, page.NewGone(f, told.At, told.PublicNote))
}

// fail answers when something broke on our side. What it was stands in the log
// under the id that the reader sees.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, p address.Place, err error) {
	id, status := fault.ID(), http.StatusInternalServerError
	if fault.Is(err, fault.Unavailable) {
		status = http.StatusServiceUnavailable
		w.Header()["Retry-After"] = soon
	}
	s.log.ErrorContext(r.Context(), "a page failed", "id", id, "path", r.URL.Path, "err", err)
	h := w.Header()
	secure(h)
	h["Cache-Control"] = never
	h["Content-Type"] = htmlType
	h["X-Robots-Tag"] = noindex
	ctx, sh := r.Context(), s.sheet(p.Light)
	e, _ := sh.edition(ctx, p.Edition) // what broke may be this; the page can do without
	all, _ := sh.all(ctx)
	f := page.NewFrame(s.house, e, all, sh.now)
	f.Light = p.Light
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if err := page.NewFailed(f, id).Render(ctx, w); err != nil {
		s.log.ErrorContext(ctx, "the page of a fault failed too", "id", id, "err", err)
	}
}
