package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/lang"
)

func write(t *testing.T, folder string, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestFrequentThreesComeFirstAndMarkupIsNoText(t *testing.T) {
	texts := write(t, t.TempDir(), map[string]string{
		"eng.html":      "<html><head><title>Zzz</title></head><body><p>Tell the news, then the rest.</p></body></html>",
		"cmn_hans.html": "<head><title>x</title></head><p>人权会议</p>", "cmn_hant.html": "<p>人權會議</p>"})
	facts := write(t, t.TempDir(), map[string]string{
		"en.json":      "{\n  \"tag\": \"en\",\n  \"letters\": {\"from\": [\"eng\"], \"threes\": \"old\"},\n  \"script\": \"Latn\"\n}\n",
		"zh-Hans.json": "{\n  \"tag\": \"zh-Hans\",\n  \"letters\": {\"from\": [\"cmn_hans\"], \"unlike\": [\"cmn_hant\"]}\n}\n",
		"xx.json":      "{\n  \"tag\": \"xx\"\n}\n"})
	if err := run(texts, facts); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"en.json": "\"threes\":\" ththe", "zh-Hans.json": "\"own\":\"权会议\"}\n}\n", "xx.json": "{\n  \"tag\": \"xx\"\n}\n",
	} {
		got, err := os.ReadFile(filepath.Join(facts, name))
		if err != nil || !strings.Contains(string(got), want) || strings.Contains(string(got), "zzz") {
			t.Errorf("%s: got %s, want %s in it and nothing of the title (%v)", name, got, want, err)
		}
	}
}

func TestATextThatIsNotThereIsNamed(t *testing.T) {
	facts := write(t, t.TempDir(), map[string]string{"tr.json": "{\n  \"letters\": {\"from\": [\"tur\"]}\n}\n"})
	if err := run(t.TempDir(), facts); err == nil || !strings.Contains(err.Error(), "tr.json") || !strings.Contains(err.Error(), "tur.html") {
		t.Errorf("got %v, want the facts and the text named", err)
	}
}

func TestTheFactsOfEveryLanguageAreUnderItsTag(t *testing.T) {
	files, err := filepath.Glob("../../lang/facts/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files of facts, %v", len(files), err)
	}
	for _, name := range files {
		tag := lang.Tag(strings.TrimSuffix(filepath.Base(name), ".json"))
		if got, err := lang.Canonical(string(tag)); err != nil || got != tag {
			t.Errorf("%s is canonically %s, %v", tag, got, err)
		}
		if l := lang.Of(tag); l.Tag != tag || l.Autonym == "" || l.English == "" || l.Script == "" {
			t.Errorf("%s: got %+v", tag, l)
		}
	}
}
