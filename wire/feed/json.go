package feed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"

	"dateline/lang"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Language    lang.Tag     `json:"language"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonItem struct {
	ID            string           `json:"id"`
	URL           string           `json:"url"`
	Title         string           `json:"title"`
	Summary       string           `json:"summary,omitempty"`
	ContentHTML   string           `json:"content_html,omitempty"`
	ContentText   string           `json:"content_text,omitempty"`
	Image         string           `json:"image,omitempty"`
	DatePublished string           `json:"date_published"`
	DateModified  string           `json:"date_modified"`
	Authors       []jsonAuthor     `json:"authors,omitempty"`
	Tags          []string         `json:"tags,omitempty"`
	Language      lang.Tag         `json:"language"`
	Attachments   []jsonAttachment `json:"attachments,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonAttachment struct {
	URL      string `json:"url"`
	MimeType string `json:"mime_type"`
	Title    string `json:"title,omitempty"`
	Bytes    int64  `json:"size_in_bytes,omitempty"`
	Seconds  int    `json:"duration_in_seconds,omitempty"`
}

// JSON writes the feed as JSON Feed 1.1.
func (f *Feed) JSON() ([]byte, error) {
	out := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: line(f.Title), HomePageURL: f.Home, FeedURL: f.Self,
		Description: f.Description, Icon: f.Icon, Language: f.Lang, Authors: authors(f.Publisher), Items: []jsonItem{}}
	for i := range f.Items {
		out.Items = append(out.Items, f.Items[i].json(f))
	}
	for _, n := range f.Notices {
		out.Items = append(out.Items, jsonItem{ID: n.ID, URL: n.URL, Title: line(n.Title), ContentText: n.Note,
			DatePublished: w3c(n.At), DateModified: w3c(n.At), Language: f.Lang, Authors: authors(f.Publisher)})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("JSON Feed %s: %w", f.Self, err)
	}
	return b.Bytes(), nil
}

func (i *Item) json(f *Feed) jsonItem {
	item := jsonItem{ID: i.ID, URL: i.URL, Title: line(i.Title), Summary: i.Summary, ContentHTML: i.HTML, Image: i.Image,
		DatePublished: w3c(i.Published), DateModified: w3c(i.Updated), Language: f.Lang,
		Authors: authors(cmp.Or(line(i.Author), f.Publisher))}
	if i.Section != "" {
		item.Tags = []string{line(i.Section)}
	}
	if e := i.Enclosure; e != nil {
		item.Attachments = []jsonAttachment{{URL: e.URL, MimeType: e.Type, Title: line(e.Title), Bytes: e.Bytes,
			Seconds: int(math.Round(e.Duration.Seconds()))}}
	}
	return item
}

func authors(name string) []jsonAuthor {
	if name == "" {
		return nil
	}
	return []jsonAuthor{{name}}
}
