package front_test

import (
	"net/http"
	"strings"
	"testing"

	"dateline/internal/desktest"
	"dateline/story"
)

func TestTheScreenBeforeAPinSaysWhatWillLeadAndDoesThatOrNothing(t *testing.T) {
	h := desktest.Open(t)
	flood, fire := h.Public("A flood"), h.Public("A fire")
	b := h.SignedIn(h.Editor)
	at := "/desk/stories/" + string(flood.ID)
	p := b.Post(at+"/pin", []string{"pinned", "1"})
	p.Want(http.StatusOK, "")
	if got := p.Words("dl"); got != "At the top of the front page then A flood At the top now A fire" {
		t.Errorf("the screen says %q", got)
	}
	for _, want := range []string{"Changes /en/", "Changes /light/en/", "Changes /", "3 pages are open"} {
		if got := p.Words("section", "aria-labelledby", "places"); !strings.Contains(got, want) {
			t.Errorf("the screen says %q, want %q", got, want)
		}
	}
	if button := p.Find("button", "accesskey", "p"); len(button) != 1 || !desktest.Has(button[0], "autofocus") {
		t.Error("the button is not at the editor's fingers")
	}
	if lead := lead(h); lead != "" {
		t.Fatalf("looking has put %s at the top", lead)
	}
	_, err := h.Newsroom.Pin(t.Context(), h.Admin, story.Pin{Edition: "en", Story: fire.ID})
	h.Must(err)
	again := b.Agree(p)
	again.WantFault(h, http.StatusConflict, "", "What this would do has changed")
	if lead := lead(h); lead != string(fire.ID) {
		t.Errorf("%s leads, want what the colleague chose", lead)
	}
	p = b.Agree(again)
	p.Want(http.StatusOK, at)
	if lead := lead(h); lead != string(flood.ID) {
		t.Errorf("agreed to again, %s leads", lead)
	}
	undo := p.Find("form", "action", at+"/pin/undo")
	if len(undo) != 1 || len(p.Find("button", "accesskey", "u")) != 1 || !strings.Contains(p.Words("form", "action", at+"/pin/undo"), "changed by Edith") {
		t.Fatalf("the screen does not offer to take it back by one key: %s", p.Words("aside"))
	}
	number := p.Find("input", "name", "number")[0]
	b.Post(at+"/pin/undo", []string{"number", desktest.Attr(number, "value")}).Want(http.StatusOK, at)
	if lead := lead(h); lead != string(fire.ID) {
		t.Errorf("taken back, %s leads, want what led before", lead)
	}
	b.Post(at+"/pin/undo", []string{"number", desktest.Attr(number, "value")}).Want(http.StatusConflict, "")
	if n := len(p.Find("button", "accesskey", "u")); n != 1 {
		t.Errorf("%d buttons have the key that takes the last act back", n)
	}
}

func lead(h *desktest.House) string {
	h.T.Helper()
	e, err := h.Newsroom.Store.Edition(h.T.Context(), "en")
	h.Must(err)
	return e.Lead
}
