package cluster

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dateline/internal/pgtest"
)

func TestTwoProcessesServeOneNewsroomBySettingsAlone(t *testing.T) {
	n := openNewsroom(t, &postgres, "Bridge opens", "Ferry halts", "Dam holds", "River falls")
	story := n.drafts()
	first, second := n.serve(), n.serve()
	first.signIn()
	if status, _, body := second.get("/desk/"); status != http.StatusOK || !strings.Contains(body, "Bridge opens") {
		t.Fatalf("who is signed in with the first is answered %d by the second:\n%.500s", status, body)
	}

	for _, h := range []*house{first, second} { // both have the front page in their cache
		h.shows("/en/", http.StatusOK, "The Courier")
	}
	first.must(story[0], "kind", "publish")
	second.shows("/en/", http.StatusOK, "Bridge opens")
	second.shows("/en/-/"+story[0], http.StatusMovedPermanently, "")
	second.must(story[0], "kind", "withdraw", "internal-note", "It is shut.", "public-note", "The bridge is shut.")
	first.shows("/en/-/"+story[0], http.StatusGone, "The bridge is shut.")
	until(t, "the first's front page does not show what was withdrawn with the second", func() bool {
		_, _, body := first.get("/en/")
		return !strings.Contains(body, "Bridge opens")
	})

	heard := second.stream("en")
	first.alert("The harbour is closed")
	second.hears(heard, "The harbour is closed")
	second.shows("/en/", http.StatusOK, "The harbour is closed")

	n.nats.kill()
	first.must(story[1], "kind", "publish")
	second.shows("/en/", http.StatusOK, "Ferry halts")
	first.alert("The school is open")
	second.hears(heard, "The school is open")
	n.nats = startBells(t, n.bell)
	second.must(story[2], "kind", "publish")
	first.shows("/en/", http.StatusOK, "Dam holds")

	if status, _, _ := first.post("/desk/sign-out", url.Values{}); status != http.StatusSeeOther {
		t.Errorf("signing out: %d", status)
	}
	if status, _, _ := second.get("/desk/"); status != http.StatusSeeOther {
		t.Errorf("who has signed out with the first is answered %d by the second, want the way to the sign-in", status)
	}
	n.whole()
}

func TestAProcessThatIsKilledInTheMiddleOfAnActLeavesItUndoneAndTheOtherGoesOn(t *testing.T) {
	n := openNewsroom(t, &postgres, "Bridge opens", "Ferry halts")
	story := n.drafts()
	first, second := n.serve(), n.serve()
	first.signIn()
	second.shows("/en/-/"+story[0], http.StatusNotFound, "")

	acted, release := first.actHalfway(story[0])
	first.kill()
	if <-acted {
		t.Fatal("an act that was not done was acknowledged")
	}
	release()
	second.must(story[1], "kind", "publish")
	second.shows("/en/", http.StatusOK, "Ferry halts")
	if status, _, _ := second.get("/en/-/" + story[0]); status != http.StatusNotFound || n.number("SELECT count(*) FROM act WHERE story = $1", story[0]) != 0 {
		t.Errorf("the story whose act was cut off answers %d, with %d acts; want 404 and none", status, n.number("SELECT count(*) FROM act WHERE story = $1", story[0]))
	}
	second.must(story[0], "kind", "publish")
	second.shows("/en/", http.StatusOK, "Bridge opens")
	n.whole()
}

