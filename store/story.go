package store

import (
	"context"
	"fmt"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/story"
)

// Story is a story with all its acts.
func (r reader) Story(ctx context.Context, id story.ID) (*story.Story, error) {
	s, err := r.story(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", id, err)
	}
	if s.Acts, err = r.acts(ctx, id); err != nil {
		return nil, fmt.Errorf("acts of story %s: %w", id, err)
	}
	return s, nil
}

func (r reader) story(ctx context.Context, id story.ID) (*story.Story, error) {
	s := story.Story{ID: id}
	var created, dated int64
	err := r.row(ctx, msg.FaultUnknownStory(),
		`SELECT edition, type, grp, source, stage, head, person, created, dated FROM story WHERE id = $1`, []any{id},
		&s.Edition, &s.Type, &s.Group, &s.Source, &s.Stage, &s.Head, &s.By, &created, &dated)
	s.Created, s.Dated = moment(created), moment(dated)
	return &s, err
}

const actColumns = `number, story, kind, revision, person, at, public_note, internal_note, key, seen, undoes, dated, waived`

// scanAct reads actColumns.
func scanAct(scan func(...any) error, more ...any) (story.Act, error) {
	var a story.Act
	var at, dated int64
	err := scan(append([]any{&a.Number, &a.Story, &a.Kind, &a.Revision, &a.By, &at, &a.PublicNote, &a.InternalNote, &a.Key,
		&a.Seen, &a.Undoes, &dated, &a.Waived}, more...)...)
	a.At, a.Dated = moment(at), moment(dated)
	if a.Undoes != 0 {
		a.Kind = story.Undo
	}
	return a, err
}

// savedKind is what an act's row calls it. An undo after which readers see
// nothing is saved as a withdrawal, so that no query, and no earlier release
// beside this one, takes it for an act that shows something.
func savedKind(s *story.Story, a *story.Act) story.ActKind {
	if a.Kind == story.Undo && s.Publication() != story.Public {
		return story.Withdraw
	}
	return a.Kind
}

func (r reader) acts(ctx context.Context, of story.ID) ([]story.Act, error) {
	var acts []story.Act
	err := r.each(ctx, true, `SELECT `+actColumns+` FROM act WHERE story = $1 ORDER BY number`, []any{of},
		func(scan func(...any) error) error {
			a, err := scanAct(scan)
			acts = append(acts, a)
			return err
		})
	return acts, err
}

// ActByKey is the act of a story that was asked for with the key.
func (r reader) ActByKey(ctx context.Context, of story.ID, key string) (story.Act, error) {
	var a story.Act
	found := false
	err := r.each(ctx, true, `SELECT `+actColumns+` FROM act WHERE story = $1 AND key = $2 AND key <> ''`, []any{of, key},
		func(scan func(...any) error) (err error) {
			a, err = scanAct(scan)
			found = true
			return err
		})
	if err == nil && !found {
		err = fault.New(fault.NotFound, msg.FaultNotFound())
	}
	if err != nil {
		return story.Act{}, fmt.Errorf("act of story %s by key: %w", of, err)
	}
	return a, nil
}

const revisionColumns = `number, parent, person, at, origin, branch, hash`

// Revision is one revision of a story with its document.
func (r reader) Revision(ctx context.Context, of story.ID, number int) (*story.Revision, error) {
	return r.revision(ctx, fmt.Sprintf("revision %d of story %s", number, of), of,
		`SELECT `+revisionColumns+`, document FROM revision WHERE story = $1 AND number = $2`, of, number)
}

// RevisionByKey is the revision of a story that was saved with the key.
func (r reader) RevisionByKey(ctx context.Context, of story.ID, key string) (*story.Revision, error) {
	return r.revision(ctx, fmt.Sprintf("revision of story %s by key", of), of,
		`SELECT `+revisionColumns+`, document FROM revision WHERE story = $1 AND key = $2 AND key <> ''`, of, key)
}

func (r reader) revision(ctx context.Context, what string, of story.ID, text string, args ...any) (*story.Revision, error) {
	rev := story.Revision{Story: of}
	var at, branch int64
	var document []byte
	err := r.row(ctx, msg.FaultNotFound(), text, args,
		&rev.Number, &rev.Parent, &rev.By, &at, &rev.Origin, &branch, &rev.Hash, &document)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	rev.At, rev.Branch = moment(at), branch != 0
	if rev.Document, err = story.Open(of, document); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return &rev, nil
}

// Revisions are all revisions of a story, newest first, without their documents.
func (r reader) Revisions(ctx context.Context, of story.ID) ([]story.Revision, error) {
	var all []story.Revision
	err := r.each(ctx, true, `SELECT `+revisionColumns+` FROM revision WHERE story = $1 ORDER BY number DESC`, []any{of},
		func(scan func(...any) error) error {
			rev := story.Revision{Story: of}
			var at, branch int64
			err := scan(&rev.Number, &rev.Parent, &rev.By, &at, &rev.Origin, &branch, &rev.Hash)
			rev.At, rev.Branch = moment(at), branch != 0
			all = append(all, rev)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("revisions of story %s: %w", of, err)
	}
	return all, nil
}

// BySource is the story that was imported from the address.
func (r reader) BySource(ctx context.Context, url string) (story.ID, error) {
	var id story.ID
	err := r.row(ctx, msg.FaultUnknownStory(), `SELECT id FROM story WHERE source = $1 AND source <> ''`, []any{url}, &id)
	if err != nil {
		return "", fmt.Errorf("story from %s: %w", url, err)
	}
	return id, nil
}

// Claim is an address that a captured page gives as its own. Nobody has
// verified it: any number of stories may claim the same.
type Claim struct {
	Source string
	Hash   story.Hash // of the text that the page held
}

// ByClaim is the first story whose page claimed the address with the same text.
func (r reader) ByClaim(ctx context.Context, c Claim) (story.ID, error) {
	var id story.ID
	err := r.row(ctx, msg.FaultUnknownStory(), `SELECT c.story FROM claim c JOIN story s ON s.id = c.story
		WHERE c.source = $1 AND c.hash = $2 ORDER BY s.created, s.id LIMIT 1`, []any{c.Source, c.Hash}, &id)
	if err != nil {
		return "", fmt.Errorf("story that claims %s: %w", c.Source, err)
	}
	return id, nil
}
