//go:build unix

package dateline

import (
	"os"
	"syscall"
)

// lockFile fails where another process has the file locked.
func lockFile(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
