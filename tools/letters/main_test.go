package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/lang"
)

// declaration writes a folder of texts, one for each source, all of them the same but for Chinese.
func declaration(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	text := map[string]string{"cmn_hans": "<head><title>x</title></head><p>人权会议</p>", "cmn_hant": "<p>人權會議</p>"}
	for _, names := range sources {
		for _, name := range names {
			text[name] = "<html><head><title>Zzz</title></head><body><p>Tell the news, then the rest.</p></body></html>"
		}
	}
	for name, s := range text {
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestFrequentThreesComeFirstAndMarkupIsNoText(t *testing.T) {
	to := filepath.Join(t.TempDir(), "letters.txt")
	if err := run(declaration(t), to); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	if got, want := len(lines), len(sources)+2; got != want {
		t.Errorf("got %d languages, want %d", got, want)
	}
	if !strings.HasPrefix(lines[0], "ar\t ththe") || strings.Contains(string(b), "zzz") {
		t.Errorf("got %q, want the threes of “the” first, and none of the title", lines[0])
	}
	if got, want := lines[len(lines)-2], "zh-Hans\t权会议"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheLettersOfTheHouseAreSmallAndOfEverySource(t *testing.T) {
	b, err := os.ReadFile("../../lang/letters.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 60_000 {
		t.Errorf("letters.txt has %d bytes, at most 60,000 are worth it", len(b))
	}
	for tag := range sources {
		if !strings.Contains("\n"+string(b), "\n"+string(tag)+"\t") {
			t.Errorf("letters.txt has no %s", tag)
		}
		if got, err := lang.Canonical(string(tag)); err != nil || got != tag {
			t.Errorf("%s is canonically %s, %v", tag, got, err)
		}
	}
}
