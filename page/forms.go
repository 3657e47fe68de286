package page

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/edition"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/story"
)

// cardForm is how a story is shown outside its page.
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

// bandsBeforePlayed is how many bands come before sound and film.
func bandsBeforePlayed(bands int) int { return min(bands, 1) }

// columnCard gives standfirsts to as many stories of the column as it takes to be as long as the lead beside it.
func (s *Front) columnCard(i int) cardStyle {
	if s.Wide || s.Lead.Picture != nil && i < 2*(mostColumn-len(s.Column)) {
		return cardBrief
	}
	return cardText
}

func (b *Band) card(i int) cardStyle {
	switch {
	case b.Make == BigAndLines && i == 0:
		return cardBig
	case b.Make == Equal:
		return cardPicture
	}
	return cardText
}

// shows reports whether the card has a picture.
func (t *Teaser) shows(f *Frame, as cardStyle) bool {
	return t.Picture != nil && !f.Light && as != cardText && as != cardBrief
}

// count is the CSS class for a number of cards.
func count(n int) string { return "n" + strconv.Itoa(n) }

func (s *SectionPage) leaf() string {
	if s.Query == "" {
		return "first"
	}
	return "later"
}

// class is the page's kind and how its language is set.
func (f *Frame) class(kind string) string { return "on-" + kind + " " + typeClass(f.Language) }

// typeClass names the rules of page/styles/lang.css for a writing system that is set in its own way.
func typeClass(l *lang.Language) string {
	c := "s-" + strings.ToLower(l.Script)
	if !l.Type.Capitals {
		c += " uncased"
	}
	return c
}

func (f *Frame) current(s edition.Slug, kind string) templ.Attributes {
	switch {
	case s != f.Section:
		return nil
	case kind == "section":
		return templ.Attributes{"aria-current": "page"}
	}
	return templ.Attributes{"aria-current": "true"}
}

func feedType(href string) string {
	switch {
	case strings.HasSuffix(href, ".rss"):
		return "application/rss+xml"
	case strings.HasSuffix(href, ".atom"):
		return "application/atom+xml"
	}
	return "application/feed+json"
}

func openGraphType(kind string) string {
	if kind == "story" {
		return "article"
	}
	return "website"
}

func openGraphLocale(l *lang.Language) string { return strings.ReplaceAll(string(l.Tag), "-", "_") }

func (f *Frame) shareTitle() string {
	if f.Title != "" {
		return f.Title
	}
	return f.fullTitle()
}

func (p *Picture) attributes() templ.Attributes {
	a := templ.Attributes{}
	if set := p.jpegSet(); set != "" {
		a["srcset"], a["sizes"] = set, p.Sizes
	}
	if p.First {
		a["fetchpriority"] = "high"
	} else {
		a["loading"] = "lazy"
	}
	return a
}

func (p *Player) attributes() templ.Attributes {
	a := templ.Attributes{}
	if p.Width > 0 && p.Height > 0 {
		a["width"], a["height"] = strconv.Itoa(p.Width), strconv.Itoa(p.Height)
	}
	if p.Poster != "" {
		a["poster"] = p.Poster
	}
	return a
}

// bare reports whether a quotation has no quotation marks of its own: the style sheet adds those of the language then.
func (b *Block) bare() bool {
	for i := range b.Blocks {
		for j := range b.Blocks[i].Text {
			if strings.ContainsAny(b.Blocks[i].Text[j].Text, "\"“”„«»‹›「」『』") {
				return false
			}
		}
	}
	return true
}

func (b *Block) attributes() templ.Attributes {
	a := templ.Attributes{}
	if b.Lang != "" {
		a["lang"] = string(b.Lang)
	}
	if b.Dir != "" {
		a["dir"] = b.Dir
	} else if b.Lang != "" {
		a["dir"] = string(lang.Of(b.Lang).Dir)
	}
	return a
}

func (f *Frame) playerName(p *Player) string {
	if p.Kind == story.Video {
		return f.Language.Words(msg.PlayerFilm(p.Title))
	}
	return f.Language.Words(msg.PlayerSound(p.Title))
}

