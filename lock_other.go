//go:build !unix

package dateline

import (
	"fmt"
	"os"
)

// lock keeps a file open; where files cannot be locked, two houses in one
// folder are for who starts them to avoid.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return func() { f.Close() }, nil
}
