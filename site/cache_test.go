package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/address"
	"dateline/blob"
	"dateline/event"
	"dateline/fault"
	"dateline/lang"
	"dateline/media"
	"dateline/newsroom"
	"dateline/store"
	"dateline/story"
)

// kept gives what is kept at an escaped path, having asked for it.
func (h *house) cachedAt(path string) *response {
	h.t.Helper()
	if w := h.get(path); w.Code != http.StatusOK {
		h.t.Fatalf("%s answers %d", path, w.Code)
	}
	res := h.cache.find(unescaped(h.t, path))
	if res == nil {
		h.t.Fatalf("%s is not kept", path)
	}
	return res
}

func TestAnEventMakesStaleExactlyWhatItTouches(t *testing.T) {
	onBoth(t, testAnEventMakesStaleExactlyWhatItTouches)
}

func testAnEventMakesStaleExactlyWhatItTouches(t *testing.T, open opener) {
	h := open(t, 0)
	ctx := context.Background()
	d := news("river", "Ferries stop")
	s := h.publish("en", d)
	other := h.publish("en", d)
	foreign := h.publish("ar", news("river", "Ferries of Aden"))
	picture := h.picture(t)
	illustrated := news("river", "Illustrated")
	illustrated.Head.Lead = &story.Lead{Asset: string(picture.ID), Alt: "A ferry"}
	i := h.publish("my", illustrated)

	own, english := []string{at("en", s, d)}, []string{"/en/", "/en/river/", "/en/coast/", "/en/corrections/", "/en/feed.rss", "/en/sitemap-1.xml", "/en/news.xml", at("en", other, d)}
	arabic, burmese := []string{"/ar/", "/ar/river/", "/ar/feed.atom", "/ar/sitemap-1.xml"}, []string{"/my/", at("my", i, illustrated)}
	all := append(append(append(append([]string{"/", "/sitemap.xml"}, own...), english...), arabic...), burmese...)
	pages := func(lists ...[]string) map[string]bool {
		m := map[string]bool{}
		for _, list := range lists {
			for _, p := range list {
				m[p] = true
			}
		}
		return m
	}
	for _, c := range []struct {
		what string
		do   func() error
		want map[string]bool
	}{
		{"a draft was saved", func() error {
			_, err := h.room.Save(ctx, h.chief, s.ID, 1, d, story.Autosave, "")
			return err
		}, nil},
		{"a person was hired", func() error { _, err := h.room.Hire(ctx, h.chief, "Juma", "reporter"); return err }, nil},
		{"a story was corrected", func() error {
			return h.do(s.ID, story.Correct)
		}, pages(own, english, []string{"/", "/sitemap.xml"})},
		{"a lead was pinned", func() error {
			_, err := h.room.Pin(ctx, h.chief, story.Pin{Edition: "ar", Story: foreign.ID})
			return err
		}, pages([]string{"/", "/ar/"})},
		{"an alert began", func() error {
			_, err := h.room.Alert(ctx, h.chief, story.Alert{Level: story.Urgent, Texts: map[lang.Tag]string{"ar": "عاجل"}, Ends: h.now().Add(time.Hour)})
			return err
		}, pages([]string{"/ar/", "/ar/river/"})},
		{"an edition was printed anew", func() error {
			e, err := h.store.Edition(ctx, "my")
			if err == nil {
				e.Tagline = "New"
				err = h.room.PutEdition(ctx, h.chief, *e)
			}
			return err
		}, pages(all)},
		{"an asset was developed", func() error {
			return h.store.InTx(ctx, func(tx *store.Tx) error {
				_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(picture.ID)})
				return err
			})
		}, pages(burmese)},
	} {
		before := map[string]*response{}
		for _, path := range all {
			before[path] = h.cachedAt(path)
		}
		h.must(c.do())
		h.hear()
		for _, path := range all {
			if stale := !before[path].fresh(h.now); stale != c.want[path] {
				t.Errorf("%s: %s is stale: %t, want %t", c.what, path, stale, c.want[path])
			}
		}
	}
}

func TestReadInLinksFollowTheEditionsThatArePublic(t *testing.T) {
	onBoth(t, testReadInLinksFollowTheEditionsThatArePublic)
}

