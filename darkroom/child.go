package darkroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
)

// Strangers' files are decoded and looked into by child processes of this
// program, or by tools that these become, within limits that the system
// enforces. On systems other than Linux only the time is limited.

// limits are what one child process may take.
type limits struct {
	memory int64         // bytes of data
	cpu    time.Duration // of all its threads together
	file   int64         // bytes of the largest file that it writes
	wall   time.Duration
}

var (
	inspecting = limits{memory: 640 << 20, cpu: 20 * time.Second, file: 256 << 20, wall: time.Minute}
	probing    = limits{memory: 512 << 20, cpu: 10 * time.Second, wall: time.Minute}
	rendering  = limits{memory: 1 << 30, cpu: 2 * time.Minute, file: 256 << 20, wall: 150 * time.Second}
	remuxing   = limits{memory: 512 << 20, cpu: time.Minute, file: 600 << 20, wall: 150 * time.Second}
)

// childCommand is the command that makes this program a child of itself. It is in
// no help: people have no use for it.
const childCommand = "darkroom-child"

// inChild is set in the environment of a child, which starts no further ones:
// a program whose main does not call Child would start itself without end.
const inChild = "DATELINE_DARKROOM_CHILD"

// Child does the work of a child process and ends it, in a process that was
// started as one. In any other it does nothing. Every program that takes
// uploads calls it first of all, tests in TestMain.
func Child() {
	if len(os.Args) > 5 && os.Args[1] == childCommand {
		os.Exit(child(os.Args[2:5], os.Args[5], os.Args[6:]))
	}
}

// child limits this process and works; it gives the exit code.
func child(bounds []string, what string, args []string) int {
	var n [3]int64
	for i := range n {
		var err error
		if n[i], err = strconv.ParseInt(bounds[i], 10, 64); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitMisused
		}
	}
	if err := bind(limits{memory: n[0], cpu: time.Duration(n[1]) * time.Second, file: n[2]}); err != nil {
		fmt.Fprintln(os.Stderr, "limits:", err)
		return exitMisused
	}
	if strings.HasPrefix(what, "/") {
		fmt.Fprintln(os.Stderr, become(what, args))
		return exitMisused
	}
	debug.SetMemoryLimit(n[0] * 3 / 4) // the collector works harder before the system's limit is met
	debug.SetTraceback("none")
	if err := work(what, args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// work does the work of a child that does not become another program, and prints its answer as JSON.
func work(what string, args []string) error {
	var answer any
	var err error
	switch {
	case what == "inspect" && len(args) == 1:
		answer, err = inspectPicture(args[0])
	case what == "orient" && len(args) == 2:
		answer, err = orientationOf(args[0], args[1])
	case what == "render" && len(args) == 1:
		var p renderWork
		if err = json.Unmarshal([]byte(args[0]), &p); err == nil {
			answer, err = struct{}{}, p.render()
		}
	default:
		err = fmt.Errorf("no such work: %s", what)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer)
}

// run runs a child within limits and gives what it printed. What the child
// complained of is in the error.
func run(ctx context.Context, l limits, what string, args ...string) ([]byte, error) {
	if os.Getenv(inChild) != "" {
		return nil, errors.New("a child of the darkroom starts no other: main must call darkroom.Child first")
	}
	timed, cancel := context.WithTimeout(ctx, l.wall)
	defer cancel()
	cmd, err := command(timed, l, what, args)
	if err != nil {
		return nil, err
	}
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &limitedWriter{to: &out, left: 1 << 20}, &limitedWriter{to: &complaints, left: 1024}
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", inChild + "=1", "GOMAXPROCS=2"} // each more would take memory of its own
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	complaint := strings.TrimSpace(complaints.String())
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case timed.Err() != nil:
		return nil, fault.Wrap(fmt.Errorf("%s took longer than %v", what, l.wall), fault.Unavailable, fault.Unavailable.General())
	case overran(cmd, what, complaint):
		return nil, fault.Wrap(fmt.Errorf("%s: %w: %s", what, err, complaint), fault.Unsupported, msg.FaultUploadTooCostly())
	}
	return nil, fmt.Errorf("%s: %w: %s", what, err, complaint)
}

// exitMisused is the exit code of a child that could not begin.
const exitMisused = 3

// exitBroken is the exit code of a Go program that panicked or ran out of memory.
const exitBroken = 2

// overran reports whether a child ended because it met a limit: the system ended
// it, or it was given no more memory. Where Go meets the limit inside its
// runtime it says so in many words, or breaks.
func overran(cmd *exec.Cmd, what, complaints string) bool {
	complaints = strings.ToLower(complaints)
	code := -1
	if cmd.ProcessState != nil {
		code = cmd.ProcessState.ExitCode()
	}
	return cmd.ProcessState != nil && code == -1 || code == exitBroken && !strings.HasPrefix(what, "/") ||
		strings.Contains(complaints, "out of memory") || strings.Contains(complaints, "cannot allocate memory")
}

// limitedWriter passes on the beginning of what is written and discards the rest.
type limitedWriter struct {
	to   *bytes.Buffer
	left int
}

func (w *limitedWriter) Write(p []byte) (int, error) {
	beginning := p[:min(len(p), w.left)]
	w.left -= len(beginning)
	w.to.Write(beginning)
	return len(p), nil
}

// bounds are limits as the child reads them.
func (l limits) bounds() []string {
	return []string{strconv.FormatInt(l.memory, 10), strconv.FormatInt(int64(l.cpu/time.Second), 10), strconv.FormatInt(l.file, 10)}
}
