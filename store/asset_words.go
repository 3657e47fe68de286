package store

import (
	"context"
	"fmt"

	"dateline/lang/msg"
	"dateline/media"
)

// mostWords is how many changes and how many proposals of one asset are read at once.
const mostWords = 200

const wordColumns = `was_alt, was_credit, was_licence, was_source, alt, credit, licence, source`

// Changes are the last changes of an asset's words, newest first.
func (r reader) Changes(ctx context.Context, of media.ID) ([]media.Change, error) {
	var all []media.Change
	err := r.each(ctx, true, `SELECT number, person, at, proposal, `+wordColumns+` FROM asset_words WHERE asset = $1
		ORDER BY number DESC LIMIT $2`, []any{of, mostWords}, func(scan func(...any) error) error {
		var c media.Change
		var at int64
		b, a := &c.Before, &c.After
		err := scan(&c.Number, &c.By, &at, &c.Proposal, &b.Alt, &b.Credit, &b.Licence, &b.Source, &a.Alt, &a.Credit, &a.Licence, &a.Source)
		c.At = moment(at)
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("changes of the words of asset %s: %w", of, err)
	}
	return all, nil
}

// Proposals are what was proposed for an asset's words: the open ones, then
// the last accepted or declined ones, each newest first.
func (r reader) Proposals(ctx context.Context, of media.ID) ([]media.Proposal, error) {
	var all []media.Proposal
	err := r.each(ctx, true, `SELECT number, person, at, state, decider, decided, `+wordColumns+` FROM asset_proposal WHERE asset = $1
		ORDER BY CASE state WHEN 0 THEN 0 ELSE 1 END, number DESC LIMIT $2`, []any{of, mostWords}, func(scan func(...any) error) error {
		var p media.Proposal
		var at, decided int64
		b, a := &p.Before, &p.After
		err := scan(&p.Number, &p.By, &at, &p.State, &p.Decider, &decided, &b.Alt, &b.Credit, &b.Licence, &b.Source, &a.Alt, &a.Credit, &a.Licence, &a.Source)
		p.At, p.Decided = moment(at), moment(decided)
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("proposals for asset %s: %w", of, err)
	}
	return all, nil
}

// OpenProposals are the open proposals for the words of all assets, oldest first, at most limit.
func (r reader) OpenProposals(ctx context.Context, limit int) ([]media.OpenProposal, error) {
	var all []media.OpenProposal
	err := r.each(ctx, true, `SELECT asset, number, person, at, `+wordColumns+` FROM asset_proposal WHERE state = 0 ORDER BY at, asset, number LIMIT $1`, []any{limit},
		func(scan func(...any) error) error {
			var p media.OpenProposal
			var at int64
			b, a := &p.Before, &p.After
			err := scan(&p.Asset, &p.Number, &p.By, &at, &b.Alt, &b.Credit, &b.Licence, &b.Source, &a.Alt, &a.Credit, &a.Licence, &a.Source)
			p.At = moment(at)
			all = append(all, p)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("open proposals: %w", err)
	}
	return all, nil
}

// AstrayWords calls yield with every asset that a public story uses and whose words are not those of the last recorded
// change: its words now, and that change. Words that were never changed since the asset was sent have no record.
func (r reader) AstrayWords(ctx context.Context, yield func(of media.ID, now media.Words, last media.Change) error) error {
	return r.each(ctx, false, `SELECT a.id, w.number, w.person, w.at, a.alt, a.credit, a.licence, a.source, w.alt, w.credit, w.licence, w.source
		FROM asset a JOIN asset_words w ON w.asset = a.id
		WHERE w.number = (SELECT MAX(x.number) FROM asset_words x WHERE x.asset = a.id)
		AND (a.alt <> w.alt OR a.credit <> w.credit OR a.licence <> w.licence OR a.source <> w.source)
		AND EXISTS (SELECT 1 FROM asset_public p WHERE p.asset = a.id) ORDER BY a.id`, nil, func(scan func(...any) error) error {
		var of media.ID
		var now media.Words
		var last media.Change
		var at int64
		w := &last.After
		if err := scan(&of, &last.Number, &last.By, &at, &now.Alt, &now.Credit, &now.Licence, &now.Source, &w.Alt, &w.Credit, &w.Licence, &w.Source); err != nil {
			return fmt.Errorf("words that public stories show: %w", err)
		}
		last.At = moment(at)
		return yield(of, now, last)
	})
}

// PublicAsset reports whether a public story uses the asset.
func (r reader) PublicAsset(ctx context.Context, of media.ID) (bool, error) {
	var n int64
	err := r.row(ctx, msg.FaultInternal(), `SELECT COUNT(*) FROM (SELECT 1 FROM asset_public WHERE asset = $1 LIMIT 1) used`, []any{of}, &n)
	if err != nil {
		return false, fmt.Errorf("who uses asset %s: %w", of, err)
	}
	return n > 0, nil
}

// ChangeWords makes the change's words the asset's, and writes the change
// behind those before it. Its number and what was there before are filled in.
func (t *Tx) ChangeWords(ctx context.Context, a *media.Asset, c media.Change) error {
	c.Before = a.Words()
	a.Describe(c.After)
	if err := t.PutAsset(ctx, a); err != nil {
		return err
	}
	args := []any{a.ID, c.By, micros(c.At), c.Proposal}
	_, err := t.do(ctx, `INSERT INTO asset_words (asset, number, person, at, proposal, `+wordColumns+`)
		VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM asset_words WHERE asset = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		append(args, wordArgs(c.Before, c.After)...)...)
	if err != nil {
		return fmt.Errorf("words of asset %s: %w", a.ID, err)
	}
	return nil
}

// Propose writes an open proposal behind those before it. Its number is filled in.
func (t *Tx) Propose(ctx context.Context, of media.ID, p media.Proposal) error {
	args := []any{of, p.By, micros(p.At)}
	_, err := t.do(ctx, `INSERT INTO asset_proposal (asset, number, person, at, state, decider, decided, `+wordColumns+`)
		VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM asset_proposal WHERE asset = $1), $2, $3, 0, '', 0, $4, $5, $6, $7, $8, $9, $10, $11)`,
		append(args, wordArgs(p.Before, p.After)...)...)
	if err != nil {
		return fmt.Errorf("proposal for asset %s: %w", of, err)
	}
	return nil
}

// DecideProposal writes what has become of an open proposal, by whom and when.
func (t *Tx) DecideProposal(ctx context.Context, of media.ID, p media.Proposal) error {
	_, err := t.do(ctx, `UPDATE asset_proposal SET state = $1, decider = $2, decided = $3 WHERE asset = $4 AND number = $5 AND state = 0`,
		p.State, p.Decider, micros(p.Decided), of, p.Number)
	if err != nil {
		return fmt.Errorf("proposal %d for asset %s: %w", p.Number, of, err)
	}
	return nil
}

func wordArgs(before, after media.Words) []any {
	var args []any
	for _, word := range append(before.All(), after.All()...) {
		args = append(args, storable(word))
	}
	return args
}
