package audit_test

import (
	"testing"
	"time"

	"dateline/audit"
)

// TestTheHashIsTheOneThatIsDocumented holds the canonical form: an audit that
// was exported once is checked by others for years.
func TestTheHashIsTheOneThatIsDocumented(t *testing.T) {
	e := audit.Entry{Number: 1, At: time.UnixMicro(1767323045000001), By: "aaaaaaaaaaaaa", From: "192.0.2.7", Kind: audit.SignIn, Subject: "é", Detail: "\"x\"\n"}
	// printf '%s' '{"at":"1767323045000001","by":"aaaaaaaaaaaaa","detail":"\"x\"\n","from":"192.0.2.7","kind":"sign-in","number":"1","previous":"","subject":"é"}' | sha256sum
	const want = "155d2f659c3cb0893cb7063d0736decf5ef2662fbd1ad5b049b5c76cd430d9f0"
	if got, err := e.Sum(); got != want || err != nil {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
	e.Hash = want
	next := e
	next.Number, next.Previous = 2, want
	next.Hash, _ = next.Sum()
	if err := e.Follows(nil); err != nil {
		t.Error(err)
	}
	if err := next.Follows(&e); err != nil {
		t.Error(err)
	}
	if next.Follows(nil) == nil || e.Follows(&next) == nil {
		t.Error("an entry stands in another's place")
	}
}
