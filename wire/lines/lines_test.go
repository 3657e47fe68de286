package lines

import (
	"errors"
	"os"
	"strings"
	"testing"

	"dateline/wire/capture"
)

func TestStoriesOfALanguageBeyondTheEightAreReadAndMended(t *testing.T) {
	f, err := os.Open("testdata/stories.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []*Story
	var bad []int
	for s, err := range Read(f) {
		var line *LineError
		switch {
		case errors.As(err, &line):
			bad = append(bad, line.Number)
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, s)
		}
	}
	if len(got) != 4 || len(bad) != 2 || bad[0] != 3 || bad[1] != 5 {
		t.Fatalf("got %d stories and bad lines %v, want 4 and [3 5]", len(got), bad)
	}
	first := got[0]
	if first.Lang != "ln" || first.Category != "health" || first.Number != 1 {
		t.Errorf("first story is %q in %q from line %d, want ln in health from line 1", first.Lang, first.Category, first.Number)
	}
	if want := `Minganga balobi: "Mai ya peto ezali nkisi"`; first.Headline != want {
		t.Errorf("headline %q, want %q", first.Headline, want)
	}
	if want := `Minganga ya Mbandaka bayebisi bato ete bamela mai ya peto. "Mai ya peto ezali nkisi ya liboso," elobi Nzambe Ilunga.`; first.Text != want {
		t.Errorf("text %q, want %q", first.Text, want)
	}
	if want := "Paragrafe ya liboso.\nParagrafe ya mibale, na \"maloba\" na kati."; got[1].Text != want {
		t.Errorf("text %q, want %q", got[1].Text, want)
	}
	if n := strings.Count(got[2].Text, "\n"); n < 1 || strings.Contains(got[2].Text, "  ") {
		t.Errorf("a long text without line ends has %d line ends, want it cut into paragraphs: %q", n, got[2].Text)
	}
	if got[3].Lang != "zh-Hant" {
		t.Errorf("zh-TW became %q, want zh-Hant", got[3].Lang)
	}
}

func TestTextLosesNothingWhenItIsCutIntoParagraphs(t *testing.T) {
	long := strings.Repeat(`Mokonzi alobi na bato. "Tokosala nyonso. Tokotika te," elobi ye. Dr. Ilunga azalaki wana na mokolo ya 3.5 ya sanza! `, 20)
	cut := capture.Paragraphs(long)
	if strings.ReplaceAll(cut, "\n", " ") != strings.TrimSpace(long) {
		t.Errorf("the cut text is not the text:\n%s", cut)
	}
	for p := range strings.SplitSeq(cut, "\n") {
		if strings.Count(p, `"`)%2 != 0 || strings.HasSuffix(p, "Dr.") {
			t.Errorf("paragraph cut within a quotation or after an abbreviation: %q", p)
		}
	}
}

func TestALineTooLongIsNamedAndTheNextIsRead(t *testing.T) {
	in := strings.Repeat("x", MaxLine+10) + "\n" + `{"lang":"en","headline":"H","text":"T","url":"u"}`
	var good, bad int
	for s, err := range Read(strings.NewReader(in)) {
		if err == nil && s.Number == 2 {
			good++
		}
		if errors.Is(err, ErrLineTooLong) {
			bad++
		}
	}
	if good != 1 || bad != 1 {
		t.Errorf("got %d good and %d too long, want 1 and 1", good, bad)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"lang":"lin","category":"x","headline":"\"a \"\"b\"\"\"","text":"c","url":"u"}` + "\n\n{"))
	f.Add([]byte("\xef\xbb\xbf{}\r\n\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for s, err := range Read(strings.NewReader(string(b))) {
			if (s == nil) == (err == nil) {
				t.Fatalf("story %v with error %v", s, err)
			}
		}
	})
}

func BenchmarkLines(b *testing.B) {
	line := `{"lang":"lin","category":"health","headline":"Minganga","text":"\"` + strings.Repeat(`Mokonzi alobi na bato. \"\"Tokosala nyonso.\"\" `, 60) + `\"","url":"https://example.org/1"}` + "\n"
	in := strings.Repeat(line, 100)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		for _, err := range Read(strings.NewReader(in)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "stories/s")
}
