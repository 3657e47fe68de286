package page

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"time"

	"dateline/edition"
	"dateline/lang"
	"dateline/story"
)

// The strip's stream, which page/scripts/strip.js reads and live serves at address.Live:
//
//	GET /live/{edition}?v=VERSION    (text/event-stream; VERSION is that of the strip on the page)
//
//	event: strip
//	data: {"html": "…", "version": 12}
//
// html is StripFragment of the edition's present strip, empty when nothing breaks. The first message after the
// connection is the present strip, and only if its version is not the one in the address; after that one message for
// each change. Comment lines (": …") keep the line open. There is no other event and no other request.

// mostStrip is how many items a strip shows; the newest.
const mostStrip = 3

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

// NewStrip makes an edition's strip of the alerts that are live now, newest first, in its language. Cards are those of
// the public stories that the alerts point to. Its version is made of
// what it shows, so that a page and a stream that show the same agree.
func NewStrip(e *edition.Edition, alerts []story.Alert, cards []story.Card, now time.Time) Strip {
	s := Strip{Language: e.Language(), Zone: e.Location()}
	for i := range alerts {
		a := &alerts[i]
		text, has := a.Texts[e.Lang]
		if !has || !a.Live(now) || len(s.Items) == mostStrip {
			continue
		}
		item := StripItem{ID: a.ID, Text: text, Urgent: a.Level == story.Urgent, At: a.At.In(s.Zone), Ends: a.Ends.In(s.Zone)}
		if c := cardFor(a.Story, e.Slug, cards); c != nil {
			item.Href = cardPath(c)
		}
		s.Items = append(s.Items, item)
	}
	s.Version = s.sum()
	return s
}

// sum is a number of what the strip shows, 0 for nothing; scripts read it exactly, so it has 52 bits.
func (s Strip) sum() int64 {
	if s.Empty() {
		return 0
	}
	h := fnv.New64a()
	for _, i := range s.Items {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%t\x00%d\x00%d\n", i.ID, i.Text, i.Href, i.Urgent, i.At.UnixMicro(), i.Ends.UnixMicro())
	}
	return int64(h.Sum64()>>12) | 1
}

// cardFor finds the story that an alert links to in an edition: the story itself or one of its translation group.
func cardFor(id story.ID, in edition.Slug, cards []story.Card) *story.Card {
	group := story.ID("")
	for i := range cards {
		if cards[i].ID == id {
			group = cards[i].Group
		}
	}
	for i := range cards {
		if c := &cards[i]; id != "" && c.Edition == in && (c.ID == id || group != "" && c.Group == group) {
			return c
		}
	}
	return nil
}

// Empty reports whether there is no breaking news: the strip is not rendered then.
func (s Strip) Empty() bool { return len(s.Items) == 0 }

// StripFragment writes the content of the strip's live region: nothing when there is no breaking news.
func StripFragment(ctx context.Context, w io.Writer, s Strip) error {
	if s.Empty() {
		return nil
	}
	return stripItems(s, wordsOf(s.Language), true).Render(ctx, w)
}

func stripClass(i StripItem) string {
	if i.Urgent {
		return "urgent"
	}
	return "breaking"
}
