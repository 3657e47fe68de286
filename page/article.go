package page

import (
	"time"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/story"
)

// Around is what a story's page shows beside the story. Every card is of a public story.
type Around struct {
	Linked       []story.Card // those that its related links point to (story.Document.Related)
	Translations []story.Card // its translation group without itself
	More         []story.Card // the newest of its section, to go on reading
}

// MostRelated is how many other stories a story's page ends with.
const MostRelated = 4

// Article is a story's page.
type Article struct {
	Frame
	ID           story.ID
	Type         story.Type
	SectionName  string
	SectionHref  string
	Headline     string
	Standfirst   string
	Byline       string
	Place        string
	Published    time.Time // zero in a preview of a story that never was public
	Changed      time.Time // zero where it was not changed since
	Words        int
	Corrections  []Correction // oldest first
	Translations []Translation
	Lead         *Picture // nil where there is none
	Top          *Player  // what an audio or video story is about: before the text
	Body         []Block
	Related      []Teaser
	Preview      bool
	Players      int // that can play, in the body and before it
}

// Correction is the public note of a correction, as a story's page shows it.
type Correction struct {
	At   time.Time
	Note string
}

// Translation is the same news in another edition.
type Translation struct {
	Href     string
	Headline string
	Language *lang.Language
}

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

func (a *Article) moreFrom() lang.Text { return a.Language.Text(msg.MoreFrom(a.SectionName)) }

func (a *Article) byLine() templ.Component { return apart(a.Language.Parts(msg.By(a.Byline))) }

func (a *Article) publishedLine() templ.Component {
	parts, other := a.Language.Parts(msg.Published(a.Published))
	return timed(parts, other, a.Published)
}

func (a *Article) changedLine() templ.Component {
	message := msg.Updated(a.Changed)
	if n := len(a.Corrections); n > 0 && a.Corrections[n-1].At.Equal(a.Changed) {
		message = msg.Corrected(a.Changed)
	}
	parts, other := a.Language.Parts(message)
	return timed(parts, other, a.Changed)
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
