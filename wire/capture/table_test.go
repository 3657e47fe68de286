package capture

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/story"
)

const (
	proseBefore = `<p>The dams of the river were filled to the brim after the wettest week that anybody at the station can remember, the ministry said.</p><p>Engineers walked the walls at night and wrote down what they read, as they have every spring for forty years.</p>`
	proseAfter  = `<p>Nobody was hurt, and the road over the upper dam will open again on Friday, a spokesman for the district said on Monday.</p>`
)

func tablesOf(t *testing.T, page string) (tables []story.Node, c *Captured) {
	t.Helper()
	c, err := Capture(strings.NewReader(`<!DOCTYPE html><html lang="en"><title>Dams</title><body><main><article><h1>Dams are full after the wettest week</h1>`+page+`</article></main></body></html>`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Document()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range d.Body.Content {
		if n.Type == story.Table {
			tables = append(tables, n)
		}
	}
	return tables, c
}

func TestCapturedTableOfDataIsATable(t *testing.T) {
	tables, _ := tablesOf(t, proseBefore+`<table><caption>Levels on Monday</caption><thead><tr><th>Dam</th><th>Metres</th></tr></thead>
		<tbody><tr><th>Upper <b>Bor</b></th><td><p>64</p></td></tr><tr><th>Lower Bor</th></tr></tbody></table>`+proseAfter)
	want := []story.Node{story.TableOf("Levels on Monday", true, true, [][]string{{"Dam", "Metres"}, {"Upper Bor", "64"}, {"Lower Bor", ""}})}
	if diff := cmp.Diff(want, tables); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}

func TestTableThatArrangesAPageIsNone(t *testing.T) {
	for name, page := range map[string]string{
		"a frame":             `<table><tr><td>` + proseBefore + `</td><td>` + proseAfter + `</td></tr></table>`,
		"one marked as such":  proseBefore + `<table role="presentation"><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>` + proseAfter,
		"one without heads":   proseBefore + `<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>` + proseAfter,
		"one around another":  proseBefore + `<table><tr><th>a</th><th>b</th></tr><tr><td><table><tr><td>x</td></tr></table></td><td>d</td></tr></table>` + proseAfter,
		"one of long columns": proseBefore + `<table><tr><th>a</th><th>b</th></tr><tr><td>` + strings.Repeat("word ", 60) + `</td><td>d</td></tr></table>` + proseAfter,
	} {
		tables, c := tablesOf(t, page)
		if len(tables) > 0 {
			t.Errorf("%s became a table: %+v", name, tables)
		}
		if !c.hasText() {
			t.Errorf("%s: its text is lost", name)
		}
	}
}
