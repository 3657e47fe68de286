package page

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/media"
)

// The words of schema.org that search engines read of a news story.
type (
	newsArticle struct {
		Context     string       `json:"@context"`
		Type        string       `json:"@type"`
		ID          string       `json:"@id"`
		URL         string       `json:"url"`
		MainEntity  string       `json:"mainEntityOfPage"`
		Headline    string       `json:"headline"`
		Description string       `json:"description,omitempty"`
		Image       []string     `json:"image,omitempty"`
		Language    string       `json:"inLanguage"`
		Published   string       `json:"datePublished,omitempty"`
		Modified    string       `json:"dateModified,omitempty"`
		Author      []party      `json:"author"`
		Publisher   party        `json:"publisher"`
		Section     string       `json:"articleSection,omitempty"`
		Words       int          `json:"wordCount,omitempty"`
		Place       *place       `json:"contentLocation,omitempty"`
		Corrections []comment    `json:"correction,omitempty"`
		Translated  []work       `json:"workTranslation,omitempty"`
		Media       []mediaPiece `json:"associatedMedia,omitempty"`
	}
	party struct {
		Type string `json:"@type"`
		Name string `json:"name"`
		URL  string `json:"url,omitempty"`
	}
	place struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	comment struct {
		Type string `json:"@type"`
		Text string `json:"text"`
		At   string `json:"datePublished"`
	}
	work struct {
		Type     string `json:"@type"`
		ID       string `json:"@id"`
		Language string `json:"inLanguage"`
		Headline string `json:"headline"`
	}
	mediaPiece struct {
		Type     string `json:"@type"`
		Name     string `json:"name,omitempty"`
		URL      string `json:"contentUrl"`
		Format   string `json:"encodingFormat"`
		Duration string `json:"duration,omitempty"`
	}
)

// DataBlock is a data block of a page: JSON of a media type that scripts or
// machines read. Its characters <, > and & are escaped, so that nothing in it
// ends the block. id may be empty.
func DataBlock(typ, id string, v any) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if id != "" {
			id = ` id="` + id + `"`
		}
		_, err = io.WriteString(w, `<script type="`+typ+`"`+id+`>`+string(text)+`</script>`)
		return err
	})
}

// structured is the story for machines.
func structured(a *Article) templ.Component {
	if a.Light {
		return templ.NopComponent
	}
	return DataBlock("application/ld+json", "", a.news())
}

func (a *Article) news() newsArticle {
	house := party{"NewsMediaOrganization", a.Site.Name, a.Site.Origin.URL("/")}
	n := newsArticle{Context: "https://schema.org", Type: "NewsArticle", ID: a.canonical(), URL: a.canonical(),
		MainEntity: a.canonical(), Headline: a.Headline, Description: a.Description, Language: a.tag(),
		Published: iso(a.Published), Modified: iso(a.Changed), Publisher: house, Section: a.SectionName, Words: a.Words}
	if n.Modified == "" {
		n.Modified = n.Published
	}
	n.Author = []party{house}
	if a.Byline != "" {
		n.Author = []party{{Type: "Person", Name: a.Byline}}
	}
	if a.Place != "" {
		n.Place = &place{"Place", a.Place}
	}
	for _, c := range a.Corrections {
		n.Corrections = append(n.Corrections, comment{"CorrectionComment", c.Note, iso(c.At)})
	}
	for i, t := range a.Translations {
		tag := string(t.Language.Tag)
		n.Translated = append(n.Translated, work{"NewsArticle", a.translationURL(i), tag, t.Headline})
	}
	n.Image, n.Media = a.pictures(), a.pieces()
	return n
}

func (a *Article) translationURL(i int) string {
	href := a.Translations[i].Href
	if a.Light {
		href = strings.TrimPrefix(href, "/light")
	}
	return a.Site.Origin.URL(href)
}

func (a *Article) pictures() []string {
	var urls []string
	if a.Share != nil {
		urls = append(urls, a.Site.Origin.URL(a.Share.Src))
	}
	for i := range a.Body {
		if p := a.Body[i].Picture; p != nil && p != a.Share {
			urls = append(urls, a.Site.Origin.URL(p.Src))
		}
	}
	return urls
}

func (a *Article) pieces() []mediaPiece {
	var pieces []mediaPiece
	add := func(p *Player) {
		if p == nil || p.Src == "" {
			return
		}
		m := mediaPiece{"AudioObject", p.Title, a.Site.Origin.URL(p.Src), p.Type, ""}
		if p.Kind == "video" {
			m.Type = "VideoObject"
		}
		if p.Duration > 0 {
			m.Duration = media.FormatDuration(p.Duration)
		}
		pieces = append(pieces, m)
	}
	add(a.Top)
	for i := range a.Body {
		add(a.Body[i].Player)
	}
	return pieces
}

// iso is a time with its offset from UTC.
func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
