package writing

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
)

// Typed is what was typed since the revision that an act is about.
type Typed struct {
	frame.Frame
	Story   story.ID
	Edition *edition.Edition
	Since   int             // the revision
	Newer   *newsroom.Newer // nil: nothing was typed
	By      string          // who typed it
	Lines   []Difference    // what is not the same in the two
}

// version stands for what was typed: a page that shows it is up to date.
func (s Typed) version() string {
	if s.Newer == nil {
		return ""
	}
	return fmt.Sprintf("%d.%d", s.Newer.Revision, s.Newer.At.UnixMicro())
}

// follow is where an open page asks what was typed since.
func (s Typed) follow() string {
	return frame.StoryPath(s.Story) + "/typed?since=" + strconv.Itoa(s.Since)
}

// heading says who has typed, and that it does not go out.
func (s Typed) heading() string {
	if s.Newer.Revision == 0 {
		return s.Words(msg.DeskOutcomeTyping(s.By, s.When(s.Newer.At)))
	}
	return s.Words(msg.DeskOutcomeTyped(s.By, s.Newer.Revision, s.When(s.Newer.At)))
}

// typed finds what was typed since.
func (d *Desk) typed(r *http.Request, by *staff.Person, t *Typed) (err error) {
	if t.Newer, err = d.Newsroom.Newer(r.Context(), by, t.Story, t.Since); err != nil || t.Newer == nil {
		return err
	}
	shown, err := d.Newsroom.Revision(r.Context(), by, t.Story, t.Since)
	if err != nil {
		return err
	}
	t.Lines = slices.DeleteFunc(differences(paragraphs(shown.Document), paragraphs(t.Newer.Document)), func(d Difference) bool { return d.Kind == Same })
	if len(t.Lines) == 0 {
		t.Newer = nil
		return nil
	}
	names, err := d.Newsroom.Names(r.Context(), by)
	t.By = names[t.Newer.By]
	return err
}

// TypedSince is what the open screen before an act asks for every two seconds:
// what was typed since, if that is not what it shows. Asking is no use of a
// session, and makes no revision.
func (d *Desk) TypedSince(w http.ResponseWriter, r *http.Request) error {
	by := d.Auth.Person(r)
	since, err := strconv.Atoi(frame.Field(r, "since"))
	if err != nil {
		return frame.NotFound()
	}
	t := Typed{Frame: d.Bare(r), Story: story.ID(r.PathValue("id")), Since: since}
	s, err := d.Newsroom.Story(r.Context(), by, t.Story)
	if err != nil {
		return err
	}
	if t.Edition, err = d.Newsroom.Edition(r.Context(), by, s.Edition); err != nil {
		return err
	}
	if err := d.typed(r, by, &t); err != nil {
		return err
	}
	if t.version() == frame.Field(r, "v") {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	var b bytes.Buffer
	if err := typedSince(t).Render(r.Context(), &b); err != nil {
		return err
	}
	frame.WriteJSON(w, http.StatusOK, map[string]any{"version": t.version(), "html": b.String()})
	return nil
}
