package darkroom_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/darkroom"
	"dateline/fault"
	"dateline/media"
	"dateline/story"
)

// made is a file made by ffmpeg.
func generated(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	ffmpeg(t)
	path := filepath.Join(t.TempDir(), name)
	args = append(append([]string{"-v", "error", "-y", "-f", "lavfi", "-i"}, args...), path)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archive(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("index.html")
	if err == nil {
		_, err = w.Write([]byte("<script>alert(1)</script>"))
	}
	if err == nil {
		err = z.SetComment("read me")
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func take(t *testing.T, d *darkroom.Darkroom, raw []byte) (*media.Asset, error) {
	t.Helper()
	a, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "-y file:/etc/passwd", media.Asset{})
	return a, err
}

func TestSoundWithAnArchiveBehindItIsRefusedAndAPictureLosesIt(t *testing.T) {
	d := open(t, ffmpeg(t))
	sound := generated(t, "news.mp3", "sine=duration=1")
	if _, err := take(t, d, slices.Concat(sound, archive(t))); !fault.Is(err, fault.Unsupported) {
		t.Errorf("sound with an archive: got %v, want unsupported: it would be served as it was sent", err)
	}
	if _, err := take(t, d, sound); err != nil {
		t.Errorf("the same sound alone: %v", err)
	}
	a := develop(t, d, slices.Concat(asJPEG(t, field(400, 300)), archive(t)))
	for _, r := range a.Renditions {
		if b := rendition(t, d, a, r.Width, r.Ext); bytes.Contains(b, []byte("index.html")) {
			t.Errorf("%d.%s still holds the archive", r.Width, r.Ext)
		}
	}
}

func TestAFilmThatCallsItselfSoundIsRefused(t *testing.T) {
	film := generated(t, "film.mp4", "testsrc=duration=1:size=320x180", "-pix_fmt", "yuv420p")
	copy(film[8:], "M4A ")
	if a, err := take(t, open(t, ffmpeg(t)), film); !fault.Is(err, fault.Unsupported) {
		t.Errorf("got %+v, %v; want unsupported", a, err)
	}
}

func TestAPhoneHeldUprightMakesAnUprightFilm(t *testing.T) {
	dir := t.TempDir()
	lying := filepath.Join(dir, "lying.mp4")
	if err := os.WriteFile(lying, generated(t, "film.mp4", "testsrc=duration=1:size=320x180", "-pix_fmt", "yuv420p"), 0o600); err != nil {
		t.Fatal(err)
	}
	upright := filepath.Join(dir, "upright.mp4")
	out, err := exec.Command("ffmpeg", "-v", "error", "-i", lying, "-c", "copy", "-metadata:s:v:0", "rotate=90", upright).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	raw, err := os.ReadFile(upright)
	if err != nil {
		t.Fatal(err)
	}
	a, err := take(t, open(t, ffmpeg(t)), raw)
	if err != nil || a.Width != 180 || a.Height != 320 {
		t.Errorf("got %+v, %v; want 180×320, as it is seen", a, err)
	}
}

func TestAPictureOfAnyShapeIsRenderedOrRefusedAtOnce(t *testing.T) {
	d := open(t, ffmpeg(t))
	for _, c := range []struct {
		w, h  int
		wants string // widths; empty: refused
	}{
		{1, 1, "2"}, {3, 2, "2"}, {399, 10, "398"}, {5000, 1, "400 800 1200 1600"},
		{800, 20000, "400"}, {100, 16000, "100"}, {100, 17000, ""}, {1, 20000, ""},
	} {
		raw := asPNG(t, image.NewGray(image.Rect(0, 0, c.w, c.h)))
		if c.wants == "" {
			if a, err := take(t, d, raw); !fault.Is(err, fault.TooLarge) {
				t.Errorf("%d×%d: got %+v, %v; want too large: no format holds its smallest width", c.w, c.h, a, err)
			}
			continue
		}
		a := develop(t, d, raw)
		for _, ext := range []string{"jpg", "webp", "avif"} {
			var widths []string
			for _, r := range slices.Backward(a.Renditions) {
				if r.Ext == ext {
					widths = append(widths, fmt.Sprint(r.Width))
				}
			}
			if got := strings.Join(widths, " "); got != c.wants {
				t.Errorf("%d×%d: got %s in widths %s, want %s", c.w, c.h, ext, got, c.wants)
			}
		}
	}
}

// at decodes a rendition of any format and gives a point of it.
func at(t *testing.T, raw []byte, ext string, x, y int) color.NRGBA {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rendition."+ext)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-pix_fmt", "rgb24", "-f", "image2pipe", "-c:v", "png", "-").Output()
	if err != nil {
		t.Fatalf("decoding %s: %v", ext, err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

func near(a, b color.NRGBA) bool {
	off := func(x, y uint8) bool { return max(x, y)-min(x, y) > 12 }
	return !off(a.R, b.R) && !off(a.G, b.G) && !off(a.B, b.B)
}

func TestColoursAreTheSameInEveryFormatAndWhatIsSeenThroughIsWhite(t *testing.T) {
	d := open(t, ffmpeg(t))
	glass := image.NewNRGBA(image.Rect(0, 0, 400, 300))
	for y := range 300 {
		for x := range 200 {
			glass.SetNRGBA(x, y, color.NRGBA{200, 30, 30, 255})
		}
	}
	red, blue, white := color.NRGBA{200, 30, 30, 255}, color.NRGBA{40, 90, 160, 255}, color.NRGBA{255, 255, 255, 255}
	for name, c := range map[string]struct {
		raw   []byte
		other color.NRGBA // at the lower right
	}{
		"a JPEG": {asJPEG(t, field(400, 300)), blue}, "a PNG": {asPNG(t, field(400, 300)), blue}, "a PNG one sees through": {asPNG(t, glass), white},
	} {
		a := develop(t, d, c.raw)
		for _, ext := range []string{"jpg", "webp", "avif"} {
			raw := rendition(t, d, a, 400, ext)
			if got := at(t, raw, ext, 50, 50); !near(got, red) {
				t.Errorf("%s as %s: got %v at the upper left, want %v", name, ext, got, red)
			}
			if got := at(t, raw, ext, 350, 250); !near(got, c.other) {
				t.Errorf("%s as %s: got %v at the lower right, want %v", name, ext, got, c.other)
			}
		}
	}
}

func TestAnAVIFIsOfTheKindThatEveryDecoderReads(t *testing.T) {
	d := open(t, ffmpeg(t))
	a := develop(t, d, asPNG(t, field(400, 300)))
	path := filepath.Join(t.TempDir(), "r.avif")
	if err := os.WriteFile(path, rendition(t, d, a, 400, "avif"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=pix_fmt", "-of", "csv=p=0", path).Output()
	if got := strings.TrimSpace(string(out)); err != nil || got != "yuv420p" {
		t.Errorf("got %q, %v; want yuv420p", got, err)
	}
}

func TestTheSamePictureSentByManyAtOnceIsOneAsset(t *testing.T) {
	d := open(t, ffmpeg(t))
	raw := asJPEG(t, field(500, 300))
	var g sync.WaitGroup
	ids := make([]media.ID, 6)
	for i := range ids {
		g.Go(func() {
			a, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "a.jpg", media.Asset{})
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = a.ID
		})
	}
	g.Wait()
	if slices.Sort(ids); ids[0] != ids[len(ids)-1] {
		t.Errorf("got assets %v, want one", ids)
	}
	if all, err := d.Store.AssetsLike(t.Context(), "", "", 10); err != nil || len(all) != 1 {
		t.Errorf("%d assets are kept, %v; want 1", len(all), err)
	}
}

func TestAWebPThatLiesAboutItsSizeIsRefused(t *testing.T) {
	big := generated(t, "big.webp", "color=c=red:size=7000x7000", "-frames:v", "1", "-c:v", "libwebp", "-lossless", "1")
	body := big[12:]
	x := append([]byte("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00"), 9, 0, 0, 9, 0, 0) // a canvas of 10 by 10
	lie := slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+len(x)+len(body))), []byte("WEBP"), x, body)
	d := open(t, ffmpeg(t))
	if _, err := take(t, d, lie); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a header of 10×10 over 7000×7000: got %v, want too large", err)
	}
	if _, err := take(t, d, big); !fault.Is(err, fault.TooLarge) {
		t.Errorf("49 megapixels: got %v, want too large", err)
	}
	small := generated(t, "small.webp", "color=c=red:size=700x700", "-frames:v", "1", "-c:v", "libwebp", "-lossless", "1")
	lie = slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+len(x)+len(small)-12)), []byte("WEBP"), x, small[12:])
	if _, err := take(t, d, lie); !fault.Is(err, fault.Unsupported) {
		t.Errorf("a header of 10×10 over 700×700: got %v, want unsupported", err)
	}
}

