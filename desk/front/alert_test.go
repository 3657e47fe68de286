package front_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/internal/desktest"
	"dateline/story"
)

func TestAlertIsSentAndEnded(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	b := h.SignedIn(h.Editor)
	p := b.Get("/desk/alerts?story=" + string(s.ID))
	if got := p.Value("story"); got != string(s.ID) {
		t.Errorf("the form points to %q, want the story it was opened from", got)
	}
	b.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Leave the lower streets", "text-fa", "خیابان\u200cهای پایین را ترک کنید", "story", string(s.ID), "minutes", "30"}).
		Want(http.StatusOK, "/desk/alerts")
	live, err := h.Newsroom.Store.Alerts(t.Context(), time.Now())
	h.Must(err)
	if len(live) != 1 || live[0].Level != story.Urgent || live[0].Story != s.ID || len(live[0].Texts) != 2 {
		t.Fatalf("got %+v, want the alert on screens", live)
	}
	p = b.Get("/desk/alerts")
	if got := p.Words("section", "aria-labelledby", "live"); !strings.Contains(got, "Leave the lower streets") {
		t.Errorf("on screens now: %q", got)
	}
	b.Post("/desk/alerts/"+live[0].ID+"/end", nil).Want(http.StatusOK, "/desk/alerts")
	if live, _ = h.Newsroom.Store.Alerts(t.Context(), time.Now()); len(live) != 0 {
		t.Errorf("after its end there are %d alerts on screens", len(live))
	}
}

func TestRefusedAlertComesBackAsItWasTyped(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Editor)
	p := b.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Flood", "text-fa", "سیل", "minutes", "99999"})
	p.WantFault(h, http.StatusBadRequest, "minutes", "48 hours at most")
	if p.Value("text-fa") != "سیل" || p.Value("text-en") != "Flood" {
		t.Errorf("the texts came back as %q, %q", p.Value("text-en"), p.Value("text-fa"))
	}
	if n := p.Find("input", "value", "urgent")[0]; !desktest.Has(n, "checked") {
		t.Error("the level that was chosen is chosen no more")
	}
	b.Post("/desk/alerts", []string{"level", "breaking", "minutes", "60"}).WantFault(h, http.StatusBadRequest, "", "needs a text")
}
