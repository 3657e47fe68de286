package dateline

import (
	"os"
	"path/filepath"

	"dateline/fault"
	"dateline/lang/msg"
)

// hold holds a data folder for this process alone, as far as its system can lock a file: the kernel
// lets go of it when the process ends, however it ends.
func hold(data string) (unlock func(), err error) {
	path := filepath.Join(data, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, msg.CliBadFolder(data))
	}
	if err := lockFile(f); err != nil {
		f.Close()
		return nil, fault.Wrap(err, fault.Conflict, msg.FaultLocked(path))
	}
	return func() { f.Close() }, nil
}
