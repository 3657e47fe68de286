package site

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/event"
	"dateline/newsroom"
	"dateline/story"
)

// everywhere are the addresses, but for its own, at which a story at the top of
// a section stands: in its edition, and where another story points to it.
func everywhere(e, section edition.Slug) []string {
	paths := []string{address.SitemapPart(e, 1), address.NewsSitemap(e)}
	for _, p := range []string{address.Chooser(), address.Front(e), address.Section(e, section)} {
		paths = append(paths, p, address.Light(p))
	}
	for _, ext := range []string{"rss", "atom", "json"} {
		paths = append(paths, address.Feed(e, "", ext), address.Feed(e, section, ext))
	}
	return paths
}

// affair is a story that is withdrawn and restored again and again, with all
// the addresses at which it stands while it is public.
type affair struct {
	*house
	story  *story.Story
	own    []string // its own addresses
	others []string // where it is named
}

// newAffair publishes a corrected English story, its Arabic translation, and a
// Burmese story that points to it.
func newAffair(t *testing.T) *affair {
	h := open(t, 0)
	h.fill("en", "river", 3)
	d := news("river", "The dam affair")
	s := h.publish("en", d)
	h.act(s.ID, story.Correct)
	h.pin("en", s.ID)
	translated, err := h.room.Translate(context.Background(), h.chief, s.ID, "ar")
	h.must(err)
	h.act(translated.ID, story.Publish)
	pointing := news("river", "What else", story.Node{Type: story.Related, Attrs: story.Attrs{Story: string(s.ID), Text: "The dam"}})
	p := h.publish("my", pointing)
	own := at("en", s, d)
	a := &affair{house: h, story: s, own: []string{own, address.Light(own)}, others: everywhere("en", "river")}
	a.others = append(a.others, address.Corrections("en"), address.Light(address.Corrections("en")),
		at("ar", translated, d), address.Light(at("ar", translated, d)), at("my", p, pointing), address.Feed("my", "", "rss"))
	return a
}

// check asks every address once and says where it is not as it should be.
func (a *affair) check(t *testing.T, public bool, ask func(path string) (int, string)) {
	for _, path := range a.own {
		want := http.StatusGone
		if public {
			want = http.StatusOK
		}
		if code, _ := ask(path); code != want {
			t.Errorf("%s answers %d, want %d", path, code, want)
		}
	}
	for _, path := range a.others {
		code, body := ask(path)
		if got := contains(body, string(a.story.ID)+"/"); code != http.StatusOK || got != public {
			t.Errorf("%s answers %d and names the story: %t, want %t", path, code, got, public)
		}
	}
}

func TestAWithdrawnStoryIsGoneFromEveryAddress(t *testing.T) {
	onBoth(t, testAWithdrawnStoryIsGoneFromEveryAddress)
}

func testAWithdrawnStoryIsGoneFromEveryAddress(t *testing.T, open opener) {
	a := newAffair(t)
	ask := func(path string) (int, string) {
		w := a.get(path, "Accept-Encoding", "gzip, br")
		return w.Code, text(t, w)
	}
	a.check(t, true, ask)
	a.act(a.story.ID, story.Withdraw)
	a.check(t, false, ask)
	old := a.get("/en/coast/" + string(a.story.ID) + "/old-words")
	if body := text(t, old); old.Code != http.StatusGone || !contains(body, `<html lang="en"`) || contains(body, "dam affair") {
		t.Errorf("an old address of a withdrawn story answers %d", old.Code)
	}
	if w := a.get("/ar/river/" + string(a.story.ID)); w.Code != http.StatusGone || !contains(text(t, w), `<html lang="en"`) {
		t.Error("readers are not told in the language of the story's edition")
	}
	a.act(a.story.ID, story.Restore)
	a.check(t, true, ask)
}

// TestUnderLoadNothingOfAWithdrawnStoryIsGivenOnceItsEventHasPassed lets many
// readers ask for everything all the time, while the story is withdrawn and
// restored 300 times and other news comes in.
func TestUnderLoadNothingOfAWithdrawnStoryIsGivenOnceItsEventHasPassed(t *testing.T) {
	a := newAffair(t)
	var asked atomic.Int64
	ask := func(path string) (int, string) {
		asked.Add(1)
		w := a.get(path, "Accept-Encoding", []string{"gzip", "br", "gzip, br", ""}[rand.IntN(4)])
		return w.Code, text(t, w)
	}
	ctx, stop := context.WithCancel(context.Background())
	var busy sync.WaitGroup
	paths := append(append([]string{}, a.own...), a.others...)
	for range 6 {
		busy.Go(func() {
			for ctx.Err() == nil {
				ask(paths[rand.IntN(len(paths))])
			}
		})
	}
	other := a.publish("en", news("coast", "Other news"))
	busy.Go(func() {
		for ctx.Err() == nil {
			_ = a.do(other.ID, story.Update) // ends with the test
			time.Sleep(10 * time.Millisecond)
		}
	})
	for round := range 300 {
		kind := []story.ActKind{story.Withdraw, story.Restore}[round%2]
		a.act(a.story.ID, kind)
		if round%20 < 2 {
			a.check(t, kind == story.Restore, ask)
		} else {
			a.spot(t, kind == story.Restore, ask)
		}
		if t.Failed() {
			t.Errorf("in round %d, %s", round, kind)
			break
		}
	}
	stop()
	busy.Wait()
	if n := asked.Load(); n < 5000 {
		t.Errorf("only %d pages were asked for: that is no load", n)
	}
}

