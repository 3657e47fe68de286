package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"

	"dateline"
	"dateline/auth"
	"dateline/lang/msg"
	"dateline/sample"
)

type serveCmd struct {
	Sample bool `help:"Fill an empty house with the sample newsroom: eight editions, pictures, sound and film. A folder that holds something is never filled."`
}

// Help shows how it is done.
func (c *serveCmd) Help() string {
	return `It makes the folder if there is none, and starts empty unless told otherwise.
While no administrator has a password it prints a sign-in link that works once.
SIGTERM and Ctrl-C stop it: what is under way may end within five seconds.

    dateline serve --sample
    dateline serve --listen :8080 --origin http://news.example:8080
    dateline serve --listen :443 --origin https://news.example --cert cert.pem --key key.pem

Behind another server, on the same machine, that speaks TLS:

    dateline serve --origin https://news.example --proxies 127.0.0.1,::1`
}

// besides is how many MiB the program may hold beside the drawn pages before
// it collects its garbage sooner: what a house under load lives on, twice.
const besides = 40

// seldom is how much garbage, in hundredths of what is in use, waits to be
// collected while there is room for it.
const seldom = 300

// frugal keeps the memory of the program near what its pages take, and lets it
// work undisturbed below that. It is no hard bound: what is needed is had.
// Go's own variables say otherwise.
func frugal(s *dateline.Settings) {
	if os.Getenv("GOMEMLIMIT") != "" || os.Getenv("GOGC") != "" {
		return
	}
	debug.SetMemoryLimit(int64(max(s.Cache, 0)+besides) << 20)
	debug.SetGCPercent(seldom)
}

// Run serves until the program is told to stop.
func (c *serveCmd) Run(ctx context.Context, s *dateline.Settings) error {
	frugal(s)
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	h, err := dateline.Open(ctx, *s, log)
	if err != nil {
		return err
	}
	defer h.Close() //nolint:errcheck // everything is safe by then
	defer context.AfterFunc(ctx, func() { complain(msg.CliStopping(int(dateline.DrainTime.Seconds()))) })()
	var fill func(context.Context) error
	if c.Sample {
		fill = func(ctx context.Context) error { return fillIn(ctx, h) }
	}
	return h.Serve(ctx, fill, greet)
}

// fillIn fills an empty house with the sample newsroom, and says where it does not.
func fillIn(ctx context.Context, h *dateline.House) error {
	bare, err := sample.Bare(ctx, h.Store)
	if err != nil {
		return err
	}
	if !bare {
		complain(msg.CliNotFilled())
		return nil
	}
	p := begin(msg.CliDoingFill())
	defer p.end()
	return h.Fill(ctx)
}

// greet tells who starts the house where it is. The link is a key to the desk:
// it goes to standard output, and never into the log, which is standard error.
func greet(g dateline.Greeting) {
	fmt.Printf("\n  %s\n  %s\n\n", words(msg.CliReaders(g.Origin.URL("/"))), words(msg.CliDesk(g.Origin.URL("/desk/"))))
	if g.Link != "" {
		fmt.Printf("  %s\n  %s\n\n", words(msg.CliSignIn(g.Name, int(auth.LinkTime.Minutes()))), g.Link)
	} else {
		fmt.Printf("  %s\n\n", words(msg.CliSignInAgain()))
	}
}
