package capture

import (
	"os"
	"strings"
	"testing"

	"dateline/lang"
	"dateline/story"
)

// enoughNames is the share of quotations by whose speakers a reader may go.
const enoughNames = 0.9

// TestWhoSpeaksIsNamedRightly reads stories in many languages whose quotations
// were marked by hand and counts the right names.
func TestWhoSpeaksIsNamedRightly(t *testing.T) {
	raw, err := os.ReadFile("testdata/speakers.txt")
	if err != nil {
		t.Fatal(err)
	}
	asked, right := 0, 0
	_, stories, _ := strings.Cut(string(raw), "\n== ")
	for _, part := range strings.Split(stories, "\n== ") {
		tag, text, _ := strings.Cut(part, "\n")
		a, r := namesIn(t, lang.Tag(tag), strings.Split(strings.TrimSpace(text), "\n"))
		asked, right = asked+a, right+r
	}
	t.Logf("%d of %d names are right", right, asked)
	if asked < 60 || float64(right) < enoughNames*float64(asked) {
		t.Errorf("%d of %d names are right, want at least %.0f %% of 60", right, asked, enoughNames*100)
	}
}

// namesIn counts the quotations of a marked story and those whose speaker is named as marked.
func namesIn(t *testing.T, tag lang.Tag, lines []string) (asked, right int) {
	var text []string
	want := map[string]string{}
	for _, l := range lines {
		if name, is := strings.CutPrefix(l, "> "); is {
			want[text[len(text)-1]] = strings.TrimPrefix(name, "-")
		} else {
			text = append(text, l)
		}
	}
	got := map[string]story.Node{}
	for _, b := range captured(t, strings.Join(text, "\n\n"), Options{Lang: tag}).Blocks {
		got[TextOf(&b)] = b
	}
	for _, l := range text {
		name, is := want[l]
		if !is {
			continue
		}
		asked++
		b := got[l]
		if b.Type == story.Quote && b.Attrs.Speaker == name {
			right++
			continue
		}
		t.Logf("%s: %q by %q (%s), want %q", tag, l, b.Attrs.Speaker, b.Type, name)
	}
	return asked, right
}
