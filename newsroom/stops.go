package newsroom

import (
	"cmp"
	"context"
	"slices"

	"dateline/fault"
	"dateline/lang"
	"dateline/story"
)

// stopsOf is what speaks against putting a text of a story before readers, in
// the order in which it stands there.
func stopsOf(ctx context.Context, r records, s *story.Story, d *story.Document) ([]story.Stop, error) {
	stops := d.Stops()
	left, err := untranslated(ctx, r, s, d)
	if err != nil || len(left) == 0 {
		return stops, err
	}
	stops = append(stops, left...)
	slices.SortStableFunc(stops, func(a, b story.Stop) int { return cmp.Compare(a.Position, b.Position) })
	return stops, nil
}

// untranslated are the places of a translation that was begun here that are not
// translated: beside the story that its group began with stands the text that it
// began with itself, which may be an earlier one or that of another translation.
func untranslated(ctx context.Context, r records, s *story.Story, d *story.Document) ([]story.Stop, error) {
	if s.Group == "" || s.Group == s.ID || s.Source != "" {
		return nil, nil
	}
	source, err := r.Story(ctx, s.Group)
	if fault.Is(err, fault.NotFound) {
		return nil, nil // it was brought in without the others
	}
	if err != nil {
		return nil, err
	}
	to, err := languageOf(ctx, r, s)
	if err != nil {
		return nil, err
	}
	from, err := languageOf(ctx, r, source)
	if err != nil || lang.SameLanguage(from, to) {
		return nil, err
	}
	texts, err := sourcesOf(ctx, r, s, source)
	return d.Untranslated(texts, from, to), err
}

func languageOf(ctx context.Context, r records, s *story.Story) (lang.Tag, error) {
	e, err := r.Edition(ctx, s.Edition)
	if err != nil {
		return "", err
	}
	return e.Lang, nil
}

// sourcesOf are the texts that a translation was made from.
func sourcesOf(ctx context.Context, r records, s, source *story.Story) ([]*story.Document, error) {
	var texts []*story.Document
	for _, number := range slices.Compact([]int{source.Head, source.Shown()}) {
		if number == 0 {
			continue
		}
		rev, err := r.Revision(ctx, source.ID, number)
		if err != nil {
			return nil, err
		}
		texts = append(texts, rev.Document)
	}
	first, err := r.Revision(ctx, s.ID, 1)
	if err != nil {
		return nil, err
	}
	if first.Document.Copied() {
		texts = append(texts, first.Document)
	}
	return texts, nil
}
