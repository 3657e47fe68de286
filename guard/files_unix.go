//go:build unix

package guard

import "syscall"

// files is how many files this process may have open.
func files() uint64 {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return usualFiles
	}
	return uint64(r.Cur)
}
