package writing

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/story"
)

func TestComparisonShowsWhatWentAndWhatCame(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"a b c", "a b c", " a  b  c"},
		{"a b c", "a x c", " a -b +x  c"},
		{"a b", "a b c", " a  b +c"},
		{"a b c", "c a b", "+c  a  b -c"},
		{"a", "b", "-a +b"},
		{"", "a", "+a"},
		{"a a b", "a b", " a -a  b"},
	} {
		var got []string
		for _, d := range differences(strings.Fields(c.old), strings.Fields(c.new)) {
			got = append(got, map[DifferenceKind]string{Same: " ", Added: "+", Removed: "-"}[d.Kind]+d.Text)
		}
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("from %q to %q: got %q, want %q", c.old, c.new, joined, c.want)
		}
	}
}

func TestLongTextsAreComparedInBoundedMemory(t *testing.T) {
	old, new := make([]string, 3*maxCompared), make([]string, 3*maxCompared)
	for i := range old {
		old[i], new[i] = fmt.Sprint("old ", i), fmt.Sprint("new ", i)
	}
	old[0], new[0] = "the headline", "the headline"
	lines := differences(old, new)
	if len(lines) != 6*maxCompared-1 || lines[0].Kind != Same || lines[1].Kind != Removed || lines[len(lines)-1].Kind != Added {
		t.Errorf("got %d lines from %v to %v", len(lines), lines[0], lines[len(lines)-1])
	}
}

func TestChangedCellOfATableIsShown(t *testing.T) {
	old, new := tableDocument("64"), tableDocument("46")
	var changed []string
	for _, l := range differences(paragraphs(&old), paragraphs(&new)) {
		if l.Kind != Same {
			changed = append(changed, string(l.Kind)+" "+l.Text)
		}
	}
	if want := []string{"removed Upper Bor | Metres: 64", "added Upper Bor | Metres: 46"}; !slices.Equal(changed, want) {
		t.Errorf("the comparison says %q, want %q", changed, want)
	}
}

func tableDocument(metres string) story.Document {
	row := func(cells ...string) story.Node {
		n := story.Node{Type: story.TableRow}
		for _, words := range cells {
			n.Content = append(n.Content, story.Node{Type: story.TableCell, Content: []story.Node{{Type: story.Text, Text: words}}})
		}
		return n
	}
	d := story.Blank("world")
	d.Body.Content = []story.Node{{Type: story.Table, Attrs: story.Attrs{Head: true, Side: true},
		Content: []story.Node{row("Dam", "Metres"), row("Upper Bor", metres)}}}
	return d
}
