package main

import (
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"dateline/fault"
	"dateline/lang/msg"
)

// file is a file of settings: the long names of the flags, one a line, with _
// or - between words.
type file map[string]any

// settingsFile reads dateline.toml.
func settingsFile(r io.Reader) (kong.Resolver, error) {
	var raw map[string]any
	if _, err := toml.NewDecoder(r).Decode(&raw); err != nil {
		return nil, err
	}
	f := file{}
	for key, value := range raw {
		f[strings.ReplaceAll(key, "_", "-")] = value
	}
	return f, nil
}

// Validate tells whether every line is a setting: one that is mistyped would
// be as if it were not there.
func (f file) Validate(app *kong.Application) error {
	var known []string
	for _, flag := range app.Flags {
		if flag.Group == &settings && len(flag.Envs) > 0 {
			known = append(known, flag.Name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(f)) {
		if !slices.Contains(known, key) {
			return fault.New(fault.Invalid, msg.CliUnknownSetting(key, strings.Join(known, ", ")))
		}
	}
	return nil
}

// Resolve is the file's word on a flag. A variable weighs more, and kong asks
// the file after it has read the variables.
func (f file) Resolve(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	if parent.App == nil { // a command's own flag, which is no setting
		return nil, nil //nolint:nilnil // nothing is said of it
	}
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil //nolint:nilnil // the variable says it
		}
	}
	return f[flag.Name], nil
}