func TestWhatIsSaidOfAnUploadHasTheLimitOfANote(t *testing.T) {
	d := open(t, ffmpeg(t))
	raw := asJPEG(t, field(40, 40))
	long := media.Asset{Alt: strings.Repeat("ق", story.MaxNote+1)}
	if _, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "a.jpg", long); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
}

// Where the upper left of what the camera kept is seen, for the EXIF orientations 1 to 8 (Exif 2.32, tag 274).
var corners = [9]string{1: "upper left", 2: "upper right", 3: "lower right", 4: "lower left",
	5: "upper left", 6: "upper right", 7: "lower right", 8: "lower left"}

func TestAllEightWaysOfHoldingACameraAreTurnedAlikeByBothTools(t *testing.T) {
	path := filepath.Join(t.TempDir(), "negative.jpg")
	if err := os.WriteFile(path, asJPEG(t, field(400, 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tool := range map[string]darkroom.Tool{"ffmpeg": ffmpeg(t), "plain": darkroom.Builtin{}} {
		for turn := 1; turn <= 8; turn++ {
			n := darkroom.Original{Path: path, Width: 400, Height: 200, Orientation: turn}
			if turn >= 5 {
				n.Width, n.Height = n.Height, n.Width
			}
			to := filepath.Join(t.TempDir(), "print.jpg")
			if err := tool.Render(t.Context(), n, []darkroom.Output{{Width: n.Width, Ext: "jpg", Path: to}}); err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			img, _, err := image.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if b := img.Bounds(); b.Dx() != n.Width || b.Dy() != n.Height {
				t.Errorf("%s, orientation %d: got %v, want %d×%d", name, turn, b, n.Width, n.Height)
				continue
			}
			var got []string
			for corner, p := range map[string]image.Point{"upper left": {20, 20}, "upper right": {n.Width - 20, 20},
				"lower left": {20, n.Height - 20}, "lower right": {n.Width - 20, n.Height - 20}} {
				if r, _, b, _ := img.At(p.X, p.Y).RGBA(); r > b {
					got = append(got, corner)
				}
			}
			if len(got) != 1 || got[0] != corners[turn] {
				t.Errorf("%s, orientation %d: red at %v, want %s", name, turn, got, corners[turn])
			}
		}
	}
}

func TestRenderingEndsWhenTheHouseShuts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "negative.jpg")
	if err := os.WriteFile(path, asJPEG(t, field(3000, 2000)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tool := range map[string]darkroom.Tool{"ffmpeg": ffmpeg(t), "plain": darkroom.Builtin{}} {
		to := filepath.Join(t.TempDir(), "print.jpg")
		n := darkroom.Original{Path: path, Width: 3000, Height: 2000, Orientation: 1}
		if err := tool.Render(ctx, n, []darkroom.Output{{Width: 1600, Ext: "jpg", Path: to}}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want that it was given up", name, err)
		}
	}
}
