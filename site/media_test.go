package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"

	"dateline/address"
	"dateline/event"
	"dateline/media"
	"dateline/newsroom"
	"dateline/store"
	"dateline/story"
)

func hashOf(body []byte) media.Hash {
	sum := sha256.Sum256(body)
	return media.Hash(hex.EncodeToString(sum[:]))
}

// showing is news with a sound and a lead picture.
func showing(sound, lead *media.Asset) *story.Document {
	d := news("river", "The tide, heard", story.Node{Type: story.Audio, Attrs: story.Attrs{Asset: string(sound.ID), Title: "The tide"}})
	d.Head.Lead = &story.Lead{Asset: string(lead.ID), Alt: "The tide"}
	return d
}

func TestReadersHaveAFileOnlyWhileAPublicStoryUsesIt(t *testing.T) {
	onBoth(t, testReadersHaveAFileOnlyWhileAPublicStoryUsesIt)
}

func testReadersHaveAFileOnlyWhileAPublicStoryUsesIt(t *testing.T, open opener) {
	h := open(t, 0)
	ctx := context.Background()
	sound, picture := h.asset(t, media.Asset{Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3", Unstripped: h.chief.ID}, []byte("tide")), h.picture(t)
	paths := []string{address.File(sound.Hash, "mp3"), address.Rendition(picture.Hash, 400, "jpg")}
	readers := func(when string, want int) {
		t.Helper()
		h.Site.staff = nil
		for range 2 { // read, and remembered
			for _, path := range paths {
				if w := h.get(path); w.Code != want {
					t.Errorf("%s, %s answers readers %d, want %d", when, path, w.Code, want)
				}
			}
		}
	}
	readers("before any story", http.StatusNotFound)
	s, err := h.room.Draft(ctx, h.chief, newsroom.New{Edition: "en", Type: story.AudioStory, Document: showing(sound, picture), Origin: story.Save})
	h.must(err)
	readers("in a draft", http.StatusNotFound)
	h.Site.staff = func(r *http.Request) bool { return r.Header.Get("Cookie") == "of the staff" }
	for _, path := range paths {
		if w := h.get(path); w.Code != http.StatusNotFound {
			t.Errorf("in a draft, a stranger is answered %d", w.Code)
		}
		if w := h.get(path, "Cookie", "of the staff"); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "private, no-store" {
			t.Errorf("in a draft, the staff are answered %d, %v; want it, for themselves alone", w.Code, w.Header())
		}
	}
	h.act(s.ID, story.Publish)
	readers("once it is out", http.StatusOK)
	if w := h.get(paths[0]); w.Header().Get("Cache-Control") != immutable[0] {
		t.Errorf("what is public says %v", w.Header())
	}
	h.act(s.ID, story.Withdraw)
	readers("after the withdrawal", http.StatusNotFound)
	h.act(s.ID, story.Restore)
	readers("once it is restored", http.StatusOK)
}

func TestASoundThatIsBeingPreparedIsSaidToBeAndThenPlays(t *testing.T) {
	h := open(t, 0)
	ctx := context.Background()
	body := []byte("tide")
	sound, picture := h.asset(t, media.Asset{Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3"}, []byte("tide, recorded at 52.09")), h.picture(t)
	s := h.publish("en", showing(sound, picture))
	path, page := address.File(sound.Hash, "mp3"), address.Story("en", "river", s.ID, "The tide, heard")
	if body := text(t, h.get(page)); !contains(body, "This recording is being prepared") || contains(body, path) {
		t.Errorf("the page does not say that the sound is being prepared, or leads to it:\n%s", body)
	}
	if w := h.get(path); w.Code != http.StatusNotFound {
		t.Errorf("the upload is served: %d %q", w.Code, w.Body)
	}
	h.must(h.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.PutRendition(ctx, sound.ID, media.Rendition{Ext: "mp3", Hash: hashOf(body), Size: int64(len(body))}); err != nil {
			return err
		}
		_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(sound.ID)})
		return err
	}))
	h.hear()
	if body := text(t, h.get(page)); !contains(body, path) {
		t.Error("the page does not play what is ready")
	}
}

func TestRememberedFilesAreBounded(t *testing.T) {
	var f publicFiles
	since := newChanges(0).version(theFiles())
	for i := range mostFiles + 10 {
		f.put(since, &media.Asset{Hash: hashOf([]byte{byte(i), byte(i >> 8)})})
	}
	if n := len(f.assets); n > mostFiles {
		t.Errorf("%d files are remembered, want %d at most", n, mostFiles)
	}
}
