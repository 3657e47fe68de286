package writing

import (
	"strings"

	"dateline/page"
	"dateline/story"
)

// Difference is a paragraph of a comparison.
type Difference struct {
	Kind DifferenceKind
	Text string
}

// DifferenceKind says which side a paragraph stands on.
type DifferenceKind string

// The kinds of differences.
const (
	Same    DifferenceKind = "same"
	Added   DifferenceKind = "added"
	Removed DifferenceKind = "removed"
)

// maxCompared bounds the table of a comparison; longer texts are compared by
// what they have in common at both ends.
const maxCompared = 1500

// paragraphs are the pieces of a document that a comparison speaks of.
func paragraphs(d *story.Document) []string {
	lines := []string{d.Head.Headline, d.Head.Standfirst, d.Head.Byline, d.Head.Place, d.Head.Section}
	for i := range d.Body.Content {
		n := &d.Body.Content[i]
		if n.Attrs.Asset != "" {
			lines = append(lines, "▣ "+n.Attrs.Alt)
		}
		lines = append(lines, strings.Split(page.Plain(n), "\n")...)
	}
	var full []string
	for _, l := range lines {
		if l != "" {
			full = append(full, l)
		}
	}
	return full
}

// differences compares by the longest common subsequence of paragraphs.
func differences(old, new []string) []Difference {
	var begin, end []Difference
	for len(old) > 0 && len(new) > 0 && old[0] == new[0] {
		begin, old, new = append(begin, Difference{Same, old[0]}), old[1:], new[1:]
	}
	for len(old) > 0 && len(new) > 0 && old[len(old)-1] == new[len(new)-1] {
		end = append([]Difference{{Same, old[len(old)-1]}}, end...)
		old, new = old[:len(old)-1], new[:len(new)-1]
	}
	if len(old) > maxCompared || len(new) > maxCompared {
		return append(append(begin, all(Removed, old)...), append(all(Added, new), end...)...)
	}
	return append(append(begin, middle(old, new)...), end...)
}

func middle(old, new []string) []Difference {
	common := make([][]int, len(old)+1)
	for i := range common {
		common[i] = make([]int, len(new)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(new) - 1; j >= 0; j-- {
			if old[i] == new[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var lines []Difference
	i, j := 0, 0
	for i < len(old) && j < len(new) {
		switch {
		case old[i] == new[j]:
			lines = append(lines, Difference{Same, old[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			lines = append(lines, Difference{Removed, old[i]})
			i++
		default:
			lines = append(lines, Difference{Added, new[j]})
			j++
		}
	}
	return append(append(lines, all(Removed, old[i:])...), all(Added, new[j:])...)
}

func all(kind DifferenceKind, lines []string) []Difference {
	var d []Difference
	for _, l := range lines {
		d = append(d, Difference{kind, l})
	}
	return d
}
