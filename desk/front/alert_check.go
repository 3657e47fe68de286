package front

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/story"
)

// AlertCheck is what will happen if an alert is sent, before it is.
type AlertCheck struct {
	frame.Frame
	Outcome *newsroom.AlertOutcome
	Asked   story.Alert // as the form asks for it
	Minutes int
	Hash    string // what the alert is held to
	Open    int    // readers' pages that are open
	Wrong   frame.Wrong
}

func (s AlertCheck) Title() string         { return s.Words(msg.DeskAlertCheck(string(s.Asked.Level))) }
func (s AlertCheck) Body() templ.Component { return alertCheck(s) }

// languages are those of an alert that stands beside in which this one has a text too; its own first where there is none.
func (s AlertCheck) languages(beside *story.Alert) []*lang.Language {
	tags := beside.Languages()
	shared := slices.DeleteFunc(slices.Clone(tags), func(t lang.Tag) bool { return s.Asked.Texts[t] == "" })
	if len(shared) == 0 {
		shared = tags[:1]
	}
	var all []*lang.Language
	for _, t := range shared {
		all = append(all, lang.Of(t))
	}
	return all
}

func (d *Desk) alertCheck(r *http.Request, a story.Alert, minutes int, wrong frame.Wrong) (frame.Screen, error) {
	s := AlertCheck{Frame: d.Frame(r, "alerts"), Asked: a, Minutes: minutes, Open: d.Open(), Wrong: wrong}
	var err error
	if s.Outcome, err = d.Newsroom.AlertOutcome(r.Context(), frame.Who(r), a); err != nil {
		return nil, err
	}
	s.Hash, err = s.Outcome.Hash()
	return s, err
}
