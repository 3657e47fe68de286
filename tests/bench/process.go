package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a house that is served.
type server struct {
	addr    string
	pid     int
	log     bytes.Buffer  // what it said; to be read when it has ended
	started time.Time     // just before the program began
	first   time.Duration // from then until a front page had been answered
	cmd     *exec.Cmd
}

// longestStart is how long is waited for a house to answer.
const longestStart = 30 * time.Second

// serve starts the house in a folder and waits until it gives its front page.
func (n *news) serve(ctx context.Context, folder string, flags ...string) (*server, error) {
	addr, err := free()
	if err != nil {
		return nil, err
	}
	s := &server{addr: addr}
	s.cmd = exec.CommandContext(ctx, n.program, append([]string{"--data", folder, "--listen", addr, "--origin", "http://" + addr, "serve"}, flags...)...)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = longestStart
	s.started = time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.pid = s.cmd.Process.Pid
	for time.Since(s.started) < longestStart {
		if l, err := dial(addr); err == nil {
			a, err := l.ask(request(addr, frontPage, browser))
			_ = l.conn.Close()
			if err == nil && a.status == 200 {
				s.first = time.Since(s.started)
				return s, nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	return nil, fmt.Errorf("the house does not open: %w\n%s", s.stop(), s.log.String())
}

// stop ends the house as its keeper would.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("ending the house: %w\n%s", err, s.log.String())
	}
	return nil
}

// free is an address on which nobody listens.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// tick is the unit in which Linux tells programs what time they have used, on every machine.
const tick = 10 * time.Millisecond

// used is the processor time that a process has used.
func used(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])) // from the third on
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, err
}

// What memory can be asked for: the most that was ever in use, and what is in
// use now, shared pages by halves.
const (
	peak = "status VmHWM"
	held = "smaps_rollup Pss"
)

// memory is what a process holds, in KiB.
func memory(pid int, what string) (float64, error) {
	file, key, _ := strings.Cut(what, " ")
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		return 0, err
	}
	for l := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(l, key+":"); ok {
			return strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return 0, fmt.Errorf("process %d does not tell its %s", pid, key)
}
