// Package reader_test reads Dateline's site as readers do: in a real Chromium,
// by mouse and keyboard, with and without script, against the whole house
// filled with the sample newsroom.
package reader_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"dateline"
	"dateline/address"
	"dateline/edition"
	"dateline/event"
	"dateline/media"
	"dateline/staff"
	"dateline/story"
)

// house is the whole of Dateline behind a line that can be cut.
type house struct {
	*dateline.House
	*httptest.Server

	mu   sync.Mutex
	line func(w http.ResponseWriter, r *http.Request) bool // true: it has answered by itself; guarded by mu
}

// open fills a house with the sample newsroom; renditions of pictures are not waited for.
func open(t *testing.T) *house {
	t.Helper()
	h := &house{}
	h.Server = httptest.NewUnstartedServer(http.HandlerFunc(h.answer))
	origin := "http://" + h.Listener.Addr().String()
	in, err := dateline.Open(t.Context(), dateline.Settings{Data: t.TempDir(), Origin: origin, Cache: 64, Screens: 100, PerHost: 100},
		slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	h.House = in
	if err := in.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	prepare(t, in)
	h.Config.Handler = http.HandlerFunc(h.answer)
	h.Start()
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	g.Go(func() error { return in.Site.Follow(ctx) })
	g.Go(func() error { return in.Live.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := g.Wait(); err != nil && err != context.Canceled {
			t.Error(err)
		}
		h.CloseClientConnections()
		h.Server.Close()
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// prepare makes sound and film ready for readers.
func prepare(t *testing.T, in *dateline.House) {
	t.Helper()
	all, err := in.Store.AssetsLike(t.Context(), "", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Kind == media.Picture {
			continue
		}
		if err := in.Darkroom.Remux(t.Context(), string(a.ID)); err != nil {
			t.Fatalf("%s: %v", a.Filename, err)
		}
	}
}

func (h *house) answer(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	line := h.line
	h.mu.Unlock()
	if line == nil || !line(w, r) {
		h.Handler().ServeHTTP(w, r)
	}
}

// spoil puts something on the line; nil takes it away.
func (h *house) spoil(line func(w http.ResponseWriter, r *http.Request) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.line = line
}

// find is the address of the first public story of an edition that is wanted.
func (h *house) find(t *testing.T, slug edition.Slug, wanted func(c *story.Copy) bool) string {
	t.Helper()
	for _, c := range h.stories(t, slug) {
		if wanted(c) {
			return h.at(c)
		}
	}
	t.Fatalf("the sample edition %s has no such story", slug)
	return ""
}

func (h *house) stories(t *testing.T, slug edition.Slug) []*story.Copy {
	t.Helper()
	var all []*story.Copy
	rows, err := h.Store.Events(t.Context(), 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range rows {
		if e.Kind != event.Published || e.Edition != slug {
			continue
		}
		if c, err := h.Store.Copy(t.Context(), e.Story); err == nil {
			all = append(all, c)
		}
	}
	return all
}

func (h *house) at(c *story.Copy) string {
	head := c.Document.Head
	return h.URL + address.Story(c.Story.Edition, edition.Slug(head.Section), c.Story.ID, head.Headline)
}

// holds tells whether a document has a block that is wanted.
func holds(wanted func(n *story.Node) bool) func(c *story.Copy) bool {
	return func(c *story.Copy) bool {
		found := false
		c.Document.Walk(func(n *story.Node) { found = found || wanted(n) })
		return found
	}
}

func sound(n *story.Node) bool { return n.Type == story.Audio && n.Attrs.Asset != "" }
func playable(n *story.Node) bool {
	return (n.Type == story.Audio || n.Type == story.Video) && n.Attrs.Asset != ""
}
func missing(n *story.Node) bool {
	return (n.Type == story.Audio || n.Type == story.Video) && n.Attrs.Asset == ""
}

// isFile tells whether a request is for a sound or a film.
func isFile(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/media/") && strings.Contains(r.URL.Path, "/file.")
}

// editor is one of the house who may publish.
func (h *house) editor(t *testing.T) *staff.Person {
	t.Helper()
	people, err := h.Store.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range people {
		if people[i].MayPublish() {
			return &people[i]
		}
	}
	t.Fatal("nobody may publish")
	return nil
}
