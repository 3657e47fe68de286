package writing

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/story"
)

// Previewed is the readers' page of a working revision at four widths.
type Previewed struct {
	frame.Frame
	Story    *story.Story
	Headline string
	Revision int
	Width    int // 0: all four
	Light    bool
	Saved    bool // what was typed was saved for it
}

func (s Previewed) Title() string         { return s.Words(msg.DeskPreviewOf(s.Headline)) }
func (s Previewed) Body() templ.Component { return preview(s) }

// previewWidths are the widths in pixels of the four size classes.
func previewWidths() []int { return []int{360, 640, 992, 1280} }

// shown are the widths that the preview shows at once.
func (s Previewed) shown() []int {
	switch {
	case s.Light:
		return []int{360}
	case s.Width != 0:
		return []int{s.Width}
	}
	return previewWidths()
}

// page is the address of the readers' page of the revision, for a frame.
func (s Previewed) page() string {
	path := frame.StoryPath(s.Story.ID) + "/page?revision=" + strconv.Itoa(s.Revision)
	if s.Light {
		path += "&light=1"
	}
	return path
}

// address is this screen at another width, or as the light page.
func (s Previewed) address(width int, light bool) string {
	path := fmt.Sprintf("%s/preview?revision=%d", frame.StoryPath(s.Story.ID), s.Revision)
	if light {
		return path + "&light=1"
	}
	if width != 0 {
		path += "&width=" + strconv.Itoa(width)
	}
	return path
}

// Preview shows the readers' page of a revision at several widths.
func (d *Desk) Preview(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.storyOf(r)
	if err != nil {
		return err
	}
	p := Previewed{Frame: d.Frame(r, "stories"), Story: s, Revision: s.Head, Light: frame.Field(r, "light") != "", Saved: frame.Field(r, "saved") != ""}
	if n, err := strconv.Atoi(frame.Field(r, "revision")); err == nil {
		p.Revision = n
	}
	if n, err := strconv.Atoi(frame.Field(r, "width")); err == nil && slices.Contains(previewWidths(), n) {
		p.Width = n
	}
	rev, err := d.Newsroom.Revision(r.Context(), frame.Who(r), s.ID, p.Revision)
	if err != nil {
		return err
	}
	p.Headline = rev.Document.Head.Headline
	return d.Render(w, r, p)
}

// SaveAndPreview saves what was typed, and shows the readers' page of that.
func (d *Desk) SaveAndPreview(w http.ResponseWriter, r *http.Request) error {
	return d.saved(w, r, func(saved newsroom.Saved) (string, error) {
		of := story.ID(r.PathValue("id"))
		return frame.StoryPath(of) + "/preview?saved=1&revision=" + strconv.Itoa(saved.Revision), d.Newsroom.Chosen(r.Context(), frame.Who(r), of)
	})
}

// Page is the readers' page of a revision, in a frame of the preview.
func (d *Desk) Page(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.storyOf(r)
	if err != nil {
		return err
	}
	rev, err := d.revision(r, s, "revision")
	if err != nil {
		return err
	}
	return d.ReadersPage(w, r, s, rev, frame.Field(r, "light") != "")
}
