package capture

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"dateline/story"
)

// dockStory is a capture of the structure that the mission's own has: skip
// link, empty strip, headline three times, player states, times, size marks.
const dockStory = "testdata/held/en-harbour-talks.txt"

// TestCapturedStoryHasItsQuotesAndNoFurniture walks the furniture of a whole
// page. DATELINE_CAPTURE may name another capture of that structure to be read
// by the same measure.
func TestCapturedStoryHasItsQuotesAndNoFurniture(t *testing.T) {
	file := dockStory
	if own := os.Getenv("DATELINE_CAPTURE"); own != "" {
		file = own
	}
	c, _ := capture(t, file)
	media, quotes := 0, map[string]int{}
	for _, b := range c.Blocks {
		switch b.Type {
		case story.Audio, story.Video:
			media++
			if b.Attrs.Duration == "" {
				t.Error("the player has no duration")
			}
		case story.Quote:
			if b.Attrs.Speaker+b.Attrs.Role == "" {
				t.Errorf("nobody speaks in %q", b.Plain())
				continue
			}
			quotes[b.Attrs.Speaker+" | "+b.Attrs.Role]++
		}
		for _, w := range []string{"Accessibility links", "please wait\n", "No media source", "0:00"} {
			if strings.Contains(TextOf(&b)+"\n", w) {
				t.Errorf("furniture %q stands in %q", w, TextOf(&b))
			}
		}
	}
	if media != 1 || len(quotes) < 3 {
		t.Errorf("got %d players and quotes %v, want 1 and at least three speakers", media, quotes)
	}
	gone := map[string]bool{}
	for _, d := range c.Dropped {
		gone[d.Text] = true
	}
	for _, w := range []string{"Accessibility links", "Breaking News", "please wait", "No media source currently available", "XS", "SM", "MD", "LG"} {
		if !gone[w] {
			t.Errorf("%q was not named as dropped", w)
		}
	}
	raw, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d blocks, quotes %v\n%s", len(c.Blocks), quotes, raw)
}

func TestCaptureMakesADocumentThatCanBeKept(t *testing.T) {
	for _, file := range heldCaptures(t, "testdata/held") {
		c, _ := capture(t, file)
		d, err := c.Document()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if len(d.Body.Content) != len(c.Blocks) || d.Head.Headline != c.Headline {
			t.Errorf("%s: document has %d blocks under %q, want %d under %q", file, len(d.Body.Content), d.Head.Headline, len(c.Blocks), c.Headline)
		}
	}
}
