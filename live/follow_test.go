package live

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/id"
	"dateline/lang"
	paper "dateline/page"
	"dateline/store"
	"dateline/story"
)

func TestAStripIsRenderedAgainOnlyAfterWhatMayChangeIt(t *testing.T) {
	const other = edition.Slug("sw")
	for _, c := range []struct {
		kind   event.Kind
		in     edition.Slug
		strip  string // what stands in the strip
		redraw bool
	}{
		{event.Alerted, "en", "", true}, {event.Alerted, other, "", false}, {event.Alerted, "", "", true},
		{event.EditionChanged, "en", "", true}, {event.EditionChanged, other, "", false},
		{event.Published, "en", "<p>Vote</p>", true}, {event.Published, "en", "", false}, {event.Published, other, "<p>Vote</p>", true}, {event.Withdrawn, other, "<p>Vote</p>", true}, {event.Withdrawn, other, "", false},
		{event.Updated, "en", "<p>Vote</p>", true}, {event.Corrected, "en", "<p>Vote</p>", true},
		{event.Withdrawn, "en", "<p>Vote</p>", true}, {event.Withdrawn, "en", "", false}, {event.Restored, "en", "<p>Vote</p>", true},
		{event.Saved, "en", "<p>Vote</p>", false}, {event.Pinned, "en", "<p>Vote</p>", false},
		{event.AssetChanged, "", "<p>Vote</p>", false}, {event.StaffChanged, "", "<p>Vote</p>", false},
	} {
		r := newRoom("en")
		h := &Hub{Now: time.Now, Strip: func(context.Context, edition.Slug) (string, int64, time.Time, error) {
			return c.strip, 1, time.Time{}, nil
		}}
		if _, err := r.current(t.Context(), h); err != nil {
			t.Fatal(err)
		}
		if got := r.touchedBy(event.Event{Kind: c.kind, Edition: c.in}); got != c.redraw {
			t.Errorf("%s in %q while the English strip is %q: got %v, want %v", c.kind, c.in, c.strip, got, c.redraw)
		}
	}
}

func TestManyWhoComeAtOnceHaveTheStripRenderedOnce(t *testing.T) {
	d := newDesk("en")
	h := d.hub(t)
	r := newRoom("en")
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := r.current(t.Context(), h); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := d.renders["en"]; got != 1 {
		t.Errorf("drawn %d times, want once", got)
	}
}

func TestAnEventDuringARenderHasItRenderedAgain(t *testing.T) {
	r := newRoom("en")
	version := int64(0)
	h := &Hub{Now: time.Now, Strip: func(context.Context, edition.Slug) (string, int64, time.Time, error) {
		version++
		withdrawn := event.Event{Kind: event.Withdrawn, Edition: "en"}
		if version == 1 && r.touchedBy(withdrawn) {
			r.invalidate() // the records have been read, and change: no strip stands yet, but one will
		}
		return "<p>Count</p>", version, time.Time{}, nil
	}}
	for want := int64(1); want <= 2; want++ {
		got, err := r.current(t.Context(), h)
		if err != nil || got.version != want {
			t.Fatalf("got %v, %v; want version %d", got, err, want)
		}
	}
	if got, err := r.current(t.Context(), h); err != nil || got.version != 2 {
		t.Errorf("with nothing new: got %v, %v; want version 2 again", got, err)
	}
}

func TestAnEditionThatIsClosedSendsItsScreensAway(t *testing.T) {
	d := newDesk("en", "fr")
	h := d.hub(t)
	run(t, h)
	s := server(t, h)
	closed, open := open(t, s.Client(), s.URL+"/live/fr?v=0"), open(t, s.Client(), s.URL+"/live/en?v=0")
	d.close("fr")
	if got := closed.read(); got != nil {
		t.Errorf("the closed edition: got %v, want the end", got)
	}
	if answer := ask(t, s.Client(), "GET", s.URL+"/live/fr"); answer.StatusCode != 404 {
		t.Errorf("the closed edition: got %d, want 404", answer.StatusCode)
	}
	n := d.breaks("en", "<p>Still here</p>")
	if got := open.strip().Version; got != n {
		t.Errorf("the other edition: got version %d, want %d", got, n)
	}
}

