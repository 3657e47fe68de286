// Package recipes keeps true what the documents say of the code: the files that a recipe names are there, and every
// promise has the test that tries to break it.
package recipes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// path is a file or folder of ours in backquotes; a part in capitals or braces stands for many.
var path = regexp.MustCompile("`((?:[a-z_]+/)+[a-zA-Z0-9_.{}/-]*|[a-z_]+\\.go|Makefile)`")

func TestTheFilesThatRecipesNameAreThere(t *testing.T) {
	for _, document := range []string{"CONTRIBUTING.md", "SECURITY.md"} {
		named := path.FindAllStringSubmatch(read(t, document), -1)
		if len(named) == 0 {
			t.Errorf("%s names no file", document)
		}
		for _, m := range named {
			pattern := regexp.MustCompile(`\{[^}]*\}|[A-Z]{3,}`).ReplaceAllString(m[1], "*")
			found, err := filepath.Glob(filepath.Join(root, pattern))
			if err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there (%v)", document, m[1], err)
			}
		}
	}
}

// promise is a line of docs/promises.md: a sentence, and in backquotes packages with their tests.
var promise = regexp.MustCompile("`([a-z0-9/]+|\\.) ((?:Test|Fuzz)[A-Za-z0-9]+)`")

func TestEveryPromiseHasItsTest(t *testing.T) {
	promised := 0
	for line := range strings.Lines(read(t, "docs/promises.md")) {
		if !strings.HasPrefix(line, "- ") {
			continue
		}
		promised++
		tests := promise.FindAllStringSubmatch(line, -1)
		if len(tests) == 0 {
			t.Errorf("no test for: %s", line)
		}
		for _, m := range tests {
			if !defines(t, m[1], m[2]) {
				t.Errorf("%s has no %s, for: %s", m[1], m[2], line)
			}
		}
	}
	if promised < 30 {
		t.Errorf("%d promises were read", promised)
	}
}

// defines tells whether a package defines a test.
func defines(t *testing.T, folder, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "func "+test+"(") {
			return true
		}
	}
	return false
}
