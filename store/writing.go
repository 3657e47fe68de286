package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dateline/event"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/story"
)

// found tells an update that met no row as a NotFound fault.
func found(rows int64, err error, of error) error {
	if err == nil && rows == 0 {
		return of
	}
	return err
}

func unknownStory() error { return fault.New(fault.NotFound, msg.FaultUnknownStory()) }

// MaxSource is the most bytes of an address that a story came from; an index of PostgreSQL holds 2,704.
const MaxSource = 2048

// NewStory saves a story that has no revision yet; its head is 0 until the first one.
func (t *Tx) NewStory(ctx context.Context, s *story.Story) error {
	if len(s.Source) > MaxSource {
		return fault.New(fault.Invalid, msg.FaultBadLink(s.Source[:80]))
	}
	_, err := t.do(ctx, `INSERT INTO story (id, edition, type, grp, source, stage, head, person, created, touched, section, headline, folded, dated)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, '', '', '', $10)`,
		s.ID, s.Edition, s.Type, s.Group, s.Source, s.Stage, s.By, micros(s.Created), micros(s.Created), micros(s.Dated))
	if err != nil {
		return fmt.Errorf("new story %s: %w", s.ID, err)
	}
	return nil
}

// PutClaim adds the address that a story's page gives as its own.
func (t *Tx) PutClaim(ctx context.Context, of story.ID, c Claim) error {
	if _, err := t.do(ctx, `INSERT INTO claim (source, story, hash) VALUES ($1, $2, $3)`, c.Source, of, c.Hash); err != nil {
		return fmt.Errorf("claim of story %s: %w", of, err)
	}
	return nil
}

// SetStage moves a story in the desk's workflow.
func (t *Tx) SetStage(ctx context.Context, of story.ID, stage story.Stage) error {
	n, err := t.do(ctx, `UPDATE story SET stage = $1 WHERE id = $2`, stage, of)
	if err := found(n, err, unknownStory()); err != nil {
		return fmt.Errorf("stage of story %s: %w", of, err)
	}
	return nil
}

// SetGroup puts a story into a translation group, its card too.
func (t *Tx) SetGroup(ctx context.Context, of, group story.ID) error {
	n, err := t.do(ctx, `UPDATE story SET grp = $1 WHERE id = $2`, group, of)
	if err := found(n, err, unknownStory()); err != nil {
		return fmt.Errorf("group of story %s: %w", of, err)
	}
	if _, err := t.do(ctx, `UPDATE pointer SET grp = $1 WHERE story = $2`, group, of); err != nil {
		return fmt.Errorf("group of story %s: %w", of, err)
	}
	return nil
}

// AddRevision saves a document as the story's next revision and sets the
// revision's hash, and its number where it has none. Blocks without an id are
// given one, but a document of an earlier schema is history brought from
// elsewhere and is saved as it is. Unless it is a branch it
// becomes the head, and its parent must be the head until then: a save on an
// older base is a conflict, and nothing is overwritten. A key that the story's
// revisions bear already is a conflict too; RevisionByKey finds the earlier one.
func (t *Tx) AddRevision(ctx context.Context, r *story.Revision, key string) error {
	if err := t.addRevision(ctx, r, key); err != nil {
		return fmt.Errorf("revision %d of story %s: %w", r.Number, r.Story, err)
	}
	return nil
}

func (t *Tx) addRevision(ctx context.Context, r *story.Revision, key string) error {
	if r.Document.Schema == story.Schema {
		r.Document.Identify(r.Story)
	}
	document, hash, err := r.Document.Canonical()
	if err != nil {
		return err
	}
	var number int
	err = t.row(ctx, msg.FaultUnknownStory(), `INSERT INTO revision (story, number, parent, person, at, origin, branch, hash, document, key)
		VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM revision WHERE story = $2), $3, $4, $5, $6, $7, $8, $9, $10) RETURNING number`,
		[]any{r.Story, r.Story, r.Parent, r.By, micros(r.At), r.Origin, flag(r.Branch), hash, string(document), key}, &number)
	if err != nil {
		return err
	}
	if r.Number != 0 && r.Number != number {
		return fault.New(fault.Conflict, msg.FaultConflict())
	}
	r.Number, r.Hash = number, hash
	if r.Branch {
		return t.touch(ctx, r.Story, micros(r.At))
	}
	head := r.Document.Head
	n, err := t.do(ctx, `UPDATE story SET head = $1, section = $2, headline = $3, folded = $4,
		touched = CASE WHEN touched < $5 THEN $6 ELSE touched END WHERE id = $7 AND head = $8`,
		number, head.Section, head.Headline, lang.Fold(head.Headline), micros(r.At), micros(r.At), r.Story, r.Parent)
	return found(n, err, fault.New(fault.Conflict, msg.FaultConflict()))
}

// touch notes when a story was last saved or acted on.
func (t *Tx) touch(ctx context.Context, of story.ID, at int64) error {
	n, err := t.do(ctx, `UPDATE story SET touched = CASE WHEN touched < $1 THEN $2 ELSE touched END WHERE id = $3`, at, at, of)
	return found(n, err, unknownStory())
}

