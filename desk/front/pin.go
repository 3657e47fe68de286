package front

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/story"
)

// Pin is what will happen if a story leads its edition's front page, or leads no longer.
type Pin struct {
	frame.Frame
	Outcome *newsroom.PinOutcome
	Story   story.ID // from whose screen it was asked for
	Hash    string   // what the pin is held to
	Key     string
	Open    int // readers' pages that are open
	Wrong   frame.Wrong
}

func (s Pin) Body() templ.Component { return pin(s) }
func (s Pin) Title() string {
	if s.Outcome.Pin.Story == "" {
		return s.Words(msg.DeskUnpin())
	}
	return s.Words(msg.DeskPin(s.Words(msg.DeskEditionOf(s.EditionName(s.Outcome.Edition)))))
}

// moves tells whether readers see another story at the top.
func (s Pin) moves() bool {
	o := s.Outcome
	return o.Leads != nil && o.Led != nil && o.Leads.ID != o.Led.ID
}

// Pin has the story lead its edition's front page, or lets it go. Whoever has
// not been shown what will happen is shown it instead.
func (d *Desk) Pin(w http.ResponseWriter, r *http.Request) error {
	s, err := d.Newsroom.Story(r.Context(), frame.Who(r), story.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p := story.Pin{Edition: s.Edition, Story: s.ID, Promised: frame.Field(r, "promised"), Key: frame.Field(r, "key")}
	if frame.Field(r, "pinned") == "" {
		p.Story = ""
	}
	if p.Promised == "" {
		screen, err := d.pinScreen(r, s.ID, p, frame.Wrong{})
		if err != nil {
			return err
		}
		return d.Render(w, r, screen)
	}
	if _, err := d.Newsroom.Pin(r.Context(), frame.Who(r), p); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) { return d.pinScreen(r, s.ID, p, wrong) })
	}
	return frame.Redirect(w, r, frame.StatePath(s.ID))
}

func (d *Desk) pinScreen(r *http.Request, of story.ID, p story.Pin, wrong frame.Wrong) (frame.Screen, error) {
	s := Pin{Frame: d.Frame(r, "stories"), Story: of, Key: id.New(), Open: d.Open(), Wrong: wrong}
	var err error
	if s.Outcome, err = d.Newsroom.PinOutcome(r.Context(), frame.Who(r), p); err != nil {
		return nil, err
	}
	s.Hash, err = s.Outcome.Hash()
	return s, err
}

// UndoPin takes the last change of what leads a front page back.
func (d *Desk) UndoPin(w http.ResponseWriter, r *http.Request) error {
	s, err := d.Newsroom.Story(r.Context(), frame.Who(r), story.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	number, _ := strconv.ParseInt(frame.Field(r, "number"), 10, 64) // without a number none, which is refused
	if _, err := d.Newsroom.UndoPin(r.Context(), frame.Who(r), s.Edition, number); err != nil {
		return err
	}
	return frame.Redirect(w, r, frame.StatePath(s.ID))
}
