package dateline

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/address"
	"dateline/edition"
	"dateline/staff"
	"dateline/story"
)

// Limits of what a connection may cost. Streams and uploads lift the times for
// themselves.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 32 << 10
	drainTime   = 10 * time.Second // what is under way may end within it when the house shuts
)

// Greeting is what who starts the house is told.
type Greeting struct {
	Origin address.Origin
	Name   string // whom the link signs in
	Link   string // empty once somebody has a password
}

// Serve runs the house until ctx ends. One serve at a time holds the data
// folder. An empty house is filled with the sample newsroom if sample is set.
func (h *House) Serve(ctx context.Context, sample bool, greet func(Greeting)) error {
	unlock, err := h.Hold()
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.Bucket.Sweep(time.Now().Add(-time.Hour)); err != nil {
		h.log.Warn("sweeping unfinished uploads", "error", err)
	}
	if sample {
		if err := h.Fill(ctx); err != nil {
			return fmt.Errorf("filling the sample newsroom: %w", err)
		}
	}
	hello, err := h.greeting(ctx)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", h.Settings.Listen)
	if err != nil {
		return err
	}
	greet(hello)
	return h.run(ctx, ln)
}

// run serves on a listener, with everything that works behind the pages.
func (h *House) run(ctx context.Context, ln net.Listener) error {
	g, ctx := errgroup.WithContext(ctx)
	server := &http.Server{Handler: h.Handler(), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn), BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	g.Go(func() error { return h.listen(server, ln) })
	g.Go(func() error {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer cancel()
		return server.Shutdown(drain)
	})
	g.Go(func() error { return h.Site.Follow(ctx) })
	g.Go(func() error { return h.Live.Run(ctx) })
	g.Go(func() error { return h.Shift.Run(ctx) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (h *House) listen(server *http.Server, ln net.Listener) error {
	var err error
	if h.Settings.Cert != "" {
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		err = server.ServeTLS(ln, h.Settings.Cert, h.Settings.Key)
	} else {
		err = server.Serve(ln)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// greeting makes the first administrator of an empty house, and a sign-in link
// while no administrator has a password.
func (h *House) greeting(ctx context.Context) (Greeting, error) {
	hello := Greeting{Origin: h.Settings.origin()}
	first, made, err := h.Newsroom.First(ctx, "Administrator")
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
			return nil, nil
		case first == nil:
			first = p
		}
	}
	return first, nil
}

// AddressOf is where readers find a story, or where the desk does while they cannot.
func (h *House) AddressOf(ctx context.Context, s *story.Story) (string, error) {
	origin := h.Settings.origin()
	if s.Publication() != story.Public {
		return origin.URL("/desk/stories/" + string(s.ID)), nil
	}
	shown, err := h.Store.Copy(ctx, s.ID)
	if err != nil {
		return "", err
	}
	head := shown.Document.Head
	return origin.URL(address.Story(s.Edition, edition.Slug(head.Section), s.ID, head.Headline)), nil
}
