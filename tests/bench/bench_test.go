package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if played, err := play(os.Getenv(roleKey)); played {
		exit(err)
	}
	os.Exit(m.Run())
}

func TestEveryPartIsMeasured(t *testing.T) {
	short := plan{stories: 60, connections: 4, rounds: 1, window: 200 * time.Millisecond, starts: 1, publications: 4,
		screens: 20, alerts: 1, asked: 2, copies: 1, progress: func(what string) { t.Log(what) }}
	got, err := measure(t.Context(), short, every)
	if err != nil {
		t.Fatal(err)
	}
	readme := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(readme, []byte("Speed\n<!-- bench -->\nold\n<!-- /bench -->\nLicence\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := got.into(readme); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, want := range []string{"Speed\n<!-- bench -->\n", "\n<!-- /bench -->\nLicence\n", time.Now().UTC().Format("January 2006"),
		"import jsonl", "first front page", "most memory", "a story, cached", "a story, read, rendered", "a front page, cached", "a front page, read, rendered",
		"publish call to visible", "every list of the desk, 120 stories", "sitemaps", "the last of 20 open pages", "memory of an open page"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "old") {
		t.Errorf("the old table stands beside the new one:\n%s", text)
	}
}
