// Package id makes the names that things keep for life: 13 lower-case base32
// characters (RFC 4648, no padding) from 64 random bits. Being hard to guess
// is never the protection.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// Length of an id in bytes.
const Length = 13

// New is a fresh id.
func New() string {
	var b [8]byte
	rand.Read(b[:]) // never fails since Go 1.24
	return encoding.EncodeToString(b[:])
}

// Derived is the id that the same words in the same order always give.
func Derived(words ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return encoding.EncodeToString(sum[:8])
}

// Valid tells whether s has the form of an id.
func Valid(s string) bool {
	if len(s) != Length {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
