package main

import (
	"errors"
	"slices"

	"github.com/alecthomas/kong"
)

const description = `A newsroom in one program: reporters write, editors publish, readers get the news.

Try it:

    dateline serve --sample
        a newsroom with eight editions in ./data, on http://localhost:8080

Run your own:

    dateline serve --data /srv/news --origin https://news.example --listen :8080
    dateline user add "Ruth Adeyemi" --role editor --data /srv/news
    dateline backup /safe/news.backup --data /srv/news

Settings are flags, then variables, then lines of dateline.toml in this folder
(the long names of the flags: listen = "localhost:8080"), in this order of weight.

It ends with 0 when it is done, with 1 when what was asked for could not be
done, and with 2 when it was asked for in a way that cannot be read.`

// settings is the group of the flags that every command has.
var settings = kong.Group{Key: "settings", Title: "Settings:"}

// group puts the flags of the program itself together.
func group(parent kong.Visitable, _ *kong.Flag) *kong.Group {
	if _, ok := parent.(*kong.Application); ok {
		return &settings
	}
	return nil
}

// everywhere are the settings that commands beside serve are asked about.
var everywhere = []string{"data", "database", "origin", "config"}

// help prints a page of help. The settings that are of use to serve alone
// stand on its page and on the program's.
func help(o kong.HelpOptions, ctx *kong.Context) error {
	if chosen := ctx.Selected(); chosen != nil && chosen.Name != "serve" {
		for _, f := range ctx.Model.Flags {
			f.Hidden = f.Hidden || f.Group == &settings && !slices.Contains(everywhere, f.Name)
		}
	}
	return kong.DefaultHelpPrinter(o, ctx)
}

// commandOf is the command about which help would help.
func commandOf(ctx *kong.Context, err error) string {
	name := "dateline"
	if broken := (*kong.ParseError)(nil); errors.As(err, &broken) {
		ctx = broken.Context
	}
	if ctx == nil {
		return name
	}
	for _, p := range ctx.Path {
		if p.Command != nil {
			name += " " + p.Command.Name
		}
	}
	return name
}
