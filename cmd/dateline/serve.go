package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"dateline"
)

type serveCmd struct {
	Sample bool `help:"Fill an empty house with the sample newsroom: eight editions, pictures, sound and film. A folder that holds something is never filled."`
}

// Run serves until the program is told to stop.
func (c *serveCmd) Run(ctx context.Context, s *dateline.Settings) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	h, err := dateline.Open(ctx, *s, log)
	if err != nil {
		return err
	}
	defer h.Close()
	greet := func(g dateline.Greeting) {
		fmt.Printf("\n  Readers:  %s/\n  Desk:     %s/desk/\n", g.Origin, g.Origin)
		if g.Link != "" {
			fmt.Printf("\n  Sign in as %s, once, within 30 minutes:\n  %s\n", g.Name, g.Link)
		} else {
			fmt.Printf("\n  A sign-in link: dateline user link NAME\n")
		}
		fmt.Println()
	}
	return h.Serve(ctx, c.Sample, greet)
}
