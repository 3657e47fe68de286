package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// inputsOf reads the names of the files that went into a bundle.
func inputsOf(metafile string) ([]string, error) {
	var m struct {
		Inputs map[string]any `json:"inputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &m); err != nil {
		return nil, fmt.Errorf("esbuild's list of inputs: %w", err)
	}
	return slices.Sorted(maps.Keys(m.Inputs)), nil
}

// licences gathers the licence of each npm package among the inputs. A package
// without a licence text fails: it may not be passed on.
func licences(root string, inputs []string) ([]byte, error) {
	packages := map[string]bool{}
	for _, in := range inputs {
		before, after, found := strings.Cut(in, "node_modules/")
		if !found {
			continue
		}
		name, rest, _ := strings.Cut(after, "/")
		if strings.HasPrefix(name, "@") {
			second, _, _ := strings.Cut(rest, "/")
			name += "/" + second
		}
		packages[before+"node_modules/"+name] = true
	}
	var out bytes.Buffer
	out.WriteString("The desk's scripts are made of Dateline's own source and of these npm packages.\n")
	for _, folder := range slices.Sorted(maps.Keys(packages)) {
		if err := licence(&out, filepath.Join(root, folder)); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func licence(out *bytes.Buffer, folder string) error {
	raw, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		return err
	}
	var p struct{ Name, Version, License string }
	if err := json.Unmarshal(raw, &p); err != nil {
		return fmt.Errorf("%s/package.json: %w", folder, err)
	}
	found, err := filepath.Glob(filepath.Join(folder, "LICEN[CS]E*"))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("npm package %s has no licence text", p.Name)
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n%s %s (%s)\n\n%s\n", strings.Repeat("-", 72), p.Name, p.Version, p.License, bytes.TrimSpace(text))
	return nil
}
