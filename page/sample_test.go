package page

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/edition"
	"dateline/lang"
	"dateline/media"
	"dateline/story"
)

// Every test of a page runs in a left-to-right, a right-to-left and a tall script.
var scripts = []lang.Tag{"en", "fa", "my"}

// Ids of the samples.
const (
	photo  media.ID = "aaaaaaaaaphot"
	sound  media.ID = "aaaaaaaaasnd2"
	film   media.ID = "aaaaaaaaafilm"
	flood  story.ID = "aaaaaaaaflood"
	bridge story.ID = "aaaaaaabridge"
	alert           = "aaaaaaaaalert"
)

// hostile is a headline that tries every way out of its place.
const hostile = `Minister: </script><script>alert(1)</script> "R&D" 'up' <img src=x onerror=alert(2)> ]]> <!--`

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var house = Site{Origin: "https://news.example", Name: "Dateline"}

func newspaper(tag lang.Tag) edition.Edition {
	return edition.Edition{Slug: edition.Slug(strings.ToLower(string(tag))), Lang: tag, Name: "The " + lang.Of(tag).Autonym, Tagline: "News",
		Zone: "Asia/Tehran", Public: true, Sections: []edition.Section{{Slug: "world", Name: "World"}, {Slug: "culture", Name: "Culture"}}}
}

func frameIn(tag lang.Tag) Frame {
	all := []edition.Edition{newspaper("en"), newspaper("fa"), newspaper("my"), newspaper("ar")}
	e := newspaper(tag)
	return NewFrame(house, &e, all, noon)
}

