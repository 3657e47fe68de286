package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/lang"
	"dateline/story"
)

// Stories are the stories that the desk asks for, last touched first.
func (r reader) Stories(ctx context.Context, f story.Filter) ([]story.Row, error) {
	w := listing(f).where()
	var rows []story.Row
	err := r.each(ctx, true, w.text, w.args, func(scan func(...any) error) error {
		var row story.Row
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

// listColumns are what a line of the list shows.
const listColumns = `SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched,
	s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE `

// listing makes the question of a filter.
type listing story.Filter

func (f listing) where() where {
	w := where{text: listColumns}
	states := f.states()
	narrow := len(states) < mostStates || f.Stage != "" || f.Section != "" || f.By != ""
	if narrow && f.Group == "" && f.Text == "" {
		f.listed(&w, states)
	} else {
		f.scanned(&w, states)
	}
	w.text += " ORDER BY s.touched DESC, s.id DESC LIMIT " + w.arg(f.Limit)
	return w
}

// The states of a story in the list, as the migration that made them numbers them.
const (
	stateNever = iota
	stateShown
	stateOpen
	stateWithdrawn
	mostStates
)

// states are those that the filter lets through.
func (f listing) states() []int {
	states := map[story.Publication][]int{"": {stateNever, stateShown, stateOpen, stateWithdrawn},
		story.Never: {stateNever}, story.Public: {stateShown, stateOpen}, story.Withdrawn: {stateWithdrawn}}[f.Publication]
	if f.OpenOnly {
		states = slices.DeleteFunc(slices.Clone(states), func(state int) bool { return state == stateShown })
	}
	return states
}

// listed asks for the newest of each stage and state by an index of just these, and takes the newest of all: however
// many stories there are and however few the filter lets through, no more than the limit are read of each.
func (f listing) listed(w *where, states []int) {
	stages := story.Stages()
	if f.Stage != "" {
		stages = []story.Stage{f.Stage}
	}
	w.text += `s.id IN (SELECT id FROM (`
	between := ""
	for _, stage := range stages {
		for _, state := range states {
			w.text += between + `SELECT * FROM (SELECT l.id, l.touched FROM story l WHERE l.stage = ` + w.arg(stage) + ` AND l.state = ` + w.arg(state)
			f.equal(w, "l.")
			if !f.Before.IsZero() {
				w.before("l.touched", "l.id", micros(f.Before), string(f.BeforeID))
			}
			w.text += ` ORDER BY l.touched DESC, l.id DESC LIMIT ` + w.arg(f.Limit) + `) one`
			between = ` UNION ALL `
		}
	}
	w.text += `) every ORDER BY touched DESC, id DESC LIMIT ` + w.arg(f.Limit) + `)`
}

// scanned goes through the stories from the last touched on: where nearly all of them are wanted, where few of a group
// are, and where words are looked for.
func (f listing) scanned(w *where, states []int) {
	w.text += `s.id > ''`
	f.equal(w, "s.")
	if f.Stage != "" {
		w.and("s.stage = ", f.Stage)
	}
	if f.Group != "" {
		w.and("s.grp = ", f.Group)
	}
	if len(states) < mostStates {
		places := make([]string, len(states))
		for i, state := range states {
			places[i] = w.arg(state)
		}
		w.text += ` AND s.state IN (` + strings.Join(places, ", ") + `)`
	}
	if f.Text != "" {
		w.text += ` AND s.folded LIKE ` + w.arg("%"+escapeLike(lang.Fold(storable(f.Text)))+"%") + ` ESCAPE '\'`
	}
	if !f.Before.IsZero() {
		w.before("s.touched", "s.id", micros(f.Before), string(f.BeforeID))
	}
}

// equal asks for one edition, section or person.
func (f listing) equal(w *where, of string) {
	if f.Edition != "" {
		w.and(of+"edition = ", f.Edition)
	}
	if f.Section != "" {
		w.and(of+"section = ", f.Section)
	}
	if f.By != "" {
		w.and(of+"person = ", f.By)
	}
}

// escapeLike is text of which LIKE takes every character for itself.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// addActs reads the acts of all rows in one question.
func (r reader) addActs(ctx context.Context, rows []story.Row) error {
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
