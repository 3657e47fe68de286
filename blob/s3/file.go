package s3

import (
	"context"
	"errors"
	"io"

	"github.com/minio/minio-go/v7"
)

// file is an open object. It is fetched from where reading begins, so that a
// seek costs nothing until then.
type file struct {
	ctx  context.Context //nolint:containedctx // io.Reader has none; the file is one request's
	in   *Bucket
	key  string
	size int64
	at   int64         // where the next read begins
	body io.ReadCloser // open at at; nil: not open
}

func (f *file) Read(p []byte) (int, error) {
	if f.at >= f.size {
		return 0, io.EOF
	}
	if f.body == nil {
		var options minio.GetObjectOptions
		if f.at > 0 {
			if err := options.SetRange(f.at, 0); err != nil {
				return 0, err
			}
		}
		body, _, _, err := f.in.client.GetObject(f.ctx, f.in.name, f.key, options)
		if err != nil {
			return 0, asFault(err)
		}
		f.body = body
	}
	n, err := f.body.Read(p)
	f.at += int64(n)
	if errors.Is(err, io.EOF) && f.at < f.size {
		err = io.ErrUnexpectedEOF // the storage broke off
	}
	return n, err
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return f.at, errors.New("seek before the beginning")
	}
	if offset == f.at {
		return f.at, nil
	}
	err := f.Close()
	f.at = offset
	return offset, err
}

func (f *file) Close() error {
	if f.body == nil {
		return nil
	}
	err := f.body.Close()
	f.body = nil
	return err
}
