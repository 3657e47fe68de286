package desk

import (
	"context"
	"net/http"
	"time"

	"dateline/auth"
	"dateline/desk/front"
	"dateline/desk/jobs"
	"dateline/desk/library"
	"dateline/desk/people"
	"dateline/desk/planning"
	"dateline/desk/writing"
)

// table is every address of the desk and who answers it.
type table struct {
	mux  *http.ServeMux
	auth *auth.Auth
	fail auth.Fail
}

// open is an address for everybody.
func (t table) open(pattern string, h auth.Handler) {
	t.mux.Handle(pattern, t.auth.Answer(timed(h), t.fail))
}

// readTime is how long reading for a screen may take.
const readTime = 20 * time.Second

// timed gives up on records that do not answer a reader in time. What is sent
// here takes as long as its line needs.
func timed(h auth.Handler) auth.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return h(w, r)
		}
		ctx, stop := context.WithTimeout(r.Context(), readTime)
		defer stop()
		return h(w, r.WithContext(ctx))
	}
}

// in is an address for who is signed in.
func (t table) in(pattern string, h auth.Handler) { t.open(pattern, t.auth.Signed(h)) }

func (t table) planning(d *planning.Desk) {
	t.in("GET /desk/{$}", d.List)
	t.in("GET /desk/stories.json", d.ListJSON)
}

func (t table) writing(d *writing.Desk) {
	t.in("GET /desk/new", d.NewForm)
	t.in("POST /desk/stories", d.Create)
	t.in("GET /desk/stories/{id}", d.Edit)
	t.in("POST /desk/stories/{id}/save", d.Save)
	t.in("POST /desk/stories/{id}/working", d.Working)
	t.in("GET /desk/stories/{id}/act", d.Check)
	t.in("POST /desk/stories/{id}/act", d.Act)
	t.open("GET /desk/stories/{id}/typed", d.TypedSince)
	t.in("POST /desk/stories/{id}/stage", d.Stage)
	t.in("POST /desk/stories/{id}/translate", d.Translate)
	t.in("GET /desk/stories/{id}/history", d.History)
	t.in("GET /desk/stories/{id}/compare", d.Compare)
	t.in("POST /desk/stories/{id}/restore", d.Restore)
	t.in("GET /desk/stories/{id}/preview", d.Preview)
	t.in("POST /desk/stories/{id}/preview", d.SaveAndPreview)
	t.in("GET /desk/stories/{id}/page", d.Page)
}

func (t table) library(d *library.Desk) {
	t.in("GET /desk/assets", d.List)
	t.in("POST /desk/assets", d.Upload)
	t.in("GET /desk/assets.json", d.ListJSON)
	t.in("GET /desk/proposals", d.Proposals)
	t.in("GET /desk/assets/{id}", d.Show)
	t.in("POST /desk/assets/{id}", d.Describe)
	t.in("POST /desk/assets/{id}/again", d.Begin)
	t.in("POST /desk/assets/{id}/proposals/{number}", d.Decide)
}

func (t table) front(d *front.Desk) {
	t.open("GET /desk/waiting", d.WaitingNow)
	t.in("GET /desk/alerts", d.Alerts)
	t.in("POST /desk/alerts", d.SendAlert)
	t.in("POST /desk/alerts/{id}/end", d.EndAlert)
	t.in("POST /desk/alerts/{id}/confirm", d.ConfirmAlert)
	t.in("POST /desk/alerts/{id}/decline", d.DeclineAlert)
	t.in("POST /desk/alerts/{id}/undo", d.UndoAlert)
	t.in("POST /desk/stories/{id}/pin", d.Pin)
	t.in("POST /desk/stories/{id}/pin/undo", d.UndoPin)
	t.in("GET /desk/editions", d.Editions)
	t.in("GET /desk/new-edition", d.Edition)
	t.in("POST /desk/new-edition", d.PutEdition)
	t.in("GET /desk/editions/{slug}", d.Edition)
	t.in("POST /desk/editions/{slug}", d.PutEdition)
}

func (t table) jobs(d *jobs.Desk) {
	t.in("GET /desk/jobs", d.List)
	t.in("POST /desk/jobs/{id}/retry", d.Retry)
}

func (t table) people(d *people.Desk) {
	t.open("GET /desk/sign-in", d.SignInForm)
	t.open("POST /desk/sign-in", d.SignIn)
	t.open("GET /desk/link/{token}", d.LinkForm)
	t.open("POST /desk/link/{token}", d.UseLink)
	t.open("POST /desk/sign-out", d.SignOut)
	t.in("GET /desk/audit", d.Audit)
	t.in("POST /desk/audit/export", d.ExportAudit)
	t.in("GET /desk/people", d.List)
	t.in("POST /desk/people", d.Hire)
	t.in("POST /desk/people/{id}", d.Employ)
	t.in("POST /desk/people/{id}/link", d.Link)
	t.in("GET /desk/account", d.Account)
	t.in("POST /desk/account/password", d.Password)
	t.in("POST /desk/account/sessions/{token}/end", d.EndSession)
}
