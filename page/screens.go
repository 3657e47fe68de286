package page

import (
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/lang"
	"dateline/media"
	"dateline/story"
)

// Site is what all pages share: the origin of addresses and the publisher's name.
type Site struct {
	Origin address.Origin
	Name   string // the publisher, as it calls itself
}

// Frame is what every page has around its content. NewFrame makes it; the
// page's own constructor adds title, description and addresses.
type Frame struct {
	Site     Site
	Language *lang.Language
	Edition  *edition.Edition // nil on the chooser, and on a fault outside every edition
	Editions []Edition        // all that are public, for the foot of the page and the chooser
	Zone     *time.Location   // in which times are given
	Now      time.Time        // when the page is rendered
	Light    bool             // render the light page: no script, no picture
	Strip    Strip

	Section     edition.Slug // that the page belongs to; empty on others
	Path        string       // of the full page; empty where it has no address of its own (faults)
	Query       string       // "?before=…" of a later leaf of a section, else empty
	Title       string       // of the page without edition: a headline, a section; empty on a front
	Description string
	Share       *Picture // shown where the page is shared; may be nil
	Private     bool     // not for search engines: previews and faults
	Alternates  []Alternate

	words *words
}

// Edition is another edition as a page names it.
type Edition struct {
	Name     string
	Tagline  string
	Slug     edition.Slug
	Language *lang.Language
}

// Alternate is the same page in another language.
type Alternate struct {
	Tag lang.Tag
	URL string // absolute
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

// Makeups lists every layout, in the order in which bands take them.
func Makeups() []Makeup { return []Makeup{BigAndLines, Equal, TextOnly} }

// SectionPage is a section, newest first.
type SectionPage struct {
	Frame
	Name    string
	Stories []Teaser
	Newer   string // path; empty on the first leaf
	Older   string // path; empty on the last
}

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

// Block is a block of a body with everything that rendering it needs.
type Block struct {
	Kind    story.Kind
	Level   int          // of a heading
	Ordered bool         // of a list
	Dir     string       // empty: that of the page
	Lang    lang.Tag     // empty: that of the page
	Text    []story.Node // the runs of a paragraph or heading
	Blocks  []Block      // what a list, item, quote or fact box holds
	Title   string       // of a fact box
	Quote   Quote
	Picture *Picture
	Player  *Player
	Link    Link // of a related link
	Number  int  // of a player on its page, from 1
	Table   *Table
}

// Quote is who is quoted.
type Quote struct {
	Speaker, Role string
}

// Link is an address with its words.
type Link struct {
	Href, Text string
}

// Picture is a picture ready to be rendered.
type Picture struct {
	Sources       []Source // best first; empty where there is no rendition yet
	Src           string   // the JPEG, or the upload as it was sent
	Width, Height int      // of Src, in pixels
	Colour        string   // #rrggbb until it is there
	Alt           string   // empty: it shows nothing that the text does not say
	Caption       string
	Credit        string
	Sizes         string // the sizes attribute: how wide it is in the four size classes
	First         bool   // the page's first: fetched at once
	Small         Small  // what a light page offers to load
}

// Small is the smallest JPEG of a picture.
type Small struct {
	Href  string
	Bytes int64
}

// Source is one format of a picture in its widths, as srcset wants it.
type Source struct {
	Type, Set string
}

// Player is a sound or film. Without Src it is known but cannot be played.
type Player struct {
	Kind          story.Kind // audio or video
	Src           string
	Type          string // media type
	Ext           string
	Bytes         int64
	Duration      time.Duration // zero: not known
	Title         string
	Poster        string
	Width, Height int
	Preparing     bool // the file is here and cannot be played yet
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

// NotFound is the answer where nothing lives (404).
type NotFound struct{ Frame }

// Gone is the answer where a story was withdrawn (410).
type Gone struct {
	Frame
	Notice Correction // when, and the public note, which may be empty
}

// Failed is the answer when something broke on our side (500).
type Failed struct {
	Frame
	ID string // the log has it too
}

// Strip is the breaking news of an edition. Its zero value renders nothing.
type Strip struct {
	Language *lang.Language
	Zone     *time.Location
	Version  int64 // of the edition's strip; a stream sends only another one
	Items    []StripItem
}

// StripItem is one breaking item.
type StripItem struct {
	ID     string
	Text   string
	Href   string // empty where there is no story yet
	Urgent bool
	At     time.Time
	Ends   time.Time
}

// Assets are the assets that a screen uses, by id, as the store gives them.
type Assets = map[media.ID]media.Asset
