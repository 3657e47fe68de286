package dateline

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// renew writes a new certificate with the number, as of an hour.
func renew(t *testing.T, c *certificate, number int64, written time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(number)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{c.cert: {Type: "CERTIFICATE", Bytes: cert}, c.key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(c.cert, written, written); err != nil {
		t.Fatal(err)
	}
}

func (c *certificate) number(t *testing.T) int64 {
	t.Helper()
	pair, err := c.show(nil)
	if err != nil {
		t.Fatal(err)
	}
	return pair.Leaf.SerialNumber.Int64()
}

func TestARenewedCertificateIsShownWithoutARestart(t *testing.T) {
	folder, now := t.TempDir(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	c := &certificate{cert: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem"),
		now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(&log, nil))}
	if err := c.read(); err == nil {
		t.Error("a certificate that is not there was read")
	}
	renew(t, c, 1, now)
	if err := c.read(); err != nil {
		t.Fatal(err)
	}
	renew(t, c, 2, now.Add(time.Second))
	if got := c.number(t); got != 1 {
		t.Errorf("within a minute: certificate %d, want 1", got)
	}
	now = now.Add(certificateAge)
	if got := c.number(t); got != 2 {
		t.Errorf("after a minute: certificate %d, want 2", got)
	}
	if err := os.WriteFile(c.key, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(c.cert, now, now); err != nil {
		t.Fatal(err)
	}
	now = now.Add(certificateAge)
	if got := c.number(t); got != 2 {
		t.Errorf("after a renewal that is broken: certificate %d, want 2", got)
	}
	if !strings.Contains(log.String(), "the renewed certificate is not used") {
		t.Errorf("the log says nothing of it: %s", log.String())
	}
}
