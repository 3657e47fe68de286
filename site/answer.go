package site

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/page"
	"dateline/story"
)

// header holds the status and headers that all pages of one sort share.
type header struct {
	status int
	ctype  []string
	cache  []string
	robots []string // X-Robots-Tag; nil: search engines may index it
	plain  bool     // never compressed: it is already, or is too small
}

// Header values are built once and assigned as they are, so that no answer allocates them anew.
var (
	htmlType    = []string{"text/html; charset=utf-8"}
	plainType   = []string{"text/plain; charset=utf-8"}
	revalidate  = []string{"public, max-age=0, must-revalidate"} // readers' caches must not give what was withdrawn
	tenSeconds  = []string{"public, max-age=10"}
	noStore     = []string{"no-store"}
	immutable   = []string{"public, max-age=31536000, immutable"}
	oneDay      = []string{"public, max-age=86400"}
	noindex     = []string{"noindex"}
	vary        = []string{"Accept-Encoding"}
	nosniff     = []string{"nosniff"}
	referrer    = []string{"strict-origin-when-cross-origin"}
	permissions = []string{"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"}
	allowed     = []string{"GET, HEAD"}
	policy      = []string{"default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self'; script-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"} // 'self': the desk shows previews in frames

	okHTML           = &header{status: http.StatusOK, ctype: htmlType, cache: revalidate}
	notFoundHTML     = &header{status: http.StatusNotFound, ctype: htmlType, cache: tenSeconds, robots: noindex}
	goneHTML         = &header{status: http.StatusGone, ctype: htmlType, cache: tenSeconds, robots: noindex}
	movedPermanently = &header{status: http.StatusMovedPermanently, ctype: htmlType, cache: revalidate, plain: true}
)

// secure sets the security headers that every answer carries.
func secure(h http.Header) {
	h["Content-Security-Policy"] = policy
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = referrer
	h["Permissions-Policy"] = permissions
}

