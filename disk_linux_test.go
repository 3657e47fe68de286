package dateline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// disk mounts a small disk; the folder is empty and the disk goes with the test.
func disk(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("a disk is mounted by root alone: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// said is a log that is written and read at once.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// served is a house that is served, and an administrator at a browser.
type served struct {
	*House
	t       *testing.T
	log     *said
	admin   *staff.Person
	browser *http.Client
	stop    func()
}

func serve(t *testing.T, data string) *served {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, log: &said{}}
	ctx, cancel := context.WithCancel(t.Context())
	if s.House, err = Open(ctx, Settings{Data: data, Listen: at, SecondPerson: true}, slog.New(slog.NewTextHandler(s.log, nil))); err != nil {
		t.Fatal(err)
	}
	greeted, ended := make(chan Greeting, 1), make(chan error, 1)
	go func() { ended <- s.Serve(ctx, nil, func(g Greeting) { greeted <- g }) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		s.stop()
		if t.Failed() {
			t.Logf("the log:\n%s", s.log)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var g Greeting
	select {
	case g = <-greeted:
	case err := <-ended:
		t.Fatal(err)
	}
	if status, body := s.post(strings.TrimPrefix(g.Link, string(g.Origin)), "application/x-www-form-urlencoded", nil); status != http.StatusSeeOther {
		t.Fatalf("signing in: %d\n%s", status, body)
	}
	if s.admin, err = s.Newsroom.Sole(ctx, ""); err != nil {
		t.Fatal(err)
	}
	for _, slug := range []edition.Slug{"en", "fr"} {
		s.must(s.Newsroom.PutEdition(ctx, s.admin, edition.Edition{Slug: slug, Lang: lang.Tag(slug), Name: "The Courier", Zone: "UTC", Public: true,
			Sections: []edition.Section{{Slug: "world", Name: "World"}}}))
	}
	return s
}

func (s *served) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *served) do(method, path, kind string, body []byte) (int, string) {
	s.t.Helper()
	r, err := http.NewRequest(method, "http://"+s.Settings.Listen+path, bytes.NewReader(body))
	s.must(err)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := s.browser.Do(r)
	s.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	s.must(err)
	if answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "" {
		s.t.Errorf("%s %s: 503 without Retry-After", method, path)
	}
	return answer.StatusCode, string(text)
}

func (s *served) get(path string) (int, string) {
	s.t.Helper()
	return s.do(http.MethodGet, path, "", nil)
}

func (s *served) post(path, kind string, body []byte) (int, string) {
	s.t.Helper()
	return s.do(http.MethodPost, path, kind, body)
}

// publish publishes a story and gives it with its address.
func (s *served) publish(headline string) (*story.Story, string) {
	s.t.Helper()
	d := story.Blank("world")
	d.Head.Headline = headline
	d.Body.Content = []story.Node{story.Para("The water has been measured.")}
	st, err := s.Newsroom.Draft(s.t.Context(), s.admin, newsroom.New{Edition: "en", Document: &d, Origin: story.Save})
	s.must(err)
	now, err := s.Store.Story(s.t.Context(), st.ID)
	s.must(err)
	_, err = s.Newsroom.Act(s.t.Context(), s.admin, st.ID, now.Prepare(story.Publish))
	s.must(err)
	last, err := s.Store.Last(s.t.Context())
	s.must(err)
	for end := time.Now().Add(time.Minute); s.Site.LastEvent() < last; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatal("the site hears of nothing")
		}
	}
	return st, address.Story("en", "world", st.ID, headline)
}

// save saves a long text as the editor's script does, and tells its answer.
func (s *served) save(of story.ID, base, number int) (status int, answer map[string]any, raw string) {
	s.t.Helper()
	d := story.Blank("world")
	d.Head.Headline = fmt.Sprintf("The tide %d", number)
	for range 20 {
		d.Body.Content = append(d.Body.Content, story.Para(fmt.Sprint(number, " ", strings.Repeat("The water has been measured. ", 150))))
	}
	doc, _, err := d.Canonical()
	s.must(err)
	status, raw = s.post("/desk/stories/"+string(of)+"/save", "application/json",
		fmt.Appendf(nil, `{"base":%d,"document":%s,"key":"save-%d","origin":"autosave"}`, base, doc, number))
	if err := json.Unmarshal([]byte(raw), &answer); err != nil {
		s.t.Fatalf("the answer is no JSON: %d %s", status, raw)
	}
	return status, answer, raw
}

// picture is a form that uploads a picture of a size.
func picture(t *testing.T, side int) (kind string, body []byte) {
	t.Helper()
	img := image.NewGray16(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i >> 7)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "tide.png")
	if err == nil {
		err = png.Encode(part, img)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	return form.FormDataContentType(), b.Bytes()
}

// says fails the test unless an answer is 503 with the words, under an id that is in the log.
func (s *served) says(what string, status int, body string, want lang.Message) {
	s.t.Helper()
	words := lang.Of("en").Words(want)
	if status != http.StatusServiceUnavailable || !strings.Contains(body, words) {
		s.t.Errorf("%s: got %d, want 503 and %q\n%.600s", what, status, words, body)
		return
	}
	for line := range strings.SplitSeq(s.log.String(), "\n") {
		if _, id, found := strings.Cut(line, "id="); found && strings.Contains(body, strings.Fields(id)[0]) && strings.Contains(line, want.Key) {
			return
		}
	}
	s.t.Errorf("%s: no line of the log has the id that the person sees\n%.600s", what, body)
}