func testReadInLinksFollowTheEditionsThatArePublic(t *testing.T, open opener) {
	h := open(t, 0)
	ctx := context.Background()
	d := news("river", "Ferries stop")
	s := h.publish("en", d)
	path := at("en", s, d)
	h.get(path) // kept before there is any translation
	translated, err := h.room.Translate(ctx, h.chief, s.ID, "sw")
	h.must(err)
	h.act(translated.ID, story.Publish)
	if contains(text(t, h.get(path)), string(translated.ID)) {
		t.Error("a story leads to an edition that is not public")
	}
	e, err := h.store.Edition(ctx, "sw")
	h.must(err)
	e.Public = true
	h.must(h.room.PutEdition(ctx, h.chief, *e))
	h.hear()
	if !contains(text(t, h.get(path)), string(translated.ID)) {
		t.Error("a story does not lead to its translation in an edition that has become public")
	}
}

func TestReadersWhoHaveThePageAreToldNoMore(t *testing.T) {
	h := open(t, 0)
	h.fill("en", "river", 2)
	tags := map[string]string{}
	for _, accept := range []string{"", "gzip", "br", "zstd", "gzip;q=0, br;q=0", "gzip;q=0.5, br", "identity"} {
		w := h.get("/en/", "Accept-Encoding", accept)
		tag := w.Header().Get("Etag")
		if w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("Cache-Control") != "public, max-age=0, must-revalidate" || !strings.HasPrefix(tag, `"`) {
			t.Errorf("%q: headers %v", accept, w.Header())
		}
		if got, want := w.Header().Get("Content-Length"), fmt.Sprint(w.Body.Len()); got != want {
			t.Errorf("%q: length %s, want %s", accept, got, want)
		}
		if first := tags[w.Header().Get("Content-Encoding")]; first != "" && first != tag {
			t.Errorf("%q: two tags, %s and %s, for one form", accept, first, tag)
		}
		tags[w.Header().Get("Content-Encoding")] = tag
		for _, have := range []string{tag, `W/"x", ` + tag, "W/" + tag, "*"} {
			if w := h.get("/en/", "Accept-Encoding", accept, "If-None-Match", have); w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("Vary") == "" {
				t.Errorf("%q with %s: status %d", accept, have, w.Code)
			}
		}
	}
	if len(tags) != 3 || tags[""] == tags["gzip"] || tags["gzip"] == tags["br"] {
		t.Errorf("forms and their tags: %v", tags)
	}
	if w := h.get("/en/", "Accept-Encoding", "gzip", "If-None-Match", tags["br"]); w.Code != http.StatusOK {
		t.Errorf("who has a form that they do not accept is answered %d", w.Code)
	}
	h.fill("en", "river", 1)
	if w := h.get("/en/", "Accept-Encoding", "gzip", "If-None-Match", tags["gzip"]); w.Code != http.StatusOK {
		t.Errorf("who has an old page is answered %d", w.Code)
	}
}

func TestAPageThatIsAskedForAgainIsCompressedWell(t *testing.T) {
	h := open(t, 0)
	h.fill("en", "river", 20)
	first := h.get("/en/", "Accept-Encoding", "gzip, br")
	want := text(t, h.get("/en/"))
	var best string
	for deadline := time.Now().Add(30 * time.Second); best != "br"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no brotli after thirty seconds")
		}
		best = h.get("/en/", "Accept-Encoding", "gzip, br").Header().Get("Content-Encoding")
	}
	w := h.get("/en/", "Accept-Encoding", "gzip, br")
	if w.Body.Len() >= first.Body.Len() || w.Header().Get("Etag") == first.Header().Get("Etag") {
		t.Errorf("%d bytes %s after %d bytes %s", w.Body.Len(), w.Header().Get("Etag"), first.Body.Len(), first.Header().Get("Etag"))
	}
	if got := text(t, w); got != want {
		t.Error("the page is another one in brotli")
	}
	if w := h.get("/en/", "Accept-Encoding", "gzip, br", "If-None-Match", first.Header().Get("Etag")); w.Code != http.StatusNotModified {
		t.Errorf("who has the first form is answered %d", w.Code)
	}
}

