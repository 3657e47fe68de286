package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dateline/edition"
	"dateline/staff"
	"dateline/story"
)

// Filter says which stories the desk asks for. Empty fields ask for all.
type Filter struct {
	Edition     edition.Slug
	Section     string
	Stage       story.Stage
	Publication story.Publication
	Group       story.ID // of one translation group
	By          staff.ID // begun by
	Text        string   // stands in the headline, without regard to case
	OpenOnly    bool     // the working revision is not the one that readers see
	Before      time.Time
	BeforeID    story.ID // with Before: of those touched at that very time, the ones after this
	Limit       int
}

// Row is a line of the desk's list.
type Row struct {
	Story    story.Story // with its acts
	Headline string      // of the working revision
	Section  string      // of the working revision
	Person   string      // name of who began it
	Touched  time.Time   // last save or act
}

// Stories are the stories that the desk asks for, last touched first.
func (r reader) Stories(ctx context.Context, f Filter) ([]Row, error) {
	w := f.where()
	var rows []Row
	err := r.each(ctx, true, w.text, w.args, func(scan func(...any) error) error {
		var row Row
		var created, touched int64
		s := &row.Story
		err := scan(&s.ID, &s.Edition, &s.Type, &s.Group, &s.Source, &s.Stage, &s.Head, &s.By, &created, &touched,
			&row.Section, &row.Headline, &row.Person)
		s.Created, row.Touched = moment(created), moment(touched)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list of stories: %w", err)
	}
	return rows, r.addActs(ctx, rows)
}

// effective are the acts of story s that have not been taken back.
const effective = `SELECT 1 FROM act WHERE act.story = s.id AND act.undoes = 0
	AND NOT EXISTS (SELECT 1 FROM act undo WHERE undo.story = s.id AND undo.undoes = act.number)`

func (f Filter) where() where {
	w := where{text: `SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched,
		s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > ''`}
	for _, c := range []struct {
		condition, value string
	}{{"s.edition = ", string(f.Edition)}, {"s.section = ", f.Section}, {"s.stage = ", string(f.Stage)},
		{"s.grp = ", string(f.Group)}, {"s.person = ", string(f.By)}} {
		if c.value != "" {
			w.and(c.condition, c.value)
		}
	}
	switch f.Publication {
	case story.Never:
		w.text += ` AND NOT EXISTS (` + effective + `)`
	case story.Public:
		w.text += ` AND EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id)`
	case story.Withdrawn:
		w.text += ` AND s.id IN (SELECT gone.story FROM act gone WHERE gone.kind = 'withdraw')
			AND NOT EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id) AND EXISTS (` + effective + `)`
	}
	if f.OpenOnly {
		w.text += ` AND NOT EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id AND shown.revision = s.head)`
	}
	if f.Text != "" {
		w.text += ` AND s.folded LIKE ` + w.arg("%"+escapeLike(fold(keepable(f.Text)))+"%") + ` ESCAPE '\'`
	}
	if !f.Before.IsZero() {
		w.before("s.touched", "s.id", micros(f.Before), string(f.BeforeID))
	}
	w.text += " ORDER BY s.touched DESC, s.id DESC LIMIT " + w.arg(f.Limit)
	return w
}

// escapeLike is text of which LIKE takes every character for itself.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// addActs reads the acts of all rows in one question.
func (r reader) addActs(ctx context.Context, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]story.ID, len(rows))
	at := make(map[story.ID]int, len(rows))
	for i := range rows {
		ids[i], at[rows[i].Story.ID] = rows[i].Story.ID, i
	}
	w := where{text: `SELECT ` + actColumns + ` FROM act WHERE number > 0`}
	keep := in(&w, "story", ids)
	err := r.each(ctx, keep, w.text+" ORDER BY number", w.args, func(scan func(...any) error) error {
		a, err := scanAct(scan)
		if err == nil {
			s := &rows[at[a.Story]].Story
			s.Acts = append(s.Acts, a)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("acts of the list: %w", err)
	}
	return nil
}
