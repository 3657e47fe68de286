// Package backup puts the whole house into one file and takes it out again:
// backups with every record and every blob, and records alone as lines of JSON
// that other programs can read. The same file comes from SQLite and from
// PostgreSQL, and goes into either.
//
// A backup is a tar compressed with zstd: manifest.json, then each table as
// records/TABLE.jsonl, then blobs.jsonl, then each blob as blobs/SHA256, in
// that order and nothing else. It is taken while the house runs, of one moment.
package backup

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

// Version is the version of the file's form.
const Version = 1

// Manifest stands first in a backup and says what follows.
type Manifest struct {
	Version int       `json:"version"`
	Schema  int64     `json:"schema"` // version of the tables
	Taken   time.Time `json:"taken"`
	Tables  []Part    `json:"tables"`
	Blobs   Part      `json:"blobs"` // the list of blobs
	// Missing are files that records name and the bucket did not have.
	Missing []media.Hash `json:"missing,omitempty"`
}

// Part is one file of lines.
type Part struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Progress is how far the work has come.
type Progress struct {
	Doing       string // table or blob
	Done, Total int64
}

// blobLine is a line of blobs.jsonl.
type blobLine struct {
	Hash media.Hash `json:"hash"`
	Size int64      `json:"size"`
}

// Bounds of what is read from a file that may be anybody's.
const (
	maxManifest = 1 << 20
	maxLine     = 16 << 20 // a record; the longest is a document
	maxBlob     = media.MaxStreamBytes
	maxWindow   = 64 << 20 // memory that the compression may ask for
)

// damaged says that a file is no backup, or not a whole one, and why.
func damaged(format string, args ...any) error {
	return fault.Wrap(fmt.Errorf(format, args...), fault.Invalid, msg.FaultBackupDamaged())
}

// notEmpty says that nothing is brought back over what is there.
func notEmpty() error { return fault.New(fault.Conflict, msg.FaultBackupNotEmpty()) }

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// ours tells damage apart from what is wrong on this side.
func ours(err error) error {
	if f := (*fault.Fault)(nil); err == nil || errors.As(err, &f) {
		return err
	}
	return damaged("%w", err)
}

func quiet(p func(Progress)) func(Progress) {
	if p == nil {
		return func(Progress) {}
	}
	return p
}
