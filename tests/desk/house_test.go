// Package desk_test works at Dateline's desk as a newsroom does: in a real
// Chromium, against the whole house filled with the sample newsroom, and reads
// on the site what came of it.
package desk_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"

	"golang.org/x/sync/errgroup"

	"dateline"
	"dateline/staff"
	"dateline/tests/browser"
)

// house is the whole of Dateline behind a server.
type house struct {
	*dateline.House
	*httptest.Server
}

// open fills a house with the sample newsroom; renditions are not waited for.
func open(t *testing.T) *house {
	t.Helper()
	h := &house{Server: httptest.NewUnstartedServer(nil)}
	var err error
	h.House, err = dateline.Open(t.Context(), dateline.Settings{Data: t.TempDir(), Origin: "http://" + h.Listener.Addr().String(), Cache: 64, Screens: 100, PerHost: 100},
		slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Config.Handler = h.Handler()
	h.Start()
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	g.Go(func() error { return h.Site.Follow(ctx) })
	g.Go(func() error { return h.Live.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := g.Wait(); err != nil && err != context.Canceled {
			t.Error(err)
		}
		h.CloseClientConnections()
		h.Server.Close()
		if err := h.House.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// person is the first of the sample newsroom's staff with the role.
func (h *house) person(t *testing.T, role staff.Role) *staff.Person {
	t.Helper()
	people, err := h.Store.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range people {
		if people[i].Role == role {
			return &people[i]
		}
	}
	t.Fatalf("the sample newsroom has no %s", role)
	return nil
}

// signIn lets a person in by a link and a press.
func (h *house) signIn(t *testing.T, p *browser.Page, role staff.Role) {
	t.Helper()
	link, err := h.Link(t.Context(), h.person(t, role))
	if err != nil {
		t.Fatal(err)
	}
	p.Go(link)
	p.Click("main button")
	p.Wait("location.pathname === '/desk/account'")
}

// text is what an element says; empty while it is not there.
func text(p *browser.Page, selector string) string {
	return browser.Value[string](p, "document.querySelector(`"+selector+"`)?.innerText.trim() || ''")
}

// says waits until an element says the words.
func says(p *browser.Page, selector, words string) {
	p.Wait("document.querySelector(`" + selector + "`)?.innerText.includes(`" + words + "`)")
}
