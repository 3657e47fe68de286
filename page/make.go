package page

import (
	"slices"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/story"
)

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

// Leaf is one page of a section's list and its neighbours. A query is "?before=…", or empty for the first page.
type Leaf struct {
	Query, Newer, Older string
	HasNewer, HasOlder  bool
}

// Around is what a story's page shows beside the story. Every card is of a public story.
type Around struct {
	Linked       []story.Card // those that its related links point to (story.Document.Related)
	Translations []story.Card // its translation group without itself
	More         []story.Card // the newest of its section, to go on reading
}

// MostRelated is how many other stories a story's page ends with.
const MostRelated = 4

// NewArticle makes a story's page from its public copy.
func NewArticle(f Frame, c *story.Copy, around Around, assets Assets) Article {
	s, h := c.Story, &c.Document.Head
	f.Section = edition.Slug(h.Section)
	f.Path = address.Story(s.Edition, f.Section, s.ID, h.Headline)
	f.Title, f.Description = h.Headline, lang.Shorten(h.Standfirst, mostDescription)
	article := Article{Frame: f, ID: s.ID, Type: s.Type, SectionName: f.sectionName(),
		SectionHref: f.here(address.Section(s.Edition, f.Section)),
		Headline:    h.Headline, Standfirst: h.Standfirst, Byline: h.Byline, Place: h.Place, Words: c.Document.Words()}
	article.times(s)
	article.Alternates = f.alternates(around.Translations)
	for i := range around.Translations {
		t := &around.Translations[i]
		article.Translations = append(article.Translations, Translation{f.here(cardPath(t)), t.Headline, f.languageOf(t.Edition)})
	}
	m := blockBuilder{frame: &article.Frame, assets: assetsOf(assets), linked: around.Linked, players: &article.Players}
	if h.Lead != nil {
		article.Lead = NewPicture(m.assets.asset(h.Lead.Asset), h.Lead.Alt, h.Lead.Caption, sizesStory)
	}
	article.Body = m.blocks(c.Document.Body.Content)
	article.lift()
	article.share()
	p := &layout{frame: &article.Frame, assets: m.assets, used: []story.ID{s.ID}}
	article.Related = p.take(around.More, MostRelated, sizesThird, nil)
	if article.Description == "" {
		article.Description = lang.Shorten(firstParagraph(c.Document), mostDescription)
	}
	return article
}

// NewPreview is the page of a revision that readers do not see: the same page, marked, and not for machines.
func NewPreview(f Frame, s *story.Story, d *story.Document, around Around, assets Assets) Article {
	f.Private = true
	preview := NewArticle(f, &story.Copy{Story: s, Document: d}, around, assets)
	preview.Preview, preview.Alternates = true, nil
	return preview
}

func (a *Article) times(s *story.Story) {
	if at := s.Published(); !at.IsZero() {
		a.Published = at.In(a.Zone)
		if changed := s.Changed(); changed.After(at) && s.Acts[len(s.Acts)-1].Kind != story.Restore {
			a.Changed = changed.In(a.Zone)
		}
	}
	for _, act := range s.Corrections() {
		a.Corrections = append(a.Corrections, Correction{act.At.In(a.Zone), act.PublicNote})
	}
}

// lift puts the player of an audio or video story before its text. A film's own poster is the picture at the top then.
func (a *Article) lift() {
	if a.Type == story.Article {
		return
	}
	for i := range a.Body {
		if a.Body[i].Kind == story.Audio || a.Body[i].Kind == story.Video {
			a.Top = a.Body[i].Player
			a.Body = append(a.Body[:i:i], a.Body[i+1:]...)
			break
		}
	}
	if a.Top != nil && a.Top.Kind == story.Video && a.Top.Src != "" && a.Lead != nil {
		if a.Top.Poster == "" {
			a.Top.Poster = a.Lead.Src
		}
		a.Share, a.Lead = a.Lead, nil
	}
}

// share names the picture for cards elsewhere and marks the page's first.
func (a *Article) share() {
	if a.Lead != nil {
		a.Lead.First, a.Share = true, a.Lead
	}
	for i := range a.Body {
		if a.Share == nil && a.Body[i].Picture != nil {
			a.Share = a.Body[i].Picture
		}
	}
}

func firstParagraph(d *story.Document) string {
	for i := range d.Body.Content {
		if n := &d.Body.Content[i]; n.Type == story.Paragraph {
			return n.Plain()
		}
	}
	return ""
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

// NewNotFound answers where nothing lives.
func NewNotFound(f Frame) NotFound {
	f.Private, f.Title = true, f.words.notFoundTitle.String
	return NotFound{f}
}

// NewGone answers where a story was withdrawn at a time, with the public note; it may be empty.
func NewGone(f Frame, at time.Time, note string) Gone {
	f.Private, f.Title = true, f.words.withdrawnTitle.String
	return Gone{f, Correction{at.In(f.Zone), note}}
}

// NewFailed answers when something broke on our side; id is what the log calls it.
func NewFailed(f Frame, id string) Failed {
	f.Private, f.Title = true, f.words.errorTitle.String
	return Failed{f, id}
}
