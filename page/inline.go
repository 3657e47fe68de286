package page

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"dateline/lang"
	"dateline/story"
)

// runs renders runs of text with their marks.
func runs(text []story.Node) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		writeRuns(&b, text, "")
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// markOrder nests marks always the same way: the link outside, so that one link stays one.
var markOrder = []story.MarkKind{story.MarkLink, story.MarkSpan, story.MarkStrong, story.MarkEm}

// writeRuns writes runs as HTML. Neighbours with the same link are one link. Origin makes links to our own pages
// absolute, for feeds; empty leaves them.
func writeRuns(b *strings.Builder, text []story.Node, origin string) {
	open := ""
	for i := range text {
		n := &text[i]
		href := ""
		if m := markOf(n, story.MarkLink); m != nil && story.SafeLink(m.Attrs.Href) {
			href = m.Attrs.Href
		}
		if href != open && open != "" {
			b.WriteString("</a>")
		}
		if href != open && href != "" {
			if strings.HasPrefix(href, "/") {
				b.WriteString(`<a href="` + templ.EscapeString(origin+href) + `">`)
			} else {
				b.WriteString(`<a href="` + templ.EscapeString(href) + `">`)
			}
		}
		open = href
		writeRun(b, n)
	}
	if open != "" {
		b.WriteString("</a>")
	}
}

func writeRun(b *strings.Builder, n *story.Node) {
	var shut []string
	for _, kind := range markOrder {
		m := markOf(n, kind)
		if m == nil {
			continue
		}
		switch kind {
		case story.MarkStrong:
			b.WriteString("<strong>")
			shut = append(shut, "</strong>")
		case story.MarkEm:
			b.WriteString("<em>")
			shut = append(shut, "</em>")
		case story.MarkSpan:
			b.WriteString("<span" + langDir(lang.Tag(m.Attrs.Lang), m.Attrs.Dir) + ">")
			shut = append(shut, "</span>")
		}
	}
	b.WriteString(strings.ReplaceAll(templ.EscapeString(n.Text), "\n", "<br>"))
	slices.Reverse(shut)
	for _, s := range shut {
		b.WriteString(s)
	}
}

func markOf(n *story.Node, kind story.MarkKind) *story.Mark {
	for i := range n.Marks {
		if n.Marks[i].Type == kind {
			return &n.Marks[i]
		}
	}
	return nil
}

// langDir are the attributes lang and dir with a space before each; a language without a direction brings its own.
func langDir(tag lang.Tag, dir string) string {
	if tag == "" && dir == "" {
		return ""
	}
	s := ""
	if tag != "" {
		s = ` lang="` + templ.EscapeString(string(tag)) + `"`
		if dir == "" {
			dir = string(lang.Of(tag).Dir)
		}
	}
	return s + ` dir="` + templ.EscapeString(dir) + `"`
}
