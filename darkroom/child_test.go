package darkroom

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
)

// written puts a picture into a file.
func written(t *testing.T, img image.Image, ext string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture."+ext)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if ext == "jpg" {
		err = jpeg.Encode(f, img, nil)
	} else {
		err = png.Encode(f, img)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAChildThatMeetsALimitIsSaidToHaveCostTooMuch(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux limits more than the time")
	}
	path := written(t, image.NewNRGBA64(image.Rect(0, 0, 5000, 4000)), "png")
	costly := msg.FaultUploadTooCostly().Key
	if _, err := run(t.Context(), limits{memory: 128 << 20, cpu: time.Minute, wall: time.Minute}, "inspect", path); err == nil || fault.Of(err).Message.Key != costly {
		t.Errorf("a limit of 128 MiB: got %v, want %s", err, costly)
	}
	second := limits{memory: 1 << 30, cpu: time.Second, wall: time.Minute}
	if _, err := run(t.Context(), second, "/bin/sh", "-c", "while :; do :; done"); err == nil || fault.Of(err).Message.Key != costly {
		t.Errorf("a limit of a second of computing time: got %v, want %s", err, costly)
	}
	small := limits{memory: 1 << 30, cpu: time.Minute, wall: time.Minute, file: 1000}
	if _, err := run(t.Context(), small, "orient", path, filepath.Join(t.TempDir(), "white.png")); err == nil {
		t.Error("a file larger than its limit was written")
	}
	if _, err := run(t.Context(), limits{memory: 1 << 30, cpu: time.Minute, wall: time.Millisecond}, "inspect", path); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a limit of 1 ms: got %v, want unavailable: it may be the machine's fault", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run(ctx, inspecting, "inspect", path); !errors.Is(err, context.Canceled) {
		t.Errorf("given up by who asked: got %v", err)
	}
	if out, err := run(t.Context(), inspecting, "inspect", path); err != nil || !strings.Contains(string(out), `"Width":5000`) {
		t.Errorf("the same picture within its limits: %s, %v", out, err)
	}
}

func TestAChildDiesWithWhoAskedForIt(t *testing.T) {
	sleep := "/bin/sleep"
	if _, err := os.Stat(sleep); err != nil || runtime.GOOS != "linux" {
		t.Skip("needs Linux and " + sleep)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := run(ctx, probing, sleep, "3600")
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was given up", err)
	}
}

