package frame

import (
	"bytes"
	"net/http"
	"strings"
)

// wait reads what waits for the person of the frame.
func (d *Renderer) wait(r *http.Request, f *Frame) (err error) {
	if f.Waiting, err = d.Waiting(r.Context(), f.Person); err != nil || len(f.Waiting) == 0 {
		return err
	}
	f.Askers, err = d.Names(r.Context(), f.Person)
	return err
}

// version stands for what waits: pages that show it are up to date.
func (f Frame) version() string {
	var ids []string
	for _, a := range f.Waiting {
		ids = append(ids, a.ID)
	}
	return strings.Join(ids, ".")
}

// WaitingNow is what open pages ask for every two seconds: the alerts that wait
// for the person, if that is not what the page shows. Asking is no use of a
// session, and who is signed in no more is not led away from a text.
func (d *Renderer) WaitingNow(w http.ResponseWriter, r *http.Request) error {
	f := d.Bare(r)
	f.Person = d.Auth.Person(r)
	if err := d.wait(r, &f); err != nil || f.version() == Field(r, "v") {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	var b bytes.Buffer
	if err := waitingAlerts(f).Render(r.Context(), &b); err != nil {
		return err
	}
	WriteJSON(w, http.StatusOK, map[string]any{"version": f.version(), "count": len(f.Waiting), "html": b.String()})
	return nil
}
