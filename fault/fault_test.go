package fault_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

func TestEveryKindHasAStatusANameAndWordsInAllEight(t *testing.T) {
	names := map[string]fault.Kind{}
	for _, k := range fault.Kinds() {
		if other, twice := names[k.String()]; twice || k.String() == "" {
			t.Errorf("kind %d is named %q, as is %d", k, k, other)
		}
		names[k.String()] = k
		if k.Status() < 400 || http.StatusText(k.Status()) == "" {
			t.Errorf("%s has status %d", k, k.Status())
		}
		for _, tag := range lang.Full() {
			if got := lang.Of(tag).Text(k.General()); got.String == "" || got.Lang != "" {
				t.Errorf("%s in %s: %+v", k, tag, got)
			}
		}
	}
	if len(names) != 11 {
		t.Errorf("got %d kinds, want 11", len(names))
	}
}

func TestStatuses(t *testing.T) {
	rows := map[fault.Kind]int{fault.NotFound: 404, fault.Gone: 410, fault.Conflict: 409, fault.Forbidden: 403,
		fault.Unauthorized: 401, fault.TooLarge: 413, fault.Unsupported: 415, fault.TooMany: 429, fault.Unavailable: 503,
		fault.Invalid: 400, fault.Internal: 500}
	for k, want := range rows {
		if got := k.Status(); got != want {
			t.Errorf("%s: got %d, want %d", k, got, want)
		}
	}
}

func TestAFaultKeepsItsKindThroughTheHouse(t *testing.T) {
	withdrawn := fault.New(fault.Conflict, msg.FaultStoryWithdrawn())
	err := fmt.Errorf("publishing the flood: %w", withdrawn)
	if got := fault.Of(err); got != withdrawn {
		t.Errorf("got %v, want %v", got, withdrawn)
	}
	if !fault.Is(err, fault.Conflict) || fault.Is(err, fault.Gone) {
		t.Error("the wrapped fault has lost its kind")
	}
	if got, want := lang.Of("fr").Words(fault.Of(err).Message), "Cet article est retiré. Rétablissez-le d’abord."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheCauseIsForTheLogOnly(t *testing.T) {
	f := fault.Wrap(io.ErrUnexpectedEOF, fault.Invalid, msg.FaultDocumentUnreadable())
	if !errors.Is(f, io.ErrUnexpectedEOF) || !strings.Contains(f.Error(), "unexpected EOF") {
		t.Errorf("the log would miss the cause: %v", f)
	}
	if got := lang.Of("en").Words(f.Message); strings.Contains(got, "EOF") {
		t.Errorf("a person is told %q", got)
	}
}

func TestWhatNobodySortedIsOurs(t *testing.T) {
	f := fault.Of(errors.New("disk on fire"))
	if f.Kind != fault.Internal || f.Message.Key != msg.FaultInternal().Key || !strings.Contains(f.Error(), "disk on fire") {
		t.Errorf("got %v", f)
	}
	if got := fault.Of(nil); got != nil {
		t.Errorf("no error is the fault %v", got)
	}
	if fault.Is(nil, fault.Internal) {
		t.Error("no error is an internal fault")
	}
}

func TestIDsAreShortAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := fault.ID()
		if len(id) != 8 || strings.ToLower(id) != id || strings.ContainsAny(id, "01") || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
}
