package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dateline/edition"
)

func TestNewPersonIsLetInByALinkThatIsShownOnce(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.admin)
	p := b.post("/desk/people", []string{"name", "Olga", "role", "editor"})
	link, err := url.Parse(p.words("code"))
	h.must(err)
	if link.Host != "news.example" {
		t.Errorf("the link is %s, want it under the house's own address", link)
	}
	if got := b.get("/desk/people").words("code"); got != "" {
		t.Errorf("the link is shown again: %q", got)
	}
	olga := h.visitor()
	if got := olga.get(link.Path).words("button"); got != "Sign in now" {
		t.Errorf("the link's page offers %q, want a press first", got)
	}
	olga.post(link.Path, nil).want(http.StatusOK, "/desk/account")
	olga.post(link.Path, nil).want(http.StatusUnauthorized, "")
	person, err := h.Store.PersonNamed(t.Context(), "Olga")
	h.must(err)
	b.post("/desk/people/"+string(person.ID), []string{"role", "editor", "disabled", "1"}).want(http.StatusOK, "/desk/people")
	olga.get("/desk/").want(http.StatusOK, "/desk/sign-in?next=%2Fdesk%2F")
}

func TestRefusedPersonComesBackAsTyped(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.admin)
	p := b.post("/desk/people", []string{"name", "ROSA", "role", "editor"})
	p.wantFault(h, http.StatusConflict, "name", "already called “ROSA”")
	if p.value("name") != "ROSA" {
		t.Errorf("the name came back as %q", p.value("name"))
	}
	p = b.post("/desk/people/"+string(h.admin.ID), []string{"role", "reporter"})
	p.want(http.StatusForbidden, "")
	if got := p.words("p", "id", "wrong-"+string(h.admin.ID)); !strings.Contains(got, "may not") {
		t.Errorf("beside the administrator stands %q, want why not", got)
	}
}

func TestEditionIsMadeAndChanged(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.admin)
	fields := []string{"slug", "sw", "lang", "SW", "name", "Habari za Mto", "tagline", "Kutoka delta", "zone", "Mars/Olympus", "sections", "afrika Afrika\r\nmichezo Michezo na burudani", "public", "1"}
	p := b.post("/desk/new-edition", fields)
	p.wantFault(h, http.StatusBadRequest, "zone", "is not a time zone")
	if p.value("slug") != "sw" || p.value("name") != "Habari za Mto" || !strings.Contains(p.value("sections"), "michezo Michezo na burudani") || !has(p.find("input", "name", "public")[0], "checked") {
		t.Errorf("the form came back as %q", p.words("form"))
	}
	fields[9] = "Africa/Nairobi"
	b.post("/desk/new-edition", fields).want(http.StatusOK, "/desk/editions")
	e, err := h.Store.Edition(t.Context(), "sw")
	h.must(err)
	if e.Lang != "sw" || !e.Public || len(e.Sections) != 2 || e.Sections[1] != (edition.Section{Slug: "michezo", Name: "Michezo na burudani"}) {
		t.Errorf("got %+v", e)
	}
	b.post("/desk/new-edition", fields).want(http.StatusConflict, "")
	b.post("/desk/editions/sw", []string{"lang", "sw", "name", "Habari", "zone", "UTC", "sections", ""}).want(http.StatusOK, "/desk/editions")
	if e, _ = h.Store.Edition(t.Context(), "sw"); e.Name != "Habari" || e.Public {
		t.Errorf("got %+v, want it renamed and hidden", e)
	}
}
