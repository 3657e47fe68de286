package site

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"dateline/address"
	"dateline/blob"
	"dateline/fault"
	"dateline/media"
)

// types are the media types of renditions by their extension.
var types = map[string]string{"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

// mostFiles is how many assets are cached as public, a few hundred bytes each.
const mostFiles = 4096

// publicFiles caches assets that public stories use, until any asset or
// publication changes. The zero value is ready.
type publicFiles struct {
	mu     sync.RWMutex
	since  version                     // guarded by mu
	assets map[media.Hash]*media.Asset // guarded by mu
}

// find is the asset with the hash, if it is cached and nothing has changed; else nil.
func (f *publicFiles) find(hash media.Hash) *media.Asset {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.assets == nil || !f.since.fresh() {
		return nil
	}
	return f.assets[hash]
}

// put caches an asset that was read after the version since. Assets cached for
// an earlier version are dropped; when there is no more room, so are all.
func (f *publicFiles) put(since version, a *media.Asset) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.assets == nil || f.since != since || len(f.assets) >= mostFiles {
		f.assets = make(map[media.Hash]*media.Asset)
	}
	f.since = since
	f.assets[a.Hash] = a
}

// asset is the asset of a file, and whether a public story uses it.
func (s *Site) asset(ctx context.Context, hash media.Hash) (a *media.Asset, public bool, err error) {
	if a := s.public.find(hash); a != nil {
		return a, true, nil
	}
	if a := s.cache.asset(hash); a != nil {
		return a, true, nil
	}
	ctx, stop := context.WithTimeout(ctx, maxRender)
	defer stop()
	since := s.changes.version(theFiles()) // taken before the reading, so that a withdrawal meanwhile makes it stale
	if public, err = s.store.PublicFile(ctx, hash); err != nil {
		return nil, false, err
	}
	if a, err = s.store.AssetByHash(ctx, hash); err == nil && public {
		s.public.put(since, a)
	}
	return a, public, err
}

// media answers with the bytes of a picture's rendition, or of a sound or film
// without its private metadata, whole or in ranges. An upload is never given:
// it may say where it was taken. What no public story uses is there for the
// staff alone.
func (s *Site) media(w http.ResponseWriter, r *http.Request, p address.Place) {
	a, public, err := s.asset(r.Context(), p.Hash)
	if err != nil {
		s.answerError(w, r, p, err)
		return
	}
	if !public && (s.staff == nil || !s.staff(r)) {
		s.errorPage(w, r, p, http.StatusNotFound)
		return
	}
	hash, ctype, there := fileOf(p, a)
	if !there {
		s.errorPage(w, r, p, http.StatusNotFound)
		return
	}
	file, _, err := s.bucket.Open(r.Context(), hash)
	if errors.Is(err, blob.ErrNotThere) {
		err = fault.Wrap(err, fault.NotFound, fault.NotFound.General())
	}
	if err != nil {
		s.answerError(w, r, p, err)
		return
	}
	defer file.Close()
	h := w.Header()
	secure(h)
	h["Content-Type"] = []string{ctype}
	h["Cache-Control"] = immutable
	if !public {
		h["Cache-Control"] = []string{"private, no-store"}
	}
	h["Etag"] = []string{`"` + string(hash) + `"`}
	http.ServeContent(w, r, "", time.Time{}, file)
}

// fileOf is the blob that a place names of an asset, and its type.
func fileOf(p address.Place, a *media.Asset) (media.Hash, string, bool) {
	if p.Kind == address.IsFile {
		stream, ready := a.Stream()
		return stream.Hash, a.Type, ready && a.Ext == p.Ext
	}
	for _, x := range a.Renditions {
		if x.Width == p.Width && x.Ext == p.Ext {
			return x.Hash, types[x.Ext], types[x.Ext] != ""
		}
	}
	return "", "", false
}
