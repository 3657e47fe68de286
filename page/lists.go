package page

import (
	"slices"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/story"
)

// Leaf is one page of a section's list and its neighbours. A query is "?before=…", or empty for the first page.
type Leaf struct {
	Query, Newer, Older string
	HasNewer, HasOlder  bool
}

// Corrected is a correction as the store lists it.
type Corrected struct {
	Card story.Card
	Act  story.Act
}

// Withdrawn is the public notice of a withdrawal. It holds no word of the story.
type Withdrawn struct {
	Story story.ID
	At    time.Time
	Note  string
}

// Chooser is the index of all editions.
type Chooser struct {
	Frame
	Choices []Choice
}

// Choice is an edition on the chooser, with the story that leads its front page; Lead may be nil.
type Choice struct {
	Edition
	Lead *Teaser
}

// SectionPage is a section, newest first.
type SectionPage struct {
	Frame
	Name    string
	Stories []Teaser
	Newer   string // path; empty on the first leaf
	Older   string // path; empty on the last
}

// Corrections is where an edition lists what it has corrected, newest first.
type Corrections struct {
	Frame
	Items []CorrectedStory
}

// CorrectedStory is one correction with its story, or one withdrawal, under a
// headline that only says that a story was withdrawn.
type CorrectedStory struct {
	Correction
	Href, Headline string
}

// NewChooser makes the index of editions. leads are the stories that lead their front pages; an edition may have none.
func NewChooser(f Frame, leads []story.Card) Chooser {
	f.Path, f.Description = address.Chooser(), f.words.chooserIntro.String
	chooser := Chooser{Frame: f}
	chooser.Alternates = []Alternate{{"x-default", f.canonical()}}
	for _, e := range f.Editions {
		c := Choice{Edition: e}
		for i := range leads {
			if leads[i].Edition == e.Slug {
				c.Lead = &Teaser{Href: f.here(cardPath(&leads[i])), Headline: leads[i].Headline}
			}
		}
		chooser.Choices = append(chooser.Choices, c)
		chooser.Alternates = append(chooser.Alternates, Alternate{e.Language.Tag, f.Site.Origin.URL(address.Front(e.Slug))})
	}
	return chooser
}

// NewSection makes one page of a section's list from stories that are given newest first.
func NewSection(f Frame, s edition.Section, cards []story.Card, assets Assets, leaf Leaf) SectionPage {
	f.Section, f.Path, f.Query = s.Slug, address.Section(f.Edition.Slug, s.Slug), leaf.Query
	section := SectionPage{Frame: f, Name: s.Name}
	p := &layout{frame: &section.Frame, assets: assetsOf(assets)}
	for i := range cards {
		sizes := sizesThird
		if i == 0 && leaf.Query == "" {
			sizes = sizesLead
		}
		t := p.teaser(&cards[i], sizes)
		t.Section = ""
		if i == 0 && t.Picture != nil {
			t.Picture.First, section.Share = true, t.Picture
		}
		section.Stories = append(section.Stories, t)
	}
	if leaf.HasNewer {
		section.Newer = f.here(f.Path) + leaf.Newer
	}
	if leaf.HasOlder {
		section.Older = f.here(f.Path) + leaf.Older
	}
	return section
}

// NewCorrections makes the edition's list of corrections and withdrawals, newest first.
func NewCorrections(f Frame, list []Corrected, gone []Withdrawn) Corrections {
	f.Path, f.Title, f.Description = address.Corrections(f.Edition.Slug), f.words.corrections.String, f.words.correctionsIntro.String
	corrections := Corrections{Frame: f}
	for i := range list {
		corrections.Items = append(corrections.Items, CorrectedStory{Correction{list[i].Act.At.In(f.Zone), list[i].Act.PublicNote},
			f.here(cardPath(&list[i].Card)), list[i].Card.Headline})
	}
	for _, g := range gone {
		corrections.Items = append(corrections.Items, CorrectedStory{Correction{g.At.In(f.Zone), g.Note},
			f.here(address.ByID(f.Edition.Slug, g.Story)), f.words.withdrawnTitle.String})
	}
	slices.SortStableFunc(corrections.Items, func(a, b CorrectedStory) int { return b.At.Compare(a.At) })
	return corrections
}

func (s *SectionPage) leaf() string {
	if s.Query == "" {
		return "first"
	}
	return "later"
}
