package site

import (
	"context"
	"hash/maphash"
	"sync/atomic"

	"dateline/edition"
	"dateline/event"
	"dateline/media"
	"dateline/story"
)

// subject is something that pages are made of and that can change.
type subject struct {
	kind byte
	name string
}

// The subjects. What a page shows of one of them, it watches.
func aStory(id story.ID) subject       { return subject{'s', string(id)} } // what readers see of it, if anything
func aGroup(id story.ID) subject       { return subject{'g', string(id)} } // which of its stories are public
func aList(e edition.Slug) subject     { return subject{'l', string(e)} }  // the public stories of an edition
func aLead(e edition.Slug) subject     { return subject{'p', string(e)} }  // the story pinned to its front page
func aStrip(e edition.Slug) subject    { return subject{'a', string(e)} }  // its live alerts
func anEdition(e edition.Slug) subject { return subject{'e', string(e)} }  // its name, sections, whether it is public
func anAsset(id media.ID) subject      { return subject{'m', string(id)} } // its description and renditions
func theFiles() subject                { return subject{'f', ""} }         // which assets readers may have, and any asset
func theEditions() subject             { return subject{'h', ""} }         // any edition

// changes counts the changes of every subject. Subjects share a fixed number
// of counters, so that the count of stories costs no memory: two that share
// one make a page be drawn once more than it need be, never once less.
type changes struct {
	seed   maphash.Seed
	counts [1 << 16]atomic.Uint64
	last   atomic.Int64 // the number of the last event that has been counted
}

func newChanges(from int64) *changes {
	c := &changes{seed: maphash.MakeSeed()}
	c.last.Store(from)
	return c
}

// mark is a subject's count when a reading of it began.
type version struct {
	counter *atomic.Uint64
	count   uint64
}

func (m version) fresh() bool { return m.counter.Load() == m.count }

// standing tells whether nothing that was marked has changed since.
func allFresh(versions []version) bool {
	for _, m := range versions {
		if !m.fresh() {
			return false
		}
	}
	return true
}

func (c *changes) counter(s subject) *atomic.Uint64 {
	return &c.counts[maphash.Comparable(c.seed, s)%uint64(len(c.counts))]
}

// mark begins a reading of s.
func (c *changes) version(s subject) version {
	at := c.counter(s)
	return version{at, at.Load()}
}

func (c *changes) touch(s subject) { c.counter(s).Add(1) }

// count makes stale what the event touches.
func (c *changes) apply(e event.Event) {
	switch e.Kind {
	case event.Published, event.Updated, event.Corrected, event.Withdrawn, event.Restored, event.Undone:
		c.touch(aStory(e.Story))
		c.touch(aList(e.Edition))
		c.touch(aGroup(groupOf(e.Story, e.Group)))
		c.touch(theFiles())
	case event.Pinned:
		c.touch(aLead(e.Edition))
	case event.Alerted:
		c.touch(aStrip(e.Edition))
	case event.EditionChanged:
		c.touch(anEdition(e.Edition))
		c.touch(theEditions())
	case event.AssetChanged:
		c.touch(anAsset(media.ID(e.Subject)))
		c.touch(theFiles())
	case event.Saved, event.StaffChanged: // readers see nothing of these
	}
	c.last.Store(e.Number)
}

// groupOf is the translation group that a story begins or belongs to: a story
// without one may be joined by a translation without hearing of it.
func groupOf(id, group story.ID) story.ID {
	if group == "" {
		return id
	}
	return group
}

// Follow keeps the pages true until ctx ends: it follows the event log, and
// replaces quickly compressed pages by well compressed ones.
func (s *Site) Follow(ctx context.Context) error {
	pressed := make(chan struct{})
	go func() { defer close(pressed); s.compressQueued(ctx) }()
	defer func() { <-pressed }()
	log := event.Log{Events: s.store.Events, Bell: s.bell, Logger: s.log.With("follower", "site")}
	log.Follow(ctx, s.changes.last.Load(), func(_ context.Context, events []event.Event) error {
		for _, e := range events {
			s.changes.apply(e)
		}
		return nil
	})
	return nil
}

// Heard is the number of the last event that the site has heard of: no page
// that it gives from now on shows what was before.
func (s *Site) LastEvent() int64 { return s.changes.last.Load() }
