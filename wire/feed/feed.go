// Package feed writes the forms in which our news goes out to other people's
// readers: RSS 2.0, Atom, JSON Feed 1.1, and sitemaps. It knows no story and
// no edition: who calls hands over what stands in them, addresses absolute.
package feed

import (
	"time"

	"dateline/lang"
)

// The media types that go with the forms.
const (
	TypeRSS  = "application/rss+xml; charset=utf-8"
	TypeAtom = "application/atom+xml; charset=utf-8"
	TypeJSON = "application/feed+json; charset=utf-8"
	TypeXML  = "application/xml; charset=utf-8"
)

// Feed is a list of stories, newest first.
type Feed struct {
	ID          string // for life, an absolute IRI
	Title       string
	Description string // may be empty; RSS, which asks for one, repeats the title then
	Lang        lang.Tag
	Publisher   string // author of the stories that name nobody
	Home        string // the page that holds the same
	Self        string // where this form of the feed lives
	Icon        string // may be empty
	Updated     time.Time
	Items       []Item
	Notices     []Notice
}

// Notice says that a story has been withdrawn. It holds no word of the story;
// under the story's own ID it takes the story's place in the readers' copies.
type Notice struct {
	ID    string // the story's
	URL   string // where the withdrawal is read
	Title string
	Note  string // plain text
	At    time.Time
}

// Item is a story in a feed.
type Item struct {
	ID        string // for life, an absolute IRI; moves with no address
	URL       string
	Title     string
	Summary   string // plain text; may be empty
	HTML      string // the whole story, addresses absolute
	Author    string // may be empty
	Section   string // may be empty
	Published time.Time
	Updated   time.Time // equal to Published where nothing was changed since
	Image     string    // may be empty
	Enclosure *Enclosure
}

// Enclosure is the sound or film of a story.
type Enclosure struct {
	URL      string
	Type     string // media type, as it is served
	Bytes    int64  // length, as it is served
	Duration time.Duration
	Title    string // may be empty
}
