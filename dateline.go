// Package dateline is the front door of the house: Open wires every room,
// Serve runs the house, Close shuts it. DESIGN.md shows the rooms.
package dateline

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"time"

	"dateline/auth"
	"dateline/blob"
	"dateline/blob/s3"
	"dateline/darkroom"
	"dateline/desk"
	"dateline/event"
	"dateline/event/natsbell"
	"dateline/fault"
	"dateline/guard"
	"dateline/intake"
	"dateline/jobs"
	"dateline/lang/msg"
	"dateline/live"
	"dateline/newsroom"
	"dateline/page"
	"dateline/page/dist"
	"dateline/sample"
	"dateline/site"
	"dateline/staff"
	"dateline/store"
)

// House is a newsroom with its site.
type House struct {
	Settings Settings
	Store    *store.Store
	Bucket   blob.Bucket
	Newsroom *newsroom.Newsroom
	Intake   *intake.Intake
	Darkroom *darkroom.Darkroom
	Auth     *auth.Auth
	Site     *site.Site
	Live     *live.Hub
	Jobs     *jobs.Runner
	Desk     *desk.Desk

	bell    event.Bell
	nats    *natsbell.Bell // nil where the bell rings in this process alone
	log     *slog.Logger
	proxies []netip.Prefix
	pace    guard.Pace
	trusted func(netip.Addr) bool // whose connections are never refused for their number
}

// Open opens the records and wires the rooms. It starts nothing: Serve does.
func Open(ctx context.Context, s Settings, log *slog.Logger) (*House, error) {
	proxies, err := s.proxies()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.tmp(), 0o750); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, msg.CliBadFolder(s.Data))
	}
	h := &House{Settings: s, bell: &event.LocalBell{}, log: log, proxies: proxies, pace: guard.Usual}
	h.trusted = func(a netip.Addr) bool { return a.IsLoopback() || among(proxies, a) }
	if h.Bucket, err = s.bucket(); err != nil {
		return nil, err
	}
	if s.Bell != "" {
		if h.nats, err = natsbell.New(s.Bell, log); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, msg.CliBadBell())
		}
		h.bell = h.nats
	}
	if h.Store, err = store.Open(ctx, store.Options{DSN: s.dsn(), Ring: h.bell.Ring, Now: time.Now}); err != nil {
		return nil, s.notOpened(err)
	}
	if err := h.Store.Newer(ctx); fault.Is(err, fault.Unsupported) {
		log.Warn("the records are of a newer Dateline: what it added is not seen", "err", err)
	} else if err != nil {
		return nil, errors.Join(err, h.Store.Close())
	}
	h.Newsroom = &newsroom.Newsroom{Store: h.Store, Now: time.Now, SecondPerson: s.SecondPerson}
	h.Intake = &intake.Intake{Store: h.Store, Newsroom: h.Newsroom}
	h.Darkroom = &darkroom.Darkroom{Store: h.Store, Bucket: h.Bucket, Tmp: s.tmp(), Tool: darkroom.Find(), Now: time.Now}
	h.Auth = auth.New(h.Store, time.Now, log, s.secure())
	h.Site, err = site.New(ctx, site.Options{Store: h.Store, Bucket: h.Bucket, Bell: h.bell, Log: log, Now: time.Now,
		House: page.Site{Origin: s.origin(), Name: "Dateline"}, CacheBytes: int64(s.Cache) << 20,
		Staff: func(r *http.Request) bool { return h.Auth.Person(r) != nil }})
	if err != nil {
		return nil, errors.Join(err, h.Store.Close())
	}
	h.Live = &live.Hub{Strip: h.Site.Strip, From: h.Site.LastEvent(), Now: time.Now, Log: log, Most: s.Screens, PerHost: s.PerHost,
		Events: event.Log{Events: h.Store.Events, Bell: h.bell, Logger: log.With("follower", "live")}}
	h.Jobs = &jobs.Runner{Store: h.Store, Bell: h.bell, Now: time.Now, Log: log}
	h.Jobs.Do(darkroom.Render, jobs.About(h.Darkroom.Render))
	h.Jobs.Do(darkroom.Refine, jobs.About(h.Darkroom.Refine))
	h.Jobs.Do(darkroom.Remux, jobs.About(h.Darkroom.Remux))
	h.Jobs.Do(newsroom.AlertEnd, jobs.About(h.Newsroom.AlertEnded))
	h.Desk = &desk.Desk{Newsroom: h.Newsroom, Auth: h.Auth, Log: log, Now: time.Now, Origin: s.origin(),
		Take: h.Darkroom.Upload, Again: h.Darkroom.Retry, Strips: h.Darkroom.CanRemux(), Preview: h.Site.Preview, Open: h.Live.Count, Files: dist.Path}
	return h, nil
}

// Close shuts the records and the bell.
func (h *House) Close() error {
	err := h.Store.Close()
	if h.nats != nil {
		h.nats.Close()
	}
	return err
}

// CheckBucket tells whether the storage of files answers and has the bucket.
func (h *House) CheckBucket(ctx context.Context) error {
	if b, remote := h.Bucket.(*s3.Bucket); remote {
		return b.Check(ctx)
	}
	return nil
}

// CheckBell tells whether NATS answers, where it is set.
func (h *House) CheckBell(ctx context.Context) error {
	if h.nats == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return h.nats.Check(ctx)
}

// linkPath is where sign-in links lead.
const linkPath = "/desk/link/"

// Link is the address of a sign-in link for a person; it works once, for half an hour.
func (h *House) Link(ctx context.Context, p *staff.Person) (string, error) {
	token, err := h.Auth.Link(ctx, p.ID)
	return h.Settings.origin().URL(linkPath + token), err
}

// Fill fills a bare house with the sample newsroom.
func (h *House) Fill(ctx context.Context) error {
	return sample.Fill(ctx, sample.House{Store: h.Store, Newsroom: h.Newsroom, Darkroom: h.Darkroom})
}
