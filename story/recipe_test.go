package story_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dateline/story"
)

// otherwise are the kinds that a file of the recipe knows by another name, or need not know.
var otherwise = map[string]map[story.Kind]string{
	"desk/editor/blocks.js": { // they have no fields; desk/editor/schema.js draws them
		story.Paragraph: "", story.Heading: "", story.List: "", story.Divider: "",
	},
	"lang/messages/en.json":            {story.Heading: "desk.editor_heading2", story.List: "desk.editor_bullets"},
	"desk/writing/editor.go":           {story.List: "bullets"},
	"tests/editor/testdata/words.json": {story.List: "bullets"},
}

func TestRecipeOfABlockKindIsTrue(t *testing.T) {
	recipe, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(recipe), "<!-- block kind -->")
	part, _, _ = strings.Cut(part, "<!-- /block kind -->")
	var files []string
	for _, m := range regexp.MustCompile("(?m)^\\d+\\. `([^`]+)`").FindAllStringSubmatch(part, -1) {
		files = append(files, m[1])
	}
	if len(files) == 0 || len(files) > 8 {
		t.Fatalf("a kind of block touches %d files: %q, want 8 at most", len(files), files)
	}
	for _, m := range regexp.MustCompile("`([a-z]+/[a-z/_]+\\.[a-z]+)`").FindAllStringSubmatch(string(recipe), -1) {
		if _, err := os.Stat("../" + m[1]); err != nil {
			t.Errorf("CONTRIBUTING.md names a file that is not there: %v", err)
		}
	}
	for _, file := range files {
		text, err := os.ReadFile("../" + file)
		if err != nil {
			t.Errorf("the recipe's file: %v", err)
			continue
		}
		for _, kind := range story.Kinds() {
			name, other := otherwise[file][kind]
			if !other {
				name = string(kind)
			}
			if name != "" && !strings.Contains(strings.ToLower(string(text)), name) {
				t.Errorf("%s does not know the kind %q", file, kind)
			}
		}
	}
	if !slices.Contains(files, "page/kinds.go") {
		t.Errorf("the recipe's files are %q", files)
	}
}
