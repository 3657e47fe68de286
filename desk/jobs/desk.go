// Package jobs is the work that has failed for good: what it was, why it
// failed, and a button to have it tried again.
package jobs

import (
	"net/http"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/lang/msg"
	"dateline/newsroom"
)

// Desk answers the addresses of failed work.
type Desk struct {
	*frame.Renderer
	Newsroom *newsroom.Newsroom
}

// Jobs is the list of failed work.
type Jobs struct {
	frame.Frame
	List []newsroom.Job
}

// Title is the name of the screen.
func (s Jobs) Title() string { return s.Words(msg.DeskJobs()) }

// Body is the list, or a word that there is none.
func (s Jobs) Body() templ.Component { return list(s) }

// List shows the failed work.
func (d *Desk) List(w http.ResponseWriter, r *http.Request) error {
	all, err := d.Newsroom.DeadJobs(r.Context(), frame.Who(r))
	if err != nil {
		return err
	}
	return d.Render(w, r, Jobs{d.Frame(r, "jobs"), all})
}

// Retry has a job tried again.
func (d *Desk) Retry(w http.ResponseWriter, r *http.Request) error {
	if err := d.Newsroom.RetryJob(r.Context(), frame.Who(r), r.PathValue("id")); err != nil {
		return err
	}
	return frame.Redirect(w, r, "/desk/jobs")
}
