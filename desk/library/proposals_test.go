package library_test

import (
	"net/http"
	"strings"
	"testing"

	"dateline/internal/desktest"
)

func TestEveryOpenProposalIsInOneList(t *testing.T) {
	h := desktest.Open(t)
	rosa, edith := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	var at []string
	for i, name := range []string{"red", "blue"} {
		p := upload(edith, name+".jpg", append(bridge(t), make([]byte, i)...), "text/html")
		p.Want(http.StatusOK, "")
		at = append(at, p.At)
		rosa.Post(p.At, []string{"seen", rosa.Get(p.At).Value("seen"), "alt", "A river that is " + name, "credit", "Rosa"}).Want(http.StatusOK, "")
	}
	if got := edith.Get("/desk/assets").Words("a", "href", "/desk/proposals"); got != "2 proposals wait for an answer" {
		t.Errorf("the library says %q", got)
	}
	p := edith.Get("/desk/proposals")
	for i, name := range []string{"red", "blue"} {
		if len(p.Find("a", "href", at[i]+"#proposed")) != 1 || !strings.Contains(p.Words("ul"), name+".jpg Rosa") || !strings.Contains(p.Words("ul"), "A river that is "+name) {
			t.Errorf("the list says %q, want what was proposed for %s and the way there", p.Words("ul"), name)
		}
	}
	if len(edith.Get(at[0]).Find("", "id", "proposed")) != 1 {
		t.Error("the way there leads nowhere")
	}
	edith.Post(at[0]+"/proposals/1", []string{"answer", "decline"})
	if got := edith.Get("/desk/proposals").Words("ul"); strings.Contains(got, "red") || !strings.Contains(got, "blue") {
		t.Errorf("one declined, the list says %q", got)
	}
	rosa.Get("/desk/proposals").Want(http.StatusForbidden, "")
	if got := rosa.Get("/desk/assets").Words("a", "href", "/desk/proposals"); got != "" {
		t.Errorf("the reporter's library says %q", got)
	}
}
