// Command bundle makes the scripts and style sheets that the program embeds:
// page/dist from page/scripts and page/styles, desk/dist from desk/editor and
// the npm packages pinned there. The results are committed, so that building
// the program needs neither this command nor node. With -check it writes
// nothing and fails, naming each committed file that the sources no longer
// make. Run it in tools/: go run ./bundle
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail where the committed files differ")
	root := flag.String("root", "..", "the folder of the whole source")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	outputs, err := build(root)
	if err != nil {
		return err
	}
	if check {
		return compare(root, outputs)
	}
	return write(root, outputs)
}

// files are what was made: a path under the root, and its bytes.
type files map[string][]byte

// folders hold nothing that this command did not make.
var folders = []string{"page/dist", "desk/dist"}

func write(root string, outputs files) error {
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, outputs[name], 0o644); err != nil {
			return err
		}
		fmt.Printf("%s  %d bytes, %d compressed\n", name, len(outputs[name]), compressed(outputs[name]))
	}
	strays, err := orphans(root, outputs)
	if err != nil {
		return err
	}
	for _, name := range strays {
		if err := os.Remove(filepath.Join(root, name)); err != nil {
			return err
		}
		fmt.Printf("%s  removed: no source makes it\n", name)
	}
	return nil
}

func compare(root string, outputs files) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		have, err := os.ReadFile(filepath.Join(root, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			faults = append(faults, fmt.Errorf("%s is not committed; run: make generate", name))
		case err != nil:
			faults = append(faults, err)
		case !bytes.Equal(have, outputs[name]):
			faults = append(faults, fmt.Errorf("%s is not what its sources make; run: make generate", name))
		}
	}
	strays, err := orphans(root, outputs)
	if err != nil {
		return err
	}
	for _, name := range strays {
		faults = append(faults, fmt.Errorf("%s is made by no source; run: make generate", name))
	}
	return errors.Join(faults...)
}

// unmade lists the files in the folders of made things that no source makes.
func orphans(root string, outputs files) ([]string, error) {
	var strays []string
	for _, folder := range folders {
		entries, err := os.ReadDir(filepath.Join(root, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			name := folder + "/" + e.Name()
			if _, ok := outputs[name]; !ok && !e.IsDir() && !strings.HasSuffix(name, ".go") {
				strays = append(strays, name)
			}
		}
	}
	return strays, nil
}
