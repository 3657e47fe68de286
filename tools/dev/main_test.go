package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestWhatHasComeGoneOrChangedIsBuiltAgain(t *testing.T) {
	folder := t.TempDir()
	put := func(name string, at time.Time) {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"a.go", "b.templ", "gone.go", "c.txt", "node_modules/x.js", ".git/y.go", "a_test.go"} {
		put(name, noon)
	}
	before, err := sources(folder)
	if err != nil || len(before) != 3 {
		t.Fatalf("%v are watched, %v; want three files", before, err)
	}
	put("a.go", noon.Add(time.Second))
	put("new.css", noon)
	if err := os.Remove(filepath.Join(folder, "gone.go")); err != nil {
		t.Fatal(err)
	}
	now, err := sources(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, path := range differ(before, now) {
		got = append(got, filepath.Base(path))
	}
	slices.Sort(got)
	if want := []string{"a.go", "gone.go", "new.css"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOnlyWhatAChangeConcernsIsGeneratedAgain(t *testing.T) {
	for changed, want := range map[string][]string{
		"../story/schema.json": {"./schema"}, "../lang/messages/fa.json": {"./messages"}, "../page/front.templ": {"./templates"},
		"../page/scripts/strip.js": {"./bundle"}, "../desk/dist/desk.js": nil, "../store/store.go": nil, "../lang/facts/fa.json": nil,
	} {
		if got := needed([]string{changed}); !slices.Equal(got, want) {
			t.Errorf("%s: %v is run, want %v", changed, got, want)
		}
	}
}
