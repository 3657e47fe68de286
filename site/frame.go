package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"time"

	"dateline/edition"
	"dateline/media"
	"dateline/page"
)

// frame is the frame of a page of an edition, its strip included. e is nil
// outside of every edition.
func (rend *rendering) frame(ctx context.Context, e *edition.Edition) (page.Frame, error) {
	all, err := rend.editions(ctx)
	if err != nil {
		return page.Frame{}, err
	}
	f := page.NewFrame(rend.site.house, e, all, rend.now)
	f.Light = rend.light
	if e == nil {
		return f, nil
	}
	rend.ends(midnight(f.Now))
	strip, err := rend.strip(ctx, e)
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

// renderedAssets are the assets with the ids, without pictures that have no rendition yet.
func (rend *rendering) renderedAssets(ctx context.Context, ids []string) (page.Assets, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	for _, id := range ids {
		rend.watch(anAsset(media.ID(id)))
	}
	assets, err := rend.site.store.Assets(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, a := range assets {
		if a.Kind == media.Picture && len(a.Renditions) == 0 {
			delete(assets, id)
		}
	}
	if rend.shown == nil {
		rend.shown = make(page.Assets, len(assets))
	}
	maps.Copy(rend.shown, assets)
	return assets, nil
}

// screen is a page as package page renders it.
type screen interface {
	Render(ctx context.Context, w io.Writer) error
}

// renderScreen renders a screen into a response with a cache key.
func (s *Site) renderScreen(ctx context.Context, key string, h *header, one screen) (*response, error) {
	b := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(b)
	b.Reset()
	if err := one.Render(ctx, b); err != nil {
		return nil, fmt.Errorf("rendering %s: %w", key, err)
	}
	return newResponse(key, h, bytes.Clone(b.Bytes())), nil
}

// newResponse is a page of a body that is ready.
func newResponse(key string, h *header, body []byte) *response {
	sum := sha256.Sum256(body)
	return &response{key: key, header: h, body: body, hash: base64.RawURLEncoding.EncodeToString(sum[:12])}
}
