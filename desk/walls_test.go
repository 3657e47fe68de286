package desk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// The import of the store is kept out of the desk by internal/floors; this
// keeps out the stores that the desk's own parts hold.
func TestTheDeskReachesForNoStoreAndDecidesAboutNoRequest(t *testing.T) {
	looked := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
			return err // screens leave out buttons that a person may not press: that is no decision
		}
		looked++
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if ok && (s.Sel.Name == "Store" || strings.HasPrefix(s.Sel.Name, "May")) {
				t.Errorf("%s uses %s: what is not public is read, and permission asked, in newsroom", name, s.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil || looked < 15 {
		t.Fatalf("looked at %d files: %v", looked, err)
	}
}
