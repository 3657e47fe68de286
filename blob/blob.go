// Package blob keeps the bytes of files under the SHA-256 of what is in them.
// They are written once and never change; who owns them and what they show is
// in media and story.
package blob

import (
	"context"
	"errors"
	"io"
	"regexp"

	"dateline/media"
)

// Bucket is where bytes are kept.
type Bucket interface {
	// Put keeps what r holds under hash; bytes that do not have that hash are
	// refused with ErrHash and leave nothing. What is there already stays.
	// When Put has returned nil the bytes survive a power cut.
	Put(ctx context.Context, hash media.Hash, r io.Reader) error
	// Open opens bytes for reading; ErrNotThere where there are none. The
	// caller closes the file. Size is in bytes.
	Open(ctx context.Context, hash media.Hash) (file File, size int64, err error)
	// Delete takes bytes away; taking away what is not there is no error.
	Delete(ctx context.Context, hash media.Hash) error
	// List calls yield with every hash and its size in bytes, in no order, until yield fails.
	List(ctx context.Context, yield func(hash media.Hash, size int64) error) error
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

var form = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Valid tells whether a hash has the form of one: 64 lower-case hexadecimal characters.
func Valid(h media.Hash) bool { return form.MatchString(string(h)) }