// Pages come while strips change; whatever the order, each ends with the last.
func TestNobodyWhoComesWhileItBreaksMissesIt(t *testing.T) {
	d := newDesk("en")
	h := d.hub(t)
	run(t, h)
	s := server(t, h)
	const changes, readers = 60, 60
	var all sync.WaitGroup
	all.Go(func() {
		for i := range changes {
			d.breaks("en", fmt.Sprintf("<p>%d of %d</p>", i+1, changes))
		}
	})
	last := fmt.Sprintf("<p>%d of %d</p>", changes, changes)
	pages := make(chan *page, readers)
	for range readers {
		pages <- open(t, s.Client(), s.URL+"/live/en?v=0")
	}
	all.Wait()
	close(pages)
	for p := range pages {
		before := stripMessage{Version: -1}
		for got := p.strip(); ; got = p.strip() {
			if got.Version <= before.Version {
				t.Errorf("got version %d after %d", got.Version, before.Version)
			}
			if before = got; got.HTML == last {
				break
			}
		}
	}
}

// The records are real, and so are the bell, the drawing and the connection.
func TestAnAlertInTheRecordsIsOnTheOpenPagesInTheirLanguages(t *testing.T) {
	ctx := t.Context()
	bell := &event.LocalBell{}
	records, err := store.Open(ctx, store.Options{DSN: filepath.Join(t.TempDir(), "dateline.db"), Ring: bell.Ring, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := records.Close(); err != nil {
			t.Error(err)
		}
	}()
	texts := map[lang.Tag]string{"en": "Leave the river banks", "ar": "غادروا ضفاف النهر", "my": "မြစ်ကမ်းမှ ထွက်ခွာပါ"}
	err = records.InTx(ctx, func(tx *store.Tx) error {
		for tag := range texts {
			e := &edition.Edition{Slug: edition.Slug(tag), Lang: tag, Name: "News", Zone: "UTC", Public: true, Created: time.Now()}
			if err := tx.PutEdition(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	h := &Hub{Events: event.Log{Events: records.Events, Bell: bell, Logger: log}, Now: time.Now, Log: log,
		Strip: func(ctx context.Context, slug edition.Slug) (string, int64, time.Time, error) {
			e, err := records.Edition(ctx, slug)
			if err != nil {
				return "", 0, time.Time{}, err
			}
			alerts, err := records.Alerts(ctx, time.Now())
			if err != nil {
				return "", 0, time.Time{}, err
			}
			var b strings.Builder
			drawn := paper.NewStrip(e, alerts, nil, time.Now())
			err = paper.StripFragment(ctx, &b, drawn)
			return b.String(), drawn.Version, time.Time{}, err
		}}
	stop := run(t, h)
	defer stop()
	s := server(t, h)
	pages := map[lang.Tag]*page{}
	for tag := range texts {
		pages[tag] = open(t, s.Client(), s.URL+"/live/"+string(tag)+"?v=0")
	}
	if answer := ask(t, s.Client(), "GET", s.URL+"/live/fr"); answer.StatusCode != 404 {
		t.Errorf("an edition that there is not: got %d, want 404", answer.StatusCode)
	}
	err = records.InTx(ctx, func(tx *store.Tx) error {
		a := &story.Alert{ID: id.New(), Level: story.Urgent, Texts: texts, At: time.Now(), Ends: time.Now().Add(time.Hour), By: "ppppppppppppp"}
		if err := tx.PutAlert(ctx, a); err != nil {
			return err
		}
		for tag := range texts {
			if _, err := tx.Record(ctx, event.Event{Kind: event.Alerted, Edition: edition.Slug(tag), Subject: a.ID, At: a.At}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for tag, text := range texts {
		if got := pages[tag].strip().HTML; !strings.Contains(got, text) {
			t.Errorf("%s: got %q, want %q in it", tag, got, text)
		}
	}
}
