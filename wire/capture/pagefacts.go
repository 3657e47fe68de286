package capture

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/lang"
	"dateline/story"
)

// mostText is how much of a story's text in a page's data is read, in bytes.
const mostText = 200_000

// pageFacts reads what a page says of its story outside the text: its
// language, headline, date, byline, address, players.
func pageFacts(doc *html.Node) facts {
	var f facts
	meta := map[string]string{}
	var h1s []string
	var title, htmlLang, stamp string
	var data []map[string]any
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			htmlLang = attr(n, "lang")
		case atom.Title:
			if title == "" && n.Parent != nil && n.Parent.DataAtom == atom.Head {
				title = innerText(n)
			}
		case atom.Meta:
			name := strings.ToLower(attr(n, "property") + attr(n, "name") + attr(n, "itemprop") + attr(n, "http-equiv"))
			if c := squeeze(strings.ReplaceAll(Clean(attr(n, "content")), "\n", " ")); c != "" && meta[name] == "" {
				meta[name] = c
			}
		case atom.Link:
			if attr(n, "rel") == "canonical" {
				f.url = attr(n, "href")
			}
		case atom.H1:
			if t := innerText(n); t != "" {
				h1s = append(h1s, t)
			}
		case atom.Time:
			if stamp == "" {
				stamp = attr(n, "datetime")
			}
		case atom.Script:
			if strings.Contains(attr(n, "type"), "ld+json") {
				data = append(data, linkedData(n)...)
			}
		}
	}
	ld := mainStory(data)
	f.lang = pageLanguage(htmlLang, str(ld["inLanguage"]), meta["content-language"], meta["og:locale"])
	f.headline, f.titles = chooseHeadline(h1s, str(ld["headline"]), meta["og:title"], meta["twitter:title"], title)
	f.published = firstTime(str(ld["datePublished"]), meta["article:published_time"], meta["datepublished"], meta["pubdate"], meta["date"], meta["dc.date"], stamp)
	f.byline = byline(ld["author"])
	if f.byline == "" {
		f.byline = meta["author"]
	}
	if f.url == "" {
		f.url = meta["og:url"]
	}
	if text, is := ld["articleBody"].(string); is {
		var b strings.Builder
		for _, l := range tagless(text[:min(len(text), mostText)]) {
			b.WriteString(l.text + "\n")
		}
		f.text = b.String()
	}
	f.media = describedMedia(ld, data)
	return f
}

func innerText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		} else if d.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
	}
	return squeeze(strings.ReplaceAll(Clean(b.String()), "\n", " "))
}

func pageLanguage(marks ...string) lang.Tag {
	for _, m := range marks {
		if t, err := lang.Canonical(m); err == nil {
			return withoutRegion(t)
		}
	}
	return ""
}

// withoutRegion keeps a language and its script: editions are of languages, not of countries.
func withoutRegion(t lang.Tag) lang.Tag {
	parts := strings.Split(string(t), "-")
	if len(parts) > 1 && len(parts[1]) == 4 {
		return lang.Tag(parts[0] + "-" + parts[1])
	}
	return lang.Tag(parts[0])
}

// chooseHeadline takes the h1 that another form of the headline agrees with,
// else the only h1, else the best of the other forms.
func chooseHeadline(h1s []string, others ...string) (headline string, titles []string) {
	for _, h := range h1s {
		b := bare(h)
		for _, o := range others {
			if ob := bare(o); b != "" && ob != "" && (strings.HasPrefix(ob, b) || strings.HasPrefix(b, ob) || strings.Contains(ob, b) && len(b) > 15) {
				headline = h
				break
			}
		}
		if headline != "" {
			break
		}
	}
	if headline == "" && len(h1s) == 1 && words([]rune(h1s[0])) >= 3 {
		headline = h1s[0]
	}
	for _, o := range others {
		if o == "" {
			continue
		}
		titles = append(titles, o)
		if headline == "" {
			headline = o
			if o == others[len(others)-1] {
				headline = withoutSite(o)
			}
		}
	}
	if headline == "" && len(h1s) > 0 {
		headline = h1s[0]
	}
	return headline, titles
}

// siteName is what a title adds to a headline.
var siteName = regexp.MustCompile(`\s+[|–—·•»-]\s+[^|–—·•»]{2,40}$`)

func withoutSite(title string) string {
	if t := siteName.ReplaceAllString(title, ""); words([]rune(t)) >= 3 {
		return t
	}
	return title
}

