package dateline

import (
	"testing"

	"dateline/edition"
)

func TestCategoriesBecomeSections(t *testing.T) {
	for category, want := range map[string]edition.Slug{
		"politics": "politics", "Science & Health": "science-health", "health": "health-news", "Desk": "desk-news",
		"2026 elections": "elections", "သတင်း": "news", "": "news", "  ": "news", "--": "news",
		"a very long category that no address would hold": "a-very-long-category-tha",
	} {
		if got := sectionSlug(category); got != want || got.Check() != nil {
			t.Errorf("%q: got %q, want %q", category, got, want)
		}
	}
}
