package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"dateline/address"
	"dateline/blob"
	"dateline/edition"
	"dateline/event"
	"dateline/id"
	"dateline/internal/pgtest"
	"dateline/lang"
	"dateline/media"
	"dateline/newsroom"
	"dateline/page"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

const origin = "https://news.example"

// house is a newsroom with a site: real records, real pages, a clock that only the test moves.
type house struct {
	*Site
	t      testing.TB
	room   *newsroom.Newsroom
	store  *store.Store
	bucket blob.Folder
	dsn    string // of the records
	chief  *staff.Person
	clock  atomic.Int64 // microseconds since 1970
	log    *bytes.Buffer
	logged sync.Mutex
}

// Write keeps what is logged.
func (h *house) Write(line []byte) (int, error) {
	h.logged.Lock()
	defer h.logged.Unlock()
	return h.log.Write(line)
}

func (h *house) now() time.Time { return time.UnixMicro(h.clock.Load()).UTC() }

func (h *house) wait(d time.Duration) { h.clock.Add(d.Microseconds()) }

var postgres pgtest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// opener opens a house on one of the two databases.
type opener func(t testing.TB, cacheBytes int64) *house

// onBoth runs a test on a SQLite file and on a PostgreSQL.
func onBoth(t *testing.T, test func(*testing.T, opener)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open) })
	t.Run("postgres", func(t *testing.T) {
		test(t, func(t testing.TB, cacheBytes int64) *house { return openOn(t, cacheBytes, postgres.Database(t)) })
	})
}

func open(t testing.TB, cacheBytes int64) *house {
	return openOn(t, cacheBytes, filepath.Join(t.TempDir(), "dateline.db"))
}