func TestTheCacheKeepsWithinItsBoundAndKeepsWhatIsAskedFor(t *testing.T) {
	const bound = 400_000
	h := open(t, bound)
	stories, documents := h.fill("en", "river", 60)
	for i := range stories {
		h.get(at("en", stories[i], documents[i]), "Accept-Encoding", "gzip")
		h.get("/en/")
		if h.cache.total > bound {
			t.Fatalf("%d bytes are kept, bound %d", h.cache.total, bound)
		}
	}
	if len(h.cache.pages) != len(h.cache.ring) || len(h.cache.pages) < 5 || len(h.cache.pages) > 60 {
		t.Errorf("%d pages are kept, %d on the ring", len(h.cache.pages), len(h.cache.ring))
	}
	var total int64
	for key, res := range h.cache.pages {
		total += res.size
		if res.key != key || h.cache.ring[res.ringIndex] != res || res.size != res.bytes() {
			t.Errorf("%s is kept at %s, in place %d, for %d of %d bytes", res.key, key, res.ringIndex, res.size, res.bytes())
		}
	}
	if total != h.cache.total {
		t.Errorf("%d bytes are accounted for, %d are there", h.cache.total, total)
	}
	if h.cache.pages["/en/"] == nil {
		t.Error("the page that is asked for most is not kept")
	}
}

func TestWithoutACacheEveryAnswerIsRendered(t *testing.T) {
	h := open(t, -1)
	h.fill("en", "river", 1)
	for range 2 {
		if w := h.get("/en/", "Accept-Encoding", "br"); w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "br" {
			t.Errorf("status %d", w.Code)
		}
	}
	if n := len(h.cache.pages); n != 0 {
		t.Errorf("%d pages are kept", n)
	}
}

