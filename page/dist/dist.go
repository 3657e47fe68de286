// Package dist holds the readers' style sheets and scripts as the bundler made
// them, under paths that change with their bytes.
package dist

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"strings"

	"dateline/address"
)

//go:embed *.css *.js
var source embed.FS

// File is a style sheet or script of ours.
type File struct {
	Name string // in the source: site.css
	Path string // where readers find it, under the hash of its bytes
	Type string // media type
	Body []byte
}

// files are all of them, by name.
var files = read()

func read() map[string]File {
	entries, err := source.ReadDir(".")
	if err != nil {
		panic(err) // embedded
	}
	all := make(map[string]File, len(entries))
	for _, e := range entries {
		body, err := source.ReadFile(e.Name())
		if err != nil {
			panic(err) // embedded
		}
		sum := sha256.Sum256(body)
		ext := strings.TrimPrefix(path.Ext(e.Name()), ".")
		f := File{Name: e.Name(), Path: address.Asset(hex.EncodeToString(sum[:8]), ext), Type: "text/css; charset=utf-8", Body: body}
		if ext == "js" {
			f.Type = "text/javascript; charset=utf-8"
		}
		all[e.Name()] = f
	}
	return all
}

// Files are the style sheets and scripts by the path at which they are served.
func Files() map[string]File {
	byPath := make(map[string]File, len(files))
	for _, f := range files {
		byPath[f.Path] = f
	}
	return byPath
}

// Path is where a style sheet or script lives: Path("site.css"). A name that is not there has no path.
func Path(name string) string { return files[name].Path }
