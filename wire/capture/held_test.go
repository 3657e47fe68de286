package capture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/story"
)

// expected is the answer that a held capture has beside it.
type expected struct {
	Headline string
	Language string
	Blocks   []struct {
		Kind     story.Kind
		Text     string
		Speaker  struct{ Name, Role string }
		Duration string
	}
	Dropped []string
}

func heldCaptures(t testing.TB, folder string) []string {
	t.Helper()
	var names []string
	for _, ext := range []string{"*.txt", "*.html"} {
		found, err := filepath.Glob(filepath.Join(folder, ext))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return names
}

func capture(t testing.TB, file string) (*Captured, []byte) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Capture(bytes.NewReader(raw), Options{})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c, raw
}

// score counts what was asked, what was given and what of it was right.
type score struct{ want, got, right int }

func (s score) String() string { return fmt.Sprintf("%d/%d/%d", s.right, s.got, s.want) }

func (s score) perfect() bool { return s.right == s.want && s.right == s.got }

func compare(want, got []string) (s score, missing, extra []string) {
	left := slices.Clone(got)
	for _, w := range want {
		if i := slices.Index(left, w); i >= 0 {
			left = slices.Delete(left, i, i+1)
			s.right++
		} else {
			missing = append(missing, w)
		}
	}
	s.want, s.got = len(want), len(got)
	return s, missing, left
}

// TestHeldCapturesAreReadWhole scores every held capture: right, given and
// asked blocks, quotations with their speakers, players, and furniture.
func TestHeldCapturesAreReadWhole(t *testing.T) {
	names := append(heldCaptures(t, "testdata/held"), heldCaptures(t, "testdata/unseen")...)
	if len(names) < 20 {
		t.Fatalf("got %d held captures, want at least 20", len(names))
	}
	t.Logf("%-28s %-9s %-9s %-9s %-9s %-9s", "capture (right/given/asked)", "headline", "blocks", "speakers", "players", "dropped")
	for _, file := range names {
		scoreCapture(t, file)
	}
}

func scoreCapture(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(strings.TrimSuffix(file, filepath.Ext(file)) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	got, _ := capture(t, file)
	var wb, gb, ws, gs, wm, gm []string
	for _, b := range want.Blocks {
		if b.Kind == story.Audio || b.Kind == story.Video {
			wm = append(wm, string(b.Kind)+" "+b.Duration)
			continue
		}
		wb = append(wb, string(b.Kind)+": "+b.Text)
		if b.Kind == story.Quote {
			ws = append(ws, voice(b.Speaker.Name, b.Speaker.Role)+" "+start(b.Text))
		}
	}
	for _, b := range got.Blocks {
		if b.Type == story.Audio || b.Type == story.Video {
			gm = append(gm, string(b.Type)+" "+b.Attrs.Duration)
			continue
		}
		gb = append(gb, string(b.Type)+": "+TextOf(&b))
		if b.Type == story.Quote {
			gs = append(gs, voice(b.Attrs.Speaker, b.Attrs.Role)+" "+start(b.Plain()))
		}
	}
	blocks, m1, e1 := compare(wb, gb)
	speakers, m2, e2 := compare(ws, gs)
	players, m3, e3 := compare(wm, gm)
	drops, m4 := droppedScore(want.Dropped, got)
	head := got.Headline == want.Headline && string(got.Language) == want.Language
	t.Logf("%-28s %-9v %-9v %-9v %-9v %-9v", filepath.Base(file), head, blocks, speakers, players, drops)
	if !head {
		t.Errorf("%s: headline %q in %q, want %q in %q", file, got.Headline, got.Language, want.Headline, want.Language)
	}
	if !blocks.perfect() || !speakers.perfect() || !players.perfect() || !drops.perfect() {
		t.Errorf("%s:\nmissing %s\nextra %s", file, strings.Join(slices.Concat(m1, m2, m3, m4), "\n        "), strings.Join(slices.Concat(e1, e2, e3), "\n      "))
	} else if !slices.Equal(wb, gb) {
		t.Errorf("%s: the blocks stand in another order", file)
	}
}

func voice(name, role string) string {
	if name+role == "" {
		return "[nobody]"
	}
	return "[" + name + "|" + role + "]"
}

func start(s string) string { return string([]rune(s)[:min(20, len([]rune(s)))]) }

// droppedScore asks that each string stands in a dropped line and in no block's text alone.
func droppedScore(want []string, got *Captured) (s score, missing []string) {
	var gone []string
	for _, d := range got.Dropped {
		gone = append(gone, d.Text)
		if d.Why == "" {
			missing = append(missing, "no reason for "+d.Text)
		}
	}
	all := strings.Join(gone, "\n")
	for _, w := range want {
		inBlock := slices.ContainsFunc(got.Blocks, func(b story.Node) bool { return TextOf(&b) == w })
		if strings.Contains(all, w) && !inBlock {
			s.right++
		} else {
			missing = append(missing, "dropped: "+w)
		}
	}
	s.want, s.got = len(want), len(want)
	return s, missing
}
