package store

import (
	"context"
	"fmt"

	"dateline/edition"
	"dateline/lang/msg"
	"dateline/story"
)

// SitemapPart is one of the parts in which an edition's public stories are listed for machines: 10,000 at most, in the
// order in which they first became public, so that only the newest part takes in more.
type SitemapPart struct {
	Part    int   // from 1
	Version int64 // moves whenever one of its stories changes, comes or goes
}

// SitemapParts are an edition's parts that hold a story.
func (r reader) SitemapParts(ctx context.Context, of edition.Slug) ([]SitemapPart, error) {
	var parts []SitemapPart
	err := r.each(ctx, true, `SELECT part, version FROM sitemap WHERE edition = $1 AND stories > 0 ORDER BY part`, []any{of},
		func(scan func(...any) error) error {
			var p SitemapPart
			err := scan(&p.Part, &p.Version)
			parts = append(parts, p)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("sitemap of edition %s: %w", of, err)
	}
	return parts, nil
}

// SitemapVersion is the version of a part; one that there is not, or that is empty, is NotFound.
func (r reader) SitemapVersion(ctx context.Context, of edition.Slug, part int) (int64, error) {
	var version int64
	err := r.row(ctx, msg.FaultNotFound(), `SELECT version FROM sitemap WHERE edition = $1 AND part = $2 AND stories > 0`,
		[]any{of, part}, &version)
	if err != nil {
		return 0, fmt.Errorf("part %d of the sitemap of edition %s: %w", part, of, err)
	}
	return version, nil
}

// SitemapCards are the cards of the stories of a part, oldest first.
func (r reader) SitemapCards(ctx context.Context, of edition.Slug, part int) ([]story.Card, error) {
	return r.cards(ctx, true, `SELECT `+cardColumns+cardFrom+` AND p.story IN (SELECT s.story FROM sitemap_story s WHERE s.edition = $1 AND s.part = $2)
		ORDER BY p.published, p.story`, []any{of, part})
}
