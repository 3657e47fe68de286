// Command templates turns the typed screens (*.templ) of the source into Go,
// with the templ generator pinned in tools/go.mod. With -check it writes
// nothing and fails, naming each committed file that its screen no longer
// makes. Run it in tools/: go run ./templates
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail where the committed files differ")
	root := flag.String("root", "..", "the folder of the whole source")
	flag.Parse()
	work := generate
	if *check {
		work = compare
	}
	err := work(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "templates:", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	out, err := exec.Command("go", "tool", "templ", "generate", "-path", root).CombinedOutput()
	if err != nil {
		return fmt.Errorf("templ generate in %s: %w\n%s", root, err, out)
	}
	return nil
}

// compare makes the screens of root in a temporary folder and compares.
func compare(root string) error {
	scratch, err := os.MkdirTemp("", "dateline-templates-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	screens, err := walk(root, ".templ")
	if err != nil {
		return err
	}
	for _, name := range screens {
		if err := copyFile(filepath.Join(root, name), filepath.Join(scratch, name)); err != nil {
			return err
		}
	}
	if len(screens) > 0 {
		if err := generate(scratch); err != nil {
			return err
		}
	}
	return differences(root, scratch, screens)
}

func differences(root, scratch string, screens []string) error {
	var faults []error
	wanted := map[string]bool{}
	for _, screen := range screens {
		name := strings.TrimSuffix(screen, ".templ") + "_templ.go"
		wanted[name] = true
		want, err := os.ReadFile(filepath.Join(scratch, name))
		if err != nil {
			return err
		}
		have, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || !bytes.Equal(have, want) {
			faults = append(faults, fmt.Errorf("%s is not what %s makes; run: make generate", name, filepath.Base(screen)))
		}
	}
	generated, err := walk(root, "_templ.go")
	if err != nil {
		return err
	}
	for _, name := range generated {
		if !wanted[name] {
			faults = append(faults, fmt.Errorf("%s has no screen any more; remove it", name))
		}
	}
	return errors.Join(faults...)
}

// walk lists the files under root whose names end so, relative to it.
func walk(root, end string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, end) {
			return nil
		}
		name, err := filepath.Rel(root, path)
		found = append(found, name)
		return err
	})
	return found, err
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}
