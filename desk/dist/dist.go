// Package dist holds the desk's scripts as the bundler made them, under names
// that change with their bytes.
package dist

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed *.js
var source embed.FS

// bundles are the desk's scripts by their hashed names.
type bundles struct {
	names map[string]string // editor.js → editor-3f2a….js
	bytes map[string][]byte
}

var files = bundled()

func bundled() bundles {
	b := bundles{names: map[string]string{}, bytes: map[string][]byte{}}
	entries, err := source.ReadDir(".")
	if err != nil {
		panic(err) // embedded at build time
	}
	for _, e := range entries {
		raw, err := source.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(raw)
		ext := path.Ext(e.Name())
		hashed := strings.TrimSuffix(e.Name(), ext) + "-" + hex.EncodeToString(sum[:8]) + ext
		b.names[e.Name()], b.bytes[hashed] = hashed, raw
	}
	return b
}

// Address is where a script is served, by the name of its bundle.
func Address(name string) string { return "/desk/files/" + files.names[name] }

// Serve answers with the script of the hashed name. The name changes with its
// bytes, so that browsers may cache it for good. It is false where there is none.
func Serve(w http.ResponseWriter, r *http.Request, hashed string) bool {
	raw, ok := files.bytes[hashed]
	if !ok {
		return false
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, hashed, time.Time{}, bytes.NewReader(raw))
	return true
}
