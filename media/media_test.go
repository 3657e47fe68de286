package media_test

import (
	"testing"

	"dateline/media"
)

func TestReadersGetARenditionOfSoundAndFilmOrTheUploadWhereSomebodyAgreed(t *testing.T) {
	bare := media.Rendition{Ext: "mp4", Hash: "bare", Size: 3}
	for name, c := range map[string]struct {
		asset media.Asset
		hash  media.Hash
		ready bool
	}{
		"a film that was remuxed":                {media.Asset{Kind: media.Video, Ext: "mp4", Hash: "sent", Renditions: []media.Rendition{bare}}, "bare", true},
		"one that was agreed to, and remuxed":    {media.Asset{Kind: media.Video, Ext: "mp4", Hash: "sent", Unstripped: "x", Renditions: []media.Rendition{bare}}, "bare", true},
		"one that was agreed to":                 {media.Asset{Kind: media.Video, Ext: "mp4", Hash: "sent", Unstripped: "x"}, "sent", true},
		"one that is being prepared":             {media.Asset{Kind: media.Video, Ext: "mp4", Hash: "sent"}, "", false},
		"a picture, whatever somebody agreed to": {media.Asset{Kind: media.Picture, Ext: "jpg", Hash: "sent", Unstripped: "x"}, "", false},
		"nothing":                                {media.Asset{}, "", false},
	} {
		got, ready := c.asset.Stream()
		if ready != c.ready || ready && got.Hash != c.hash {
			t.Errorf("%s: got %q, %v; want %q, %v", name, got.Hash, ready, c.hash, c.ready)
		}
	}
}

func TestPicturesAreSmallerThanSoundAndFilm(t *testing.T) {
	for _, k := range media.Kinds() {
		want := int64(media.MaxStreamBytes)
		if k == media.Picture {
			want = media.MaxPictureBytes
		}
		if got := k.MaxBytes(); got != want {
			t.Errorf("a %s may have %d bytes, want %d", k, got, want)
		}
	}
}
