package main

import (
	"context"
	"fmt"
	"maps"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"

	"dateline"
)

type doctorCmd struct{}

// Run says what is well and what is missing, and fails if the house cannot work.
func (c *doctorCmd) Run(ctx context.Context, s *dateline.Settings) error {
	fmt.Printf("data folder  %s\n", s.Data)
	for _, tool := range []struct{ name, cost string }{
		{"ffmpeg", "without it pictures are made as JPEG only, and sound and film are not looked into"},
		{"ffprobe", "comes with ffmpeg"},
	} {
		if path, err := exec.LookPath(tool.name); err == nil {
			fmt.Printf("%-12s %s\n", tool.name, path)
		} else {
			fmt.Printf("%-12s missing: %s\n", tool.name, tool.cost)
		}
	}
	h, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	counts, err := h.Store.Counts(ctx)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("%-12s %d\n", table, counts[table])
	}
	return h.Examine(ctx, func(problem string) { fmt.Printf("PROBLEM      %s\n", problem) })
}

type versionCmd struct{}

// Run says which Dateline this is.
func (c *versionCmd) Run() error {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, set := range info.Settings {
			if set.Key == "vcs.revision" {
				version += " " + set.Value
			}
		}
	}
	fmt.Printf("dateline %s, %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
