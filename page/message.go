package page

import (
	"context"
	"io"

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
