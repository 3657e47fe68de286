// Command dev serves the sample newsroom while it is worked on: when a source changes it generates again what depends
// on it, builds, starts the program anew, and reloads the pages that are open. What does not build leaves the running
// program alone.
package main

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	root  = ".."                   // it is run in tools/
	every = 500 * time.Millisecond // between two looks at the sources
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends; flags are those of `dateline serve`. The program listens where nobody looks for it, and
// the proxy where it would itself.
func run(ctx context.Context, flags []string) error {
	front, flags := listenFlag(flags)
	outside, err := net.Listen("tcp", front)
	if err != nil {
		return err
	}
	inside, err := freePort()
	if err != nil {
		return err
	}
	flags = append([]string{"serve", "--sample", "--listen", inside, "--origin", "http://" + outside.Addr().String()}, flags...)
	pages := &reloads{}
	server := &http.Server{Handler: proxy(&url.URL{Scheme: "http", Host: inside}, pages), ReadHeaderTimeout: time.Minute}
	defer server.Close() //nolint:errcheck // the command ends
	go func() { _ = server.Serve(outside) }()
	return watch(ctx, flags, func() {
		if answers(ctx, inside) {
			pages.all()
		}
	})
}

// watch starts the program, and starts it anew after every change that builds; started is called each time.
func watch(ctx context.Context, flags []string, started func()) error {
	var serving *exec.Cmd
	defer func() { end(serving) }()
	var seen map[string]time.Time
	for {
		now, err := sources(root)
		if err != nil {
			return err
		}
		if changed := differ(seen, now); len(changed) > 0 {
			if build(ctx, changed) {
				end(serving)
				if serving, err = serve(flags); err != nil {
					return err
				}
				started()
			}
			if now, err = sources(root); err != nil { // what was generated is no news
				return err
			}
		}
		seen = now
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
	}
}

// listenFlag takes the address to listen at out of flags.
func listenFlag(flags []string) (address string, rest []string) {
	address = "localhost:8080"
	for i := 0; i < len(flags); i++ {
		value, is := strings.CutPrefix(flags[i], "--listen=")
		switch {
		case is:
			address = value
		case flags[i] == "--listen" && i+1 < len(flags):
			i++
			address = flags[i]
		default:
			rest = append(rest, flags[i])
		}
	}
	return address, rest
}

// freePort is an address of this machine that nobody listens at.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // it was only asked
	return l.Addr().String(), nil
}

// answers waits until somebody listens at an address; false: nobody did within half a minute.
func answers(ctx context.Context, address string) bool {
	for range 300 {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = conn.Close() // it was only asked
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(100 * time.Millisecond):
		}
	}
	return false
}

// watched are the endings of what the program is made of.
var watched = []string{".go", ".templ", ".js", ".css", ".json", ".sql"}

// sources are the files of a tree that the program is made of, with the time each was last changed.
func sources(tree string) (map[string]time.Time, error) {
	files := map[string]time.Time{}
	err := filepath.WalkDir(tree, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // it went while the tree was walked
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != tree && (strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "testdata", "data", "bin", "tests"}, name)) {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.Contains(watched, filepath.Ext(name)) || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		if about, err := entry.Info(); err == nil {
			files[path] = about.ModTime()
		}
		return nil
	})
	return files, err
}

// differ names the files that have come, gone or changed.
func differ(before, now map[string]time.Time) []string {
	var changed []string
	for path, at := range now {
		if was, there := before[path]; !there || !was.Equal(at) {
			changed = append(changed, path)
		}
	}
	for path := range before {
		if _, there := now[path]; !there {
			changed = append(changed, path)
		}
	}
	return changed
}

// generators are the programs in tools/ that make something of sources with an ending.
var generators = []struct{ ending, program string }{
	{"schema.json", "./schema"}, {"messages/*.json", "./messages"}, {".templ", "./templates"}, {".js", "./bundle"}, {".css", "./bundle"},
}

// needed are the generators that files concern, in their order and each once.
func needed(changed []string) []string {
	var programs []string
	for _, g := range generators {
		concerned := func(path string) bool {
			if folder, ending, ok := strings.Cut(g.ending, "/*"); ok {
				return filepath.Base(filepath.Dir(path)) == folder && strings.HasSuffix(path, ending)
			}
			return strings.HasSuffix(path, g.ending) && filepath.Base(filepath.Dir(path)) != "dist"
		}
		if slices.ContainsFunc(changed, concerned) && !slices.Contains(programs, g.program) {
			programs = append(programs, g.program)
		}
	}
	return programs
}

// build makes the program; what does not build is on the screen by then.
func build(ctx context.Context, changed []string) bool {
	for _, program := range needed(changed) {
		if !do(ctx, ".", "go", "run", program) {
			return false
		}
	}
	return do(ctx, root, "go", "build", "-o", filepath.Join("bin", "dateline-dev"), "./cmd/dateline")
}

func do(ctx context.Context, folder, name string, args ...string) bool {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stderr = folder, os.Stderr
	return cmd.Run() == nil
}

func serve(flags []string) (*exec.Cmd, error) {
	cmd := exec.Command(filepath.Join("bin", "dateline-dev"), flags...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return cmd, nil
}

// end lets a program end as its keeper would; nil is none.
func end(cmd *exec.Cmd) {
	if cmd == nil {
		return
	}
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	_ = cmd.Wait()
}
