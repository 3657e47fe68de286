package editor_test

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline"
	"dateline/edition"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

var kills = flag.Int("kills", 20, "how often the browser is killed while somebody types")

// atMost is how much of what was typed last may be missing after a kill.
const atMost = 500 * time.Millisecond

// desk is a whole Dateline with one person and one story.
type desk struct {
	*dateline.House
	*httptest.Server
	off    atomic.Bool // nothing is answered: the line is dead
	person *staff.Person
	story  *story.Story
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Server: httptest.NewUnstartedServer(nil)}
	var err error
	d.House, err = dateline.Open(t.Context(), dateline.Settings{Data: t.TempDir(), Origin: "http://" + d.Listener.Addr().String(), Cache: 64, Screens: 100, PerHost: 100},
		slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	handler := d.Handler()
	d.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.off.Load() {
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	})
	d.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	d.Start()
	t.Cleanup(func() {
		d.CloseClientConnections()
		d.Server.Close()
		if err := d.House.Close(); err != nil {
			t.Error(err)
		}
	})
	if d.person, _, err = d.Newsroom.First(t.Context(), "Ruth"); err != nil {
		t.Fatal(err)
	}
	e := edition.Edition{Slug: "en", Lang: "en", Name: "River News", Zone: "UTC", Sections: []edition.Section{{Slug: "world", Name: "World"}}}
	if err := d.Newsroom.PutEdition(t.Context(), d.person, e); err != nil {
		t.Fatal(err)
	}
	blank := story.Blank("world")
	if d.story, err = d.Newsroom.Draft(t.Context(), d.person, newsroom.New{Edition: "en", Document: &blank, Origin: story.Save}); err != nil {
		t.Fatal(err)
	}
	return d
}

// write signs in and opens the story; what an earlier browser has left is taken up.
func (d *desk) write(t *testing.T, p *browser.Page) (offered bool) {
	t.Helper()
	link, err := d.Link(t.Context(), d.person)
	if err != nil {
		t.Fatal(err)
	}
	p.Go(link)
	p.Click("main button")
	p.Wait("location.pathname === '/desk/account'")
	p.Go(d.URL + "/desk/stories/" + string(d.story.ID))
	p.Wait("document.querySelector('#editor-text')")
	offered = browser.Value[bool](p, "new Promise(done => setTimeout(() => done(document.querySelector('[data-act=recoveruse]') !== null), 300))")
	if offered {
		p.Click("[data-act=recoveruse]")
		state(p, "saved")
	}
	return offered
}

const shown = "document.querySelector('#editor-text').textContent"

func TestBrowserKilledWhileSomebodyTypesLosesHalfASecondAtMost(t *testing.T) {
	d, profile := openDesk(t), t.TempDir()
	text, typed, lost, late := "", 0, 0, 0
	for i := range *kills {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			b := browser.OpenAt(t, profile)
			p := b.Tab(t)
			d.write(t, p)
			p.Click("#editor-text")
			p.Press(kb.End, chromedp.ModifierCtrl)
			before := time.Duration(rand.IntN(1500)) * time.Millisecond
			after := time.Duration(100+rand.IntN(2500)) * time.Millisecond
			offline := i%2 == 1
			var times []time.Time
			began := time.Now()
			for time.Since(began) < before+after {
				if offline && time.Since(began) > before {
					d.off.Store(true)
				}
				c := string(rune('a' + rand.IntN(26)))
				if rand.IntN(6) == 0 {
					c = " "
				}
				p.Type(c)
				text += c
				times = append(times, time.Now())
			}
			killed := time.Now()
			b.Kill(t)
			d.off.Store(false)

			again := browser.OpenAt(t, profile)
			p = again.Tab(t)
			d.write(t, p)
			got := strings.ReplaceAll(browser.Value[string](p, shown), "\u00a0", " ")
			if !strings.HasPrefix(text, got) {
				t.Fatalf("the text is %q, want the beginning of %q", got, text)
			}
			missing := len(text) - len(got)
			old := 0
			for _, at := range times[max(0, len(times)-missing):] {
				if killed.Sub(at) > atMost {
					old++
				}
			}
			if old > 0 || missing > len(times) {
				t.Errorf("%d characters are missing, %d of them typed more than %s before the kill (off line: %t)", missing, old, atMost, offline)
			}
			typed, lost, late, text = typed+len(times), lost+missing, late+old, got
			again.Kill(t)
		})
	}
	s, err := d.Store.Story(t.Context(), d.story.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills: of %d characters %d were missing, %d of these older than %s; %d revisions, %.1f for 1000 characters",
		*kills, typed, lost, late, atMost, s.Head, 1000*float64(s.Head)/float64(max(typed, 1)))
}
