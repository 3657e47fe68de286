package page

import (
	"strings"
	"testing"

	"dateline/lang"
	"dateline/story"
)

func TestEveryKindOfBlockHasARenderer(t *testing.T) {
	for _, kind := range append(story.Kinds(), story.Item) {
		if renderers[kind] == nil {
			t.Errorf("page/kinds.go has no form of the kind %q", kind)
		}
	}
	for kind := range renderers {
		if n, _ := blockOf(kind); n.Type == "" && kind != story.Item {
			t.Errorf("page/sample_test.go has no sample of the kind %q", kind)
		}
	}
}

// articleOf is the page of a story with one block.
func articleOf(tag lang.Tag, light bool, n story.Node) Article {
	d := story.Blank("world")
	d.Body.Content = []story.Node{n}
	f := frameIn(tag)
	f.Light = light
	return NewArticle(f, &story.Copy{Story: &story.Story{ID: flood, Edition: f.Edition.Slug, Type: story.Article}, Document: &d}, Around{}, nil)
}

func TestTableIsHeardWithItsCaptionAndHeadings(t *testing.T) {
	for _, tag := range scripts {
		for _, light := range []bool{false, true} {
			n := tableOf([][]string{{"Dam", "Metres"}, {"Upper <Bor>", "۶۴"}, {"Lower Bor", "-1.5 %"}})
			n.Content[1].Content[0].Attrs = story.Attrs{Lang: "ar"}
			doc := readScreen(t, articleOf(tag, light, n))
			box := all(doc, "div", classed("table"))
			if len(box) != 1 || attr(box[0], "role") != "region" || attr(box[0], "tabindex") != "0" || attr(box[0], "aria-label") != "Dams of the river" {
				t.Fatalf("%s: the table stands in %v, want a region with a name that the keyboard reaches", tag, box)
			}
			if c := all(box[0], "caption", nil); len(c) != 1 || text(c[0]) != "Dams of the river" {
				t.Errorf("%s: caption %v", tag, c)
			}
			if got := len(all(all(box[0], "thead", nil)[0], "th", with("scope", "col"))); got != 2 {
				t.Errorf("%s: %d columns are headed, want 2", tag, got)
			}
			rows := all(all(box[0], "tbody", nil)[0], "th", with("scope", "row"))
			if len(rows) != 2 || text(rows[0]) != "Upper <Bor>" || attr(rows[0], "dir") != "rtl" || attr(rows[0], "lang") != "ar" {
				t.Errorf("%s: rows are headed by %v, want two, the first in Arabic", tag, rows)
			}
			if got := len(all(box[0], "", classed("num"))); got != 3 {
				t.Errorf("%s: %d cells are set as numbers, want 3: Persian, negative and their heading", tag, got)
			}
		}
		bare := tableOf([][]string{{"a", "b"}, {"c", "d"}})
		bare.Attrs = story.Attrs{}
		box := all(readScreen(t, articleOf(tag, false, bare)), "div", classed("table"))
		if len(all(box[0], "th", nil)) != 0 || attr(box[0], "aria-label") != wordsOf(lang.Of(tag)).table.String {
			t.Errorf("%s: a table without caption and headings is %v", tag, attr(box[0], "aria-label"))
		}
	}
}

func TestTableInFeedsAndPlainTextSaysWhatEachCellIs(t *testing.T) {
	n := tableOf([][]string{{"Dam", "Metres", "Full"}, {"Upper Bor", "64", "yes"}, {"Lower & Bor", "", "no"}})
	d := story.Blank("world")
	d.Body.Content = []story.Node{n}
	want := "Dams of the river\nUpper Bor | Metres: 64 | Full: yes\nLower & Bor |  | Full: no"
	if got := PlainText(&d); got != want {
		t.Errorf("plain text is\n%s\nwant\n%s", got, want)
	}
	feed := FeedHTML(frameIn("fa"), &story.Copy{Story: &story.Story{ID: flood, Edition: "fa"}, Document: &d}, nil, nil)
	for _, want := range []string{"<caption>Dams of the river</caption>", `<thead><tr><th scope="col">Dam</th>`, `<th scope="row">Lower &amp; Bor</th><td></td><td>no</td></tr></tbody></table>`} {
		if !strings.Contains(feed, want) {
			t.Errorf("the feed says %s, want %s in it", feed, want)
		}
	}
}
