package dateline

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
)

// certificateAge is how long a renewed certificate may wait to be shown.
const certificateAge = time.Minute

// certificate is what the house shows for itself. It is read again when its
// file has changed, so that a renewal needs no restart; one that cannot be
// read then is told to the log, and the old one stays.
type certificate struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu      sync.Mutex
	pair    *tls.Certificate // guarded by mu
	written time.Time        // guarded by mu; of the file that pair was read from
	looked  time.Time        // guarded by mu
}

// read reads the files. What is held stays when they cannot be read.
func (c *certificate) read() error {
	file, err := os.Stat(c.cert)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, msg.CliBadCert(c.cert))
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, msg.CliBadCert(c.cert))
	}
	c.pair, c.written, c.looked = &pair, file.ModTime(), c.now()
	return nil
}

// show gives the certificate to who begins to speak with us.
func (c *certificate) show(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= certificateAge {
		c.looked = now
		if file, err := os.Stat(c.cert); err != nil || !file.ModTime().Equal(c.written) {
			if err := c.read(); err != nil {
				c.log.Error("the renewed certificate is not used", "error", err)
			}
		}
	}
	return c.pair, nil
}

// tls is how the house speaks with its readers; nil: without TLS.
func (h *House) tls() (*tls.Config, error) {
	if h.Settings.Cert == "" {
		return nil, nil //nolint:nilnil // there is none
	}
	c := &certificate{cert: h.Settings.Cert, key: h.Settings.Key, now: time.Now, log: h.log}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.read(); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.show, NextProtos: []string{"h2", "http/1.1"}}, nil
}
