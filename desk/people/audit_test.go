package people_test

import (
	"net/http"
	"strings"
	"testing"

	"dateline/internal/desktest"
)

func TestAdministratorsSeeAndExportWhoDidWhat(t *testing.T) {
	h := desktest.Open(t)
	h.Public("Flood")
	b := h.SignedIn(h.Admin)
	p := b.Get("/desk/audit")
	p.Want(http.StatusOK, "/desk/audit")
	for _, want := range []string{"Edith", "publish", "person added", "127.0.0.1"} {
		if !strings.Contains(p.Words("ol"), want) {
			t.Errorf("the audit says nothing of %q", want)
		}
	}
	if text := b.Get("/desk/audit?kind=pin").Words("ol"); strings.Contains(text, "127.0.0.1") {
		t.Error("the audit of pins shows a sign-in")
	}
	if text := b.Get("/desk/audit?until=2001-01-01&by=x&before=y").Words("ol"); strings.Contains(text, "127.0.0.1") {
		t.Error("the audit until 2001 shows a sign-in")
	}
	for range 2 {
		b.Post("/desk/audit/export", nil)
	}
	if text := b.Get("/desk/audit?kind=export").Words("ol"); !strings.Contains(text, "127.0.0.1") {
		t.Error("an export is not in the audit")
	}
	h.SignedIn(h.Editor).Get("/desk/audit").Want(http.StatusForbidden, "")
	h.SignedIn(h.Editor).Post("/desk/audit/export", nil).Want(http.StatusForbidden, "")
}
