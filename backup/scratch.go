package backup

import (
	"os"
	"path/filepath"
	"time"
)

// unlocked is how old a scratch folder without a lock must be to be taken for
// one that a killed program left.
const unlocked = time.Hour

// scratch makes a folder for what is on its way; done removes it. Folders that
// killed programs left are removed by the next that needs one: a folder is
// locked by the program that works in it.
func scratch() (folder string, done func(), err error) {
	sweepScratch()
	folder, err = os.MkdirTemp("", "dateline-backup-*")
	if err != nil {
		return "", nil, err
	}
	f, err := os.Create(filepath.Join(folder, "lock"))
	if err != nil {
		os.RemoveAll(folder)
		return "", nil, err
	}
	locked(f)
	return folder, func() { os.RemoveAll(folder); f.Close() }, nil
}

func sweepScratch() {
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "dateline-backup-*"))
	if err != nil {
		return
	}
	for _, folder := range left {
		f, err := os.Open(filepath.Join(folder, "lock"))
		if err != nil {
			if info, err := os.Stat(folder); err == nil && time.Since(info.ModTime()) > unlocked {
				os.RemoveAll(folder)
			}
			continue
		}
		if locked(f) {
			os.RemoveAll(folder)
		}
		f.Close()
	}
}
