package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/story"
)

func TestAlertIsSentAndEnded(t *testing.T) {
	h := open(t)
	s := h.public("A flood")
	b := h.signedIn(h.editor)
	p := b.get("/desk/alerts?story=" + string(s.ID))
	if got := p.value("story"); got != string(s.ID) {
		t.Errorf("the form points to %q, want the story it was opened from", got)
	}
	b.post("/desk/alerts", []string{"level", "urgent", "text-en", "Leave the lower streets", "text-fa", "خیابان\u200cهای پایین را ترک کنید", "story", string(s.ID), "minutes", "30"}).
		want(http.StatusOK, "/desk/alerts")
	live, err := h.Store.Alerts(t.Context(), time.Now())
	h.must(err)
	if len(live) != 1 || live[0].Level != story.Urgent || live[0].Story != s.ID || len(live[0].Texts) != 2 {
		t.Fatalf("got %+v, want the alert on screens", live)
	}
	p = b.get("/desk/alerts")
	if got := p.words("section", "aria-labelledby", "live"); !strings.Contains(got, "Leave the lower streets") {
		t.Errorf("on screens now: %q", got)
	}
	b.post("/desk/alerts/"+live[0].ID+"/end", nil).want(http.StatusOK, "/desk/alerts")
	if live, _ = h.Store.Alerts(t.Context(), time.Now()); len(live) != 0 {
		t.Errorf("after its end there are %d alerts on screens", len(live))
	}
}

func TestRefusedAlertComesBackAsItWasTyped(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.editor)
	p := b.post("/desk/alerts", []string{"level", "urgent", "text-en", "Flood", "text-fa", "سیل", "minutes", "99999"})
	p.wantFault(h, http.StatusBadRequest, "minutes", "48 hours at most")
	if p.value("text-fa") != "سیل" || p.value("text-en") != "Flood" {
		t.Errorf("the texts came back as %q, %q", p.value("text-en"), p.value("text-fa"))
	}
	if n := p.find("input", "value", "urgent")[0]; !has(n, "checked") {
		t.Error("the level that was chosen is chosen no more")
	}
	b.post("/desk/alerts", []string{"level", "breaking", "minutes", "60"}).wantFault(h, http.StatusBadRequest, "", "needs a text")
}