// eventOf is what an act is in the log.
var eventOf = map[story.ActKind]event.Kind{
	story.Publish: event.Published, story.Update: event.Updated, story.Correct: event.Corrected,
	story.Withdraw: event.Withdrawn, story.Restore: event.Restored, story.Undo: event.Undone,
}

// AddAct saves an act of a story: its event, the act under the event's number,
// and what readers see from now on. s is the story as it was before the act,
// which story.Do has allowed; d is the document of the act's revision, of which
// an undo that leaves readers nothing has no use. Where
// somebody has acted on the story since it was read, it is a conflict.
func (t *Tx) AddAct(ctx context.Context, s *story.Story, a story.Act, d *story.Document) (story.Act, error) {
	a.Story = s.ID
	if err := t.addAct(ctx, s, &a, d); err != nil {
		return story.Act{}, fmt.Errorf("act %s on story %s: %w", a.Kind, s.ID, err)
	}
	return a, nil
}

func (t *Tx) addAct(ctx context.Context, s *story.Story, a *story.Act, d *story.Document) error {
	kind, known := eventOf[a.Kind]
	if !known {
		return fmt.Errorf("unknown kind of act %q", a.Kind)
	}
	number, err := t.Record(ctx, event.Event{Kind: kind, Edition: s.Edition, Story: s.ID, Group: s.Group})
	if err != nil {
		return err
	}
	if err := t.unchanged(ctx, s); err != nil {
		return err
	}
	a.Number = number
	after := *s
	after.Acts = append(slices.Clone(s.Acts), *a)
	_, err = t.do(ctx, `INSERT INTO act (`+actColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		a.Number, a.Story, savedKind(&after, a), a.Revision, a.By, micros(a.At), a.PublicNote, a.InternalNote, a.Key,
		a.Seen, a.Undoes, micros(a.Dated), a.Waived)
	if err != nil {
		return err
	}
	if err := t.touch(ctx, s.ID, micros(a.At)); err != nil {
		return err
	}
	if publication := after.Publication(); publication != story.Public {
		return t.unpoint(ctx, s.ID, publication)
	}
	return t.point(ctx, &after, d)
}

// unpoint takes a story from readers. The list has it as withdrawn then, unless no act is left that showed it.
func (t *Tx) unpoint(ctx context.Context, of story.ID, now story.Publication) error {
	if _, err := t.do(ctx, `DELETE FROM pointer WHERE story = $1`, of); err != nil || now != story.Never {
		return err
	}
	_, err := t.do(ctx, `UPDATE story SET state = $1 WHERE id = $2`, stateNever, of)
	return err
}

// unchanged reports whether the acts of a story are still those that it was read with.
func (t *Tx) unchanged(ctx context.Context, s *story.Story) error {
	var count int
	var last int64
	err := t.row(ctx, msg.FaultUnknownStory(), `SELECT COUNT(*), COALESCE(MAX(number), 0) FROM act WHERE story = $1`, []any{s.ID}, &count, &last)
	if err != nil {
		return err
	}
	var want int64
	if len(s.Acts) > 0 {
		want = s.Acts[len(s.Acts)-1].Number
	}
	if count != len(s.Acts) || last != want {
		return fault.New(fault.Conflict, msg.FaultConflict())
	}
	return nil
}

// point writes what readers see of a story whose last act shows d.
func (t *Tx) point(ctx context.Context, s *story.Story, d *story.Document) error {
	c := story.NewCard(s, d)
	card, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("card: %w", err)
	}
	last := s.Acts[len(s.Acts)-1]
	_, err = t.do(ctx, `INSERT INTO pointer (story, act, edition, grp, section, revision, published, changed, card)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (story) DO UPDATE SET act = excluded.act, edition = excluded.edition, grp = excluded.grp, section = excluded.section,
			revision = excluded.revision, published = excluded.published, changed = excluded.changed, card = excluded.card`,
		s.ID, last.Number, c.Edition, c.Group, c.Section, last.Revision, micros(c.Published), micros(c.Changed), string(card))
	if err != nil {
		return err
	}
	return t.usePublicly(ctx, s.ID, d)
}

// Record adds an event to the log under the next number and gives the number.
func (t *Tx) Record(ctx context.Context, e event.Event) (int64, error) {
	if e.At.IsZero() {
		e.At = t.store.now()
	}
	var number int64
	err := t.row(ctx, msg.FaultInternal(), `UPDATE head SET number = number + 1 WHERE one = 1 RETURNING number`, nil, &number)
	if err != nil {
		return 0, fmt.Errorf("event %s: %w", e.Kind, err)
	}
	_, err = t.do(ctx, `INSERT INTO event (number, kind, edition, story, grp, subject, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		number, e.Kind, e.Edition, e.Story, e.Group, e.Subject, micros(e.At))
	if err != nil {
		return 0, fmt.Errorf("event %s: %w", e.Kind, err)
	}
	t.recorded = true
	return number, nil
}

// storable is a stranger's text without what PostgreSQL cannot store.
func storable(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
}
