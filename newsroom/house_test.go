package newsroom_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/internal/pgtest"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

var postgres pgtest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// dawn is when the news of the tests begins.
var dawn = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

// house is a newsroom on real records: an administrator, an editor, a
// reporter, one who has left, an English and a Persian edition.
type house struct {
	t testing.TB
	*newsroom.Newsroom
	clock                         time.Time
	admin, editor, reporter, gone *staff.Person
}

// everywhere runs a test on both databases.
func everywhere(t *testing.T, test func(t *testing.T, h *house)) {
	t.Run("SQLite", func(t *testing.T) { test(t, open(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, openAt(t, postgres.Database(t))) })
}

func open(t testing.TB) *house {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "dateline.db"))
}

func openAt(t testing.TB, dsn string) *house {
	t.Helper()
	h := &house{t: t, clock: dawn}
	now := func() time.Time { return h.clock }
	s, err := store.Open(context.Background(), store.Options{DSN: dsn, Now: now})
	h.must(err)
	t.Cleanup(func() { h.must(s.Close()) })
	h.Newsroom = &newsroom.Newsroom{Store: s, Now: now}
	var made bool
	h.admin, made, err = h.First(context.Background(), "Amina")
	h.must(err)
	if !made {
		t.Fatal("an empty house has an administrator already")
	}
	h.editor, h.reporter, h.gone = h.hire("Edith", staff.Editor), h.hire("Rosa", staff.Reporter), h.hire("Gunnar", staff.Editor)
	h.must(h.Employ(context.Background(), h.admin, h.gone.ID, staff.Editor, true))
	h.gone, err = s.Person(context.Background(), h.gone.ID)
	h.must(err)
	for _, e := range []edition.Edition{
		{Slug: "en", Lang: "en", Name: "River News", Zone: "Africa/Nairobi", Public: true, Sections: []edition.Section{{Slug: "world", Name: "World"}}},
		{Slug: "fa", Lang: "fa", Name: "اخبار رود", Zone: "Asia/Tehran", Public: true, Sections: []edition.Section{{Slug: "iran", Name: "ایران"}}},
	} {
		h.must(h.PutEdition(context.Background(), h.admin, e))
	}
	return h
}

func (h *house) hire(name string, role staff.Role) *staff.Person {
	h.t.Helper()
	p, err := h.Hire(context.Background(), h.admin, name, role)
	h.must(err)
	return p
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// refused checks that an act failed with a fault of the kind.
func (h *house) refused(what string, err error, want fault.Kind) {
	h.t.Helper()
	if err == nil || fault.Of(err).Kind != want {
		h.t.Errorf("%s: got %v, want a fault of the kind %q", what, err, want)
	}
}

// news is a document that may go before readers.
func news(headline string) *story.Document {
	d := story.Blank("world")
	d.Head.Headline = headline
	d.Body.Content = []story.Node{story.Para(headline + " was measured this morning.")}
	return &d
}

func (h *house) draft(headline string) *story.Story {
	h.t.Helper()
	s, err := h.Draft(context.Background(), h.reporter, newsroom.New{Edition: "en", Document: news(headline), Origin: story.Save})
	h.must(err)
	return s
}

func (h *house) save(by *staff.Person, of story.ID, base int, headline, key string) newsroom.Saved {
	h.t.Helper()
	saved, err := h.Save(context.Background(), by, of, base, news(headline), story.Autosave, key)
	h.must(err)
	return saved
}

func (h *house) act(of story.ID, kind story.ActKind) story.Act {
	h.t.Helper()
	h.clock = h.clock.Add(time.Minute)
	a, err := h.try(h.editor, of, kind)
	h.must(err)
	return a
}

// try acts on the working revision of a story, as somebody who sees how it is.
func (h *house) try(by *staff.Person, of story.ID, kind story.ActKind) (story.Act, error) {
	h.t.Helper()
	a := h.story(of).Prepare(kind)
	a.PublicNote, a.InternalNote = "The depth was wrong.", "Wrong river."
	return h.Act(context.Background(), by, of, a)
}

func (h *house) story(of story.ID) *story.Story {
	h.t.Helper()
	s, err := h.Store.Story(context.Background(), of)
	h.must(err)
	return s
}

// events are the kinds of what has happened since an event.
func (h *house) events(after int64) []event.Kind {
	h.t.Helper()
	all, err := h.Store.Events(context.Background(), after, 100)
	h.must(err)
	var kinds []event.Kind
	for _, e := range all {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func (h *house) last() int64 {
	h.t.Helper()
	n, err := h.Store.Last(context.Background())
	h.must(err)
	return n
}

// storyIn brings a new story into a state of publication.
func (h *house) storyIn(state story.Publication) *story.Story {
	h.t.Helper()
	s := h.draft("The river")
	if state != story.Never {
		h.act(s.ID, story.Publish)
	}
	if state == story.Withdrawn {
		h.act(s.ID, story.Withdraw)
	}
	return h.story(s.ID)
}

func isForbidden(err error) bool {
	f := (*fault.Fault)(nil)
	return errors.As(err, &f) && f.Kind == fault.Forbidden
}

// lead has a story lead an edition's front page.
func (h *house) lead(in edition.Slug, of story.ID) error {
	_, err := h.Pin(context.Background(), h.editor, story.Pin{Edition: in, Story: of})
	return err
}