func TestAStampedeDrawsAPageOnce(t *testing.T) {
	h := open(t, 0)
	var renders atomic.Int64
	goOn := make(chan struct{})
	var readers sync.WaitGroup
	for range 50 {
		readers.Go(func() {
			res, err := h.once(context.Background(), "/page", func(context.Context) (*response, error) {
				renders.Add(1)
				<-goOn
				return newResponse("/page", okHTML, []byte("news")), nil
			})
			if err != nil || string(res.body) != "news" {
				t.Errorf("got %v, %v", res, err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	close(goOn)
	readers.Wait()
	if n := renders.Load(); n != 1 {
		t.Errorf("the page was drawn %d times", n)
	}
}

func TestAReaderWhoGoesAwaySpoilsNothingForTheOthers(t *testing.T) {
	h := open(t, 0)
	away, leave := context.WithCancel(context.Background())
	began, goOn := make(chan struct{}), make(chan struct{})
	render := func(ctx context.Context) (*response, error) {
		close(began)
		<-goOn
		return newResponse("/page", okHTML, []byte("news")), ctx.Err()
	}
	go func() { _, _ = h.once(away, "/page", render) }() // what the one who leaves gets does not matter
	<-began
	got := make(chan error)
	go func() {
		_, err := h.once(context.Background(), "/page", func(context.Context) (*response, error) { return nil, errors.New("drawn twice") })
		got <- err
	}()
	leave()
	time.Sleep(10 * time.Millisecond)
	close(goOn)
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestThatThereWasNoPageIsNotShared(t *testing.T) {
	h := open(t, 0)
	began, goOn := make(chan struct{}), make(chan struct{})
	go func() {
		_, _ = h.once(context.Background(), "/page", func(context.Context) (*response, error) {
			close(began)
			<-goOn
			return nil, fault.New(fault.Gone, fault.Gone.General())
		})
	}()
	<-began
	got := make(chan error)
	go func() { // comes after the story was restored
		_, err := h.once(context.Background(), "/page", func(context.Context) (*response, error) { return newResponse("/page", okHTML, []byte("news")), nil })
		got <- err
	}()
	time.Sleep(10 * time.Millisecond)
	close(goOn)
	if err := <-got; err != nil {
		t.Errorf("who came later is told: %v", err)
	}
}

func TestPagesOfTheDayEndWithTheDay(t *testing.T) {
	h := open(t, 0)
	h.fill("en", "river", 1)
	res := h.cachedAt("/en/")
	h.wait(11*time.Hour + 59*time.Minute - 9*time.Hour - time.Minute) // 14:58 in Nairobi
	if !res.fresh(h.now) {
		t.Error("the front page ends before the day")
	}
	h.wait(9*time.Hour + 2*time.Minute)
	if res.fresh(h.now) {
		t.Error("the front page outlives its date")
	}
}

func TestSoundIsGivenInRangesAndAPictureNeverAsItWasSent(t *testing.T) {
	h := open(t, 0)
	ctx := context.Background()
	sound := bytes.Repeat([]byte("tide "), 1000)
	bare := media.Rendition{Ext: "mp3", Hash: hashOf(sound), Size: int64(len(sound))}
	h.must(blob.Put(ctx, h.bucket, bare.Hash, bytes.NewReader(sound)))
	upload := append([]byte("recorded at 52.09, 5.12 "), sound...)
	a := h.asset(t, media.Asset{Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3", Renditions: []media.Rendition{bare}}, upload)
	p := h.picture(t)
	h.publish("en", showing(a, p))
	path := address.File(a.Hash, "mp3")
	w := h.get(path)
	if !bytes.Equal(w.Body.Bytes(), sound) || w.Header().Get("Content-Type") != "audio/mpeg" || w.Header().Get("Accept-Ranges") != "bytes" ||
		!contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
	if w := h.get(path, "Range", "bytes=5-8"); w.Code != http.StatusPartialContent || w.Body.String() != "tide" || w.Header().Get("Content-Range") != "bytes 5-8/5000" {
		t.Errorf("range: status %d, %q", w.Code, w.Body)
	}
	if w := h.get(path, "If-None-Match", w.Header().Get("Etag")); w.Code != http.StatusNotModified {
		t.Errorf("who has the sound is answered %d", w.Code)
	}
	if w := h.get(address.Rendition(p.Hash, 400, "jpg")); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/jpeg" || w.Body.String() != "a small picture" {
		t.Errorf("rendition: status %d, headers %v", w.Code, w.Header())
	}
	for _, path := range []string{address.File(p.Hash, "jpg"), address.File(p.Hash, "mp3"), address.File(a.Hash, "ogg"),
		address.Rendition(p.Hash, 401, "jpg"), address.Rendition(p.Hash, 400, "webp"), address.Rendition(a.Hash, 400, "jpg")} {
		if w := h.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
	h.must(h.bucket.Delete(ctx, bare.Hash))
	if w := h.get(path); w.Code != http.StatusNotFound {
		t.Errorf("a sound whose bytes are gone answers %d", w.Code)
	}
}

func TestFeedsSayHowLongTheirSoundsAre(t *testing.T) {
	h := open(t, 0)
	a := h.asset(t, media.Asset{Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3", Renditions: []media.Rendition{{Ext: "mp3", Hash: "ab", Size: 4}}}, []byte("tide, and where"))
	d := news("river", "The tide, heard", story.Node{Type: story.Audio, Attrs: story.Attrs{Asset: string(a.ID), Title: "The tide"}})
	s, err := h.room.Draft(context.Background(), h.chief, newsroom.New{Edition: "en", Type: story.AudioStory, Document: d, Origin: story.Save})
	h.must(err)
	h.act(s.ID, story.Publish)
	want := `<enclosure url="` + origin + address.File(a.Hash, "mp3") + `" length="4" type="audio/mpeg"/>`
	if body := text(t, h.get("/en/feed.rss")); !contains(body, want) {
		t.Errorf("no %s in\n%s", want, body)
	}
}

func TestAcceptEncodingIsReadAsItIsMeant(t *testing.T) {
	for header, want := range map[string]accepted{
		"": 0, "gzip": acceptsGzip, "br": acceptsBrotli, "gzip, deflate, br, zstd": acceptsGzip | acceptsBrotli, "GZIP , BR": acceptsGzip | acceptsBrotli,
		"*": acceptsGzip | acceptsBrotli, "gzip;q=0": 0, "br;q=0, *": acceptsGzip, "gzip;q=0.8, br;q=0.9": acceptsBrotli, "gzip; q=1.0, br;q=0.9": acceptsGzip,
		"deflate, zstd": 0, "identity": 0, "gzip;q=abc": 0, ";;;,,": 0, "x-gzip": acceptsGzip, "*;q=0": 0,
	} {
		var headers []string
		if header != "" {
			headers = []string{header}
		}
		if got := accepts(headers); got != want {
			t.Errorf("%q: got %b, want %b", header, got, want)
		}
	}
	if got := accepts([]string{"gzip", "br"}); got != acceptsGzip|acceptsBrotli {
		t.Errorf("two headers: got %b", got)
	}
}
