// Package blob holds the bytes of files under the SHA-256 of what is in them.
// They are written once and never change; who owns them and what they show is
// in media and story.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"dateline/media"
)

// Bucket is where bytes are stored, and the only way to them: a folder, or
// storage that several machines share (blob/s3).
type Bucket interface {
	// Take reads a stream to its end, hashing it on the way, so that files of
	// any size pass through little memory. More than max bytes is a fault
	// TooLarge (max < 0: no bound). Nobody finds the bytes before Keep.
	Take(ctx context.Context, r io.Reader, max int64) (*Taken, error)
	// Open opens bytes for reading, at any place in them; ErrNotThere where
	// there are none. The caller closes the file. Size is in bytes.
	Open(ctx context.Context, hash media.Hash) (file File, size int64, err error)
	// Delete takes bytes away; taking away what is not there is no error.
	Delete(ctx context.Context, hash media.Hash) error
	// List calls yield with every hash and its size in bytes, in no order, until yield fails.
	List(ctx context.Context, yield func(hash media.Hash, size int64) error) error
	// Sweep takes away what was being written when a program or machine
	// stopped, and that nobody has touched since before.
	Sweep(ctx context.Context, before time.Time) error
}

// File is an open file of a bucket.
type File interface {
	io.ReadSeeker
	io.Closer
}

// ErrNotThere says that the bucket has no such bytes.
var ErrNotThere = errors.New("no such blob")

// ErrHash says that bytes are not what their name says.
var ErrHash = errors.New("bytes do not have the hash they were named by")

// Put stores what r holds under hash; bytes that do not have that hash are
// refused with ErrHash and leave nothing. What is there already stays. When
// Put has returned nil the bytes survive a power cut.
func Put(ctx context.Context, b Bucket, hash media.Hash, r io.Reader) error {
	if !Valid(hash) {
		return fmt.Errorf("blob %q: %w", hash, ErrHash)
	}
	taken, err := b.Take(ctx, r, -1)
	if err != nil {
		return err
	}
	defer taken.Drop()
	if taken.Hash != hash {
		return fmt.Errorf("blob %s: %w", hash, ErrHash)
	}
	return taken.Keep(ctx)
}

var form = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Valid tells whether a hash has the form of one: 64 lower-case hexadecimal characters.
func Valid(h media.Hash) bool { return form.MatchString(string(h)) }
