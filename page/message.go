package page

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/lang"
)

// message writes a text of the catalogue. One that fell back to another language is marked with that language.
func message(t lang.Text) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if t.Lang == "" {
			_, err := io.WriteString(w, templ.EscapeString(t.String))
			return err
		}
		l := lang.Of(t.Lang)
		_, err := io.WriteString(w, `<span lang="`+string(t.Lang)+`" dir="`+string(l.Dir)+`">`+templ.EscapeString(t.String)+`</span>`)
		return err
	})
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
