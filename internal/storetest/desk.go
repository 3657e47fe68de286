// Package storetest is what the records promise, as one suite: it runs on a
// SQLite file and on PostgreSQL alike.
package storetest

import (
	"database/sql"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // for the look past the store

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Noon is when the news of the tests begins; the desk's clock goes on a second with each look.
var Noon = time.Date(2026, 3, 14, 12, 0, 0, 123456000, time.UTC)

// Desk does to a store what a newsroom would, without its rules.
type Desk struct {
	*store.Store
	t     testing.TB
	DSN   string
	Rings atomic.Int64 // how often the bell was rung
	clock atomic.Int64
}

// Reporter is who writes everything in the tests.
const Reporter staff.ID = "reporterrrrrr"

// Open opens an empty store at the address, with a reporter and two editions.
func Open(t testing.TB, dsn string) *Desk {
	t.Helper()
	d := &Desk{t: t, DSN: dsn}
	s, err := store.Open(t.Context(), store.Options{DSN: dsn, Ring: func() { d.Rings.Add(1) }, Now: d.Now})
	if err != nil {
		t.Fatal(err)
	}
	d.Store = s
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d.Tx(func(tx *store.Tx) error {
		for _, e := range []edition.Edition{
			{Slug: "en", Lang: "en", Name: "Dateline", Zone: "Europe/London", Public: true, Created: Noon,
				Sections: []edition.Section{{Slug: "world", Name: "World"}, {Slug: "science", Name: "Science"}}},
			{Slug: "persian", Lang: "fa", Name: "دیت‌لاین", Tagline: "خبر", Zone: "Asia/Tehran", Created: Noon.Add(time.Second),
				Sections: []edition.Section{{Slug: "world", Name: "جهان"}}},
		} {
			if err := tx.PutEdition(t.Context(), &e); err != nil {
				return err
			}
		}
		return tx.PutPerson(t.Context(), &staff.Person{ID: Reporter, Name: "Marina Öst", Role: staff.Editor, Created: Noon})
	})
	return d
}

// Now is the desk's clock.
func (d *Desk) Now() time.Time { return Noon.Add(time.Duration(d.clock.Add(1)) * time.Second) }

// Tx runs a transaction that must not fail.
func (d *Desk) Tx(do func(*store.Tx) error) {
	d.t.Helper()
	if err := d.InTx(d.t.Context(), do); err != nil {
		d.t.Fatal(err)
	}
}

// Text is a document with a headline and a paragraph.
func Text(headline string) *story.Document {
	d := story.Blank("world")
	d.Head.Headline = headline
	d.Body.Content = []story.Node{story.Para(headline + ". The river rose in the night.")}
	return &d
}

// Draft keeps a new story with one revision.
func (d *Desk) Draft(headline string) story.ID {
	d.t.Helper()
	return d.DraftIn("en", Text(headline))
}

// DraftIn keeps a new story of an edition.
func (d *Desk) DraftIn(e edition.Slug, doc *story.Document) story.ID {
	d.t.Helper()
	s := &story.Story{ID: story.ID(id.New()), Edition: e, Type: story.Article, Stage: story.Writing, By: Reporter, Created: d.Now()}
	d.Tx(func(tx *store.Tx) error {
		if err := tx.NewStory(d.t.Context(), s); err != nil {
			return err
		}
		r := &story.Revision{Story: s.ID, Number: 1, By: Reporter, At: s.Created, Origin: story.Save, Document: doc}
		return tx.AddRevision(d.t.Context(), r, "")
	})
	return s.ID
}

// Save keeps a text made from a base, as a branch where the base is not the head.
func (d *Desk) Save(of story.ID, base int, doc *story.Document, key string) (r *story.Revision) {
	d.t.Helper()
	d.Tx(func(tx *store.Tx) error {
		s, err := tx.Story(d.t.Context(), of)
		if err != nil {
			return err
		}
		r = &story.Revision{Story: of, Parent: base, By: Reporter, At: d.Now(), Origin: story.Save, Branch: base != s.Head, Document: doc}
		if err := tx.AddRevision(d.t.Context(), r, key); err != nil {
			return err
		}
		_, err = tx.Record(d.t.Context(), event.Event{Kind: event.Saved, Edition: s.Edition, Story: of})
		return err
	})
	return r
}

// Act does an act on a story's working revision.
func (d *Desk) Act(of story.ID, kind story.ActKind) story.Act {
	d.t.Helper()
	a, err := d.Try(of, story.Act{Kind: kind})
	if err != nil {
		d.t.Fatalf("%s: %v", kind, err)
	}
	return a
}

// Try does an act and says how it went.
func (d *Desk) Try(of story.ID, a story.Act) (done story.Act, err error) {
	err = d.InTx(d.t.Context(), func(tx *store.Tx) error {
		s, err := tx.Story(d.t.Context(), of)
		if err != nil {
			return err
		}
		if a.Revision == 0 {
			a.Revision = s.Head
		}
		if a.At.IsZero() {
			a.At = d.Now()
		}
		a.By, a.PublicNote, a.InternalNote = Reporter, "A name was wrong: "+string(a.Kind), "asked for by the source"
		a.Seen = s.LastAct()
		before := *s
		if a, err = s.Do(a); err != nil {
			return err
		}
		r, err := tx.Revision(d.t.Context(), of, a.Revision)
		if err != nil {
			return err
		}
		done, err = tx.AddAct(d.t.Context(), &before, a, r.Document)
		return err
	})
	return done, err
}

// Public keeps a story and publishes it.
func (d *Desk) Public(headline string) story.ID {
	d.t.Helper()
	of := d.Draft(headline)
	d.Act(of, story.Publish)
	return of
}

// Picture keeps a picture with a rendition.
func (d *Desk) Picture(alt string) media.Asset {
	d.t.Helper()
	a := media.Asset{ID: media.ID(id.New()), Hash: media.Hash(strings.Repeat("ab", 32)), Kind: media.Picture, Type: "image/jpeg", Ext: "jpg",
		Filename: "river.jpg", Size: 12345, Width: 1600, Height: 900, Colour: "#336699", Alt: alt, Credit: "R. Photographer",
		Licence: "CC-BY-4.0", Source: "https://pictures.example/river", By: Reporter, Created: d.Now(),
		Renditions: []media.Rendition{{Width: 800, Height: 450, Ext: "avif", Hash: "cd", Size: 99}, {Width: 400, Height: 225, Ext: "jpg", Hash: "ef", Size: 9}}}
	d.Tx(func(tx *store.Tx) error {
		if err := tx.PutAsset(d.t.Context(), &a); err != nil {
			return err
		}
		for _, x := range a.Renditions {
			if err := tx.PutRendition(d.t.Context(), a.ID, x); err != nil {
				return err
			}
		}
		return nil
	})
	return a
}

// Past opens the database past the store, to do what the store would not.
func (d *Desk) Past() *sql.DB {
	d.t.Helper()
	driver, dsn := "sqlite", "file:"+d.DSN+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	if strings.HasPrefix(d.DSN, "postgres") {
		driver, dsn = "pgx", d.DSN
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { db.Close() })
	return db
}

// kind is the kind of fault of an error, for messages.
func kind(err error) string {
	if err == nil {
		return "no error"
	}
	return fault.Of(err).Kind.String()
}

// headlines are those of cards, to compare.
func headlines(cards []story.Card) string {
	var all []string
	for _, c := range cards {
		all = append(all, c.Headline)
	}
	return strings.Join(all, ", ")
}