// spot checks three addresses at random.
func (a *affair) spot(t *testing.T, public bool, ask func(path string) (int, string)) {
	few := *a
	few.own = []string{a.own[rand.IntN(len(a.own))]}
	few.others = []string{a.others[rand.IntN(len(a.others))], a.others[rand.IntN(len(a.others))]}
	few.check(t, public, ask)
}

func TestADeadBellDelaysAWithdrawalAndDoesNotLoseIt(t *testing.T) {
	onBoth(t, testADeadBellDelaysAWithdrawalAndDoesNotLoseIt)
}

func testADeadBellDelaysAWithdrawalAndDoesNotLoseIt(t *testing.T, open opener) {
	a := newAffair(t)
	ctx, stop := context.WithCancel(context.Background())
	other, err := New(ctx, Options{Store: a.house.store, Bucket: a.house.bucket, Bell: &event.LocalBell{}, House: a.Site.house, Log: a.Site.log, Now: a.now})
	a.must(err)
	followed := make(chan error)
	go func() { followed <- other.Follow(ctx) }()
	defer func() {
		stop()
		if err := <-followed; err != nil {
			t.Error(err)
		}
	}()
	code := func() int {
		w := httptest.NewRecorder()
		other.ServeHTTP(w, httptest.NewRequest(http.MethodGet, a.own[0], nil))
		return w.Code
	}
	if got := code(); got != http.StatusOK {
		t.Fatalf("the other machine answers %d", got)
	}
	a.act(a.story.ID, story.Withdraw)
	for deadline := time.Now().Add(20 * time.Second); code() != http.StatusGone; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the other machine still has the story after twenty seconds")
		}
	}
}

func TestARenderThatRacesAWithdrawalDoesNotBringTheStoryBack(t *testing.T) {
	onBoth(t, testADrawingThatRacesAWithdrawalDoesNotBringTheStoryBack)
}

func testADrawingThatRacesAWithdrawalDoesNotBringTheStoryBack(t *testing.T, open opener) {
	a := newAffair(t)
	path := a.own[0]
	key := unescaped(t, path)
	began, goOn := make(chan struct{}), make(chan struct{})
	slow := make(chan string)
	place := address.Read(key)
	go func() { // a reader whose page takes long: what it shows has been read when the story is withdrawn
		res, err := a.once(context.Background(), key, func(ctx context.Context) (*response, error) {
			res, err := a.render(ctx, place, key)
			close(began)
			<-goOn
			return res, err
		})
		if err != nil {
			t.Error(err)
		}
		slow <- string(res.body)
	}()
	<-began
	a.act(a.story.ID, story.Withdraw)
	late := make(chan int)
	go func() { late <- a.get(path).Code }() // comes after the event, while the page is still being drawn
	time.Sleep(20 * time.Millisecond)
	close(goOn)
	if body := <-slow; !contains(body, "dam affair") {
		t.Error("the drawing did not race: it has no story")
	}
	if code := <-late; code != http.StatusGone {
		t.Errorf("who came after the event and waited for the drawing is answered %d", code)
	}
	if w := a.get(path); w.Code != http.StatusGone || strings.Contains(text(t, w), "dam affair") {
		t.Errorf("the drawing brought the page back: %d", w.Code)
	}
}

// TestAWithdrawalIsToldWithoutAWordOfTheStory looks for the note where readers
// look for the story, and for words of the story in what tells it.
func TestAWithdrawalIsToldWithoutAWordOfTheStory(t *testing.T) {
	onBoth(t, testAWithdrawalIsToldWithoutAWordOfTheStory)
}

