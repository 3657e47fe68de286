// Package natsbell is the bell of several processes that serve the same
// newsroom: who rings it is heard in all of them, by way of NATS. It carries
// nothing that could be lost: who hears it reads the log.
package natsbell

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"dateline/event"
)

// Subject is what is rung on.
const Subject = "dateline.bell"

// Bell rings in this process and, by NATS, in others. While NATS is away it
// rings in this process alone; others find events when they poll.
type Bell struct {
	here event.LocalBell
	conn *nats.Conn
	out  chan struct{} // a ring that waits to be sent; one is enough
	sent chan struct{} // closed when no more is sent
}

// New connects to NATS: addresses, separated by commas. A server that is not
// there is no error: it is tried until the bell is closed.
func New(addresses string, log *slog.Logger) (*Bell, error) {
	b := &Bell{out: make(chan struct{}, 1), sent: make(chan struct{})}
	conn, err := nats.Connect(addresses, nats.Name("dateline"), nats.NoEcho(), nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1), nats.ReconnectWait(500*time.Millisecond), nats.ReconnectBufSize(-1), nats.Timeout(2*time.Second),
		nats.FlusherTimeout(5*time.Second), nats.PingInterval(10*time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { log.Warn("the bell is away; events are found by polling", "error", err) }),
		nats.ConnectHandler(b.connected),
		nats.ReconnectHandler(func(conn *nats.Conn) {
			log.Info("the bell is back")
			b.connected(conn)
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Warn("the bell", "error", err) }))
	if err != nil {
		return nil, fmt.Errorf("bell: %w", err)
	}
	b.conn = conn
	if _, err := conn.Subscribe(Subject, func(*nats.Msg) { b.here.Ring() }); err != nil {
		conn.Close()
		return nil, fmt.Errorf("bell: %w", err)
	}
	go b.send()
	return b, nil
}

// connected rings once NATS knows that we listen: what rang before that was
// not heard here, and what rings from then on is.
func (b *Bell) connected(conn *nats.Conn) {
	_ = conn.FlushTimeout(2 * time.Second) // if it fails, the connection is lost again
	b.here.Ring()
}

// Ring implements event.Bell.
func (b *Bell) Ring() {
	b.here.Ring()
	select {
	case b.out <- struct{}{}:
	default:
	}
}

// Listen implements event.Bell.
func (b *Bell) Listen() (<-chan struct{}, func()) { return b.here.Listen() }

// send sends rings until the bell is closed, and the last one then. A ring
// that cannot be sent is let go: its event is found by polling.
func (b *Bell) send() {
	defer close(b.sent)
	for range b.out {
		_ = b.conn.Publish(Subject, nil) // fails while NATS is away
	}
}

// Check reports whether NATS answers.
func (b *Bell) Check(ctx context.Context) error {
	if b.conn.Status() != nats.CONNECTED {
		if err := b.conn.LastError(); err != nil {
			return err
		}
		return errors.New("not connected")
	}
	return b.conn.FlushWithContext(ctx)
}

// Close sends the last ring and ends the connection. Nobody may ring after it.
func (b *Bell) Close() {
	close(b.out)
	<-b.sent
	if b.conn.IsConnected() {
		_ = b.conn.FlushTimeout(time.Second) // else its event is found by polling
	}
	b.conn.Close()
}

// Valid reports whether a text is one or more addresses of NATS.
func Valid(addresses string) bool {
	for address := range strings.SplitSeq(addresses, ",") {
		if address = strings.TrimSpace(address); !strings.HasPrefix(address, "nats://") && !strings.HasPrefix(address, "tls://") {
			return false
		}
	}
	return true
}
