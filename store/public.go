package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/story"
)

// Copy is a public story as readers get it. Whether it is public is read from
// its acts: never public is NotFound, withdrawn is Gone. Story, acts and
// document are of one moment.
func (r reader) Copy(ctx context.Context, id story.ID) (*story.Copy, error) {
	all, err := r.copies(ctx, []story.ID{id})
	if err != nil {
		return nil, fmt.Errorf("copy of story %s: %w", id, err)
	}
	c := all[id]
	if c == nil {
		return nil, fmt.Errorf("copy of story %s: %w", id, unknownStory())
	}
	switch c.Publication() {
	case story.Never:
		return nil, fmt.Errorf("copy of story %s: %w", id, unknownStory())
	case story.Withdrawn:
		return nil, fmt.Errorf("copy of story %s: %w", id, fault.New(fault.Gone, msg.FaultGone()))
	case story.Public:
	}
	return c.open()
}

// Copies are those of the stories that are public, each as Copy gives it, all
// of one moment and in the order asked. The others are left out.
func (r reader) Copies(ctx context.Context, ids []story.ID) ([]*story.Copy, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := r.copies(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("copies of %d stories: %w", len(ids), err)
	}
	var copies []*story.Copy
	for _, id := range ids {
		read := all[id]
		if read == nil || read.Publication() != story.Public {
			continue
		}
		c, err := read.open()
		if err != nil {
			return nil, err
		}
		copies = append(copies, c)
		delete(all, id) // asked for twice, given once
	}
	return copies, nil
}

// publicRow is a story with its acts and the document that the last of them shows.
type publicRow struct {
	story.Story
	document []byte
}

func (s *publicRow) open() (*story.Copy, error) {
	d, err := story.Open(s.ID, s.document)
	if err != nil {
		return nil, fmt.Errorf("copy of story %s: %w", s.ID, err)
	}
	return &story.Copy{Story: &s.Story, Document: d}, nil
}

// copies reads those of the stories that have acts.
func (r reader) copies(ctx context.Context, ids []story.ID) (map[story.ID]*publicRow, error) {
	w := where{text: `SELECT a.number, a.story, a.kind, a.revision, a.person, a.at, a.public_note, a.internal_note, a.key,
			a.seen, a.undoes, a.dated, a.waived, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, COALESCE(r.document, '')
		FROM act a JOIN story s ON s.id = a.story
		LEFT JOIN revision r ON r.story = a.story AND r.number = a.revision AND a.kind <> 'withdraw'
			AND a.number = (SELECT MAX(number) FROM act later WHERE later.story = a.story)
		WHERE TRUE`}
	keep := in(&w, "a.story", ids)
	w.text += " ORDER BY a.number"
	all := make(map[story.ID]*publicRow, len(ids))
	err := r.each(ctx, keep, w.text, w.args, func(scan func(...any) error) error {
		var s publicRow
		var created int64
		a, err := scanAct(scan, &s.Edition, &s.Type, &s.Group, &s.Source, &s.Stage, &s.Head, &s.By, &created, &s.document)
		if err != nil {
			return err
		}
		s.ID, s.Created = a.Story, moment(created)
		if before := all[s.ID]; before != nil {
			s.Acts = before.Acts
		}
		s.Acts = append(s.Acts, a)
		all[s.ID] = &s
		return nil
	})
	return all, err
}

// CardQuery asks for cards of public stories.
type CardQuery struct {
	Edition  edition.Slug // empty: every edition
	Section  edition.Slug // empty: every section
	Type     story.Type   // empty: every type
	Before   time.Time    // published before; zero: from the newest
	BeforeID story.ID     // with Before: of those published at that very time, the ones after this
	Since    time.Time    // published then or later; zero: however old
	Limit    int
}

// cardFrom joins each pointer with the act that shows its story, and that must
// be the story's last: a row that says otherwise shows nothing.
const cardFrom = ` FROM pointer p
	JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw'
	WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act)`

const cardColumns = `p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card`

func scanCard(scan func(...any) error, more ...any) (story.Card, error) {
	var c story.Card
	var id story.ID
	var slug, section edition.Slug
	var group story.ID
	var published, changed int64
	var card []byte
	if err := scan(append([]any{&id, &slug, &section, &group, &published, &changed, &card}, more...)...); err != nil {
		return c, err
	}
	if err := json.Unmarshal(card, &c); err != nil {
		return c, fmt.Errorf("card of story %s: %w", id, err)
	}
	c.ID, c.Edition, c.Section, c.Group = id, slug, section, group
	c.Published, c.Changed = moment(published), moment(changed)
	return c, nil
}

