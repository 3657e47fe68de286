package newsroom_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"dateline/edition"
	"dateline/fault"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
)

// asksNobody are the methods of the newsroom that no person stands behind.
var asksNobody = map[string]string{
	"First":      "an empty house has nobody to ask",
	"Sole":       "it finds the person of the command line, for whoever holds the folder",
	"AlertEnded": "a job does it: its time has come",
}

func TestEveryMethodOfTheNewsroomRefusesWhoMayNot(t *testing.T) {
	h := open(t)
	strangers := map[string]*staff.Person{"nobody": nil, "who has left": h.gone, "who has no role": {ID: h.reporter.ID, Name: "Rosa", Role: "guest"}}
	room := reflect.ValueOf(h.Newsroom)
	for i := range room.NumMethod() {
		name, method := room.Type().Method(i).Name, room.Method(i)
		if asksNobody[name] != "" {
			continue
		}
		for who, by := range strangers {
			if err := h.call(method, by); fault.Of(err).Kind != fault.Forbidden {
				t.Errorf("%s by %s: got %v, want it forbidden before anything is read", name, who, err)
			}
		}
	}
}

func TestWhoFilesStoriesMakesRoomForThemWhereReadersDoNotLook(t *testing.T) {
	h := open(t)
	put := func(by *staff.Person, e edition.Edition) error {
		return h.Store.InTx(t.Context(), func(tx *store.Tx) error { return h.PutHidden(t.Context(), tx, by, e) })
	}
	hidden := edition.Edition{Slug: "uk", Lang: "uk", Name: "Річка", Zone: "UTC"}
	h.must(put(h.reporter, hidden))
	h.must(put(h.reporter, hidden))
	shown := hidden
	shown.Public = true
	h.refused("showing it", put(h.reporter, shown), fault.Forbidden)
	h.must(h.PutEdition(t.Context(), h.admin, shown))
	h.refused("hiding it again", put(h.reporter, hidden), fault.Forbidden)
	h.refused("a hidden one by who has left", put(h.gone, edition.Edition{Slug: "sw", Lang: "sw", Name: "Mto", Zone: "UTC"}), fault.Forbidden)
}

// call calls a method of the newsroom as a person, with nothing else said.
func (h *house) call(method reflect.Value, by *staff.Person) error {
	h.t.Helper()
	return h.Store.InTx(context.Background(), func(tx *store.Tx) error {
		var args []reflect.Value
		asked := false
		for i := range method.Type().NumIn() {
			switch kind := method.Type().In(i); kind {
			case reflect.TypeFor[context.Context]():
				args = append(args, reflect.ValueOf(context.Background()))
			case reflect.TypeFor[*staff.Person]():
				args, asked = append(args, reflect.ValueOf(by)), true
			case reflect.TypeFor[*store.Tx]():
				args = append(args, reflect.ValueOf(tx))
			default:
				args = append(args, reflect.Zero(kind))
			}
		}
		if !asked {
			h.t.Errorf("a method with the parameters %v does not take who asks", method.Type())
			return fault.New(fault.Forbidden, fault.Forbidden.General())
		}
		results := method.Call(args)
		err, _ := results[len(results)-1].Interface().(error)
		return err
	})
}

func TestPermissionIsAskedOncePerMethod(t *testing.T) {
	bodies, exported := source(t)
	if len(exported) < 20 {
		t.Fatalf("found %d exported methods: the newsroom was not looked at", len(exported))
	}
	for _, name := range exported {
		want := 1
		if asksNobody[name] != "" {
			want = 0
		}
		if got := questions(bodies, name, map[string]bool{}); got != want {
			t.Errorf("%s asks for permission %d times, want %d", name, got, want)
		}
	}
}

// source is the body of every function of the newsroom by its name, and the names of its exported methods.
func source(t *testing.T) (bodies map[string]ast.Node, exported []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	bodies = map[string]ast.Node{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			bodies[f.Name.Name] = f.Body
			if _, method := reflect.TypeFor[*newsroom.Newsroom]().MethodByName(f.Name.Name); method && f.Recv != nil {
				exported = append(exported, f.Name.Name)
			}
		}
	}
	return bodies, exported
}

// questions counts the questions for permission in a function and in the ones of the newsroom that it calls.
func questions(bodies map[string]ast.Node, name string, seen map[string]bool) int {
	if seen[name] || bodies[name] == nil {
		return 0
	}
	seen[name] = true
	n := 0
	ast.Inspect(bodies[name], func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		called := ""
		switch f := call.Fun.(type) {
		case *ast.Ident:
			called = f.Name
		case *ast.SelectorExpr:
			if of, ok := f.X.(*ast.Ident); ok && of.Name == "n" {
				called = f.Sel.Name
			}
		}
		switch called {
		case "mayRead", "mayWrite", "mayPublish", "mayAdminister":
			n++
		default:
			n += questions(bodies, called, seen)
		}
		return true
	})
	return n
}
