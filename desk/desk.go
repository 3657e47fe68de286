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
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Desk answers the addresses under /desk/.
type Desk struct {
	Store    *store.Store
	Newsroom *newsroom.Newsroom
	Auth     *auth.Auth
	Log      *slog.Logger
	Now      func() time.Time

	// Take keeps an upload and begins its renditions.
	Take func(ctx context.Context, by *staff.Person, file io.Reader, filename string, about media.Asset) (*media.Asset, error)
	// Preview draws the readers' page of a working revision.
	Preview func(w http.ResponseWriter, r *http.Request, of story.ID, revision int, light bool) error
	Origin  address.Origin // where readers and the staff reach the house

	// Files are the styles and scripts that the desk borrows from the site: name to address.
	Files func(name string) string
}

// language is the language of the desk's own words.
func (d *Desk) language() *lang.Language { return lang.Of("en") }

// Handler answers everything under /desk/.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, h auth.Handler) { mux.Handle(pattern, d.Auth.Answer(h, d.fail)) }
	in := func(pattern string, h auth.Handler) { open(pattern, d.Auth.Signed(h)) }

	open("GET /desk/sign-in", d.signInForm)
	open("POST /desk/sign-in", d.signIn)
	open("GET /desk/link/{token}", d.linkForm)
	open("POST /desk/link/{token}", d.useLink)
	open("POST /desk/sign-out", d.signOut)
	open("GET /desk/files/{name}", d.file)

	in("GET /desk/{$}", d.list)
	in("GET /desk/new", d.newForm)
	in("POST /desk/stories", d.create)
	in("GET /desk/stories/{id}", d.edit)
	in("POST /desk/stories/{id}/save", d.save)
	in("POST /desk/stories/{id}/act", d.act)
	in("POST /desk/stories/{id}/stage", d.stage)
	in("POST /desk/stories/{id}/pin", d.pin)
	in("POST /desk/stories/{id}/translate", d.translate)
	in("GET /desk/stories/{id}/history", d.history)
	in("GET /desk/stories/{id}/compare", d.compare)
	in("POST /desk/stories/{id}/restore", d.restoreRevision)
	in("GET /desk/stories/{id}/preview", d.preview)
	in("GET /desk/stories/{id}/page", d.page)
	in("GET /desk/stories.json", d.storiesJSON)

	in("GET /desk/alerts", d.alerts)
	in("POST /desk/alerts", d.alert)
	in("POST /desk/alerts/{id}/end", d.endAlert)

	in("GET /desk/assets", d.assets)
	in("POST /desk/assets", d.upload)
	in("GET /desk/assets.json", d.assetsJSON)
	in("GET /desk/assets/{id}", d.asset)
	in("POST /desk/assets/{id}", d.describe)

	in("GET /desk/people", d.people)
	in("POST /desk/people", d.hire)
	in("POST /desk/people/{id}", d.employ)
	in("POST /desk/people/{id}/link", d.link)
	in("GET /desk/account", d.account)
	in("POST /desk/account/password", d.password)
	in("POST /desk/account/sessions/{token}/end", d.endSession)

	in("GET /desk/editions", d.editions)
	in("GET /desk/new-edition", d.edition)
	in("POST /desk/new-edition", d.putEdition)
	in("GET /desk/editions/{slug}", d.edition)
	in("POST /desk/editions/{slug}", d.putEdition)
	in("/desk/", func(http.ResponseWriter, *http.Request) error { return notFound() })

	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(d.Auth.Answer(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Forbidden, msg.FaultCrossSite())
	}, d.fail))
	return d.Auth.Watch(secured(cross.Handler(limited(mux))), false, d.fail)
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
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		next.ServeHTTP(w, r)
	})
}

// limited bounds how much a request may send and how long it may take about
// it: documents and forms are small and quick, uploads are neither.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size, wait := int64(story.MaxBytes+64<<10), 30*time.Second
		if r.Method == http.MethodPost && r.URL.Path == "/desk/assets" {
			size, wait = media.MaxStreamBytes+1<<20, time.Hour
		}
		r.Body = http.MaxBytesReader(w, r.Body, size)
		control := http.NewResponseController(w)
		if err := control.SetReadDeadline(time.Now().Add(wait)); err == nil {
			defer control.SetReadDeadline(time.Time{}) //nolint:errcheck // the connection is gone then
		}
		next.ServeHTTP(w, r)
	})
}

// who is the person who is signed in; every handler behind Signed has one.
func who(r *http.Request) *staff.Person { return auth.Who(r.Context()) }
