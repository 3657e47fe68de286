package front

import (
	"net/http"

	"dateline/desk/frame"
	"dateline/story"
)

// Pin makes the story its edition's lead, or lets it go.
func (d *Desk) Pin(w http.ResponseWriter, r *http.Request) error {
	s, err := d.Newsroom.Story(r.Context(), frame.Who(r), story.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	lead := s.ID
	if frame.Field(r, "pinned") == "" {
		lead = ""
	}
	if err := d.Newsroom.Pin(r.Context(), frame.Who(r), s.Edition, lead); err != nil {
		return err
	}
	return frame.Redirect(w, r, frame.StoryPath(s.ID))
}
