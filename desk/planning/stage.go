package planning

import (
	"net/http"

	"dateline/desk/frame"
	"dateline/story"
)

// Stage moves a story to another stage of the work.
func (d *Desk) Stage(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	if err := d.Newsroom.SetStage(r.Context(), frame.Who(r), of, story.Stage(frame.Field(r, "stage"))); err != nil {
		return err
	}
	return frame.Redirect(w, r, frame.StoryPath(of))
}