func (r reader) cards(ctx context.Context, cached bool, text string, args []any) ([]story.Card, error) {
	var cards []story.Card
	err := r.each(ctx, cached, text, args, func(scan func(...any) error) error {
		c, err := scanCard(scan)
		cards = append(cards, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cards: %w", err)
	}
	return cards, nil
}

// Cards are the cards of public stories, newest first.
func (r reader) Cards(ctx context.Context, q CardQuery) ([]story.Card, error) {
	w := where{text: `SELECT ` + cardColumns + cardFrom}
	if q.Edition != "" {
		w.and("p.edition = ", q.Edition)
	}
	if q.Section != "" {
		w.and("p.section = ", q.Section)
	}
	if q.Type != "" {
		w.text += " AND EXISTS (SELECT 1 FROM story s WHERE s.id = p.story AND s.type = " + w.arg(q.Type) + ")"
	}
	if !q.Since.IsZero() {
		w.and("p.published >= ", micros(q.Since))
	}
	if !q.Before.IsZero() {
		w.before("p.published", "p.story", micros(q.Before), string(q.BeforeID))
	}
	w.text += " ORDER BY p.published DESC, p.story DESC LIMIT " + w.arg(q.Limit)
	return r.cards(ctx, true, w.text, w.args)
}

// CardsOf are the cards of those of the stories that are public, in the order asked.
func (r reader) CardsOf(ctx context.Context, ids []story.ID) ([]story.Card, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	w := where{text: `SELECT ` + cardColumns + cardFrom}
	keep := in(&w, "p.story", ids)
	cards, err := r.cards(ctx, keep, w.text, w.args)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(cards, func(a, b story.Card) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return cards, nil
}

// Group are the cards of the public stories of a translation group, by edition.
func (r reader) Group(ctx context.Context, group story.ID) ([]story.Card, error) {
	if group == "" {
		return nil, nil
	}
	return r.cards(ctx, true, `SELECT `+cardColumns+cardFrom+` AND p.grp = $1 AND p.grp <> '' ORDER BY p.edition, p.published`, []any{group})
}

// Correction is a public note on a story that is public.
type Correction struct {
	Card story.Card
	Act  story.Act
}

// Corrections are the newest corrections of an edition's public stories, newest first.
func (r reader) Corrections(ctx context.Context, of edition.Slug, limit int) ([]Correction, error) {
	var all []Correction
	err := r.each(ctx, true, `SELECT `+cardColumns+`, c.number, c.revision, c.person, c.at, c.public_note, c.internal_note, c.key
		FROM act c JOIN pointer p ON p.story = c.story
		JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw'
		WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act)
			AND c.kind = 'correct' AND NOT EXISTS (SELECT 1 FROM act undo WHERE undo.story = c.story AND undo.undoes = c.number) AND p.edition = $1 ORDER BY c.number DESC LIMIT $2`, []any{of, limit},
		func(scan func(...any) error) error {
			c := Correction{Act: story.Act{Kind: story.Correct}}
			var at int64
			var err error
			c.Card, err = scanCard(scan, &c.Act.Number, &c.Act.Revision, &c.Act.By, &at, &c.Act.PublicNote, &c.Act.InternalNote, &c.Act.Key)
			c.Act.Story, c.Act.At = c.Card.ID, moment(at)
			all = append(all, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("corrections of edition %s: %w", of, err)
	}
	return all, nil
}

// Notice is the public notice of a story that was withdrawn. It holds no
// word of the story.
type Notice struct {
	Story   story.ID
	Section edition.Slug // of the working text
	At      time.Time
	Note    string
}

// Notices are the newest of an edition's withdrawals that are in force and have a public notice, newest first.
func (r reader) Notices(ctx context.Context, of edition.Slug, limit int) ([]Notice, error) {
	var all []Notice
	err := r.each(ctx, true, `SELECT gone.story, s.section, gone.at, gone.public_note FROM act gone JOIN story s ON s.id = gone.story
		WHERE gone.kind = 'withdraw' AND gone.undoes = 0 AND gone.public_note <> '' AND s.edition = $1
			AND NOT EXISTS (SELECT 1 FROM pointer p WHERE p.story = gone.story)
			AND NOT EXISTS (SELECT 1 FROM act later WHERE later.story = gone.story AND later.number >= gone.number AND later.undoes = 0
				AND (later.number = gone.number) = EXISTS (SELECT 1 FROM act undo WHERE undo.story = gone.story AND undo.undoes = later.number))
		ORDER BY gone.number DESC LIMIT $2`, []any{of, limit},
		func(scan func(...any) error) error {
			var n Notice
			var at int64
			err := scan(&n.Story, &n.Section, &at, &n.Note)
			n.At = moment(at)
			all = append(all, n)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("withdrawals of edition %s: %w", of, err)
	}
	return all, nil
}

// where puts a question together; its text begins with a WHERE.
type where struct {
	text string
	args []any
}

// arg adds an argument and gives its place.
func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) and(condition string, v any) { w.text += " AND " + condition + w.arg(v) }

// before goes on after the row with the time and the id, in an order of both descending.
func (w *where) before(column, idColumn string, at int64, id string) {
	w.text += " AND (" + column + ", " + idColumn + ") < (" + w.arg(at) + ", " + w.arg(id) + ")"
}

// in asks for the rows whose column is one of values. The list is filled up
// to a power of two, so that the texts are few enough to be cached as prepared statements;
// beyond a page's worth they are not.
func in[T ~string](w *where, column string, values []T) (cached bool) {
	size := 1
	for size < len(values) {
		size *= 2
	}
	places := make([]string, size)
	for i := range places {
		places[i] = w.arg(values[min(i, len(values)-1)])
	}
	w.text += " AND " + column + " IN (" + strings.Join(places, ", ") + ")"
	return size <= 64
}
