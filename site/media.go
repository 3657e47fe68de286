package site

import (
	"errors"
	"net/http"
	"time"

	"dateline/address"
	"dateline/blob"
	"dateline/fault"
	"dateline/media"
)

// types are the media types of renditions by their extension.
var types = map[string]string{"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

// media answers with the bytes of a picture's rendition, or of a sound or film
// as it was sent, whole or in ranges. The upload of a picture is never given:
// it may say where it was taken.
func (s *Site) media(w http.ResponseWriter, r *http.Request, p address.Place) {
	a, err := s.store.AssetByHash(r.Context(), p.Hash)
	if err != nil {
		s.refuse(w, r, p, err)
		return
	}
	hash, ctype, there := fileOf(p, a)
	if !there {
		s.apologise(w, r, p, http.StatusNotFound)
		return
	}
	file, _, err := s.bucket.Open(r.Context(), hash)
	if errors.Is(err, blob.ErrNotThere) {
		err = fault.Wrap(err, fault.NotFound, fault.NotFound.General())
	}
	if err != nil {
		s.refuse(w, r, p, err)
		return
	}
	defer file.Close()
	h := w.Header()
	secure(h)
	h["Content-Type"] = []string{ctype}
	h["Cache-Control"] = immutable
	h["Etag"] = []string{`"` + string(hash) + `"`}
	http.ServeContent(w, r, "", time.Time{}, file)
}

// fileOf is the blob that a place names of an asset, and its type.
func fileOf(p address.Place, a *media.Asset) (media.Hash, string, bool) {
	if p.Kind == address.IsFile {
		return a.Hash, a.Type, a.Kind != media.Picture && a.Ext == p.Ext
	}
	for _, x := range a.Renditions {
		if x.Width == p.Width && x.Ext == p.Ext {
			return x.Hash, types[x.Ext], types[x.Ext] != ""
		}
	}
	return "", "", false
}