func firstTime(forms ...string) time.Time {
	for _, s := range forms {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02"} {
			if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

// linkedData reads a page's JSON-LD into its objects, graphs opened.
func linkedData(n *html.Node) []map[string]any {
	var raw any
	if n.FirstChild == nil || json.Unmarshal([]byte(n.FirstChild.Data), &raw) != nil {
		return nil
	}
	return objects(raw, 0)
}

func objects(raw any, depth int) []map[string]any {
	if depth > 4 {
		return nil
	}
	var out []map[string]any
	switch v := raw.(type) {
	case []any:
		for _, x := range v {
			out = append(out, objects(x, depth+1)...)
		}
	case map[string]any:
		out = append(out, v)
		out = append(out, objects(v["@graph"], depth+1)...)
	}
	return out
}

func str(v any) string {
	switch x := v.(type) {
	case string:
		return squeeze(strings.ReplaceAll(Clean(html.UnescapeString(x)), "\n", " "))
	case []any:
		if len(x) > 0 {
			return str(x[0])
		}
	case map[string]any:
		return str(x["name"])
	}
	return ""
}

func mainStory(data []map[string]any) map[string]any {
	for _, d := range data {
		if t := str(d["@type"]); strings.HasSuffix(t, "Article") || t == "BlogPosting" || t == "Report" {
			return d
		}
	}
	for _, d := range data {
		if str(d["headline"]) != "" {
			return d
		}
	}
	return map[string]any{}
}

func byline(v any) string {
	list, many := v.([]any)
	if !many {
		return str(v)
	}
	var names []string
	for _, a := range list {
		if s := str(a); s != "" {
			names = append(names, s)
		}
	}
	return strings.Join(names, ", ")
}

// described is sound or film that a page's data describe.
type described struct {
	kind                    story.Kind
	title, duration, source string
}

// describedMedia are the players that a page's data describe.
func describedMedia(ld map[string]any, data []map[string]any) []described {
	var out []described
	add := func(o map[string]any, kind story.Kind) {
		source := str(o["contentUrl"])
		if d := isoOf(str(o["duration"])); d != "" || source != "" {
			out = append(out, described{kind, cut(str(o["name"]), story.MaxLine), d, source})
		}
	}
	for _, v := range []any{ld["video"], ld["audio"], ld["associatedMedia"]} {
		for _, o := range objects(v, 0) {
			addByType(o, add)
		}
	}
	if len(out) == 0 {
		for _, o := range data {
			addByType(o, add)
		}
	}
	for i := range out {
		if bare(out[i].title) == bare(str(ld["headline"])) {
			out[i].title = ""
		}
	}
	return out
}

func addByType(o map[string]any, add func(map[string]any, story.Kind)) {
	switch str(o["@type"]) {
	case "VideoObject":
		add(o, story.Video)
	case "AudioObject", "PodcastEpisode", "RadioEpisode":
		add(o, story.Audio)
	}
}

var isoForm = regexp.MustCompile(`^P(?:(\d{1,3})D)?T?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d+)?S)?$`)

// isoOf writes a duration as we do, whether it came in ISO 8601, as clock time or in seconds.
func isoOf(s string) string {
	s = strings.TrimSpace(s)
	if m := isoForm.FindStringSubmatch(strings.ToUpper(s)); m != nil && s != "" {
		total := 0
		for i, unit := range []int{86400, 3600, 60, 1} {
			n, _ := strconv.Atoi("0" + m[i+1])
			total += n * unit
		}
		if total > 0 {
			return isoDuration(total)
		}
		return ""
	}
	if clockLine.MatchString(s) {
		if t := clockTime.FindStringSubmatch(s); t != nil && seconds(t) > 0 {
			return isoDuration(seconds(t))
		}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 1 && n < 360000 {
		return isoDuration(int(n))
	}
	return ""
}

// filmSites are the players that pages put into a frame.
var filmSites = regexp.MustCompile(`(?i)youtube|youtu\.be|vimeo|dailymotion|/video|jwplayer|brightcove`)
var soundSites = regexp.MustCompile(`(?i)soundcloud|spotify|acast|podcast|/audio|audioboom`)

// elementMedia is the line of the player that an element shows, nil where a frame shows something else.
func elementMedia(n *html.Node) *line {
	b := &story.Node{Type: story.Audio}
	switch n.DataAtom {
	case atom.Video:
		b.Type = story.Video
	case atom.Iframe:
		src := attr(n, "src") + attr(n, "data-src")
		switch {
		case filmSites.MatchString(src):
			b.Type = story.Video
		case soundSites.MatchString(src):
		default:
			return nil
		}
	}
	for p := n; p != nil && b.Attrs.Duration == ""; p = p.Parent {
		for _, name := range []string{"data-duration", "duration", "data-media-duration", "data-length"} {
			if d := isoOf(attr(p, name)); d != "" && b.Attrs.Duration == "" {
				b.Attrs.Duration = d
			}
		}
		if p != n && p.DataAtom == atom.Article {
			break
		}
	}
	if n.DataAtom != atom.Iframe {
		b.Attrs.Title = cut(squeeze(strings.ReplaceAll(Clean(attr(n, "title")), "\n", " ")), story.MaxLine)
	}
	return &line{part: player, block: b, source: mediaSource(n), home: n}
}

func mediaSource(n *html.Node) string {
	if s := attr(n, "src"); s != "" {
		return s
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Source {
			return attr(d, "src")
		}
	}
	return ""
}
