package people_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dateline/internal/desktest"
)

func TestNewPersonIsLetInByALinkThatIsShownOnce(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Admin)
	p := b.Post("/desk/people", []string{"name", "Olga", "role", "editor"})
	link, err := url.Parse(p.Words("code"))
	h.Must(err)
	if link.Host != "news.example" {
		t.Errorf("the link is %s, want it under the house's own address", link)
	}
	if got := b.Get("/desk/people").Words("code"); got != "" {
		t.Errorf("the link is shown again: %q", got)
	}
	olga := h.Visitor()
	if got := olga.Get(link.Path).Words("button"); got != "Sign in now" {
		t.Errorf("the link's page offers %q, want a press first", got)
	}
	olga.Post(link.Path, nil).Want(http.StatusOK, "/desk/account")
	olga.Post(link.Path, nil).Want(http.StatusUnauthorized, "")
	person, err := h.Newsroom.Store.PersonNamed(t.Context(), "Olga")
	h.Must(err)
	b.Post("/desk/people/"+string(person.ID), []string{"role", "editor", "disabled", "1"}).Want(http.StatusOK, "/desk/people")
	olga.Get("/desk/").Want(http.StatusOK, "/desk/sign-in?next=%2Fdesk%2F")
}

func TestRefusedPersonComesBackAsTyped(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Admin)
	p := b.Post("/desk/people", []string{"name", "ROSA", "role", "editor"})
	p.WantFault(h, http.StatusConflict, "name", "already called “ROSA”")
	if p.Value("name") != "ROSA" {
		t.Errorf("the name came back as %q", p.Value("name"))
	}
	p = b.Post("/desk/people/"+string(h.Admin.ID), []string{"role", "reporter"})
	p.Want(http.StatusForbidden, "")
	if got := p.Words("p", "id", "wrong-"+string(h.Admin.ID)); !strings.Contains(got, "may not") {
		t.Errorf("beside the administrator stands %q, want why not", got)
	}
}
