package writing

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
)

// Check is what will happen if an act is done, before it is.
type Check struct {
	frame.Frame
	*newsroom.Outcome
	Hash    string // what the act is held to
	Edition *edition.Edition
	Shown   *story.Revision // whose text it is about
	Typed   Typed           // what was typed since
	Since   Since           // what others have done meanwhile
	People  map[staff.ID]string
	Open    int // readers' pages that are open
	Key     string
	Wrong   frame.Wrong
}

func (s Check) Title() string         { return s.Words(msg.DeskDo(string(s.Act.Kind), s.to())) }
func (s Check) Body() templ.Component { return check(s) }

// to is the edition as the buttons name it.
func (s Check) to() string { return s.Words(msg.DeskEditionOf(s.EditionName(s.Edition))) }

// own tells whether an address is the story's own.
func (s Check) own(p newsroom.Place) bool {
	return strings.Contains(p.Path, "/"+string(s.Story.ID)+"/")
}

// places are the story's own addresses, or those of others on which it stands.
func (s Check) places(own bool) []newsroom.Place {
	var places []newsroom.Place
	for _, p := range s.Places {
		if s.own(p) == own {
			places = append(places, p)
		}
	}
	return places
}

// endsAlerts tells whether the form asks what becomes of the alerts about the story.
func (s Check) endsAlerts() bool { return s.Act.Kind == story.Withdraw && len(s.Alerts) > 0 }

// stopped tells whether something speaks against the act that no reason can overrule.
func (s Check) stopped() bool { return story.Stopped(s.Stops, "overruled") != nil }

// Check shows what an act will do. What everybody has typed until now is saved
// before that; what the person has typed is what it is about.
func (d *Desk) Check(w http.ResponseWriter, r *http.Request) error {
	a := asked(r)
	s, refused := d.check(r, a, frame.Wrong{})
	if refused != nil {
		return frame.Refuse(refused, func(wrong frame.Wrong) (frame.Screen, error) { return d.again(r, a, wrong, refused) })
	}
	if len(s.Since.Acts) > 0 && a.Kind != story.Withdraw {
		return frame.Refuse(fault.New(fault.Conflict, msg.FaultActMoved()), func(wrong frame.Wrong) (frame.Screen, error) {
			s.Wrong = wrong
			return s, nil
		})
	}
	return d.Render(w, r, s)
}

func (d *Desk) check(r *http.Request, a story.Act, wrong frame.Wrong) (s Check, err error) {
	of := story.ID(r.PathValue("id"))
	if err := d.Newsroom.CheckpointAll(r.Context(), frame.Who(r), of); err != nil {
		if a.Kind != story.Withdraw {
			return s, err
		}
		d.Log.Warn("working copies cannot be revisions", "story", of, "error", err) // nothing holds up a withdrawal
	}
	s = Check{Frame: d.Frame(r, "stories"), Key: id.New(), Wrong: wrong, Open: d.Open()}
	now, e, err := d.storyOf(r)
	if err != nil {
		return s, err
	}
	s.Edition = e
	head, err := d.Newsroom.Revision(r.Context(), frame.Who(r), of, now.Head)
	if err != nil {
		return s, err
	}
	if r.Method != http.MethodGet {
		if s.Since, err = d.since(r, now, a.Seen); err != nil {
			return s, err
		}
	}
	moved := len(s.Since.Acts) > 0
	if moved && a.Kind == story.Update && !now.Open() {
		return s, fault.New(fault.Conflict, msg.FaultActMoved()) // what is shown now is the newest text
	}
	if moved || a.Revision == 0 || head.By == frame.Who(r).ID {
		a.Revision = head.Number
	}
	a.Seen = now.LastAct()
	if s.Outcome, err = d.Newsroom.Outcome(r.Context(), frame.Who(r), of, a); err != nil {
		return s, err
	}
	return s, d.read(r, &s)
}

// read finds whose text the act is about, and what was typed since.
func (d *Desk) read(r *http.Request, s *Check) (err error) {
	if s.Hash, err = s.Outcome.Hash(); err != nil {
		return err
	}
	if s.Shown, err = d.Newsroom.Revision(r.Context(), frame.Who(r), s.Story.ID, s.Act.Revision); err != nil {
		return err
	}
	if s.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	s.Typed = Typed{Frame: s.Frame, Story: s.Story.ID, Edition: s.Edition, Since: s.Act.Revision}
	if s.Act.Shows() {
		err = d.typed(r, frame.Who(r), &s.Typed)
	}
	return err
}