// openOn opens a house with an English, an Arabic and a Burmese edition, and a Swahili one that is not public.
func openOn(t testing.TB, cacheBytes int64, dsn string) *house {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	h := &house{t: t, log: &bytes.Buffer{}, bucket: blob.Folder(t.TempDir()), dsn: dsn}
	h.clock.Store(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).UnixMicro())
	bell := &event.LocalBell{}
	var err error
	h.store, err = store.Open(ctx, store.Options{DSN: dsn, Ring: bell.Ring, Now: h.now})
	h.must(err)
	h.room = &newsroom.Newsroom{Store: h.store, Now: h.now}
	h.chief, _, err = h.room.First(ctx, "Amina")
	h.must(err)
	for _, e := range []edition.Edition{
		{Slug: "en", Lang: "en", Name: "River News", Tagline: "From the delta", Zone: "Africa/Nairobi", Public: true},
		{Slug: "ar", Lang: "ar", Name: "أخبار النهر", Zone: "Asia/Aden", Public: true},
		{Slug: "my", Lang: "my", Name: "မြစ်သတင်း", Zone: "Asia/Yangon", Public: true},
		{Slug: "sw", Lang: "sw", Name: "Habari za Mto", Zone: "Africa/Nairobi"},
	} {
		e.Sections = []edition.Section{{Slug: "river", Name: "River " + string(e.Slug)}, {Slug: "coast", Name: "Coast " + string(e.Slug)}}
		h.must(h.room.PutEdition(ctx, h.chief, e))
	}
	h.Site, err = New(ctx, Options{Store: h.store, Bucket: h.bucket, Bell: bell, House: page.Site{Origin: origin, Name: "River House"},
		Log: slog.New(slog.NewTextHandler(h, nil)), Now: h.now, CacheBytes: cacheBytes})
	h.must(err)
	followed := make(chan error)
	go func() { followed <- h.Follow(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-followed; err != nil {
			t.Error(err)
		}
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// news is a document in a section.
func news(section, headline string, more ...story.Node) *story.Document {
	d := story.Blank(section)
	d.Head.Headline, d.Head.Standfirst = headline, "What is known about it."
	d.Body.Content = append([]story.Node{story.Para("The water of " + headline + " has been measured.")}, more...)
	return &d
}

// draft writes a story that nobody sees.
func (h *house) draft(e edition.Slug, d *story.Document) *story.Story {
	h.t.Helper()
	s, err := h.room.Draft(context.Background(), h.chief, newsroom.New{Edition: e, Document: d, Origin: story.Save})
	h.must(err)
	return s
}

// publish writes a story and puts it before readers.
func (h *house) publish(e edition.Slug, d *story.Document) *story.Story {
	h.t.Helper()
	s := h.draft(e, d)
	h.act(s.ID, story.Publish)
	return s
}

// act acts on a story and waits until the site has heard of it.
func (h *house) act(of story.ID, kind story.ActKind) {
	h.t.Helper()
	h.wait(time.Second)
	h.must(h.do(of, kind))
	h.hear()
}

// do acts on the working revision of a story.
func (h *house) do(of story.ID, kind story.ActKind) error {
	s, err := h.store.Story(context.Background(), of)
	if err != nil {
		return err
	}
	a := s.Prepare(kind)
	a.PublicNote, a.InternalNote, a.Waived = "The depth was wrong.", "Wrong river.", "Translations are as they began."
	_, err = h.room.Act(context.Background(), h.chief, of, a)
	return err
}

// hear waits until the site has passed the last event.
func (h *house) hear() {
	h.t.Helper()
	last, err := h.store.Last(context.Background())
	h.must(err)
	for deadline := time.Now().Add(20 * time.Second); h.LastEvent() < last; time.Sleep(100 * time.Microsecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("the site has not heard of event %d in twenty seconds", last)
		}
	}
}

// get asks for an escaped path; headers are pairs.
func (h *house) get(path string, headers ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.ask(http.MethodGet, path, headers...)
}

func (h *house) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Host = "evil.example"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// at is the path of a story that was written as news.
func at(e edition.Slug, s *story.Story, d *story.Document) string {
	return address.Story(e, edition.Slug(d.Head.Section), s.ID, d.Head.Headline)
}

// text is the answer's body as it was before it was compressed.
func text(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var r io.Reader = w.Body
	var err error
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		r, err = gzip.NewReader(w.Body)
	case "br":
		r = brotli.NewReader(w.Body)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func unescaped(t testing.TB, path string) string {
	t.Helper()
	plain, err := url.PathUnescape(path)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// alert raises a breaking item in a language.
func (h *house) alert(tag lang.Tag, says string, about story.ID, lasts time.Duration) *story.Alert {
	h.t.Helper()
	a, err := h.room.Alert(context.Background(), h.chief, story.Alert{Level: story.Breaking, Texts: map[lang.Tag]string{tag: says},
		Story: about, Ends: h.now().Add(lasts)})
	h.must(err)
	h.hear()
	return a
}

func contains(body, what string) bool { return strings.Contains(body, what) }

// fill publishes n stories in an edition's section, oldest first, and gives them newest first.
func (h *house) fill(e edition.Slug, section string, n int) (stories []*story.Story, documents []*story.Document) {
	h.t.Helper()
	for i := range n {
		d := news(section, fmt.Sprintf("Gauge %d of %s", i, id.New()))
		stories = append([]*story.Story{h.publish(e, d)}, stories...)
		documents = append([]*story.Document{d}, documents...)
	}
	return stories, documents
}

// ruin makes the documents of a story unreadable, as a broken disk might.
func (h *house) ruin(of story.ID) {
	h.t.Helper()
	h.past(`UPDATE revision SET document = 'ruined' WHERE story = $1`, of)
}

// direct is the database without the store.
func (h *house) direct() *sql.DB {
	h.t.Helper()
	driver, dsn := "sqlite", "file:"+h.dsn+"?_pragma=busy_timeout(10000)"
	if strings.HasPrefix(h.dsn, "postgres://") {
		driver, dsn = "pgx", h.dsn
	}
	db, err := sql.Open(driver, dsn)
	h.must(err)
	return db
}

// past changes records past the store, to do what the store would not.
func (h *house) past(statement string, args ...any) {
	h.t.Helper()
	db := h.direct()
	defer db.Close()
	_, err := db.Exec(statement, args...)
	h.must(err)
}

// asset keeps a file and its record.
func (h *house) asset(t testing.TB, a media.Asset, body []byte) *media.Asset {
	t.Helper()
	ctx := context.Background()
	sum := sha256.Sum256(body)
	a.ID, a.Hash, a.Size, a.By, a.Created = media.ID(id.New()), media.Hash(hex.EncodeToString(sum[:])), int64(len(body)), h.chief.ID, h.now()
	h.must(blob.Put(ctx, h.bucket, a.Hash, bytes.NewReader(body)))
	h.must(h.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.PutAsset(ctx, &a); err != nil {
			return err
		}
		for _, r := range a.Renditions {
			if err := tx.PutRendition(ctx, a.ID, r); err != nil {
				return err
			}
		}
		_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(a.ID)})
		return err
	}))
	return &a
}

// picture keeps a picture with one rendition.
func (h *house) picture(t testing.TB) *media.Asset {
	t.Helper()
	small := []byte("a small picture")
	sum := sha256.Sum256(small)
	r := media.Rendition{Width: 400, Height: 300, Ext: "jpg", Hash: media.Hash(hex.EncodeToString(sum[:])), Size: int64(len(small))}
	h.must(blob.Put(context.Background(), h.bucket, r.Hash, bytes.NewReader(small)))
	return h.asset(t, media.Asset{Kind: media.Picture, Type: "image/jpeg", Ext: "jpg", Width: 4000, Height: 3000, Colour: "#102030",
		Renditions: []media.Rendition{r}}, []byte("a big picture, with where it was taken"))
}

// pin has a story lead an edition's front page.
func (h *house) pin(in edition.Slug, of story.ID) {
	h.t.Helper()
	_, err := h.room.Pin(context.Background(), h.chief, story.Pin{Edition: in, Story: of})
	h.must(err)
}

// story is a story as it is now.
func (h *house) story(of story.ID) *story.Story {
	h.t.Helper()
	s, err := h.store.Story(context.Background(), of)
	h.must(err)
	return s
}
