//go:build !unix

package dateline

import (
	"fmt"
	"os"
	"path/filepath"
)

// hold keeps a file of a data folder open; where files cannot be locked, two houses in one
// folder are for who starts them to avoid.
func hold(data string) (unlock func(), err error) {
	path := filepath.Join(data, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return func() { f.Close() }, nil
}
