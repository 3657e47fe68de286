package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const screen = "package front\n\ntempl Headline(text string) {\n\t<h1>{ text }</h1>\n}\n"

func TestCommittedScreensAreUpToDate(t *testing.T) {
	if err := compare("../.."); err != nil {
		t.Error(err)
	}
}

func TestCheckNamesTheScreenThatChanged(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "front", "headline.templ")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(screen), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := generate(root); err != nil {
		t.Fatal(err)
	}
	if err := compare(root); err != nil {
		t.Fatalf("check right after making: %v", err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(screen, "h1", "h2", 2)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := compare(root); err == nil || !strings.Contains(err.Error(), "front/headline_templ.go is not what") {
		t.Errorf("a changed screen gave %v, want a fault that names its Go file", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := compare(root); err == nil || !strings.Contains(err.Error(), "front/headline_templ.go has no screen") {
		t.Errorf("a removed screen gave %v, want a fault that names its Go file", err)
	}
}
