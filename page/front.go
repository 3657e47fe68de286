package page

import (
	"dateline/address"
	"dateline/edition"
	"dateline/story"
)

// FrontCards are the stories that a front page may show. A story may be in several of the lists; the page shows it once.
type FrontCards struct {
	Lead     *story.Card    // pinned to the top; nil: the newest
	Newest   []story.Card   // of the whole edition, newest first; FrontNewest at most
	Sections []SectionCards // in the edition's order
	Played   []story.Card   // audio and video stories, newest first
}

// SectionCards are the newest stories of a section.
type SectionCards struct {
	Section edition.Section
	Cards   []story.Card
}

// How many stories a front page is given to choose from: the newest, those of a
// section (those that may be above its band already, and those of the band),
// and sound and film.
const (
	FrontNewest  = 24
	FrontSection = 14
	FrontPlayed  = 6
)

// How many stories the parts of a front page take at most.
const (
	mostBeside = 2
	mostSecond = 3
	mostColumn = 6
	mostPlayed = 4
	fewColumn  = 4  // while there are fewer than plenty; with fewer than that the lead takes the whole width
	plenty     = 14 // stories beside the lead that let the upper parts take all they can
)

// Front is an edition's front page. No story is on it twice.
type Front struct {
	Frame
	Lead   *Teaser  // nil: the edition has no story yet
	Beside []Teaser // lines under the lead, at most two
	Second []Teaser // at most three
	Column []Teaser // headlines with times
	Wide   bool     // too few stories for a column beside the lead: it is placed under the lead
	Bands  []Band
	Played []Teaser // sound and film
}

// Band is a section's part of a front page.
type Band struct {
	Section edition.Section
	Href    string
	Make    Makeup
	Stories []Teaser
}

// Makeup is the layout of a band; neighbours differ, so that the page has rhythm.
type Makeup string

// The layouts of bands.
const (
	BigAndLines Makeup = "big"   // one big story and lines
	Equal       Makeup = "equal" // three of the same size
	TextOnly    Makeup = "text"  // no pictures
)

// NewFront lays out an edition's front page: the lead, the tiers under it, and bands of the sections with the stories left.
func NewFront(f Frame, cards FrontCards, assets Assets) Front {
	f.Path, f.Description = address.Front(f.Edition.Slug), f.Edition.Tagline
	front := Front{Frame: f}
	p := &layout{frame: &front.Frame, assets: assetsOf(assets)}
	if cards.Lead == nil && len(cards.Newest) > 0 {
		cards.Lead = &cards.Newest[0]
	}
	if cards.Lead == nil {
		return front
	}
	lead := p.teaser(cards.Lead, sizesLead)
	front.Lead = &lead
	if lead.Picture != nil {
		lead.Picture.First = true
		front.Share = lead.Picture
	}
	front.Played = p.take(cards.Played, mostPlayed, sizesThird, nil)
	rest := p.left(cards.Newest)
	if rest >= plenty {
		front.Beside = p.take(cards.Newest, mostBeside, "", func(c *story.Card) bool { return c.Section == cards.Lead.Section })
	}
	front.Second = p.take(cards.Newest, mostSecond, sizesHalf, func(c *story.Card) bool { return c.Lead != nil })
	front.Second = append(front.Second, p.take(cards.Newest, mostSecond-len(front.Second), sizesHalf, nil)...)
	column := mostColumn
	if rest < plenty {
		column = fewColumn
	}
	front.Column = p.take(cards.Newest, column, "", nil)
	front.Wide = len(front.Column) < fewColumn
	front.Bands = p.bands(cards.Sections)
	return front
}

func (p *layout) bands(sections []SectionCards) []Band {
	var bands []Band
	for _, section := range sections {
		b := Band{Section: section.Section, Make: Makeups()[len(bands)%len(Makeups())],
			Href: p.frame.here(address.Section(p.frame.Edition.Slug, section.Section.Slug))}
		switch b.Make {
		case BigAndLines:
			b.Stories = p.take(section.Cards, 5, sizesHalf, nil)
		case Equal:
			b.Stories = p.take(section.Cards, 3, sizesThird, nil)
		case TextOnly:
			b.Stories = p.take(section.Cards, 4, "", nil)
		}
		for i := range b.Stories {
			b.Stories[i].Section = "" // the band has it as its heading
		}
		if len(b.Stories) > 0 {
			bands = append(bands, b)
		}
	}
	return bands
}

// bandsBeforePlayed is how many bands come before sound and film.
func bandsBeforePlayed(bands int) int { return min(bands, 1) }

// columnCard gives standfirsts to as many stories of the column as it takes to be as long as the lead beside it.
func (s *Front) columnCard(i int) cardStyle {
	if s.Wide || s.Lead.Picture != nil && i < 2*(mostColumn-len(s.Column)) {
		return cardBrief
	}
	return cardText
}

func (b *Band) card(i int) cardStyle {
	switch {
	case b.Make == BigAndLines && i == 0:
		return cardBig
	case b.Make == Equal:
		return cardPicture
	}
	return cardText
}

// Makeups lists every layout, in the order in which bands take them.
func Makeups() []Makeup { return []Makeup{BigAndLines, Equal, TextOnly} }