func TestWhatAChildDoes(t *testing.T) {
	jpg, glass := written(t, image.NewGray(image.Rect(0, 0, 30, 20)), "jpg"), written(t, image.NewNRGBA(image.Rect(0, 0, 30, 20)), "png")
	solid := written(t, image.NewGray(image.Rect(0, 0, 30, 20)), "png")
	if s, err := inspectPicture(jpg); err != nil || s.Width != 30 || s.Height != 20 || s.Colour == "" {
		t.Errorf("looked at: %+v, %v; want 30×20 and a colour", s, err)
	}
	white := filepath.Join(t.TempDir(), "white.png")
	for path, want := range map[string]bool{jpg: false, glass: true, solid: false} {
		if p, err := orientationOf(path, white); err != nil || p.White != want || p.Orientation != 1 {
			t.Errorf("orientation of %s: %+v, %v; want laid on white: %v", path, p, err, want)
		}
	}
	for turn := 1; turn <= 8; turn++ {
		to := filepath.Join(t.TempDir(), "print.jpg")
		raw, err := json.Marshal(renderWork{Original{Path: jpg, Width: 30, Height: 20, Orientation: turn}, []Output{{Width: 10, Ext: "jpg", Path: to}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := work("render", []string{string(raw)}); err != nil {
			t.Error(err)
		}
		if _, err := inspectPicture(to); err != nil {
			t.Errorf("turned %d: %v", turn, err)
		}
	}
	for _, args := range [][]string{{"inspect", jpg}, {"orient", glass, white}} {
		if err := work(args[0], args[1:]); err != nil {
			t.Errorf("%s: %v", args[0], err)
		}
	}
	for _, args := range [][]string{{"inspect", "/nowhere"}, {"orient", "/nowhere", white}, {"render", "{"}, {"render", "{}"}, {"sing"}} {
		if err := work(args[0], args[1:]); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
	if code := child([]string{"x", "1", "1"}, "inspect", nil); code == 0 {
		t.Error("limits that are no numbers were taken")
	}
}

func TestAChildStartsNoOther(t *testing.T) {
	t.Setenv(inChild, "1")
	if _, err := run(t.Context(), inspecting, "inspect", "/nowhere"); err == nil || !strings.Contains(err.Error(), "starts no other") {
		t.Errorf("got %v, want that a child starts no other", err)
	}
}

func TestOnePersonHasOneUploadLookedIntoAtATimeAndPeopleTakeTurns(t *testing.T) {
	var line admission
	enter := func(who staff.ID) func() {
		t.Helper()
		done, err := line.take(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	first := enter("a")
	admitted := make(chan staff.ID, 9)
	release := make(chan func(), 9)
	for _, who := range []staff.ID{"a", "a", "b", "c", "b"} {
		waiting := func() (n int) {
			line.mu.Lock()
			defer line.mu.Unlock()
			for _, w := range line.waiting {
				n += len(w)
			}
			return n + len(line.inside)
		}
		before := waiting()
		go func() {
			done, err := line.take(t.Context(), who)
			if err != nil {
				t.Error(err)
				return
			}
			admitted <- who
			release <- done
		}()
		for waiting() == before {
			runtime.Gosched()
		}
	}
	var order []string
	next := func() { order = append(order, string(<-admitted)) }
	next() // b has the second place at once: a has one already
	(<-release)()
	for range 2 {
		next()
		(<-release)()
	}
	if got := strings.Join(order, ""); got != "bcb" && got != "bbc" {
		t.Errorf("admitted %s while the first of a was looked into, want the others", got)
	}
	first()
	for len(order) < 5 {
		next()
		(<-release)()
	}
	if got := strings.Join(order, ""); got[:1] != "b" || strings.Count(got, "a") != 2 {
		t.Errorf("admitted %s, want b first and everybody in the end", got)
	}
}

func TestWhoGivesUpWaitingHoldsUpNobody(t *testing.T) {
	var line admission
	first, err := line.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		if done, err := line.take(ctx, "a"); err == nil {
			done()
		} else if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	first()
	second, err := line.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	second()
	if len(line.inside)+len(line.waiting)+len(line.order) != 0 {
		t.Errorf("left: %v inside, %v waiting, %v in order", line.inside, line.waiting, line.order)
	}
}

func TestOnePersonsWaitingUploadsAreBounded(t *testing.T) {
	var line admission
	line.inside, line.waiting = map[staff.ID]bool{"a": true}, map[staff.ID][]chan struct{}{"a": make([]chan struct{}, mostWaiting)}
	if _, err := line.take(t.Context(), "a"); !fault.Is(err, fault.TooMany) {
		t.Errorf("got %v, want too many", err)
	}
}

func TestAWebPIsCountedByEveryWayOfSayingItsSize(t *testing.T) {
	riff := func(chunks string) string { return "RIFF\x00\x00\x00\x00WEBP" + chunks }
	for name, c := range map[string]struct {
		raw           string
		width, height int
	}{
		"lossy":    {riff("VP8 \x0a\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x40\x01\xf0\x00"), 320, 240},
		"lossless": {riff("VP8L\x05\x00\x00\x00\x2f\x3f\xc1\x3b\x00\x00"), 320, 240},
		"cut":      {riff("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00VP8 \xff\xff\x00\x00abc"), 320, 240},
	} {
		got, err := countWebP(bufio.NewReader(strings.NewReader(c.raw)))
		if err != nil || got.width != c.width || got.height != c.height || got.memory == 0 {
			t.Errorf("%s: %+v, %v; want %d×%d", name, got, err, c.width, c.height)
		}
	}
	if got, err := countWebP(bufio.NewReader(strings.NewReader(riff("ANIM\x00\x00\x00\x00")))); err != nil || !got.animated {
		t.Errorf("a moving one: %+v, %v", got, err)
	}
}

// FuzzCost counts files that nobody made, and refuses or takes them without fail.
func FuzzCost(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xc2\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x10\x06\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00IDAT"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x3f\x01\x00\xef\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x08ftyp\x00\x00\x00\x18moov\x00\x00\x00\x10stts\x00\x00\x00\x00\xff\xff\xff\xff"))
	path := filepath.Join(f.TempDir(), "file")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, ext := range []string{"jpg", "png", "webp"} {
			if err := checkCost(path, ext); err != nil && fault.Of(err).Kind == fault.Internal {
				t.Errorf("%s: %v, want a fault with a reason", ext, err)
			}
		}
		if err := checkMP4(path, int64(len(raw))); err != nil && !errors.Is(err, io.EOF) && fault.Of(err).Kind == fault.Internal {
			t.Errorf("mp4: %v, want a fault with a reason", err)
		}
	})
}

func TestPrintsOfTheLargestPicturesTakeHalfOfTheMemoryThatTheyMay(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux limits memory")
	}
	half := rendering
	half.memory /= 2
	for name, size := range map[string]image.Point{"wide": {5000, 4000}, "tall": {1700, 12000}} {
		n := Original{Path: written(t, image.NewNRGBA64(image.Rectangle{Max: size}), "png"), Width: size.X, Height: size.Y}
		raw, err := json.Marshal(renderWork{n, outputsOf(n, []string{"jpg"}, t.TempDir())})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run(t.Context(), half, "render", string(raw)); err != nil {
			t.Errorf("%s, 16 bits deep: %v", name, err)
		}
	}
}
