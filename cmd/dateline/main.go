// Command dateline is a newsroom in one program: it serves the desk and the
// site, and does from the command line what has no screen.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"dateline"
	"dateline/fault"
	"dateline/lang"
)

// What the program ends with.
const (
	exitFault = 1 // what was asked for could not be done
	exitUsage = 2 // it was asked for in a way that cannot be read
)

type cli struct {
	dateline.Settings
	Config kong.ConfigFlag `help:"File of settings, besides dateline.toml in this folder." placeholder:"FILE"`

	Serve   serveCmd   `cmd:"" help:"Serve the site and the desk."`
	Import  importCmd  `cmd:"" help:"Take in stories: a captured page, a file of stories, or a whole newsroom."`
	Export  exportCmd  `cmd:"" help:"Write out all stories, revisions, acts and assets."`
	User    userCmd    `cmd:"" help:"Add people, list them, make sign-in links."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file, while the house runs."`
	Restore restoreCmd `cmd:"" help:"Bring a backup back into an empty folder, or prove that it could be."`
	Doctor  doctorCmd  `cmd:"" help:"Say whether the house is well, and what is missing on this machine."`
	Version versionCmd `cmd:"" help:"Say which Dateline this is."`
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("dateline"), kong.UsageOnError(),
		kong.Description("A newsroom in one program. Start with: dateline serve --sample"),
		kong.Configuration(settingsFile, "dateline.toml"), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(os.Stderr, "dateline:", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&c.Settings); err != nil {
		fmt.Fprintln(os.Stderr, "dateline:", told(err))
		return exitFault
	}
	return 0
}

// told says an error in a person's words, with what caused it behind.
func told(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err.Error()
	}
	words := lang.Of("en").Words(f.Message)
	if cause := errors.Unwrap(f); cause != nil {
		return words + " (" + cause.Error() + ")"
	}
	return words
}

// open opens the house for a command that is not serve.
func open(ctx context.Context, s *dateline.Settings) (*dateline.House, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return dateline.Open(ctx, *s, log)
}
