package page

import (
	"slices"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/media"
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

// mostDescription is how many characters of a standfirst or summary cards show,
// here and where a page is shared; search engines show no more either.
const mostDescription = 200

// How many stories the parts of a front page take at most.
const (
	mostBeside = 2
	mostSecond = 3
	mostColumn = 6
	mostPlayed = 4
	fewColumn  = 4  // while there are fewer than plenty; with fewer than that the lead takes the whole width
	plenty     = 14 // stories beside the lead that let the upper parts take all they can
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

// layout puts stories on a page, each once.
type layout struct {
	frame  *Frame
	assets assetsOf
	used   []story.ID
}

// left counts the stories that are not on the page yet.
func (p *layout) left(cards []story.Card) int {
	n := 0
	for i := range cards {
		if !slices.Contains(p.used, cards[i].ID) {
			n++
		}
	}
	return n
}

// take puts at most so many of the stories on the page that are not there yet and that are wanted (nil: any).
func (p *layout) take(cards []story.Card, most int, sizes string, wanted func(*story.Card) bool) []Teaser {
	var taken []Teaser
	for i := range cards {
		if len(taken) == most {
			break
		}
		if c := &cards[i]; !slices.Contains(p.used, c.ID) && (wanted == nil || wanted(c)) {
			taken = append(taken, p.teaser(c, sizes))
		}
	}
	return taken
}

// teaser puts a story on the page. Without sizes it has no picture.
func (p *layout) teaser(c *story.Card, sizes string) Teaser {
	p.used = append(p.used, c.ID)
	t := Teaser{Href: p.frame.here(cardPath(c)), Headline: c.Headline, Standfirst: c.Standfirst,
		Published: c.Published.In(p.frame.Zone), Type: c.Type, Media: c.Media, Duration: duration(c.Duration), Corrected: c.Corrected}
	if t.Standfirst == "" {
		t.Standfirst = lang.Shorten(c.Summary, mostDescription)
	}
	if c.Type == story.Article {
		t.Media = ""
	}
	if c.Edition == p.frame.Edition.Slug {
		s, _ := p.frame.Edition.Section(c.Section)
		t.Section = s.Name
	}
	if a := p.assets.asset(c.Asset); a != nil && a.Kind != media.Picture && a.Duration > 0 {
		t.Duration = a.Duration.Round(time.Second)
	}
	if c.Lead != nil && sizes != "" {
		t.Picture = NewPicture(p.assets.asset(c.Lead.Asset), c.Lead.Alt, "", sizes)
	}
	return t
}
