package natsbell_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dateline/event/natsbell"
)

func TestWithoutNATSABellStillRingsInItsOwnProcess(t *testing.T) {
	bell, err := natsbell.New("nats://127.0.0.1:1", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("NATS is away, and the house does not start: %v", err)
	}
	rings, stop := bell.Listen()
	defer stop()
	for range 3 { // what nobody has taken yet is one ring
		bell.Ring()
	}
	select {
	case <-rings:
	case <-time.After(10 * time.Second):
		t.Error("nothing rings")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := bell.Check(ctx); err == nil {
		t.Error("NATS is away, and the check finds nothing")
	}
	bell.Close()
}

func TestOnlyAddressesOfNATSAreTaken(t *testing.T) {
	for address, want := range map[string]bool{
		"nats://bell.example:4222": true, "tls://a:4222, nats://b:4222": true,
		"": false, "bell.example:4222": false, "nats://a,": false, "https://a": false, "nats://a,http://b": false,
	} {
		if got := natsbell.Valid(address); got != want {
			t.Errorf("%q: got %t, want %t", address, got, want)
		}
	}
}
