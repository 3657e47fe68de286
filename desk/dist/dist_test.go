package dist_test

import (
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"testing"

	"dateline/desk/dist"
)

func TestScriptIsServedForGoodUnderANameThatChangesWithItsBytes(t *testing.T) {
	for _, name := range []string{"desk.js", "editor.js", "htmx.js"} {
		at := dist.Address(name)
		hashed := path.Base(at)
		if hashed == name || path.Dir(at) != "/desk/files" {
			t.Errorf("%s is at %s, want a name of its own for these bytes", name, at)
		}
		w := httptest.NewRecorder()
		if !dist.Serve(w, httptest.NewRequest("GET", at, nil), hashed) {
			t.Fatalf("%s is not served", at)
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Body.String(); got != string(want) || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d bytes, %q; want %d bytes, cached for good", at, len(got), w.Header().Get("Cache-Control"), len(want))
		}
	}
	for _, name := range []string{"", "editor.js", "editor-0000000000000000.js", "dist.go", "../desk.go"} {
		w := httptest.NewRecorder()
		if dist.Serve(w, httptest.NewRequest("GET", "/desk/files/x", nil), name) || w.Body.Len() > 0 {
			t.Errorf("%q is served: %d bytes", name, w.Body.Len())
		}
	}
}
