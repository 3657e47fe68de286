package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// sheets are the style sheets of page/styles; every other file there is a part
// that one of them imports.
var styleSheets = []string{"site.css", "desk.css", "light.css"}

// editor is the desk's island of script; without its folder there is none.
const editor = "desk/editor"

// build makes everything in memory. A kind without any source is left out: a
// tree that has no editor yet still makes its style sheets.
func build(root string) (files, error) {
	outputs := files{}
	for _, kind := range []func(string, files) error{scripts, styles, island} {
		if err := kind(root, outputs); err != nil {
			return nil, err
		}
	}
	return outputs, nil
}

// scripts makes one small independent file of each script of the site.
func scripts(root string, outputs files) error {
	sources, err := filepath.Glob(filepath.Join(root, "page/scripts/*.js"))
	if err != nil {
		return err
	}
	for _, source := range sources {
		_, err := bundle(root, source, "page/dist/"+filepath.Base(source), api.ES2018, outputs)
		if err != nil {
			return err
		}
	}
	return nil
}

// styles makes the sheets that page/styles holds. They are not rewritten for
// older browsers: logical properties must reach the reader as they stand.
func styles(root string, outputs files) error {
	for _, sheet := range styleSheets {
		source := filepath.Join(root, "page/styles", sheet)
		if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if _, err := bundle(root, source, "page/dist/"+sheet, api.ESNext, outputs); err != nil {
			return err
		}
	}
	parts, err := filepath.Glob(filepath.Join(root, "page/styles/*.css"))
	if err != nil {
		return err
	}
	if len(parts) > 0 && !slices.ContainsFunc(styleSheets, func(s string) bool { return outputs["page/dist/"+s] != nil }) {
		return fmt.Errorf("page/styles has parts but none of %s", strings.Join(styleSheets, ", "))
	}
	return nil
}

// island makes the desk's editor, its small script and its copy of htmx, and the licences of
// every npm package that went into them.
func island(root string, outputs files) error {
	if _, err := os.Stat(filepath.Join(root, editor)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(root, editor, "node_modules")); err != nil {
		return fmt.Errorf("the npm packages of %s are not installed; run: npm ci in it: %w", editor, err)
	}
	parts := [][2]string{
		{editor + "/index.js", "desk/dist/editor.js"},
		{editor + "/node_modules/htmx.org/dist/htmx.js", "desk/dist/htmx.js"},
		{"desk/scripts/desk.js", "desk/dist/desk.js"},
	}
	var inputs []string
	for _, p := range parts {
		used, err := bundle(root, filepath.Join(root, p[0]), p[1], api.ES2020, outputs)
		if err != nil {
			return err
		}
		inputs = append(inputs, used...)
	}
	text, err := licences(root, inputs)
	outputs["desk/dist/LICENSES.txt"] = text
	return err
}

// bundle joins and minifies source and what it imports, and lists the files
// that went in, relative to the root.
func bundle(root, source, out string, target api.Target, outputs files) ([]string, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{source},
		AbsWorkingDir:     root,
		Outfile:           filepath.Join(root, out),
		Bundle:            true,
		MinifySyntax:      true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		LegalComments:     api.LegalCommentsNone,
		Format:            api.FormatIIFE,
		Target:            target,
		Charset:           api.CharsetUTF8,
		External:          []string{"/assets/*", "/media/*"},
		Metafile:          true,
		LogLevel:          api.LogLevelSilent,
	})
	if texts := api.FormatMessages(slices.Concat(result.Errors, result.Warnings), api.FormatMessagesOptions{}); len(texts) > 0 {
		return nil, fmt.Errorf("%s: %s", out, strings.Join(texts, ""))
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("%s: %d files came out, not one", out, len(result.OutputFiles))
	}
	outputs[out] = result.OutputFiles[0].Contents
	return inputsOf(result.Metafile)
}

// compressed is the size that a reader's line carries.
func compressed(b []byte) int {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	z.Write(b)
	z.Close()
	return out.Len()
}
