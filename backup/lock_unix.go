//go:build unix

package backup

import (
	"os"
	"syscall"
)

// locked locks a file for this process until it is closed, unless another has.
func locked(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// canLock tells whether locked can be true.
const canLock = true
