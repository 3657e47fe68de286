package jobs_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/id"
	"dateline/internal/desktest"
	"dateline/store"
)

func TestFailedWorkIsOnAScreenWithItsReasonAndCanBeTriedAgain(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Admin)
	if got := b.Get("/desk/").Words("nav"); strings.Contains(got, "Failed jobs") {
		t.Errorf("the navigation speaks of failed work where there is none: %q", got)
	}
	st := h.Newsroom.Store
	job := store.Job{ID: id.New(), Kind: "develop", Subject: "aaaaaaaaaaaaa", Due: time.Now()}
	h.Must(st.InTx(t.Context(), func(tx *store.Tx) error { return tx.PutJob(t.Context(), job) }))
	h.Must(st.FailJob(t.Context(), &job, "no <ffmpeg> today", time.Now(), true))
	if got := b.Get("/desk/").Words("nav"); !strings.Contains(got, "Failed jobs (1)") {
		t.Errorf("the navigation is %q, want it to say that work has failed", got)
	}
	p := b.Get("/desk/jobs")
	p.Want(http.StatusOK, "/desk/jobs")
	if got := p.Words("main"); !strings.Contains(got, "no <ffmpeg> today") || !strings.Contains(got, job.Subject) || !strings.Contains(got, "Renditions of a picture") {
		t.Errorf("the screen says %q; want what it was, of what, and why", got)
	}
	b.Post("/desk/jobs/"+job.ID+"/retry", nil).Want(http.StatusOK, "/desk/jobs")
	if n, err := st.CountDeadJobs(t.Context()); err != nil || n != 0 {
		t.Errorf("%d jobs wait for a person, %v; want none", n, err)
	}
	if j, err := st.Claim(t.Context(), []string{"develop"}, time.Now().Add(time.Hour), time.Minute); err != nil || j.ID != job.ID || j.Attempts != 1 {
		t.Errorf("claimed %+v, %v; want the job, for the first time", j, err)
	}
}

func TestReportersDoNotSeeFailedWork(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	b.Get("/desk/jobs").Want(http.StatusForbidden, "")
	b.Post("/desk/jobs/aaaaaaaaaaaaa/retry", nil).Want(http.StatusForbidden, "")
}
