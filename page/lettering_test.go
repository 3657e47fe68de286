package page

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dateline/lang"
)

// plainScripts are languages beside the full ones whose writing systems are set in their own way; each stands for all
// languages of its script.
var plainScripts = []lang.Tag{"am", "bn", "bo", "he", "hi", "ja", "km", "ko", "lo", "ps", "ru", "ta", "th", "ur", "zh-Hant"}

// lettering is page/styles/lang.css: how each language is set, from its facts. English and all that is set like it
// need no rule; a writing system without facts has one for its script.
func lettering() string {
	var b strings.Builder
	b.WriteString("/* Made from the facts in lang by: go test ./page -run Lettering -update */\n")
	plain := lang.Of("en")
	b.WriteString(":where(:root,[lang]){" + declarations(nil, plain) + "}\n")
	var order []string                 // declarations, as they first come
	selectors := map[string][]string{} // of each
	for _, tag := range append(lang.Full(), plainScripts...) {
		l := lang.Of(tag)
		d := declarations(plain, l)
		if d == "" {
			continue
		}
		if selectors[d] == nil {
			order = append(order, d)
		}
		selectors[d] = append(selectors[d], "[lang|="+string(tag)+"]")
		if slices.Contains(plainScripts, tag) && !slices.Contains(lang.Full(), tag) && !strings.Contains(l.Type.Serif, ", \"") {
			selectors[d] = append(selectors[d], ":where(.s-"+strings.ToLower(l.Script)+")")
		}
	}
	for _, d := range order {
		b.WriteString(strings.Join(selectors[d], ",") + "{" + d + "}\n")
	}
	return b.String()
}

// declarations are the custom properties that the sheet sets type with; those that base has already are left out.
func declarations(base, l *lang.Language) string {
	var parts []string
	set := func(name, value, have string) {
		if value != have {
			parts = append(parts, name+":"+value)
		}
	}
	was := [6]string{}
	if base != nil {
		was = properties(base)
	}
	now := properties(l)
	for i, name := range [6]string{"--serif", "--sans", "--size", "--line", "--headline", "--measure"} {
		set(name, now[i], was[i])
	}
	return strings.Join(parts, ";")
}

func properties(l *lang.Language) [6]string {
	unit := "ch"
	switch l.Script {
	case "Hans", "Hant", "Jpan", "Kore":
		unit = "em" // a character is an em wide
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	t := l.Type
	if unit == "em" {
		t.Measure = min(t.Measure, 40)
	}
	return [6]string{strings.ReplaceAll(t.Serif, ", ", ","), strings.ReplaceAll(t.Sans, ", ", ","), number(t.Size),
		number(t.Line), number(round(t.HeadlineLine)), fmt.Sprintf("%d%s", t.Measure, unit)}
}

func round(f float64) float64 { return float64(int(f*100+.5)) / 100 }

var update = flag.Bool("update", false, "write page/styles/lang.css anew")

func TestLetteringIsWhatTheFactsOfTheLanguagesSay(t *testing.T) {
	const name = "styles/lang.css"
	want := lettering()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the facts say; run: go test ./page -run Lettering -update && make generate", name)
	}
}

func TestPersianDigitsAreSetInPersianShapes(t *testing.T) {
	for tag, want := range map[lang.Tag]bool{"fa": true, "ps": true, "ur": false, "ar": false, "ug": false} {
		if got := strings.HasPrefix(lang.Of(tag).Type.Serif, `"Persian digits"`); got != want {
			t.Errorf("%s: the digits of its serif come first: %t, want %t", tag, got, want)
		}
	}
	for _, name := range []string{"site.css", "light.css", "desk.css"} {
		css := fileText(name)
		if n := strings.Count(css, `@font-face{font-family:Persian digits`) + strings.Count(css, `@font-face{font-family:"Persian digits"`); n != 2 {
			t.Errorf("%s has %d faces of Persian digits, want one of each weight", name, n)
		}
	}
}