// actHalfway begins to publish a story and stops in the middle, where it
// records what has happened, with all else written, until it is released.
func (h *house) actHalfway(story string) (acted <-chan bool, release func()) {
	t, n := h.n.t, h.n
	t.Helper()
	lock, err := n.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lock.Rollback() })
	if _, err := lock.Exec("LOCK TABLE event IN EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	answer := make(chan bool, 1)
	go func() { answer <- h.act(story, "kind", "publish") }()
	until(t, "the act waits in its middle", func() bool {
		return n.number("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'event'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") > 0
	})
	return answer, func() {
		if err := lock.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAProcessThatFreezesInTheMiddleOfAnActDoesNotStopTheOther(t *testing.T) {
	t.Parallel()
	n := openNewsroom(t, &postgres, "Bridge opens", "Ferry halts")
	story := n.drafts()
	first, second := n.serve(), n.serve()
	first.signIn()
	acted, release := first.actHalfway(story[0])
	if err := first.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	release() // the database has the whole act but for its end, which the frozen process does not send
	second.shows("/en/", http.StatusOK, "The Courier")
	until(t, "the other acts again", func() bool { return second.act(story[1], "kind", "publish") })
	second.shows("/en/", http.StatusOK, "Ferry halts")
	if err := first.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if <-acted {
		t.Error("an act was acknowledged that the database had given up")
	}
	if got := n.number("SELECT count(*) FROM act WHERE story = $1", story[0]); got != 0 {
		t.Errorf("the story has %d acts, want none", got)
	}
	first.must(story[0], "kind", "publish") // it has found its way back
	second.shows("/en/", http.StatusOK, "Bridge opens")
	n.whole()
}

func TestActsOfProcessesThatAreKilledAtAnyMomentAreWholeOrAbsent(t *testing.T) {
	const rounds, each = 5, 8
	var headlines []string
	for i := range rounds * each {
		headlines = append(headlines, fmt.Sprintf("Gauge %d", i))
	}
	n := openNewsroom(t, &postgres, headlines...)
	all := n.drafts()
	second := n.serve()
	second.signIn()
	for round := range rounds {
		first := n.serve()
		stories := all[round*each : (round+1)*each]
		done := map[string]bool{}
		var working sync.WaitGroup
		working.Go(func() {
			for _, id := range stories {
				done[id] = first.act(id, "kind", "publish")
			}
		})
		life := rand.N(500 * time.Millisecond)
		t.Logf("round %d: killed after %v", round, life)
		timer := time.AfterFunc(life, func() { _ = first.Process.Kill() })
		working.Wait()
		timer.Stop()
		first.kill()
		for _, id := range stories {
			acts := n.number("SELECT count(*) FROM act WHERE story = $1", id)
			if acts > 1 || done[id] && acts != 1 {
				t.Errorf("%s has %d acts, and %t was said of one", id, acts, done[id])
			}
			want := http.StatusNotFound
			if acts == 1 {
				want = http.StatusMovedPermanently
			}
			second.shows("/en/-/"+id, want, "")
			if acts == 0 {
				second.must(id, "kind", "publish")
			}
		}
	}
	n.whole()
}

// photograph is a big picture that takes its time.
func photograph(t *testing.T, seed uint64) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 5000, 3500))
	noise := rand.New(rand.NewPCG(seed, 0))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			img.SetRGBA(x, y, color.RGBA{uint8(x/20 + noise.IntN(16)), uint8(y / 14), uint8((x + y) / 34), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload uploads a picture and gives its asset's id.
func (h *house) upload(file []byte) string {
	h.n.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"alt": "A bridge under water", "credit": "Rosa"} {
		if err := form.WriteField(name, value); err != nil {
			h.n.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", "bridge.jpg")
	if err != nil {
		h.n.t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		h.n.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		h.n.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, h.origin+"/desk/assets", &body)
	if err != nil {
		h.n.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	status, header, text := h.do(r)
	id := regexp.MustCompile(`/desk/assets/([a-z2-7]{13})`).FindStringSubmatch(header.Get("Location"))
	if status != http.StatusSeeOther || id == nil {
		h.n.t.Fatalf("uploading: %d, %v\n%.500s", status, header, text)
	}
	return id[1]
}

// works tells whether a process has a child at work, as a rendition needs one.
func (h *house) works() bool {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(h.Process.Pid) && fields[0] != "Z" {
			return true
		}
	}
	return false
}

func TestAProcessThatIsKilledInTheMiddleOfARenditionIsTakenOverByTheOther(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("which process has the job is seen in /proc")
	}
	n := openNewsroom(t, &postgres)
	houses := []*house{n.serve(), n.serve()}
	houses[0].signIn()
	asset, killed := "", -1
	for try := uint64(0); killed < 0; try++ { // a machine may be too fast for one picture
		if try == 5 {
			t.Fatal("no rendition was met in its middle")
		}
		asset = houses[0].upload(photograph(t, try))
		for killed < 0 && n.number("SELECT count(*) FROM job WHERE subject = $1 AND kind = 'develop'", asset) > 0 {
			for i, h := range houses {
				if n.number("SELECT count(*) FROM job WHERE subject = $1 AND kind = 'develop' AND lease > 0", asset) > 0 && h.works() {
					h.kill()
					killed = i
					break
				}
			}
		}
	}
	if got := n.number("SELECT count(*) FROM job WHERE subject = $1 AND kind = 'develop' AND lease > 0", asset); got != 1 {
		t.Fatalf("%d jobs are under way after the kill, want the one of the process that is no more", got)
	}
	began, other := time.Now(), houses[1-killed]
	for deadline := began.Add(3 * patience); n.number("SELECT count(*) FROM job WHERE subject = $1 AND kind = 'develop'", asset) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the job was not taken up in %v", 3*patience)
		}
	}
	t.Logf("the other process has finished it after %v", time.Since(began))
	if got := n.number("SELECT count(*) FROM job WHERE dead = 1"); got != 0 {
		t.Errorf("%d jobs have failed for good", got)
	}
	var hash string
	var width int
	err := n.db.QueryRow("SELECT a.hash, r.width FROM asset a JOIN rendition r ON r.asset = a.id WHERE a.id = $1 AND r.ext = 'jpg' ORDER BY r.width LIMIT 1", asset).Scan(&hash, &width)
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/media/%s/%d.jpg", hash, width)
	if status, header, body := other.get(path); status != http.StatusOK || header.Get("Content-Type") != "image/jpeg" || len(body) < 1000 {
		t.Errorf("%s: got %d, %v with %d bytes; want the rendition for who is signed in", path, status, header, len(body))
	}
	n.whole()
}

