// Package s3 is the bucket in S3-compatible storage, which several machines
// can share. What is being uploaded waits in a folder of this machine, since
// its name is its hash and tools read files.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"dateline/blob"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

const (
	// retries is how often a request is sent; readers wait for its answer.
	retries = 3
	// abandoned is how old an upload in parts is that nobody is going to finish: no file takes a day to send.
	abandoned = 24 * time.Hour
)

// Bucket stores bytes in S3-compatible storage, under <prefix>ab/<sha256>.
type Bucket struct {
	client minio.Core
	name   string
	prefix string // empty, or ends with a slash
	spool  blob.Spool
}

// Address is where a bucket is.
type Address struct {
	Endpoint string // host and port
	Secure   bool   // by TLS
	Name     string
	Prefix   string // empty, or ends with a slash
	Region   string // empty: the storage is asked
}

// Parse reads an address such as https://s3.example/news/files?region=eu-1:
// the storage, the bucket in it, and perhaps a prefix and a region.
func Parse(text string) (Address, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Address{}, errors.New("not an address") // what url.Parse says repeats the text, which may hold a secret
	}
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	switch {
	case u.User != nil:
		return Address{}, errors.New("the key does not belong into the address")
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || name == "" || u.Fragment != "":
		return Address{}, errors.New("not an https address with the name of a bucket")
	}
	if prefix != "" {
		prefix += "/"
	}
	return Address{Endpoint: u.Host, Secure: u.Scheme == "https", Name: name, Prefix: prefix, Region: u.Query().Get("region")}, nil
}

// New is the bucket at an address. It asks nothing of the storage yet.
func New(at Address, key, secret string, spool blob.Spool) (*Bucket, error) {
	client, err := minio.NewCore(at.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(key, secret, ""), Secure: at.Secure,
		Region: at.Region, MaxRetries: retries})
	if err != nil {
		return nil, fmt.Errorf("storage at %s: %w", at.Endpoint, err)
	}
	return &Bucket{client: *client, name: at.Name, prefix: at.Prefix, spool: spool}, nil
}

// Check tells whether the bucket is there and lets us list it.
func (b *Bucket) Check(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.name)
	if err != nil {
		return asFault(err)
	}
	if !there {
		return fault.New(fault.Unavailable, msg.CliNoBucket(b.name))
	}
	return nil
}

func (b *Bucket) key(h media.Hash) string { return b.prefix + string(h[:2]) + "/" + string(h) }

// Take implements blob.Bucket.
func (b *Bucket) Take(ctx context.Context, r io.Reader, max int64) (*blob.Taken, error) {
	return b.spool.Take(ctx, r, max, b.send)
}

// send uploads a spooled file, unless the storage has it.
func (b *Bucket) send(ctx context.Context, t *blob.Taken) error {
	at, err := b.client.StatObject(ctx, b.name, b.key(t.Hash), minio.StatObjectOptions{})
	if err == nil && at.Size == t.Size {
		return nil
	}
	if err != nil && !missing(err) {
		return fmt.Errorf("blob %s: %w", t.Hash, asFault(err))
	}
	_, err = b.client.FPutObject(ctx, b.name, b.key(t.Hash), t.Path, minio.PutObjectOptions{SendContentMd5: true,
		DisableContentSha256: t.Size == 0, // some servers leave the trailer of an empty body unread, and take it for the next request
		ContentType:          "application/octet-stream"})
	if err != nil {
		return fmt.Errorf("blob %s: %w", t.Hash, asFault(err))
	}
	return nil
}

// Open implements blob.Bucket. Reading ends with ctx.
func (b *Bucket) Open(ctx context.Context, hash media.Hash) (blob.File, int64, error) {
	if !blob.Valid(hash) {
		return nil, 0, blob.ErrNotThere
	}
	at, err := b.client.StatObject(ctx, b.name, b.key(hash), minio.StatObjectOptions{})
	if missing(err) {
		return nil, 0, blob.ErrNotThere
	}
	if err != nil {
		return nil, 0, fmt.Errorf("blob %s: %w", hash, asFault(err))
	}
	return &file{ctx: ctx, in: b, key: b.key(hash), size: at.Size}, at.Size, nil
}

// Delete implements blob.Bucket.
func (b *Bucket) Delete(ctx context.Context, hash media.Hash) error {
	if !blob.Valid(hash) {
		return nil
	}
	err := b.client.RemoveObject(ctx, b.name, b.key(hash), minio.RemoveObjectOptions{})
	if err != nil && !missing(err) {
		return fmt.Errorf("deleting blob %s: %w", hash, asFault(err))
	}
	return nil
}

// List implements blob.Bucket.
func (b *Bucket) List(ctx context.Context, yield func(media.Hash, int64) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return fmt.Errorf("listing blobs: %w", asFault(o.Err))
		}
		hash := media.Hash(o.Key[strings.LastIndexByte(o.Key, '/')+1:])
		if !blob.Valid(hash) || o.Key != b.key(hash) {
			continue // not ours
		}
		if err := yield(hash, o.Size); err != nil {
			return err
		}
	}
	return nil
}

// Sweep implements blob.Bucket: the folder of this machine, and uploads in
// parts that were begun a day before that, by whatever machine.
func (b *Bucket) Sweep(ctx context.Context, before time.Time) error {
	err := b.spool.Sweep(before)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for u := range b.client.ListIncompleteUploads(ctx, b.name, b.prefix, true) {
		if u.Err != nil {
			return errors.Join(err, fmt.Errorf("listing unfinished uploads: %w", asFault(u.Err)))
		}
		if u.Initiated.Before(before.Add(-abandoned)) {
			err = errors.Join(err, b.client.AbortMultipartUpload(ctx, b.name, u.Key, u.UploadID))
		}
	}
	return err
}

func missing(err error) bool { return err != nil && minio.ToErrorResponse(err).Code == minio.NoSuchKey }

// asFault says in a person's words that the storage cannot be reached or is full.
func asFault(err error) error {
	if errors.Is(err, context.Canceled) || fault.Is(err, fault.Unavailable) {
		return err
	}
	if minio.ToErrorResponse(err).StatusCode == http.StatusInsufficientStorage {
		return fault.Wrap(err, fault.Unavailable, msg.FaultDiskFull())
	}
	return fault.Wrap(err, fault.Unavailable, msg.FaultUnavailable())
}
