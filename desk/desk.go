// Package desk is the editors' screens: what is being written, the editor,
// publishing and withdrawing, alerts, uploads, people and editions. Every
// screen works as plain forms; only the rich text of a story needs a script.
package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"dateline/address"
	"dateline/auth"
	"dateline/desk/dist"
	"dateline/desk/frame"
	"dateline/desk/front"
	"dateline/desk/jobs"
	"dateline/desk/library"
	"dateline/desk/people"
	"dateline/desk/planning"
	"dateline/desk/writing"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
)

// Desk answers the addresses under /desk/.
type Desk struct {
	Newsroom *newsroom.Newsroom
	Auth     *auth.Auth
	Log      *slog.Logger
	Now      func() time.Time

	// Take stores an upload and begins its renditions; known is one whose bytes were here already.
	Take func(ctx context.Context, by *staff.Person, file io.Reader, filename string, about media.Asset) (a *media.Asset, known bool, err error)
	// Again begins the renditions of an upload anew.
	Again func(ctx context.Context, by *staff.Person, of media.ID, agreed bool) error
	// Strips is whether metadata can be taken out of sound and film here.
	Strips bool
	// Preview renders the readers' page of a revision.
	Preview func(w http.ResponseWriter, r *http.Request, of *story.Story, at *story.Revision, light bool) error
	Open    func() int     // how many of readers' pages are open
	Origin  address.Origin // where readers and the staff reach the house

	// Files are the styles and scripts that the desk borrows from the site: name to address.
	Files func(name string) string
}

// Handler answers everything under /desk/.
func (d *Desk) Handler() http.Handler {
	f := &frame.Renderer{Auth: d.Auth, Log: d.Log, Now: d.Now, Files: d.Files, FailedJobs: d.Newsroom.CountDeadJobs,
		Waiting: d.Newsroom.WaitingAlerts, Names: d.Newsroom.Names}
	crew := &people.Desk{Renderer: f, Newsroom: d.Newsroom, Origin: d.Origin}
	f.SignedOut = crew.SignedOut
	t := table{mux: http.NewServeMux(), auth: d.Auth, fail: f.Fail}

	t.people(crew)
	t.planning(&planning.Desk{Renderer: f, Newsroom: d.Newsroom})
	t.writing(&writing.Desk{Renderer: f, Newsroom: d.Newsroom, Open: d.Open, ReadersPage: d.Preview})
	t.library(&library.Desk{Renderer: f, Newsroom: d.Newsroom, Take: d.Take, Again: d.Again, Strips: d.Strips})
	t.front(&front.Desk{Renderer: f, Newsroom: d.Newsroom, Open: d.Open})
	t.jobs(&jobs.Desk{Renderer: f, Newsroom: d.Newsroom})
	t.open("GET /desk/files/{name}", script)
	t.in("/desk/", func(http.ResponseWriter, *http.Request) error { return frame.NotFound() })

	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(d.Auth.Answer(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Forbidden, msg.FaultCrossSite())
	}, f.Fail))
	return d.Auth.Watch(secured(cross.Handler(limited(t.mux))), f.Fail)
}

// script answers with one of the desk's scripts.
func script(w http.ResponseWriter, r *http.Request) error {
	if !dist.Serve(w, r, r.PathValue("name")) {
		return frame.NotFound()
	}
	return nil
}

// policy allows the desk what its screens use: our own files, pictures of
// drafts in forms, the site's pages in the preview's frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
	"connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"

func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		next.ServeHTTP(w, r)
	})
}

// limited bounds how much a request may send; how slowly is bounded by guard.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := int64(story.MaxBytes + 64<<10)
		if r.Method == http.MethodPost && r.URL.Path == "/desk/assets" {
			size = media.MaxStreamBytes + 1<<20
		}
		r.Body = http.MaxBytesReader(w, r.Body, size)
		next.ServeHTTP(w, r)
	})
}
