package front

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

// Alerts is the list of breaking items and the form for the next.
type Alerts struct {
	frame.Frame
	Pending    []story.Alert // wait for a second person
	Live, Past []story.Alert
	People     map[staff.ID]string
	Key        string // of the form: sent twice it is one alert
	Languages  []*lang.Language
	Editions   map[lang.Tag][]string // the names of the editions in which a language's text stands
	Stories    []AlertStory          // public stories that an alert may point to
	Form       story.Alert           // what the form holds
	Minutes    int
	Wrong      frame.Wrong
}

// AlertStory is a story that an alert may point to.
type AlertStory struct {
	ID       story.ID
	Headline string
	Edition  string
}

func (s Alerts) Title() string         { return s.Words(msg.DeskAlerts()) }
func (s Alerts) Body() templ.Component { return alerts(s) }

// alertMinutes are how long an alert may be shown.
func alertMinutes() []int { return []int{15, 30, 60, 120, 240, 480, 720, 1440, 2880} }

// usualMinutes is how long an alert is shown unless another time is chosen.
const usualMinutes = 60

// Alerts shows the alerts and the form for the next.
func (d *Desk) Alerts(w http.ResponseWriter, r *http.Request) error {
	form := story.Alert{Level: story.Breaking, Story: story.ID(frame.Field(r, "story")), Texts: map[lang.Tag]string{}}
	if err := d.prefill(r, &form); err != nil {
		return err
	}
	s, err := d.alertScreen(r, form, usualMinutes, frame.Wrong{})
	if err != nil {
		return err
	}
	return d.Render(w, r, s)
}

// prefill gives a form about a story the headlines of the story and of its public translations.
func (d *Desk) prefill(r *http.Request, form *story.Alert) error {
	if form.Story == "" {
		return nil
	}
	cards, err := d.Newsroom.Translations(r.Context(), frame.Who(r), form.Story)
	if err != nil {
		return err
	}
	editions, err := d.Newsroom.Editions(r.Context(), frame.Who(r))
	if err != nil {
		return err
	}
	for _, c := range cards {
		tag := frame.Edition(editions, c.Edition).Lang
		if form.Texts[tag] == "" || c.ID == form.Story {
			form.Texts[tag] = story.AlertText(c.Headline)
		}
	}
	return nil
}

func (d *Desk) alertScreen(r *http.Request, form story.Alert, minutes int, wrong frame.Wrong) (frame.Screen, error) {
	s := Alerts{Frame: d.Frame(r, "alerts"), Editions: map[lang.Tag][]string{}, Form: form, Minutes: minutes, Wrong: wrong, Key: form.Key}
	if s.Key == "" {
		s.Key = id.New()
	}
	all, err := d.Newsroom.Alerts(r.Context(), frame.Who(r), 50)
	if err != nil {
		return nil, err
	}
	for _, alert := range all {
		switch {
		case alert.Pending(d.Now()):
			s.Pending = append(s.Pending, alert)
		case alert.Live(d.Now()):
			s.Live = append(s.Live, alert)
		default:
			s.Past = append(s.Past, alert)
		}
	}
	if s.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return nil, err
	}
	editions, err := d.Newsroom.Editions(r.Context(), frame.Who(r))
	if err != nil {
		return nil, err
	}
	for i := range editions {
		e := &editions[i]
		if !slices.ContainsFunc(s.Languages, func(l *lang.Language) bool { return l.Tag == e.Lang }) {
			s.Languages = append(s.Languages, e.Language())
		}
		s.Editions[e.Lang] = append(s.Editions[e.Lang], s.EditionName(e))
	}
	s.Stories, err = d.alertStories(r, s.Frame, editions, form.Story)
	return s, err
}

// alertStories are the public stories of late, and the one that is asked for however old it is.
func (d *Desk) alertStories(r *http.Request, f frame.Frame, editions []edition.Edition, wanted story.ID) ([]AlertStory, error) {
	rows, err := d.Newsroom.Stories(r.Context(), frame.Who(r), story.Filter{Publication: story.Public, Limit: 40})
	if err != nil {
		return nil, err
	}
	var all []AlertStory
	for _, row := range rows {
		all = append(all, AlertStory{row.Story.ID, row.Headline, f.EditionName(frame.Edition(editions, row.Story.Edition))})
	}
	if wanted == "" || slices.ContainsFunc(all, func(s AlertStory) bool { return s.ID == wanted }) {
		return all, nil
	}
	cards, err := d.Newsroom.Cards(r.Context(), frame.Who(r), []story.ID{wanted})
	for _, c := range cards {
		all = append([]AlertStory{{wanted, c.Headline, f.EditionName(frame.Edition(editions, c.Edition))}}, all...)
	}
	return all, err
}

