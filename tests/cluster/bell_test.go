package cluster

import (
	"log/slog"
	"testing"
	"time"

	"dateline/event/natsbell"
)

func hang(t *testing.T, at string) *natsbell.Bell {
	t.Helper()
	b, err := natsbell.New("nats://"+at, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// hears fails the test unless a ring comes.
func hears(t *testing.T, rings <-chan struct{}, who string) {
	t.Helper()
	select {
	case <-rings:
	case <-time.After(patience):
		t.Fatalf("%s hears nothing", who)
	}
}

func TestABellIsHeardInEveryProcessAlsoAfterNATSWasAway(t *testing.T) {
	at := free(t)
	first, second := hang(t, at), hang(t, at) // before NATS is there
	here, stop := first.Listen()
	defer stop()
	there, stop := second.Listen()
	defer stop()
	first.Ring() // never blocks, and is heard here
	hears(t, here, "who rings")
	for range 2 {
		nats := startBells(t, at)
		hears(t, here, "the first, when NATS is there,")
		hears(t, there, "the second, when NATS is there,")
		first.Ring()
		hears(t, here, "who rings")
		hears(t, there, "the other process")
		second.Ring()
		hears(t, there, "who rings")
		hears(t, here, "the other process")
		nats.kill()
		first.Ring()
		hears(t, here, "who rings without NATS")
	}
}

func TestWhatIsNoAddressOfNATSIsRefused(t *testing.T) {
	for text, want := range map[string]bool{"nats://a:4222": true, "nats://a:4222, tls://b:4222": true, "a:4222": false, "": false,
		"nats://a,http://b": false} {
		if got := natsbell.Valid(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}
