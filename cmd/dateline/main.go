// Command dateline is a newsroom in one program: it serves the desk and the
// site, and does from the command line what has no screen.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"
	_ "time/tzdata" // editions print in their own zones on machines that have no list of them

	"github.com/alecthomas/kong"

	"dateline"
	"dateline/darkroom"
	"dateline/lang/msg"
)

// What the program ends with.
const (
	exitFault = 1 // what was asked for could not be done
	exitUsage = 2 // it was asked for in a way that cannot be read
)

// cli is the command line. Its help stands in tags, and not in the catalogue:
// it is one page with the names of commands and flags, which are English too,
// and kong puts it together. Whatever else people read comes from the catalogue.
type cli struct {
	dateline.Settings
	Config kong.ConfigFlag `help:"File of settings, beside dateline.toml in this folder; what it says weighs more." placeholder:"FILE"`

	Serve   serveCmd   `cmd:"" help:"Serve the site and the desk."`
	Import  importCmd  `cmd:"" help:"Take in stories: a captured page, a file of stories, or a whole newsroom."`
	Export  exportCmd  `cmd:"" help:"Write out all stories, revisions, acts and assets."`
	User    userCmd    `cmd:"" help:"Add people, list them, make sign-in links, say who may sign in."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file, while the house runs."`
	Restore restoreCmd `cmd:"" help:"Bring a backup back into an empty folder, or prove that it could be."`
	Doctor  doctorCmd  `cmd:"" help:"Say whether the house is well, and what is missing on this machine."`
	Version versionCmd `cmd:"" help:"Say which Dateline this is."`
}

func main() {
	darkroom.Child()
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("dateline"), kong.Description(description), kong.AutoGroup(group), kong.Help(help),
		kong.Configuration(settingsFile, "dateline.toml"), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		complain(msg.CliBadSettings(describe(err)))
		return exitUsage
	}
	if len(args) == 0 || args[0] == "help" {
		args = append(slices.Clone(args[min(1, len(args)):]), "--help")
	}
	command, err := parser.Parse(args)
	if err == nil {
		err = c.Check()
	}
	if err != nil {
		complain(msg.CliMisuse(describe(err), commandOf(command, err)))
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal ends the program where it stands
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&c.Settings); err != nil {
		complain(msg.CliFailed(describe(err)))
		return exitFault
	}
	return 0
}

// open opens the house for a command that may be the first in its folder.
func open(ctx context.Context, s *dateline.Settings) (*dateline.House, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return dateline.Open(ctx, *s, log)
}

// standing opens a house that must be there: a folder that was mistyped is not
// made into an empty newsroom.
func standing(ctx context.Context, s *dateline.Settings) (*dateline.House, error) {
	if err := s.There(); err != nil {
		return nil, err
	}
	return open(ctx, s)
}

// say prints a line of what a command has to tell.
func say(line string) { fmt.Println(line) }
