//go:build unix

package dateline

import (
	"os"
	"path/filepath"
	"syscall"

	"dateline/fault"
	"dateline/lang/msg"
)

// hold holds a data folder for this process alone; the kernel lets go of it when the
// process ends, however it ends.
func hold(data string) (unlock func(), err error) {
	path := filepath.Join(data, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, msg.CliBadFolder(data))
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.Wrap(err, fault.Conflict, msg.FaultLocked(path))
	}
	return func() { f.Close() }, nil
}
