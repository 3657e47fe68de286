package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func tree(t *testing.T, contents map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range contents {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestCommittedFilesAreWhatTheirSourcesMake(t *testing.T) {
	if err := run("../..", true); err != nil {
		t.Error(err)
	}
}

func TestSheetHoldsItsPartsAndKeepsLogicalProperties(t *testing.T) {
	root := tree(t, map[string]string{
		"page/styles/site.css":  "@import './parts.css';\nbody { margin-inline-start: 1rem }",
		"page/styles/parts.css": "h1 { inset-block: 0 }",
	})
	if err := run(root, false); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "page/dist/site.css"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "h1{inset-block:0}body{margin-inline-start:1rem}\n"; string(got) != want {
		t.Errorf("site.css is %q, want %q", got, want)
	}
}

func TestCheckNamesTheFileThatDiffers(t *testing.T) {
	root := tree(t, map[string]string{
		"page/scripts/strip.js":  "document.title = 'strip'",
		"page/scripts/player.js": "document.title = 'player'",
	})
	if err := run(root, false); err != nil {
		t.Fatal(err)
	}
	if err := run(root, true); err != nil {
		t.Fatalf("check right after making: %v", err)
	}
	for name, change := range map[string]func(path string) error{
		"page/dist/strip.js is not what":        func(p string) error { return os.WriteFile(p+"strip.js", []byte("x"), 0o644) },
		"page/dist/player.js is not commit":     func(p string) error { return os.Remove(p + "player.js") },
		"page/dist/forgotten.css is made by no": func(p string) error { return os.WriteFile(p+"forgotten.css", nil, 0o644) },
	} {
		if err := change(filepath.Join(root, "page/dist") + "/"); err != nil {
			t.Fatal(err)
		}
		if err := run(root, true); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("check says %v, want it to say %q", err, name)
		}
	}
}

func TestBrokenScriptFailsAndIsNamed(t *testing.T) {
	root := tree(t, map[string]string{"page/scripts/strip.js": "let = {"})
	if err := run(root, false); err == nil || !strings.Contains(err.Error(), "page/scripts/strip.js") {
		t.Errorf("a broken script gave %v, want a fault that names it", err)
	}
}

func TestPackageWithoutLicenceIsRefused(t *testing.T) {
	root := tree(t, map[string]string{
		"desk/editor/node_modules/gift/package.json": `{"name": "gift", "version": "1.0.0"}`,
	})
	_, err := licences(root, []string{"desk/editor/node_modules/gift/index.js"})
	if err == nil || !strings.Contains(err.Error(), "gift") {
		t.Errorf("a package without a licence gave %v, want a fault that names it", err)
	}
}
