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
	"dateline/backup"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

type doctorCmd struct{}

// Help says what it looks at.
func (c *doctorCmd) Help() string {
	return `It counts the records, compares them with each other, reads every file that a
record names and looks for the programs that pictures and films are made with.
It may run beside serve, and ends with 1 if something is wrong.

    dateline doctor --data /srv/news`
}

// Run says what is well and what is missing, and fails if something is wrong.
func (c *doctorCmd) Run(ctx context.Context, s *dateline.Settings) error {
	h, err := standing(ctx, s)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // it was only read
	line := func(name, state string) { fmt.Printf("%-12s %s\n", name, state) }
	line(words(msg.CliDoctorFolder()), s.Data)
	line(words(msg.CliDoctorDatabase()), s.Records())
	line(words(msg.CliDoctorServed()), served(ctx, h))
	for _, tool := range []struct {
		name string
		cost lang.Message
	}{{"ffmpeg", msg.CliDoctorCostFfmpeg()}, {"ffprobe", msg.CliDoctorCostFfprobe()}} {
		path, err := exec.LookPath(tool.name)
		if err != nil {
			path = words(msg.CliDoctorMissing(words(tool.cost)))
		}
		line(tool.name, path)
	}
	if err := h.CheckBell(ctx); err != nil {
		line("nats", words(msg.CliNoBell(err.Error())))
	}
	if err := h.CheckBucket(ctx); err != nil {
		return err
	}
	counts, err := h.Store.Counts(ctx)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(counts)) {
		line(table, fmt.Sprint(counts[table]))
	}
	return examine(ctx, h)
}

func examine(ctx context.Context, h *dateline.House) error {
	p := begin(msg.CliDoingDoctor())
	defer p.end()
	var problems []lang.Message
	err := backup.Examine(ctx, h.Store, h.Bucket, func(problem lang.Message) { problems = append(problems, problem) })
	p.end()
	for _, problem := range problems {
		say(words(msg.CliDoctorProblem(words(problem))))
	}
	if err == nil {
		say(words(msg.CliDoctorWell()))
	}
	return err
}

// served tells whether another process serves the house now.
func served(ctx context.Context, h *dateline.House) string {
	free, err := h.Hold(ctx, true)
	if fault.Is(err, fault.Conflict) {
		return words(msg.CliDoctorServedYes())
	}
	if err != nil {
		return describe(err)
	}
	free()
	return words(msg.CliDoctorServedNo())
}

type versionCmd struct{}

// Run says which Dateline this is.
func (c *versionCmd) Run() error {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	say(fmt.Sprintf("dateline %s, %s %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH))
	return nil
}
