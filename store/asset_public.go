package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/story"
)

// usePublicly writes which assets readers may have for the sake of a story
// that shows d from now on; its pointer has been written before. When the
// pointer goes, so do these rows: the schema sees to it.
func (t *Tx) usePublicly(ctx context.Context, of story.ID, d *story.Document) error {
	if _, err := t.do(ctx, `DELETE FROM asset_public WHERE story = $1`, of); err != nil {
		return fmt.Errorf("assets that story %s shows: %w", of, err)
	}
	for _, asset := range d.Assets() {
		if _, err := t.do(ctx, `INSERT INTO asset_public (asset, story) VALUES ($1, $2)`, asset, of); err != nil {
			return fmt.Errorf("assets that story %s shows: %w", of, err)
		}
	}
	return nil
}

// PublicFile reports whether a public story uses an asset of these bytes.
func (r reader) PublicFile(ctx context.Context, hash media.Hash) (bool, error) {
	var n int64
	err := r.row(ctx, msg.FaultInternal(), `SELECT COUNT(*) FROM (SELECT 1 FROM asset a JOIN asset_public p ON p.asset = a.id
		WHERE a.hash = $1 LIMIT 1) used`, []any{hash}, &n)
	if err != nil {
		return false, fmt.Errorf("who uses file %s: %w", hash, err)
	}
	return n > 0, nil
}

// shownAsWritten compares what lists show of the public stories, and which
// assets readers may have, with their documents.
func (r reader) shownAsWritten(ctx context.Context) error {
	var at story.ID
	var shown, listed []string
	compare := func() error {
		slices.Sort(shown)
		slices.Sort(listed)
		if at != "" && !slices.Equal(shown, listed) {
			return fault.Wrap(fmt.Errorf("story %s shows the assets %v, and readers may have %v", at, shown, listed), fault.Internal, msg.FaultInternal())
		}
		return nil
	}
	err := r.each(ctx, false, `SELECT p.story, p.card, r.document, COALESCE(u.asset, '') FROM pointer p
		JOIN revision r ON r.story = p.story AND r.number = p.revision
		LEFT JOIN asset_public u ON u.story = p.story ORDER BY p.story`, nil, func(scan func(...any) error) error {
		var of story.ID
		var card, document []byte
		var asset string
		if err := scan(&of, &card, &document, &asset); err != nil {
			return err
		}
		if of != at {
			if err := compare(); err != nil {
				return err
			}
			d, err := story.Open(of, document)
			if err != nil {
				return fmt.Errorf("document of story %s: %w", of, err)
			}
			if err := sameCard(of, card, d); err != nil {
				return err
			}
			at, shown, listed = of, d.Assets(), nil
		}
		if asset != "" {
			listed = append(listed, asset)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("examining the assets that readers may have: %w", err)
	}
	return compare()
}

// sameCard tells whether lists show a story under the headline of its document.
func sameCard(of story.ID, card []byte, d *story.Document) error {
	var c story.Card
	if err := json.Unmarshal(card, &c); err != nil {
		return fault.Wrap(fmt.Errorf("card of story %s: %w", of, err), fault.Internal, msg.FaultInternal())
	}
	if c.Headline != d.Head.Headline {
		return fault.Wrap(fmt.Errorf("lists show story %s as %q, and its document says %q", of, c.Headline, d.Head.Headline), fault.Internal, msg.FaultInternal())
	}
	return nil
}