// send answers with a page, or with 304 if the reader has it already.
func (s *Site) send(w http.ResponseWriter, r *http.Request, res *response) {
	h := w.Header()
	secure(h)
	h["Cache-Control"] = res.header.cache
	h["Vary"] = vary
	if res.header.robots != nil {
		h["X-Robots-Tag"] = res.header.robots
	}
	if res.location != nil {
		h["Location"] = res.location
		w.WriteHeader(res.header.status)
		return
	}
	a := accepts(r.Header["Accept-Encoding"])
	if tags := r.Header["If-None-Match"]; tags != nil && res.header.status == http.StatusOK {
		if tag := res.matchingTag(tags, a); tag != "" {
			h["Etag"] = []string{tag}
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	f := s.encodedFor(res, a)
	h["Content-Type"] = res.header.ctype
	h["Content-Length"] = f.length
	h["Etag"] = f.etag
	if f.encoding != nil {
		h["Content-Encoding"] = f.encoding
	}
	if res.header.status != http.StatusOK {
		w.WriteHeader(res.header.status)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body) // a reader who has gone away is no fault
	}
}

// matchingTag is the one of a reader's ETags that names this page in an encoding that they accept; empty: none does.
func (res *response) matchingTag(tags []string, a accepted) string {
	for _, list := range tags {
		for tag := range strings.SplitSeq(list, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == "*" {
				return `"` + res.hash + `"`
			}
			rest, ours := strings.CutPrefix(tag, `"`+res.hash)
			if rest, ended := strings.CutSuffix(rest, `"`); ours && ended && a.matches(strings.TrimSuffix(rest, "-best")) {
				return tag
			}
		}
	}
	return ""
}

// matches reports whether the suffix of an ETag of ours names an encoding that is accepted.
func (a accepted) matches(suffix string) bool {
	for e, name := range names {
		if suffix == "-"+name && name != "" || suffix == "" && encoding(e) == identity {
			return a.has(encoding(e))
		}
	}
	return false
}

// redirectTo is a permanent redirect. Browsers must revalidate it all the same:
// a headline that is changed back must not send readers round in a circle.
func redirectTo(to string) *response {
	return &response{header: movedPermanently, location: []string{to}}
}

// answerError answers a request that failed with the error page that fits.
func (s *Site) answerError(w http.ResponseWriter, r *http.Request, p address.Place, err error) {
	switch {
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil: // nobody is there to read it
	case fault.Is(err, fault.NotFound):
		s.errorPage(w, r, p, http.StatusNotFound)
	case fault.Is(err, fault.Gone):
		s.errorPage(w, r, s.ownEdition(r.Context(), p), http.StatusGone)
	default:
		s.serverError(w, r, p, err)
	}
}

// retryAfter is when to try again after a fault that passes, in seconds.
var retryAfter = []string{"10"}

// ownEdition moves p to a withdrawn story's own edition, whose language its notice is written in.
func (s *Site) ownEdition(ctx context.Context, p address.Place) address.Place {
	ctx, stop := context.WithTimeout(ctx, maxRender)
	defer stop()
	if st, err := s.store.Story(ctx, p.Story); err == nil {
		p.Edition = st.Edition
	}
	return p
}

// errorPage answers with the page for a status. A 404 page is cached once for
// each edition and a 410 page once for each story, however many addresses lead
// to it. Where the edition is not public, the answer is an English 404 that
// does not say whether anything was there.
func (s *Site) errorPage(w http.ResponseWriter, r *http.Request, p address.Place, status int) {
	reading, stop := context.WithTimeout(r.Context(), maxRender)
	defer stop()
	_, err := s.newRendering(p.Light).edition(reading, p.Edition)
	if fault.Is(err, fault.NotFound) {
		p.Edition, status = "", http.StatusNotFound
	} else if err != nil {
		s.serverError(w, r, p, err)
		return
	}
	key := strconv.Itoa(status) + " " + string(p.Edition)
	if status == http.StatusGone {
		key += " " + string(p.Story)
	}
	if p.Light {
		key += " light"
	}
	res, err := s.once(r.Context(), key, func(ctx context.Context) (*response, error) { return s.renderErrorPage(ctx, key, p, status) })
	if err != nil {
		s.serverError(w, r, p, err)
		return
	}
	s.send(w, r, res)
}

func (s *Site) renderErrorPage(ctx context.Context, key string, p address.Place, status int) (*response, error) {
	rend := s.newRendering(p.Light)
	e, err := rend.edition(ctx, p.Edition)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	f, err := rend.frame(ctx, e)
	if err != nil {
		return nil, err
	}
	var res *response
	if status == http.StatusGone {
		res, err = s.renderGone(ctx, rend, key, f, p.Story)
	} else {
		res, err = s.renderScreen(ctx, key, notFoundHTML, page.NewNotFound(f))
	}
	if err != nil {
		return nil, err
	}
	res.versions, res.until = rend.versions, rend.until
	return res, nil
}

// renderGone renders the page of a withdrawn story: when it was withdrawn, and the public note.
func (s *Site) renderGone(ctx context.Context, rend *rendering, key string, f page.Frame, of story.ID) (*response, error) {
	rend.watch(aStory(of))
	st, err := s.store.Story(ctx, of)
	if err != nil {
		return nil, err
	}
	withdrawal, _ := st.Withdrawal()
	return s.renderScreen(ctx, key, goneHTML, page.NewGone(f, withdrawal.At, withdrawal.PublicNote))
}

// serverError answers when something broke on our side. The log has the error
// under the id that the page shows.
func (s *Site) serverError(w http.ResponseWriter, r *http.Request, p address.Place, err error) {
	id, status := fault.ID(), http.StatusInternalServerError
	if fault.Is(err, fault.Unavailable) {
		status = http.StatusServiceUnavailable
		w.Header()["Retry-After"] = retryAfter
	}
	s.log.ErrorContext(r.Context(), "a page failed", "id", id, "path", r.URL.Path, "err", err)
	h := w.Header()
	secure(h)
	h["Cache-Control"] = noStore
	h["Content-Type"] = htmlType
	h["X-Robots-Tag"] = noindex
	ctx := r.Context()
	all := s.editionsAfter(ctx, err)
	var e *edition.Edition // that there is none, the page can do without
	if i := slices.IndexFunc(all, func(e edition.Edition) bool { return e.Slug == p.Edition && e.Public }); i >= 0 {
		e = &all[i]
	}
	f := page.NewFrame(s.house, e, all, s.now())
	f.Light = p.Light
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if err := page.NewFailed(f, id).Render(ctx, w); err != nil {
		s.log.ErrorContext(ctx, "the page of a fault failed too", "id", id, "err", err)
	}
}

// editionsAfter are all editions for the page of a fault, as far as they are
// known: records that cannot be read are not asked again.
func (s *Site) editionsAfter(ctx context.Context, err error) []edition.Edition {
	if cached := s.editions.fresh(); cached != nil {
		return cached.value
	}
	if fault.Is(err, fault.Unavailable) {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, maxRender)
	defer stop()
	all, _ := s.newRendering(false).editions(ctx) // what broke may be this; the page can do without
	return all
}
