package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"dateline/edition"
	"dateline/media"
	"dateline/page"
	"dateline/story"
)

// frame is what stands around a page of an edition, its strip included. e is
// nil outside of every edition.
func (sh *sheet) frame(ctx context.Context, e *edition.Edition) (page.Frame, error) {
	all, err := sh.all(ctx)
	if err != nil {
		return page.Frame{}, err
	}
	f := page.NewFrame(sh.site.house, e, all, sh.now)
	f.Light = sh.light
	if e == nil {
		return f, nil
	}
	sh.ends(midnight(f.Now))
	strip, err := sh.strip(ctx, e)
	if err != nil {
		return page.Frame{}, err
	}
	return f.WithStrip(strip), nil
}

// midnight is when the day of t ends: pages show the date, and the times of
// today's stories by the clock.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, t.Location())
}

// strip is the edition's strip, and a page that shows it ends with the first of its alerts.
func (sh *sheet) strip(ctx context.Context, e *edition.Edition) (page.Strip, error) {
	version := sh.site.stripVersion(e.Slug) // before the reading: a stream sends once too often rather than never
	strips := aStrip(e.Slug)
	alerts, err := read(sh, placeOf[[]story.Alert](sh.site, place{subject: strips}), []subject{strips},
		func() ([]story.Alert, error) { return sh.site.store.Alerts(ctx, sh.now) })
	if err != nil {
		return page.Strip{}, err
	}
	var stories []story.ID
	for i := range alerts {
		a := &alerts[i]
		if _, told := a.Texts[e.Lang]; !told || !a.Live(sh.now) {
			continue
		}
		sh.ends(a.Ends)
		if a.Story != "" {
			stories = append(stories, a.Story)
		}
	}
	cards, err := sh.cardsOf(ctx, stories)
	if err != nil {
		return page.Strip{}, err
	}
	return page.NewStrip(e, alerts, cards, sh.now, version), nil
}

// developed are the assets with the ids, but for pictures that have no rendition yet.
func (sh *sheet) developed(ctx context.Context, ids []string) (page.Assets, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	for _, id := range ids {
		sh.watch(anAsset(media.ID(id)))
	}
	assets, err := sh.site.store.Assets(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, a := range assets {
		if a.Kind == media.Picture && len(a.Renditions) == 0 {
			delete(assets, id)
		}
	}
	return assets, nil
}

// screen is a page as the room page draws it.
type screen interface {
	Render(ctx context.Context, w io.Writer) error
}

// paint draws a screen into a page that is kept at key.
func (s *Site) paint(ctx context.Context, key string, h *header, one screen) (*kept, error) {
	b := s.sheets.Get().(*bytes.Buffer)
	defer s.sheets.Put(b)
	b.Reset()
	if err := one.Render(ctx, b); err != nil {
		return nil, fmt.Errorf("drawing %s: %w", key, err)
	}
	return made(key, h, bytes.Clone(b.Bytes())), nil
}

// made is a page of bytes that are ready.
func made(key string, h *header, body []byte) *kept {
	sum := sha256.Sum256(body)
	return &kept{key: key, header: h, body: body, hash: base64.RawURLEncoding.EncodeToString(sum[:12])}
}
