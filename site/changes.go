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

// subject is something that pages show and that can change.
type subject struct {
	kind byte
	name string
}

// The subjects. A page watches every subject that it shows anything of.
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
// of counters, so that memory does not grow with the stories: a page whose
// subject shares its counter with another is rendered once more than it need
// be, never once less.
type changes struct {
	seed   maphash.Seed
	counts [1 << 16]atomic.Uint64
	last   atomic.Int64 // number of the last event applied
}

func newChanges(from int64) *changes {
	c := &changes{seed: maphash.MakeSeed()}
	c.last.Store(from)
	return c
}

// version is how often a subject had changed just before it was read.
type version struct {
	counter *atomic.Uint64
	count   uint64
}

func (m version) fresh() bool { return m.counter.Load() == m.count }

// allFresh reports whether none of the subjects has changed since its version was read.
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

// version is the present version of s. It must be taken before s is read.
func (c *changes) version(s subject) version {
	at := c.counter(s)
	return version{at, at.Load()}
}

func (c *changes) touch(s subject) { c.counter(s).Add(1) }

// apply makes stale every page that shows what the event changed.
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

// groupOf is the translation group of a story. A story without one counts as a
// group under its own id, because a translation joins it without an event of
// the story itself.
func groupOf(id, group story.ID) story.ID {
	if group == "" {
		return id
	}
	return group
}

// Follow follows the event log until ctx ends, so that pages which have changed
// are rendered again, and replaces quickly compressed pages by well compressed ones.
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

// LastEvent is the number of the last event that the site has applied: no page
// that it serves from now on shows the state before it.
func (s *Site) LastEvent() int64 { return s.changes.last.Load() }
