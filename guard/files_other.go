//go:build !unix

package guard

// files is how many files a process may have open where no limit can be asked for.
func files() uint64 { return usualFiles }
