package page

import (
	"slices"
	"strconv"
	"time"

	"dateline/address"
	"dateline/lang"
	"dateline/media"
	"dateline/story"
)

// cardStyle is how a story is shown outside its page.
type cardStyle string

const (
	cardLead    cardStyle = "as-lead"
	cardBig     cardStyle = "as-big"
	cardPicture cardStyle = "as-picture"
	cardText    cardStyle = "as-text"
	cardBrief   cardStyle = "as-text brief" // with its standfirst
	cardList    cardStyle = "as-list"
	cardPlayed  cardStyle = "as-played"
)

// mostDescription is how many characters of a standfirst or summary cards show,
// here and where a page is shared; search engines show no more either.
const mostDescription = 200

// layout puts stories on a page, each once.
type layout struct {
	frame  *Frame
	assets assetsOf
	used   []story.ID
}

// Teaser is a story as fronts, sections and links show it.
type Teaser struct {
	Href       string
	Headline   string
	Standfirst string
	Section    string // its section's name; empty where that is clear
	Published  time.Time
	Type       story.Type
	Media      story.Kind    // audio or video: what it plays, else empty
	Duration   time.Duration // of that
	Corrected  bool
	Picture    *Picture
}

// shows reports whether the card has a picture.
func (t *Teaser) shows(f *Frame, as cardStyle) bool {
	return t.Picture != nil && !f.Light && as != cardText && as != cardBrief
}

// count is the CSS class for a number of cards.
func count(n int) string { return "n" + strconv.Itoa(n) }

func (f *Frame) mediaWord(k story.Kind) lang.Text {
	if k == story.Video {
		return f.words.video
	}
	return f.words.audio
}

func cardPath(c *story.Card) string {
	return address.Story(c.Edition, c.Section, c.ID, c.Headline)
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