// reads fails the test unless readers and who is signed in read on, what is cached and what is not.
func (s *served) reads(when string, paths ...string) {
	s.t.Helper()
	for _, path := range append(paths, "/en/", "/desk/", "/desk/assets", "/desk/audit", "/light/en/") {
		if status, body := s.get(path); status != http.StatusOK {
			s.t.Errorf("%s, %s: got %d\n%.100s", when, path, status, body)
		}
	}
}

// unused makes the session one that has not been used for an hour, whose next use is to be noted.
func (s *served) unused() {
	s.t.Helper()
	ctx := s.t.Context()
	all, err := s.Store.Sessions(ctx, s.admin.ID)
	s.must(err)
	s.must(s.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.TouchSession(ctx, all[0].Token, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	}))
}

func TestOnAFullDiskReadingGoesOnAndWhatCannotBeSavedIsSaid(t *testing.T) {
	data := filepath.Join(t.TempDir(), "disk")
	disk(t, data)
	s := serve(t, data)
	st, page := s.publish("The tide")
	s.get(page)
	s.unused()

	filler, err := os.Create(filepath.Join(data, "filler"))
	s.must(err)
	for size := 1 << 20; size > 0; {
		if _, err := filler.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	s.must(filler.Close())
	base := 1
	for number := 1; ; number++ { // what was reserved before still takes a text or two
		if number == 200 {
			t.Fatal("the disk does not fill")
		}
		status, answer, raw := s.save(st.ID, base, number)
		if status == http.StatusOK {
			base = int(answer["revision"].(float64))
			continue
		}
		s.says("a save", status, raw, msg.FaultDiskFull())
		break
	}
	if rev, err := s.Store.Revision(t.Context(), st.ID, base); err != nil || base > 1 && rev.Document.Head.Headline != fmt.Sprintf("The tide %d", base-1) {
		t.Errorf("what was acknowledged is not what is there: %+v, %v", rev, err)
	}
	for range 2 {
		s.reads("on a full disk", page, "/fr/", "/desk/stories/"+string(st.ID), "/en/feed.rss", "/en/sitemap.xml")
	}
	kind, body := picture(t, 700)
	status, raw := s.post("/desk/assets", kind, body)
	s.says("an upload", status, raw, msg.FaultDiskFull())

	s.must(os.Remove(filepath.Join(data, "filler")))
	if status, _, raw := s.save(st.ID, base, 1000); status != http.StatusOK {
		t.Errorf("with room again, a save: got %d %s", status, raw)
	}
	if status, raw := s.post("/desk/assets", kind, body); status != http.StatusSeeOther {
		t.Errorf("with room again, an upload: got %d\n%.300s", status, raw)
	}
	s.whole()
}

func (s *served) whole() {
	s.t.Helper()
	if err := s.Store.CheckIntegrity(s.t.Context()); err != nil {
		s.t.Errorf("the records: %v", err)
	}
}

// lock has files or folders take no changes, from whom has them open either, until unlock is called.
func lock(t *testing.T, paths ...string) (unlock func()) {
	t.Helper()
	change := func(how string) error {
		said, err := exec.Command("chattr", append([]string{how}, paths...)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, said)
		}
		return nil
	}
	unlock = func() { _ = change("-i") }
	t.Cleanup(unlock)
	if err := change("+i"); err != nil {
		unlock()
		t.Skipf("files are locked by root alone, on a disk that can: %v", err)
	}
	return unlock
}

func TestWhereNothingCanBeWrittenReadingGoesOnAndThatIsSaid(t *testing.T) {
	data := t.TempDir()
	s := serve(t, data)
	st, page := s.publish("The tide")
	s.get(page)
	s.unused()
	unlock := lock(t, filepath.Join(data, "dateline.db"), filepath.Join(data, "dateline.db-wal")) // as the kernel does with a faulty disk
	status, _, raw := s.save(st.ID, 1, 1)
	s.says("a save", status, raw, msg.FaultReadOnly())
	s.reads("with records that take no change", page, "/fr/", "/desk/stories/"+string(st.ID), "/en/feed.rss")
	unlock()
	if status, _, raw := s.save(st.ID, 1, 2); status != http.StatusOK {
		t.Errorf("once they take changes: got %d %s", status, raw)
	}
	s.whole()
}

func TestAFolderOfFilesThatCannotBeWrittenIsSaidToWhoUploads(t *testing.T) {
	data := t.TempDir()
	s := serve(t, data)
	s.must(os.MkdirAll(filepath.Join(data, "blobs"), 0o750))
	_, page := s.publish("The tide")
	kind, body := picture(t, 64)
	for _, folder := range []string{"blobs", "tmp"} {
		unlock := lock(t, filepath.Join(data, folder))
		status, raw := s.post("/desk/assets", kind, body)
		s.says("an upload without "+folder, status, raw, msg.FaultReadOnly())
		s.reads("without "+folder, page)
		s.publish("Written without " + folder)
		unlock()
	}
	if status, raw := s.post("/desk/assets", kind, body); status != http.StatusSeeOther {
		t.Errorf("once they can be written: got %d\n%.300s", status, raw)
	}
}

func TestRecordsThatCannotBeWrittenAreSaidAtTheStart(t *testing.T) {
	data := filepath.Join(t.TempDir(), "disk")
	disk(t, data)
	s := serve(t, data)
	s.publish("The tide")
	s.stop()
	s.must(syscall.Mount("", data, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	h, err := Open(t.Context(), s.Settings, slog.New(slog.DiscardHandler))
	if err == nil {
		h.Close()
		t.Fatal("a house was opened where nothing can be written")
	}
	f := fault.Of(err)
	if words := lang.Of("en").Words(f.Message); f.Message.Key != msg.CliReadOnly("").Key || !strings.Contains(words, data) {
		t.Errorf("got %q, want words that name %s and say what to do", words, data)
	}
}
