//go:build unix

package dateline

import (
	"fmt"
	"os"
	"syscall"

	"dateline/fault"
	"dateline/lang/msg"
)

// lock holds a file for this process alone; the kernel lets go of it when the
// process ends, however it ends.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.Wrap(err, fault.Conflict, msg.FaultLocked(path))
	}
	return func() { f.Close() }, nil
}
