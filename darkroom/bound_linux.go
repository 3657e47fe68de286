package darkroom

import "golang.org/x/sys/unix"

// bound limits the memory that a process may take, and lets readers go before
// it. A process that has ended already needs no limit.
func bound(pid int) {
	_ = unix.Prlimit(pid, unix.RLIMIT_AS, &unix.Rlimit{Cur: maxMemory, Max: maxMemory}, nil)
	_ = unix.Setpriority(unix.PRIO_PROCESS, pid, 10)
}
