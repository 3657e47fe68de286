// Command bench measures Dateline beside its floors, in one run: what bare
// servers of Go reach here and now with the same bytes, headers and client.
// Figures of one day say nothing about those of another; ratios of one run do.
//
// Servers and clients are processes of their own: this program is the client,
// and the floor, when it is started as one of them. It needs Linux, whose
// /proc says what a process has used.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// plan is how much is measured.
type plan struct {
	stories      int           // that the house holds
	connections  int           // of the load
	rounds       int           // of which the median counts
	window       time.Duration // of load, each time
	starts       int           // of the house
	publications int
	asked        int // how often each list is asked for
	copies       int // of each story, in the house whose lists are measured
	screens      int // open pages
	alerts       int
	progress     func(string)
}

func whole() plan {
	return plan{stories: 10_000, connections: 64, rounds: 3, window: 3 * time.Second, starts: 5, publications: 100, asked: 60,
		screens: 10_000, alerts: 7, progress: func(what string) { fmt.Fprintf(os.Stderr, "%s  %s\n", time.Now().Format(time.TimeOnly), what) }}
}

func main() {
	if played, err := play(os.Getenv(roleKey)); played {
		exit(err)
	}
	readme := flag.String("readme", "", "write the table between the bench markers of this file as well")
	million := flag.Bool("million", false, "measure the lists over a million stories")
	only := flag.Bool("lists", false, "measure the lists alone")
	flag.Parse()
	p := whole()
	if *million {
		p.copies = 99
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exit(run(ctx, p, *only, *readme))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// part measures something and adds its rows.
type part func(context.Context, *news, plan, *table) error

// every part, in the order of the table; the first fills the house.
var every = []part{intake, starting, pages, publishing, lists, screens}

// run measures the parts and prints the table.
func run(ctx context.Context, p plan, only bool, readme string) error {
	parts := every
	if only {
		parts = []part{intake, lists}
	}
	t, err := measure(ctx, p, parts)
	if err != nil {
		return err
	}
	fmt.Print(t)
	if readme == "" {
		return nil
	}
	return t.into(readme)
}

// measure measures everything, in a folder that is gone afterwards.
func measure(ctx context.Context, p plan, parts []part) (*table, error) {
	folder, err := os.MkdirTemp("", "dateline-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // what stays is in the folder for such things
	t := newTable()
	about, err := listen()
	if err != nil {
		return nil, err
	}
	n, err := found(ctx, folder, p)
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		if err := part(ctx, n, p, t); err != nil {
			return nil, err
		}
	}
	t.took = time.Since(t.at)
	t.others, err = about.others()
	return t, err
}