var onPage = regexp.MustCompile(`/media/[0-9a-f]{64}/[0-9]+\.[a-z]+`)

// comesAgain fails the test unless a path is answered with 503 and when to come again.
func (h *house) comesAgain(path string) {
	h.n.t.Helper()
	status, header, body := h.get(path)
	if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || header.Get("Content-Security-Policy") == "" {
		h.n.t.Errorf("%s: got %d, %v; want 503 and when to come again\n%.300s", path, status, header, body)
	}
}

func TestWhilePostgreSQLIsStoppedReadersKeepWhatIsCachedAndAllComesBackByItself(t *testing.T) {
	t.Parallel()
	var server pgtest.Server
	t.Cleanup(func() { server.Stop() })
	n := emptyNewsroom(t, &server)
	h := n.serve("--sample")
	h.signIn()
	var front string
	until(t, "the front page shows pictures, and nothing changes them any more", func() bool {
		if _, err := n.db.Exec("DELETE FROM job WHERE kind = 'refine' AND lease = 0"); err != nil { // smaller forms of the pictures can wait
			t.Fatal(err)
		}
		_, _, front = h.get("/en/")
		return onPage.MatchString(front) && n.number("SELECT count(*) FROM job WHERE kind IN ('develop', 'refine', 'remux')") == 0
	})
	last := n.number("SELECT max(number) FROM event")
	until(t, "the site has heard of everything", func() bool {
		_, _, again := h.get("/en/")
		same := again == front
		front = again
		return same && n.number("SELECT max(number) FROM event") == last
	})
	_, _, front = h.get("/en/")
	var story string
	if err := n.db.QueryRow("SELECT id FROM story WHERE edition = 'en' LIMIT 1").Scan(&story); err != nil {
		t.Fatal(err)
	}
	early := h.stream("en")

	server.Down(t)
	if status, _, body := h.get("/en/"); status != http.StatusOK || body != front {
		t.Errorf("the cached front page: got %d, want it as it was", status)
	}
	for _, path := range onPage.FindAllString(front, -1) { // nobody has asked for any of them
		if status, header, body := h.get(path); status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "image/") || body == "" {
			t.Fatalf("a picture of the cached page: %s answers %d", path, status)
		}
	}
	for _, path := range []string{"/fa/", "/en/feed.atom", "/sitemap.xml", "/desk/", "/desk/stories/" + story, "/live/fa"} {
		h.comesAgain(path)
	}
	if status, header, body := h.post("/desk/alerts", url.Values{"level": {"breaking"}, "text-en": {"The dam"}, "minutes": {"10"}}); status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" {
		t.Errorf("an alert: got %d, %v; want 503 and when to come again\n%.300s", status, header, body)
	}
	late := h.stream("en") // a page that is opened meanwhile is not sent away

	server.Up(t)
	for _, path := range []string{"/fa/", "/en/feed.atom", "/sitemap.xml", "/desk/", "/desk/stories/" + story} {
		h.shows(path, http.StatusOK, "")
	}
	h.alert("The dam has held")
	h.shows("/en/", http.StatusOK, "The dam has held")
	h.hears(early, "The dam has held")
	h.hears(late, "The dam has held")
	asset := h.upload(photograph(t, 9))
	until(t, "jobs are done again", func() bool {
		return n.number("SELECT count(*) FROM job WHERE subject = $1 AND kind = 'develop'", asset) == 0
	})
}
