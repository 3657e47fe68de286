package desk

import (
	"context"
	"net/http"
	"strconv"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/story"
)

// actMoved is the message of the fault for who acts on what is no longer shown.
var actMoved = msg.FaultActMoved().Key

// Since is what others have done to a story since a screen of it was drawn.
type Since struct {
	Acts  []story.Act
	Lines []Difference // between what readers saw then and what they see now; empty where one of the two is nothing
}

// since are the acts after the one with the number, and what they have changed.
func (d *Desk) since(ctx context.Context, s *story.Story, seen int64) (since Since, err error) {
	for _, a := range s.Acts {
		if a.Number > seen {
			since.Acts = append(since.Acts, a)
		}
	}
	then, now := s.AsOf(seen).Shown(), s.Shown()
	if then == 0 || now == 0 || then == now {
		return since, nil
	}
	old, err := d.Store.Revision(ctx, s.ID, then)
	if err != nil {
		return since, err
	}
	shown, err := d.Store.Revision(ctx, s.ID, now)
	if err != nil {
		return since, err
	}
	since.Lines = differences(paragraphs(old.Document), paragraphs(shown.Document))
	return since, nil
}

// act does what a button of the story's screen says, to the revision that was
// on the screen.
func (d *Desk) act(w http.ResponseWriter, r *http.Request) error {
	of := story.ID(r.PathValue("id"))
	a := story.Act{Kind: story.ActKind(field(r, "kind")), PublicNote: field(r, "public-note"),
		InternalNote: field(r, "internal-note"), Key: field(r, "key")}
	a.Revision, _ = strconv.Atoi(field(r, "revision"))     // without a number none, which is refused
	a.Seen, _ = strconv.ParseInt(field(r, "seen"), 10, 64) // without a number nothing was public
	if _, refused := d.Newsroom.Act(r.Context(), who(r), of, a); refused != nil {
		return refuse(refused, func(wrong Wrong) (screen, error) {
			s, err := d.editor(r)
			s.Wrong, s.Act = wrong, a
			if err != nil || fault.Of(refused).Message.Key != actMoved {
				return s, err
			}
			s.Since, err = d.since(r.Context(), s.Story, a.Seen)
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
