package darkroom

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// command is this very program as a child: also after its file was replaced by
// a newer one. It is a group of its own that ends whole, and with its parent.
func command(ctx context.Context, l limits, what string, args []string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, "/proc/self/exe", slices.Concat([]string{childCommand}, l.bounds(), []string{what}, args)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd, nil
}

// bind limits this process: memory, time of the processors, files. It lets
// readers go before it, and is the first to go when the machine's memory ends.
func bind(l limits) error {
	_ = unix.Setpriority(unix.PRIO_PROCESS, 0, 10)
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("800"), 0) //nolint:gosec // no file is made
	seconds := uint64(l.cpu.Seconds())
	for _, x := range []struct {
		kind int
		most uint64
	}{
		{unix.RLIMIT_DATA, uint64(l.memory)}, {unix.RLIMIT_AS, uint64(l.memory) + 4<<30}, // Go and libraries reserve much that they never use
		{unix.RLIMIT_CPU, seconds}, {unix.RLIMIT_FSIZE, uint64(l.file)}, {unix.RLIMIT_CORE, 0}, {unix.RLIMIT_NOFILE, 64},
	} {
		if err := unix.Setrlimit(x.kind, &unix.Rlimit{Cur: x.most, Max: x.most}); err != nil {
			return err
		}
	}
	return nil
}

// become makes this process another program, which keeps its limits. It
// returns only if that fails.
func become(path string, args []string) error {
	return unix.Exec(path, append([]string{path}, args...), os.Environ())
}
