package desk

import (
	"net/http"
	"strconv"

	"dateline/edition"
	"dateline/story"
)

// act does what a button of the story's screen says, to the revision that was
// on the screen.
func (d *Desk) act(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	a := story.Act{Kind: story.ActKind(field(r, "kind")), PublicNote: field(r, "public-note"),
		InternalNote: field(r, "internal-note"), Key: field(r, "key")}
	a.Revision, _ = strconv.Atoi(field(r, "revision")) // without a number: the working one
	if _, err := d.Newsroom.Act(r.Context(), who(r), of, a); err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) {
			s, err := d.editor(r)
			s.Wrong, s.Act = wrong, a
			return s, err
		})
	}
	return redirect(w, r, storyPath(of))
}

func (d *Desk) stage(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	if err := d.Newsroom.SetStage(r.Context(), who(r), of, story.Stage(field(r, "stage"))); err != nil {
		return err
	}
	return redirect(w, r, storyPath(of))
}

// pin makes the story its edition's lead, or lets it go.
func (d *Desk) pin(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.storyOf(r)
	if err != nil {
		return err
	}
	lead := s.ID
	if field(r, "pinned") == "" {
		lead = ""
	}
	if err := d.Newsroom.Pin(r.Context(), who(r), s.Edition, lead); err != nil {
		return err
	}
	return redirect(w, r, storyPath(s.ID))
}

func (d *Desk) translate(w http.ResponseWriter, r *http.Request) error {
	made, err := d.Newsroom.Translate(r.Context(), who(r), story.ID(r.PathValue("id")), edition.Slug(field(r, "edition")))
	if err != nil {
		return err
	}
	return redirect(w, r, storyPath(made.ID))
}