func (f *Frame) download(p *Player) lang.Text {
	return f.Language.Text(msg.PlayerDownload(strings.ToUpper(p.Ext), p.Bytes))
}

func (f *Frame) loadPicture(p *Picture) lang.Text {
	return f.Language.Text(msg.LoadPicture(p.Small.Bytes))
}

func (f *Frame) mediaWord(k story.Kind) lang.Text {
	if k == story.Video {
		return f.words.video
	}
	return f.words.audio
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

// apart writes a message whose arguments may run in another direction: each is in a bdi of its own.
func apart(parts []lang.Part, other lang.Tag) templ.Component {
	return spelled(parts, other, "<bdi>", "</bdi>")
}

// timed writes a message whose argument is a time: it is in a time element and never breaks.
func timed(parts []lang.Part, other lang.Tag, at time.Time) templ.Component {
	return spelled(parts, other, `<time datetime="`+at.Format(time.RFC3339)+`">`, "</time>")
}

func spelled(parts []lang.Part, other lang.Tag, open, shut string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		if other != "" {
			b.WriteString("<span" + langDir(other, "") + ">")
		}
		for _, p := range parts {
			if p.Name == "" {
				b.WriteString(templ.EscapeString(p.String))
				continue
			}
			b.WriteString(open + templ.EscapeString(p.String) + shut)
		}
		if other != "" {
			b.WriteString("</span>")
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// speaker is the name and role of who is quoted, as one line.
func (f *Frame) speaker(q Quote) string {
	if q.Speaker == "" || q.Role == "" {
		return q.Speaker
	}
	return f.Language.Words(msg.QuoteBy(q.Speaker, q.Role))
}

// speakerParts is speaker with name and role in elements of their own.
func (f *Frame) speakerParts(q Quote) templ.Component {
	if q.Role == "" {
		return templ.Raw(`<bdi class="speaker">` + templ.EscapeString(q.Speaker) + `</bdi>`)
	}
	var b strings.Builder
	parts, _ := f.Language.Parts(msg.QuoteBy(q.Speaker, q.Role))
	for _, p := range parts {
		switch p.Name {
		case "name":
			b.WriteString(`<bdi class="speaker">` + templ.EscapeString(p.String) + `</bdi>`)
		case "role":
			b.WriteString(`<bdi class="role">` + templ.EscapeString(p.String) + `</bdi>`)
		default:
			b.WriteString(templ.EscapeString(p.String))
		}
	}
	return templ.Raw(b.String())
}

// maxUnbroken is the most bytes of a compound that a headline keeps on one line: "14-month".
const maxUnbroken = 14

// headline writes a headline; short compounds with a hyphen stay on one line.
func headline(s string) templ.Component {
	if !strings.Contains(s, "-") {
		return templ.Raw(templ.EscapeString(s))
	}
	var b strings.Builder
	for i, word := range strings.Split(s, " ") {
		if i > 0 {
			b.WriteByte(' ')
		}
		if strings.Contains(word, "-") && len(word) <= maxUnbroken {
			b.WriteString("<span>" + templ.EscapeString(word) + "</span>")
			continue
		}
		b.WriteString(templ.EscapeString(word))
	}
	return templ.Raw(b.String())
}

// when is a date with its time of day.
func when(f *Frame, at time.Time) templ.Component {
	return stamp(at, f.Language.DateTime(at))
}

// shortTime is the time of day of today's stories and the date of others.
func shortTime(f *Frame, at time.Time) templ.Component {
	if at.YearDay() == f.Now.YearDay() && at.Year() == f.Now.Year() {
		return stamp(at, f.Language.Clock(at))
	}
	return stamp(at, f.Language.Date(at))
}

func stamp(at time.Time, text string) templ.Component {
	return templ.Raw(`<time datetime="` + at.Format(time.RFC3339) + `">` + templ.EscapeString(text) + `</time>`)
}

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

func stripClass(i StripItem) string {
	if i.Urgent {
		return "urgent"
	}
	return "breaking"
}
