//go:build !unix

package dateline

import (
	"os"
	"path/filepath"

	"dateline/fault"
	"dateline/lang/msg"
)

// hold keeps a file of a data folder open; where files cannot be locked, two houses in one
// folder are for who starts them to avoid.
func hold(data string) (unlock func(), err error) {
	path := filepath.Join(data, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, msg.CliBadFolder(data))
	}
	return func() { f.Close() }, nil
}
