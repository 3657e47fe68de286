package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"dateline/fault"
	"dateline/lang/msg"
)

// Argon2id as RFC 9106 describes it, with the sizes that OWASP gives for a busy server.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	threads = 1
	saltLen = 16
	keyLen  = 32
)

// dummy is a hash of nothing that anybody knows, so that an unknown name takes as long as a known one.
var dummy = encode(make([]byte, saltLen), make([]byte, keyLen))

func encode(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func (a *Auth) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	key, err := a.derive(ctx, a.colleagues, password, salt, memory, passes, threads, keyLen)
	return encode(salt, key), err
}

func (a *Auth) verify(ctx context.Context, queue chan struct{}, hash, password string) (bool, error) {
	var version int
	var m, t uint32
	var p uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false, fmt.Errorf("saved password has %d parts", len(parts))
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &m, &t, &p); err != nil {
		return false, fmt.Errorf("saved password: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("saved password: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("saved password: %w", err)
	}
	if len(password) > maxPassword {
		password = ""
	}
	got, err := a.derive(ctx, queue, password, salt, m, t, p, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, err
}

// derive waits for its turn in a queue; where that is full, the fault says to
// come again, so that a flood of strangers costs neither memory nor time.
func (a *Auth) derive(ctx context.Context, queue chan struct{}, password string, salt []byte, m, t uint32, p uint8, n uint32) ([]byte, error) {
	select {
	case queue <- struct{}{}:
		defer func() { <-queue }()
	default:
		return nil, fault.New(fault.Unavailable, msg.FaultUnavailable())
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, t, m, p, n), nil
}
