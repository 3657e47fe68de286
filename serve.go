package dateline

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/address"
	"dateline/fault"
	"dateline/guard"
	"dateline/lang/msg"
	"dateline/staff"
)

// Limits of what a connection may cost beside those of package guard.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 32 << 10
	// DrainTime is how long what is under way may take when the house shuts.
	DrainTime = 5 * time.Second
)

// Greeting is what who starts the house is told.
type Greeting struct {
	Origin address.Origin
	Name   string // whom the link signs in
	Link   string // empty once somebody has a password
}

// Serve runs the house until ctx ends, and gives nil then. One serve at a time
// holds the data folder. An empty house is first filled by fill, if that is
// not nil.
func (h *House) Serve(ctx context.Context, fill func(context.Context) error, greet func(Greeting)) error {
	free, err := h.Hold(ctx, false)
	if err != nil {
		return err
	}
	defer free()
	secrets, err := h.tls()
	if err != nil {
		return err
	}
	ln, err := h.listen()
	if err != nil {
		return err
	}
	defer ln.Close() //nolint:errcheck // the server has closed it, or nothing was served
	h.sweep(ctx)
	if fill != nil {
		if err := fill(ctx); err != nil {
			return fmt.Errorf("filling the sample newsroom: %w", err)
		}
	}
	hello, err := h.greeting(ctx)
	if err != nil {
		return err
	}
	greet(hello)
	return h.run(ctx, ln, secrets)
}

// Hold keeps others from serving a house in this folder, or from restoring
// into it, until free is called. Several may serve one PostgreSQL database;
// who wants it alone keeps all others from it.
func (h *House) Hold(ctx context.Context, alone bool) (free func(), err error) {
	if h.Settings.Database != "" {
		return h.Store.Hold(ctx, alone)
	}
	return hold(h.Settings.Data)
}

// listen opens the house's address; who comes before it serves waits.
func (h *House) listen() (net.Listener, error) {
	ln, err := net.Listen("tcp", h.Settings.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fault.Wrap(err, fault.Conflict, msg.CliListenTaken(h.Settings.Listen))
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, msg.CliListenBad(h.Settings.Listen))
	}
	return ln, nil
}

// run serves on a listener, with everything that works behind the pages. It
// ends when ctx does or when a part fails, and waits for every part.
func (h *House) run(ctx context.Context, ln net.Listener, secrets *tls.Config) error {
	g, ctx := errgroup.WithContext(ctx)
	server := &http.Server{Handler: h.Handler(), TLSConfig: secrets, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn),
		HTTP2:       &http.HTTP2Config{SendPingTimeout: h.pace.Within, WriteByteTimeout: h.pace.Within},
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	ln = guard.Listen(ln, guard.Connections(), h.pace, h.trusted)
	g.Go(func() error { return h.answer(server, ln) })
	g.Go(func() error {
		<-ctx.Done()
		return h.drain(context.WithoutCancel(ctx), server)
	})
	g.Go(func() error { return h.Site.Follow(ctx) })
	g.Go(func() error { return h.Live.Run(ctx) })
	g.Go(func() error { return h.Jobs.Run(ctx) })
	g.Go(func() error { return h.Auth.Run(ctx) })
	g.Go(func() error { return h.keepSwept(ctx, time.Tick(sweepEvery)) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// What uploads that were broken off left behind is swept while the house runs.
// One on its way is written to all the time: none that nobody has touched for
// abandoned will go on.
const (
	sweepEvery = 10 * time.Minute
	abandoned  = time.Hour
)

func (h *House) keepSwept(ctx context.Context, ticks <-chan time.Time) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
			h.sweep(ctx)
		}
	}
}

func (h *House) sweep(ctx context.Context) {
	if err := h.Bucket.Sweep(ctx, time.Now().Add(-abandoned)); err != nil {
		h.log.Warn("sweeping unfinished uploads", "error", err)
	}
}

// answer serves until the server is shut.
func (h *House) answer(server *http.Server, ln net.Listener) error {
	var err error
	if server.TLSConfig != nil {
		err = server.ServeTLS(ln, "", "")
	} else {
		err = server.Serve(ln)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving on %s: %w", ln.Addr(), err)
}

// drain takes nobody in any more and lets what is under way come to its end,
// or cuts it off when DrainTime is over. Streams end by themselves: the hub
// sends them away.
func (h *House) drain(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, DrainTime)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		h.log.Warn("requests were cut off, for they did not end in time", "seconds", DrainTime.Seconds())
		return server.Close()
	}
	return err
}

// greeting makes the first administrator of an empty house, and a sign-in link
// while no administrator has a password.
func (h *House) greeting(ctx context.Context) (Greeting, error) {
	hello := Greeting{Origin: h.Settings.origin()}
	first, made, err := h.Newsroom.First(ctx, FirstName)
	if err != nil {
		return hello, err
	}
	if !made {
		if first, err = h.withoutPassword(ctx); err != nil || first == nil {
			return hello, err
		}
	}
	hello.Name = first.Name
	hello.Link, err = h.Link(ctx, first)
	return hello, err
}

// FirstName is the name of the administrator whom an empty house begins with.
const FirstName = "Administrator"

// withoutPassword is the first administrator of a house in which none has a
// password yet; nil when one has.
func (h *House) withoutPassword(ctx context.Context) (*staff.Person, error) {
	people, err := h.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	var first *staff.Person
	for i := range people {
		switch p := &people[i]; {
		case !p.MayAdminister():
		case p.Password != "":
			return nil, nil //nolint:nilnil // somebody can sign in without a link
		case first == nil:
			first = p
		}
	}
	return first, nil
}
