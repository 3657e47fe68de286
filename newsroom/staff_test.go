package newsroom_test

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
)

func TestNobodyLocksTheLastDoorBehindThemselves(t *testing.T) {
	h := open(t)
	h.refused("leaving", h.Employ(context.Background(), h.admin, h.admin.ID, staff.Administrator, true), fault.Forbidden)
	h.refused("becoming a reporter", h.Employ(context.Background(), h.admin, h.admin.ID, staff.Reporter, false), fault.Forbidden)
	h.must(h.Employ(context.Background(), h.admin, h.admin.ID, staff.Administrator, false))
}

func TestWhoMayNotSignInAnyMoreIsOutAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		h.must(h.Store.InTx(context.Background(), func(tx *store.Tx) error {
			return tx.PutSession(context.Background(), store.Session{Token: "hash", Person: *h.reporter, Created: h.clock, Seen: h.clock, Expires: h.clock.Add(time.Hour)})
		}))
		h.must(h.Employ(context.Background(), h.admin, h.reporter.ID, staff.Reporter, true))
		_, err := h.Store.Session(context.Background(), "hash", h.clock)
		h.refused("the session", err, fault.NotFound)
		p, err := h.Store.Person(context.Background(), h.reporter.ID)
		h.must(err)
		if p.MayWrite() {
			t.Error("who has left may still write")
		}
	})
}

func TestAnEmptyHouseGetsOneAdministratorThoughManyProcessesStartAtOnce(t *testing.T) {
	for name, dsn := range map[string]string{"SQLite": filepath.Join(t.TempDir(), "dateline.db"), "PostgreSQL": postgres.Database(t)} {
		t.Run(name, func(t *testing.T) {
			var starting sync.WaitGroup
			var made atomic.Int32
			for range 6 {
				s, err := store.Open(t.Context(), store.Options{DSN: dsn})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				n := &newsroom.Newsroom{Store: s, Now: time.Now}
				starting.Go(func() {
					switch p, first, err := n.First(t.Context(), "Amina"); {
					case err != nil:
						t.Error(err)
					case first && p.Role == staff.Administrator:
						made.Add(1)
					}
				})
			}
			starting.Wait()
			if made.Load() != 1 {
				t.Errorf("%d processes made an administrator, want one", made.Load())
			}
		})
	}
}

func TestNameIsTakenOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, h *house) {
		_, err := h.Hire(context.Background(), h.admin, "EDITH", staff.Reporter)
		h.refused("a second Edith", err, fault.Conflict)
		_, err = h.Hire(context.Background(), h.admin, "", staff.Reporter)
		h.refused("no name", err, fault.Invalid)
		_, err = h.Hire(context.Background(), h.admin, "Olga", "king")
		h.refused("a role that is none", err, fault.Invalid)
	})
}

func TestCommandsAreDoneAsTheSoleAdministrator(t *testing.T) {
	h := open(t)
	p, err := h.Sole(context.Background(), "")
	h.must(err)
	if p.ID != h.admin.ID {
		t.Errorf("got %s, want Amina", p.Name)
	}
	h.hire("Boris", staff.Administrator)
	_, err = h.Sole(context.Background(), "")
	h.refused("one of two", err, fault.Invalid)
	p, err = h.Sole(context.Background(), "boris")
	h.must(err)
	if p.Name != "Boris" {
		t.Errorf("got %s, want Boris", p.Name)
	}
}

func TestEditionNeedsANameAndSectionsOfTheirOwn(t *testing.T) {
	h := open(t)
	good := edition.Edition{Slug: "sw", Lang: "sw", Name: "Habari", Zone: "Africa/Nairobi", Sections: []edition.Section{{Slug: "afrika", Name: "Afrika"}}}
	h.must(h.PutEdition(context.Background(), h.admin, good))
	for what, spoil := range map[string]func(e *edition.Edition){
		"no name":                func(e *edition.Edition) { e.Name = " " },
		"a word of ours":         func(e *edition.Edition) { e.Slug = "desk" },
		"no language":            func(e *edition.Edition) { e.Lang = "!" },
		"a zone that is none":    func(e *edition.Edition) { e.Zone = "Mars/Olympus" },
		"the machine's own zone": func(e *edition.Edition) { e.Zone = "Local" },
		"a section without name": func(e *edition.Edition) { e.Sections = []edition.Section{{Slug: "a"}} },
		"a section twice": func(e *edition.Edition) {
			e.Sections = []edition.Section{{Slug: "a", Name: "A"}, {Slug: "a", Name: "B"}}
		},
	} {
		e := good
		spoil(&e)
		h.refused(what, h.PutEdition(context.Background(), h.admin, e), fault.Invalid)
	}
}
