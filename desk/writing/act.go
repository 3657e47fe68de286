package writing

import (
	"net/http"
	"strconv"

	"dateline/desk/frame"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/story"
)

// actMoved is the message of the fault for who acts on what is no longer shown.
var actMoved = msg.FaultActMoved().Key

// Since is what others have done to a story since a screen of it was rendered.
type Since struct {
	Acts  []story.Act
	Lines []Difference // between what readers saw then and what they see now; empty where one of the two is nothing
}

// since are the acts after the one with the number, and what they have changed.
func (d *Desk) since(r *http.Request, s *story.Story, seen int64) (since Since, err error) {
	for _, a := range s.Acts {
		if a.Number > seen {
			since.Acts = append(since.Acts, a)
		}
	}
	then, now := s.AsOf(seen).Shown(), s.Shown()
	if then == 0 || now == 0 || then == now {
		return since, nil
	}
	old, err := d.Newsroom.Revision(r.Context(), frame.Who(r), s.ID, then)
	if err != nil {
		return since, err
	}
	shown, err := d.Newsroom.Revision(r.Context(), frame.Who(r), s.ID, now)
	if err != nil {
		return since, err
	}
	since.Lines = differences(paragraphs(old.Document), paragraphs(shown.Document))
	return since, nil
}

// Act does what a button says, to the revision that was on the screen. Whoever
// has not been shown what will happen is shown it instead.
func (d *Desk) Act(w http.ResponseWriter, r *http.Request) error {
	of, a := story.ID(r.PathValue("id")), asked(r)
	if a.Promised == "" && a.Kind != story.Undo {
		return d.Check(w, r)
	}
	if _, refused := d.Newsroom.Act(r.Context(), frame.Who(r), of, a); refused != nil {
		return frame.Refuse(refused, func(wrong frame.Wrong) (frame.Screen, error) {
			if a.Kind == story.Undo {
				return d.again(r, a, wrong, refused)
			}
			if s, err := d.check(r, a, wrong); err == nil {
				return s, nil
			}
			return d.again(r, a, wrong, refused)
		})
	}
	return frame.Redirect(w, r, frame.StatePath(of))
}

// asked is the act that a form asks for. Whoever looks again looks at the
// newest text, and has been promised nothing.
func asked(r *http.Request) story.Act {
	a := story.Act{Kind: story.ActKind(frame.Field(r, "kind")), PublicNote: frame.Field(r, "public-note"), InternalNote: frame.Field(r, "internal-note"),
		Waived: frame.Field(r, "waived"), Promised: frame.Field(r, "promised"), Key: frame.Field(r, "key")}
	a.KeepAlerts = frame.Field(r, "alerts") != "" && frame.Field(r, "end-alerts") == ""
	a.Revision, _ = strconv.Atoi(frame.Field(r, "revision")) // without a number none, which is refused
	if frame.Field(r, "again") != "" {
		a.Promised, a.Revision = "", 0
	}
	a.Seen, _ = strconv.ParseInt(frame.Field(r, "seen"), 10, 64)     // without a number nothing was public
	a.Undoes, _ = strconv.ParseInt(frame.Field(r, "undoes"), 10, 64) // without a number nothing, which is refused
	return a
}

// again is the story's screen with what was typed into the form of the act that was refused.
func (d *Desk) again(r *http.Request, a story.Act, wrong frame.Wrong, refused error) (frame.Screen, error) {
	s, err := d.editor(r)
	s.Wrong, s.Act = wrong, a
	if err != nil || fault.Of(refused).Message.Key != actMoved {
		return s, err
	}
	s.Since, err = d.since(r, s.Story, a.Seen)
	return s, err
}
