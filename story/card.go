package story

import (
	"time"

	"dateline/edition"
)

// Copy is a public story as readers get it: the story, its acts, and the
// document of the revision that is shown.
type Copy struct {
	Story    *Story
	Document *Document
}

// Card is what fronts, sections, feeds and related links need of a public
// story. It is made of the revision that is shown, when it is shown.
type Card struct {
	ID        ID           `json:"-"`
	Edition   edition.Slug `json:"-"`
	Section   edition.Slug `json:"-"`
	Group     ID           `json:"-"`
	Published time.Time    `json:"-"` // the first time; orders fronts and feeds
	Changed   time.Time    `json:"-"`

	Type       Type   `json:"type"`
	Headline   string `json:"headline"`
	Standfirst string `json:"standfirst,omitempty"`
	Byline     string `json:"byline,omitempty"`
	Place      string `json:"place,omitempty"`
	Lead       *Lead  `json:"lead,omitempty"`
	Summary    string `json:"summary,omitempty"`   // the first paragraph, where there is no standfirst
	Media      Kind   `json:"media,omitempty"`     // audio or video: the first in the body
	Asset      string `json:"asset,omitempty"`     // its asset
	Duration   string `json:"duration,omitempty"`  // its duration, PT…
	Words      int    `json:"words,omitempty"`     // how long the body is
	Corrected  bool   `json:"corrected,omitempty"` // the story bears a correction
	Dated      bool   `json:"dated,omitempty"`     // it has kept the date that it bears elsewhere: no news of the day
}

// NewCard makes the card of a story that shows the document.
func NewCard(s *Story, d *Document) Card {
	c := Card{ID: s.ID, Edition: s.Edition, Section: edition.Slug(d.Head.Section), Group: s.Group,
		Published: s.Published(), Changed: s.Changed(), Type: s.Type,
		Headline: d.Head.Headline, Standfirst: d.Head.Standfirst, Byline: d.Head.Byline, Place: d.Head.Place,
		Lead: d.Head.Lead, Words: d.Words(), Corrected: len(s.Corrections()) > 0, Dated: s.DatedBack()}
	d.Walk(func(n *Node) {
		if c.Media == "" && (n.Type == Audio || n.Type == Video) {
			c.Media, c.Asset, c.Duration = n.Type, n.Attrs.Asset, n.Attrs.Duration
		}
		if c.Summary == "" && c.Standfirst == "" && n.Type == Paragraph {
			c.Summary = n.Plain()
		}
	})
	return c
}