func testAWithdrawalIsToldWithoutAWordOfTheStory(t *testing.T, open opener) {
	h := open(t, 0)
	h.fill("en", "river", 2)
	d := news("river", "The mayor's theft")
	s, quiet := h.publish("en", d), h.publish("en", news("river", "The quiet one"))
	_, err := h.room.Act(context.Background(), h.chief, quiet.ID, story.Act{Kind: story.Withdraw, InternalNote: "A libel."})
	h.must(err)
	h.act(s.ID, story.Withdraw) // with the note that the depth was wrong
	short := address.ByID("en", s.ID)
	told := []string{at("en", s, d), address.Light(at("en", s, d)), short, address.Light(short), address.Corrections("en"), address.Light(address.Corrections("en"))}
	for _, ext := range []string{"rss", "atom", "json"} {
		told = append(told, address.Feed("en", "", ext), address.Feed("en", "river", ext))
	}
	for _, path := range told {
		w := h.get(path)
		body := text(t, w)
		if !contains(body, "The depth was wrong.") || contains(body, "mayor") || contains(body, "Wrong river") || contains(body, "A libel") {
			t.Errorf("%s answers %d: %s; want the note, no word of the story and none of the desk's", path, w.Code, body)
		}
		if contains(body, string(quiet.ID)) {
			t.Errorf("%s names the story of whose withdrawal nothing is told", path)
		}
		if gone := strings.Contains(path, string(s.ID)); gone != (w.Code == http.StatusGone) {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
	if body := text(t, h.get(address.Feed("en", "coast", "rss"))); contains(body, "depth") {
		t.Error("the feed of another section tells of it")
	}
	if body := text(t, h.get("/en/river/"+string(quiet.ID))); contains(body, "class=\"told\"") {
		t.Errorf("a withdrawal of which nothing is told says %s", body)
	}
	h.act(s.ID, story.Restore)
	for _, path := range told[4:] {
		if body := text(t, h.get(path)); contains(body, "The depth was wrong.") {
			t.Errorf("%s tells still that the story is withdrawn, after it was restored", path)
		}
	}
	if w := h.get(short); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != at("en", s, d) {
		t.Errorf("the address by id answers %d and leads to %q, want to the story", w.Code, w.Header().Get("Location"))
	}
}

func TestAFirstPublicationThatWasTakenBackLeavesNothing(t *testing.T) {
	onBoth(t, testAFirstPublicationThatWasTakenBackLeavesNothing)
}

func testAFirstPublicationThatWasTakenBackLeavesNothing(t *testing.T, open opener) {
	h := open(t, 0)
	d := news("river", "The mayor's theft")
	s := h.publish("en", d)
	path := at("en", s, d)
	if w := h.get(path); w.Code != http.StatusOK {
		t.Fatalf("the story answers %d", w.Code)
	}
	h.must(h.do(s.ID, story.Undo))
	h.hear()
	for _, path := range []string{path, address.Light(path), address.ByID("en", s.ID)} {
		if w := h.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404 as if it had never been", path, w.Code)
		}
	}
	for _, path := range append(everywhere("en", "river"), address.Corrections("en")) {
		if body := text(t, h.get(path)); contains(body, string(s.ID)) || contains(body, "mayor") {
			t.Errorf("%s names the story still", path)
		}
	}
}

func TestWhatBearsAnOldDateIsNoNewsOfToday(t *testing.T) {
	onBoth(t, testWhatBearsAnOldDateIsNoNewsOfToday)
}

func testWhatBearsAnOldDateIsNoNewsOfToday(t *testing.T, open opener) {
	h := open(t, 0)
	today := h.publish("en", news("river", "Ferries stop"))
	h.wait(time.Hour)
	d := news("river", "The flood of this morning")
	old, err := h.room.Draft(context.Background(), h.chief, newsroom.New{Edition: "en", Document: d, Origin: story.Import, Dated: h.now().Add(-time.Minute)})
	h.must(err)
	h.act(old.ID, story.Publish)
	front := text(t, h.get(address.Front("en")))
	if lead, second := strings.Index(front, string(today.ID)), strings.Index(front, string(old.ID)); lead < 0 || second < lead {
		t.Errorf("the front page leads with what bears another date: today's at %d, the other at %d", lead, second)
	}
	if body := text(t, h.get(address.NewsSitemap("en"))); !contains(body, string(today.ID)) || contains(body, string(old.ID)) {
		t.Errorf("the news sitemap is %s; want today's story alone", body)
	}
	if body := text(t, h.get(address.SitemapPart("en", 1))); !contains(body, string(old.ID)) {
		t.Error("the sitemap lacks the story")
	}
	if body := text(t, h.get(address.Feed("en", "", "json"))); !contains(body, h.now().Add(-2*time.Minute).Format("2006-01-02T15:04")) && !contains(body, old.Dated.Format("2006-01-02T15:04")) {
		t.Errorf("the feed does not give the story its own date: %s", body)
	}
}
