package store

import (
	"context"
	"encoding/json"
	"fmt"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
)

// section is how a section stands in its edition's record.
type section struct {
	Slug edition.Slug `json:"slug"`
	Name string       `json:"name"`
}

// Editions are all editions, in the order in which they began.
func (r reader) Editions(ctx context.Context) ([]edition.Edition, error) {
	all, err := r.editions(ctx, `SELECT slug, lang, name, tagline, zone, public, sections, lead, created FROM edition ORDER BY created, slug`)
	if err != nil {
		return nil, fmt.Errorf("editions: %w", err)
	}
	return all, nil
}

// Edition is the edition with the slug.
func (r reader) Edition(ctx context.Context, slug edition.Slug) (*edition.Edition, error) {
	one, err := r.editions(ctx, `SELECT slug, lang, name, tagline, zone, public, sections, lead, created FROM edition WHERE slug = $1`, slug)
	if err == nil && len(one) == 0 {
		err = fault.New(fault.NotFound, msg.FaultUnknownEdition(string(slug)))
	}
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", slug, err)
	}
	return &one[0], nil
}

func (r reader) editions(ctx context.Context, text string, args ...any) ([]edition.Edition, error) {
	var all []edition.Edition
	err := r.each(ctx, true, text, args, func(scan func(...any) error) error {
		var e edition.Edition
		var public, created int64
		var raw []byte
		var sections []section
		if err := scan(&e.Slug, &e.Lang, &e.Name, &e.Tagline, &e.Zone, &public, &raw, &e.Lead, &created); err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &sections); err != nil {
			return fmt.Errorf("sections of edition %s: %w", e.Slug, err)
		}
		for _, s := range sections {
			e.Sections = append(e.Sections, edition.Section(s))
		}
		e.Public, e.Created = public != 0, moment(created)
		all = append(all, e)
		return nil
	})
	return all, err
}

// PutEdition saves an edition, new or changed; when it began never changes.
func (t *Tx) PutEdition(ctx context.Context, e *edition.Edition) error {
	sections := make([]section, 0, len(e.Sections))
	for _, s := range e.Sections {
		sections = append(sections, section(s))
	}
	raw, err := json.Marshal(sections)
	if err != nil {
		return fmt.Errorf("edition %s: %w", e.Slug, err)
	}
	_, err = t.do(ctx, `INSERT INTO edition (slug, lang, name, tagline, zone, public, sections, lead, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (slug) DO UPDATE SET lang = excluded.lang, name = excluded.name, tagline = excluded.tagline, zone = excluded.zone,
			public = excluded.public, sections = excluded.sections, lead = excluded.lead`,
		e.Slug, e.Lang, e.Name, e.Tagline, e.Zone, flag(e.Public), string(raw), e.Lead, micros(e.Created))
	if err != nil {
		return fmt.Errorf("edition %s: %w", e.Slug, err)
	}
	return nil
}
