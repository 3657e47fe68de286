package writing

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

// History is the list of a story's revisions and acts.
type History struct {
	frame.Frame
	Story     *story.Story
	Headline  string
	Edition   *edition.Edition
	Revisions []Line
	All       bool // every autosave has a line of its own
	People    map[staff.ID]string
}

// Line is a revision in the history, with the autosaves that led to it.
type Line struct {
	story.Revision
	Folded int // autosaves just before it that have no line of their own
}

// Compare is two revisions side by side.
type Compare struct {
	frame.Frame
	Story    *story.Story
	Edition  *edition.Edition
	Old, New *story.Revision
	People   map[staff.ID]string
	Lines    []Difference
	Key      string // idempotency key of the form
}

func (s History) Title() string { return s.Words(msg.DeskHistoryOf(s.Headline)) }
func (s Compare) Title() string { return s.Words(msg.DeskCompare(s.Old.Number, s.New.Number)) }

func (s History) Body() templ.Component { return history(s) }
func (s Compare) Body() templ.Component { return compare(s) }

// offered is the revision that the screen offers to make the working text: the
// one of the two that is not.
func (s Compare) offered() *story.Revision {
	if s.New.Number == s.Story.Head {
		return s.Old
	}
	return s.New
}

// before is the revision that another is compared with by default.
func (s History) before(i int) bool { return i == min(1, len(s.Revisions)-1) }

// History shows a story's revisions and acts.
func (d *Desk) History(w http.ResponseWriter, r *http.Request) error {
	s, e, err := d.storyOf(r)
	if err != nil {
		return err
	}
	h := History{Frame: d.Frame(r, "stories"), Story: s, Edition: e}
	head, err := d.Newsroom.Revision(r.Context(), frame.Who(r), s.ID, s.Head)
	if err != nil {
		return err
	}
	h.Headline = head.Document.Head.Headline
	all, err := d.Newsroom.Revisions(r.Context(), frame.Who(r), s.ID)
	if err != nil {
		return err
	}
	h.All = frame.Field(r, "all") != ""
	h.Revisions = lines(all, s, h.All)
	if h.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	return d.Render(w, r, h)
}

// sitting is how long a writer may pause within one run of autosaves.
const sitting = 30 * time.Minute

// lines are a story's revisions, newest first. Of one writer's autosaves in a
// run the last stands for all, but those that readers have seen stand for themselves.
func lines(newestFirst []story.Revision, s *story.Story, all bool) []Line {
	public := make(map[int]bool)
	for _, a := range s.Acts {
		public[a.Revision] = true
	}
	var shown []Line
	for i, r := range newestFirst {
		folds := !all && i > 0 && r.Origin == story.Autosave && !r.Branch && !public[r.Number]
		if folds {
			next := newestFirst[i-1]
			folds = next.Origin == story.Autosave && !next.Branch && next.By == r.By && next.At.Sub(r.At) < sitting
		}
		if folds {
			shown[len(shown)-1].Folded++
			continue
		}
		shown = append(shown, Line{Revision: r})
	}
	return shown
}

// folded tells whether some autosaves have no line.
func (s History) folded() bool {
	return slices.ContainsFunc(s.Revisions, func(l Line) bool { return l.Folded > 0 })
}

// Compare shows two revisions side by side.
func (d *Desk) Compare(w http.ResponseWriter, r *http.Request) error {
	s, e, err := d.storyOf(r)
	if err != nil {
		return err
	}
	c := Compare{Frame: d.Frame(r, "stories"), Story: s, Edition: e, Key: id.New()}
	if c.Old, err = d.revision(r, s, "old"); err != nil {
		return err
	}
	if c.New, err = d.revision(r, s, "new"); err != nil {
		return err
	}
	if c.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	c.Lines = differences(paragraphs(c.Old.Document), paragraphs(c.New.Document))
	return d.Render(w, r, c)
}

// revision is the one whose number a field of the request has; without a number there is none.
func (d *Desk) revision(r *http.Request, s *story.Story, name string) (*story.Revision, error) {
	number, err := strconv.Atoi(frame.Field(r, name))
	if err != nil {
		return nil, frame.NotFound()
	}
	return d.Newsroom.Revision(r.Context(), frame.Who(r), s.ID, number)
}

func comparePath(of story.ID, old, new int) string {
	return frame.StoryPath(of) + "/compare?old=" + strconv.Itoa(old) + "&new=" + strconv.Itoa(new)
}

// Restore takes an earlier text, or a branch, as the next working revision.
func (d *Desk) Restore(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.storyOf(r)
	if err != nil {
		return err
	}
	rev, err := d.revision(r, s, "revision")
	if err != nil {
		return err
	}
	base, err := d.revision(r, s, "base")
	if err != nil {
		return err
	}
	origin := story.Restored
	if rev.Branch || frame.Field(r, "over") != "" { // one of the two texts is chosen
		origin = story.Merge
	}
	saved, err := d.Newsroom.Save(r.Context(), frame.Who(r), s.ID, base.Number, rev.Document, origin, frame.Field(r, "key"))
	if err != nil {
		return err
	}
	if saved.Branch {
		return frame.Redirect(w, r, comparePath(s.ID, saved.Head, saved.Revision))
	}
	return frame.Redirect(w, r, frame.StoryPath(s.ID))
}
