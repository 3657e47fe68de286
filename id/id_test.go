package id_test

import (
	"testing"

	"dateline/id"
)

func TestIdsAreShortLowerCaseAndNeverTheSame(t *testing.T) {
	met := map[string]bool{}
	for range 10_000 {
		s := id.New()
		if !id.Valid(s) || met[s] {
			t.Fatalf("id %q: valid %t, met before %t", s, id.Valid(s), met[s])
		}
		met[s] = true
	}
	for _, s := range []string{"", "aaaaaaaaaaaa", "aaaaaaaaaaaaaa", "AAAAAAAAAAAAA", "aaaaaaaaaaaa1", "aaaaaa/aaaaaa"} {
		if id.Valid(s) {
			t.Errorf("%q passes for an id", s)
		}
	}
}
