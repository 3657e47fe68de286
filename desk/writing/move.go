package writing

import (
	"net/http"
	"strconv"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/story"
)

// Stage moves a story to another stage of the work, once what was typed is saved.
func (d *Desk) Stage(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	return d.saved(w, r, func(saved newsroom.Saved) (string, error) {
		err := d.Newsroom.SetStage(r.Context(), frame.Who(r), of, story.Stage(frame.Field(r, "stage")))
		return frame.StoryPath(of) + "?moved=" + strconv.Itoa(saved.Revision), err
	})
}

// Translate begins a translation for another edition, once what was typed is saved.
func (d *Desk) Translate(w http.ResponseWriter, r *http.Request) error {
	return d.saved(w, r, func(newsroom.Saved) (string, error) {
		translation, err := d.Newsroom.Translate(r.Context(), frame.Who(r), story.ID(r.PathValue("id")), edition.Slug(frame.Field(r, "edition")))
		if err != nil {
			return "", err
		}
		return frame.StoryPath(translation.ID) + "?begun=1", nil
	})
}

// done says what has just been done to the story, and that its text was saved
// for it; empty where nothing was.
func (s Edit) done() string {
	switch {
	case s.Moved != 0:
		return s.Words(msg.DeskSavedAndMoved(s.Moved, s.Words(msg.DeskStageName(string(s.Story.Stage)))))
	case s.Begun:
		return s.Words(msg.DeskSavedAndBegun())
	}
	return ""
}