func mediaOf() Assets {
	return Assets{
		photo: {ID: photo, Hash: "ab12", Kind: media.Picture, Type: "image/jpeg", Ext: "jpg", Size: 90_000, Width: 1600, Height: 900, Colour: "#8a7f70", Credit: "Ana Ruiz",
			Renditions: []media.Rendition{{Width: 800, Height: 450, Ext: "avif", Hash: "c1", Size: 20_000}, {Width: 800, Height: 450, Ext: "jpg", Hash: "c2", Size: 40_000}, {Width: 400, Height: 225, Ext: "jpg", Hash: "c3", Size: 15_000}}},
		sound: {ID: sound, Hash: "cd34", Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3", Size: 3_200_000, Duration: 195 * time.Second},
		film:  {ID: film, Hash: "ef56", Kind: media.Video, Type: "video/mp4", Ext: "mp4", Size: 9_000_000, Width: 640, Height: 360, Duration: time.Minute},
	}
}

// block is a sample of a kind of block, with words that a form may not lose.
func blockOf(k story.Kind) (n story.Node, words string) {
	p := story.Para
	switch k {
	case story.Paragraph:
		return p("The river rose."), "The river rose."
	case story.Heading:
		n = p("What changes")
		n.Type, n.Attrs.Level = story.Heading, 2
		return n, "What changes"
	case story.List:
		return story.Node{Type: k, Content: []story.Node{{Type: story.Item, Content: []story.Node{p("Pumps are ready.")}}}}, "Pumps are ready."
	case story.Quote:
		return story.Node{Type: k, Attrs: story.Attrs{Speaker: "Marina Kaljurand", Role: "ambassador"}, Content: []story.Node{p("We agreed on a number.")}}, "Marina Kaljurand"
	case story.Picture:
		return story.Node{Type: k, Attrs: story.Attrs{Asset: string(photo), Alt: "A dam", Caption: "The dam at dawn."}}, "The dam at dawn."
	case story.Audio:
		return story.Node{Type: k, Attrs: story.Attrs{Asset: string(sound), Title: "The bulletin", Duration: "PT3M15S"}}, "The bulletin"
	case story.Video:
		return story.Node{Type: k, Attrs: story.Attrs{Asset: string(film), Title: "The flood filmed", Duration: "PT1M"}}, "The flood filmed"
	case story.Related:
		return story.Node{Type: k, Attrs: story.Attrs{URL: "https://un.example/report", Text: "The report"}}, "The report"
	case story.Factbox:
		return story.Node{Type: k, Attrs: story.Attrs{Title: "In figures"}, Content: []story.Node{p("64 dams.")}}, "In figures"
	case story.Divider:
		return story.Node{Type: k}, ""
	case story.Table:
		return tableOf([][]string{{"Dam", "Metres"}, {"Upper Bor", "64"}}), "Upper Bor"
	}
	return n, ""
}

// tableOf is a table with a head row and a head column.
func tableOf(grid [][]string) story.Node {
	n := story.Node{Type: story.Table, Attrs: story.Attrs{Caption: "Dams of the river", Head: true, Side: true}}
	for _, row := range grid {
		r := story.Node{Type: story.TableRow}
		for _, words := range row {
			r.Content = append(r.Content, story.Node{Type: story.TableCell, Content: []story.Node{{Type: story.Text, Text: words}}})
		}
		n.Content = append(n.Content, r)
	}
	return n
}

// copyOf is a public story with every kind of block and a correction.
func copyOf(id story.ID, in edition.Slug, headline string) *story.Copy {
	d := story.Blank("world")
	d.Head = story.Head{Headline: headline, Standfirst: "What we know " + headline, Byline: headline, Place: headline, Section: "world",
		Lead: &story.Lead{Asset: string(photo), Alt: "A dam " + headline, Caption: "At dawn " + headline}}
	d.Body.Content = nil
	for _, k := range story.Kinds() {
		n, _ := blockOf(k)
		d.Body.Content = append(d.Body.Content, n)
	}
	s := &story.Story{ID: id, Edition: in, Type: story.Article, Head: 2, Acts: []story.Act{
		{Kind: story.Publish, Revision: 1, At: noon.Add(-3 * time.Hour)},
		{Kind: story.Correct, Revision: 2, At: noon.Add(-time.Hour), PublicNote: "We had the wrong dam. " + headline}}}
	return &story.Copy{Story: s, Document: &d}
}

func cardOf(c *story.Copy) story.Card { return story.NewCard(c.Story, c.Document) }

// cardsIn are so many public stories of an edition, newest first.
func cardsIn(e edition.Slug, n int) []story.Card {
	var cards []story.Card
	for i := range n {
		c := cardOf(copyOf(story.ID("aaaaaaaaaa"+string(rune('a'+i/26))+string(rune('a'+i%26))+"a"), e, "Story "+string(rune('A'+i%26))+string(rune('a'+i/26))))
		c.Published = noon.Add(-time.Duration(i) * time.Hour)
		cards = append(cards, c)
	}
	return cards
}

// screen is what every screen is.
type screen interface {
	Render(ctx context.Context, w io.Writer) error
}

func draw(t *testing.T, s screen) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func readScreen(t *testing.T, s screen) *html.Node { return parse(t, draw(t, s)) }

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// all finds the elements of a name ("" for any) that are wanted (nil: all), in the order of the page.
func all(n *html.Node, name string, wanted func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (name == "" || d.Data == name) && (wanted == nil || wanted(d)) {
			found = append(found, d)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func with(name, value string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attr(n, name) == value }
}

func classed(class string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attr(n, "class")), class) }
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// screens are all screens of an edition, full or light.
func screensIn(tag lang.Tag, light bool) map[string]screen {
	f := frameIn(tag)
	f.Light = light
	slug := f.Edition.Slug
	c := copyOf(flood, slug, hostile)
	f = f.WithStrip(NewStrip(f.Edition, []story.Alert{{ID: alert, Level: story.Urgent, Texts: map[lang.Tag]string{tag: hostile}, Story: flood,
		At: noon, Ends: noon.Add(time.Hour)}}, []story.Card{cardOf(c)}, noon))
	outside := NewFrame(house, nil, nil, noon)
	outside.Light = light
	whole := NewFrame(house, nil, []edition.Edition{newspaper("en"), newspaper("fa"), newspaper("my")}, noon)
	whole.Light = light
	cards := append([]story.Card{cardOf(c)}, cardsIn(slug, 20)...)
	return map[string]screen{
		"front":       NewFront(f, FrontCards{Newest: cards, Sections: []SectionCards{{newspaper(tag).Sections[0], cards}}, Played: cards[3:5]}, mediaOf()),
		"story":       NewArticle(f, c, Around{Translations: []story.Card{cardOf(copyOf(bridge, "ar", hostile))}, More: cards}, mediaOf()),
		"preview":     NewPreview(f, c.Story, c.Document, Around{}, mediaOf()),
		"section":     NewSection(f, newspaper(tag).Sections[0], cards, mediaOf(), Leaf{Query: "?before=9", HasNewer: true, HasOlder: true, Older: "?before=2"}),
		"corrections": NewCorrections(f, []Corrected{{cardOf(c), c.Story.Corrections()[0]}}, []Withdrawn{{"abcdefghijk27", noon, "The letter was <forged>."}}),
		"not found":   NewNotFound(f), "gone": NewGone(f, noon, "The letter was <forged>."), "failed": NewFailed(f, `"><script>`),
		"nowhere": NewNotFound(outside), "chooser": NewChooser(whole, cards[:1]),
	}
}
