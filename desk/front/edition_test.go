package front_test

import (
	"net/http"
	"strings"
	"testing"

	"dateline/edition"
	"dateline/internal/desktest"
)

func TestEditionIsMadeAndChanged(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Admin)
	fields := []string{"slug", "sw", "lang", "SW", "name", "Habari za Mto", "tagline", "Kutoka delta", "zone", "Mars/Olympus", "sections", "afrika Afrika\r\nmichezo Michezo na burudani", "public", "1"}
	p := b.Post("/desk/new-edition", fields)
	p.WantFault(h, http.StatusBadRequest, "zone", "is not a time zone")
	if p.Value("slug") != "sw" || p.Value("name") != "Habari za Mto" || !strings.Contains(p.Value("sections"), "michezo Michezo na burudani") || !desktest.Has(p.Find("input", "name", "public")[0], "checked") {
		t.Errorf("the form came back as %q", p.Words("form"))
	}
	fields[9] = "Africa/Nairobi"
	b.Post("/desk/new-edition", fields).Want(http.StatusOK, "/desk/editions")
	e, err := h.Newsroom.Store.Edition(t.Context(), "sw")
	h.Must(err)
	if e.Lang != "sw" || !e.Public || len(e.Sections) != 2 || e.Sections[1] != (edition.Section{Slug: "michezo", Name: "Michezo na burudani"}) {
		t.Errorf("got %+v", e)
	}
	b.Post("/desk/new-edition", fields).Want(http.StatusConflict, "")
	b.Post("/desk/editions/sw", []string{"lang", "sw", "name", "Habari", "zone", "UTC", "sections", ""}).Want(http.StatusOK, "/desk/editions")
	if e, _ = h.Newsroom.Store.Edition(t.Context(), "sw"); e.Name != "Habari" || e.Public {
		t.Errorf("got %+v, want it renamed and hidden", e)
	}
}
