package desk

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

//go:embed dist/*.js
var dist embed.FS

// bundles are the desk's scripts by their hashed names.
type bundles struct {
	names map[string]string // editor.js → editor-3f2a….js
	bytes map[string][]byte
}

var files = bundled()

func bundled() bundles {
	b := bundles{names: map[string]string{}, bytes: map[string][]byte{}}
	entries, err := dist.ReadDir("dist")
	if err != nil {
		panic(err) // embedded at build time
	}
	for _, e := range entries {
		raw, err := dist.ReadFile("dist/" + e.Name())
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

// address is where a bundle is served.
func (b bundles) address(name string) string { return "/desk/files/" + b.names[name] }

// file serves a bundle. Its name changes with its bytes, so that it may be kept for good.
func (d *Desk) file(w http.ResponseWriter, r *http.Request) error {
	raw, ok := files.bytes[r.PathValue("name")]
	if !ok {
		return notFound()
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, r.PathValue("name"), time.Time{}, bytes.NewReader(raw))
	return nil
}
