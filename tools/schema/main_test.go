package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheCommittedTypesAreWhatTheSchemaMakes(t *testing.T) {
	want, err := generate("../../story/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../story/schema_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("story/schema_gen.go is not what story/schema.json makes; run: go run ./schema")
	}
}

// made are the types of a schema.
func generated(t *testing.T, schema string) (string, error) {
	path := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(path, []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	types, err := generate(path)
	return string(types), err
}

func TestANewKindOfBlockHasItsRuleFromTheSchemaAlone(t *testing.T) {
	types, err := generated(t, `{"schema": 3, "limits": {"line": 300}, "block": {"id": "id"}, "nodes": {
		"doc": {"content": "block+"}, "text": {"group": "inline"},
		"paragraph": {"group": "block", "content": "inline*", "attrs": {"lang": "language"}},
		"poll": {"group": "block", "content": "(paragraph|text)+", "attrs": {"closed": "bool", "level": "level"}}},
		"marks": {"link": {"attrs": {"href": "link"}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	types = strings.Join(strings.Fields(types), " ")
	for _, want := range []string{
		"const Schema = 3", `Poll Kind = "poll"`, `MarkLink MarkKind = "link"`, "MaxLine = 300",
		"Closed bool `json:\"closed,omitempty\"`", "Level int `json:\"level,omitempty\"`", "Href string",
		`Poll: {block: true, identified: true, inline: false, atLeastOne: true, holds: map[Kind]bool{Paragraph: true, Text: true}, attrs: map[string]bool{"closed": true, "id": true, "level": true}}`,
		`Doc: {block: false, identified: false, inline: false, atLeastOne: true, holds: map[Kind]bool{Paragraph: true, Poll: true}`,
	} {
		if !strings.Contains(types, want) {
			t.Errorf("the types have no %s:\n%s", want, types)
		}
	}
}

func TestASchemaThatCannotBeReadMakesNothing(t *testing.T) {
	for _, schema := range []string{"", "{", `{"schema": "two"}`, `{"nodes": {"fact box": {}}}`} {
		if types, err := generated(t, schema); err == nil {
			t.Errorf("%q makes\n%s", schema, types)
		}
	}
	if _, err := generate(filepath.Join(t.TempDir(), "gone.json")); err == nil {
		t.Error("a schema that is not there makes types")
	}
}
