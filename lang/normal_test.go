package lang_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/lang"
)

// normalCase is one of the cases that Go and the browser are both held to.
type normalCase struct {
	Says    string
	Line    bool
	In, Out []string
	Changed struct{ Directions, Controls, Composed int }
}

func normalCases(t testing.TB) []normalCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/normal.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []normalCase
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTextIsMadeSuchThatItCanBeSaved(t *testing.T) {
	for _, c := range normalCases(t) {
		t.Run(c.Says, func(t *testing.T) {
			n := lang.Normal{Line: c.Line}
			var got []string
			for _, run := range c.In {
				got = append(got, n.Text(run))
			}
			got[len(got)-1] += n.End()
			if !slices.Equal(got, c.Out) || n.Changed != lang.Changed(c.Changed) {
				t.Errorf("%+q becomes %+q, changed %+v; want %+q, %+v", c.In, got, n.Changed, c.Out, c.Changed)
			}
		})
	}
}

func FuzzNormal(f *testing.F) {
	for _, c := range normalCases(f) {
		f.Add(strings.Join(c.In, ""))
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := lang.NormalText(text)
		if again := lang.NormalText(got); again != got {
			t.Errorf("%+q becomes %+q, and that becomes %+q", text, got, again)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("%+q becomes %+q, which has not one form", text, got)
		}
		open := 0
		for _, r := range got {
			switch {
			case r >= '\u2066' && r <= '\u2068':
				open++
			case r == '\u2069':
				open--
			case unicode.IsControl(r) && r != '\n', r >= '\u2028' && r <= '\u202E', r == '\uFEFF', r == '\uFFFD':
				t.Errorf("%+q still holds %U", got, r)
			}
			if open < 0 {
				t.Fatalf("%+q ends an isolate that it has not begun", got)
			}
		}
		if open != 0 {
			t.Errorf("%+q leaves %d isolates open", got, open)
		}
		if line := lang.NormalLine(text); strings.ContainsRune(line, '\n') {
			t.Errorf("%+q is no line", line)
		}
	})
}
