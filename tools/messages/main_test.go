package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/lang"
)

const messages = "../../lang/messages"

func TestTheFunctionsAreUpToDateAndEveryLanguageIsRight(t *testing.T) {
	c, err := readCatalogue(messages)
	if err != nil {
		t.Fatal(err)
	}
	want, err := c.source()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../lang/msg/msg.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("lang/msg/msg.go is not what the messages make: run `go run ./messages` in tools/")
	}
	if err := c.check(); err != nil {
		t.Error(err)
	}
}

// spoil writes a copy of the catalogue in which one language's text of one key is another.
func spoil(t *testing.T, tag lang.Tag, key, from, to string) *catalogue {
	t.Helper()
	folder := t.TempDir()
	for _, l := range lang.Full() {
		b, err := os.ReadFile(filepath.Join(messages, string(l)+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if l == tag {
			before := b
			lines := strings.SplitAfter(string(b), "\n")
			for i, line := range lines {
				if strings.HasPrefix(line, `"`+key+`":`) {
					lines[i] = strings.Replace(line, from, to, 1)
				}
			}
			if b = []byte(strings.Join(lines, "")); bytes.Equal(b, before) {
				t.Fatalf("%s %s does not hold %q", tag, key, from)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, string(l)+".json"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := readCatalogue(folder)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestABrokenTranslationDoesNotPass(t *testing.T) {
	rows := []struct {
		tag           lang.Tag
		key, from, to string
		complaint     string
	}{
		{"uk", "site.stories", "few {# матеріали} ", "", "plural forms missing: n few"},
		{"ar", "site.stories", "two {مادتان} ", "", "plural forms missing: n two"},
		{"fa", "site.published", "{time}", "{zeit}", "does not use {time}"},
		{"sw", "site.published", "{time}", "{time} {name}", "{name} is not an argument"},
		{"fr", "site.published", "{time}", "{time", "message syntax"},
		{"my", "site.published", `"site.published":`, `"site.published0":`, "missing"},
		{"my", "site.published", `"site.published":`, `"site.published0":`, "not in en.json"},
	}
	for _, r := range rows {
		err := spoil(t, r.tag, r.key, r.from, r.to).check()
		if err == nil || !strings.Contains(err.Error(), r.complaint) {
			t.Errorf("%s %s: got %v, want %q", r.tag, r.key, err, r.complaint)
		}
	}
}

func TestFilesHaveOneKeyALineInOrder(t *testing.T) {
	for file, keys := range map[string]int{
		"{\n\"b\": \"x\",\n\"a\": \"y\"\n}\n": 2, // not sorted
		"{\n\"a\": \"x\", \"b\": \"y\"\n}\n":  2, // two on a line
		"{\"a\": \"x\"}":                      1, // no lines
		"{\n\"a\": \"x\",\n\"a\": \"y\"\n}\n": 1, // one key twice
	} {
		if err := oneKeyALine([]byte(file), keys); err == nil {
			t.Errorf("%q passes", file)
		}
	}
	if err := oneKeyALine([]byte("{\n\"a\": \"x\",\n\"b\": \"y\"\n}\n"), 2); err != nil {
		t.Error(err)
	}
}

func TestFunctionsAreNamedByTheirKeys(t *testing.T) {
	got := map[string]string{}
	for _, key := range []string{"site.skip_to_content", "player.play", "fault.too_large", "desk.story.publish_to"} {
		got[key] = function(key)
	}
	want := map[string]string{"site.skip_to_content": "SkipToContent", "player.play": "PlayerPlay",
		"fault.too_large": "FaultTooLarge", "desk.story.publish_to": "DeskStoryPublishTo"}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