// SendAlert puts an alert on readers' screens. Whoever has not been shown what
// will happen is shown it instead.
func (d *Desk) SendAlert(w http.ResponseWriter, r *http.Request) error {
	minutes, _ := strconv.Atoi(frame.Field(r, "minutes")) // without a number it ends at once, which is refused
	a := story.Alert{Level: story.Level(frame.Field(r, "level")), Story: story.ID(frame.Field(r, "story")),
		Ends: d.Now().Add(time.Duration(minutes) * time.Minute), Texts: map[lang.Tag]string{}, Key: frame.Field(r, "key"),
		Promised: frame.Field(r, "promised")}
	editions, err := d.Newsroom.Editions(r.Context(), frame.Who(r))
	if err != nil {
		return err
	}
	for _, e := range editions {
		if text := frame.Field(r, "text-"+string(e.Lang)); text != "" {
			a.Texts[e.Lang] = text
		}
	}
	back := func(wrong frame.Wrong) (frame.Screen, error) { return d.alertScreen(r, a, minutes, wrong) }
	look := func(wrong frame.Wrong) (frame.Screen, error) { return d.alertCheck(r, a, minutes, wrong) }
	switch {
	case frame.Field(r, "change") != "":
		return d.show(w, r, back)
	case a.Promised == "":
		if err := d.show(w, r, look); err != nil {
			return frame.Refuse(err, back)
		}
		return nil
	}
	if _, err := d.Newsroom.Alert(r.Context(), frame.Who(r), a); err != nil {
		if fault.Of(err).Message.Key == msg.FaultOutcomeMoved().Key {
			return frame.Refuse(err, look)
		}
		return frame.Refuse(err, back)
	}
	return frame.Redirect(w, r, "/desk/alerts")
}

// show answers with a screen.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, screen func(frame.Wrong) (frame.Screen, error)) error {
	s, err := screen(frame.Wrong{})
	if err != nil {
		return err
	}
	return d.Render(w, r, s)
}

// EndAlert takes one off before its end.
func (d *Desk) EndAlert(w http.ResponseWriter, r *http.Request) error {
	if err := d.Newsroom.EndAlert(r.Context(), frame.Who(r), r.PathValue("id")); err != nil {
		return err
	}
	return frame.Redirect(w, r, "/desk/alerts")
}

// ConfirmAlert sends one that a colleague has asked for.
func (d *Desk) ConfirmAlert(w http.ResponseWriter, r *http.Request) error {
	return d.decide(w, r, d.Newsroom.ConfirmAlert)
}

// DeclineAlert ends the waiting of one that a colleague has asked for.
func (d *Desk) DeclineAlert(w http.ResponseWriter, r *http.Request) error {
	return d.decide(w, r, d.Newsroom.DeclineAlert)
}

// UndoAlert takes one back that was sent a moment ago.
func (d *Desk) UndoAlert(w http.ResponseWriter, r *http.Request) error {
	return d.decide(w, r, d.Newsroom.UndoAlert)
}

// decide does what the button of an alert says; refused, the screen says why.
func (d *Desk) decide(w http.ResponseWriter, r *http.Request, act func(context.Context, *staff.Person, string) error) error {
	if err := act(r.Context(), frame.Who(r), r.PathValue("id")); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			return d.alertScreen(r, story.Alert{Level: story.Breaking}, usualMinutes, wrong)
		})
	}
	return frame.Redirect(w, r, "/desk/alerts")
}

// end is when an alert ended, or that no reader has seen it.
func (s Alerts) end(a *story.Alert) string {
	switch {
	case a.Declined():
		return s.Words(msg.DeskAlertDeclined(s.People[a.Second]))
	case !a.Waits.IsZero():
		return s.Words(msg.DeskAlertLapsed())
	case a.Second != "":
		return s.Words(msg.DeskAlertTimes(s.When(a.At), s.When(a.Ends))) + ", " + s.Words(msg.DeskAlertConfirmed(s.People[a.Second]))
	}
	return s.Words(msg.DeskAlertTimes(s.When(a.At), s.When(a.Ends)))
}

// undoable is the id of the last alert that can be taken back; empty where none can.
func (s Alerts) undoable() string {
	for _, a := range s.Live {
		if a.Undoable(s.Now) {
			return a.ID
		}
	}
	return ""
}

// flag is the first word of the strip in a language.
func flag(l *lang.Language, level story.Level) string {
	if level == story.Urgent {
		return l.Words(msg.Urgent())
	}
	return l.Words(msg.Breaking())
}
