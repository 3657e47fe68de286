package darkroom_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/blob"
	"dateline/darkroom"
	"dateline/fault"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
)

func TestMain(m *testing.M) {
	darkroom.Child()
	os.Exit(m.Run())
}

var reporter = &staff.Person{ID: "aaaaaaaaaaaaa", Name: "Asha", Role: staff.Reporter}

func open(t *testing.T, tool darkroom.Tool) *darkroom.Darkroom {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(dir, "dateline.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.PutPerson(t.Context(), reporter) }); err != nil {
		t.Fatal(err)
	}
	return &darkroom.Darkroom{Store: s, Bucket: blob.Folder(dir), Tmp: filepath.Join(dir, "tmp"), Tool: tool, Now: time.Now}
}

func ffmpeg(t *testing.T) darkroom.Tool {
	t.Helper()
	tool, ok := darkroom.Find().(darkroom.FFmpeg)
	if !ok {
		t.Fatal("ffmpeg is not installed; make test installs it")
	}
	return tool
}

// field is a picture with a red square in its upper left quarter.
func field(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{40, 90, 160, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{200, 30, 30, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turnedBy puts an EXIF orientation and a place (GPS) into a JPEG.
func turnedBy(raw []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	app := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return slices.Concat(raw[:2], app, body, raw[2:])
}

func develop(t *testing.T, d *darkroom.Darkroom, raw []byte) *media.Asset {
	t.Helper()
	a, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "harbour.jpg", media.Asset{Alt: "The harbour"})
	if err != nil {
		t.Fatal(err)
	}
	for _, work := range []func(context.Context, string) error{d.Render, d.Refine} {
		if err := work(t.Context(), string(a.ID)); err != nil {
			t.Fatal(err)
		}
	}
	a, err = d.Store.Asset(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func rendition(t *testing.T, d *darkroom.Darkroom, a *media.Asset, width int, ext string) []byte {
	t.Helper()
	for _, r := range a.Renditions {
		if r.Width != width || r.Ext != ext {
			continue
		}
		f, size, err := d.Bucket.Open(t.Context(), r.Hash)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		b := make([]byte, size)
		if _, err := f.Read(b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Fatalf("no %d.%s among %v", width, ext, a.Renditions)
	return nil
}

func TestPictureGetsFourWidthsInThreeFormats(t *testing.T) {
	d := open(t, ffmpeg(t))
	a := develop(t, d, asJPEG(t, field(1800, 1200)))
	if got, want := len(a.Renditions), 4*3; got != want {
		t.Fatalf("%d renditions, want %d: %v", got, want, a.Renditions)
	}
	for _, r := range a.Renditions {
		if want := r.Width * 2 / 3; r.Height < want-1 || r.Height > want+1 {
			t.Errorf("%d.%s is %d high, want about %d", r.Width, r.Ext, r.Height, want)
		}
	}
	if a.Colour == "" || a.Width != 1800 || a.Height != 1200 {
		t.Errorf("asset is %d×%d of colour %q, want 1800×1200 and a colour", a.Width, a.Height, a.Colour)
	}
	if got := rendition(t, d, a, 400, "avif"); string(got[4:12]) != "ftypavif" {
		t.Errorf("the AVIF begins %q", got[:12])
	}
}

func TestWhatEveryBrowserReadsIsThereBeforeWhatTakesLongest(t *testing.T) {
	d := open(t, ffmpeg(t))
	a, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(asJPEG(t, field(900, 600))), "harbour.jpg", media.Asset{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Render(t.Context(), string(a.ID)); err != nil {
		t.Fatal(err)
	}
	a, err = d.Store.Asset(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Renditions {
		if r.Ext == "avif" {
			t.Errorf("%d.avif was made before it was its turn", r.Width)
		}
	}
	job, err := d.Store.Claim(t.Context(), []string{darkroom.Refine}, time.Now(), time.Minute)
	if err != nil || job.Subject != string(a.ID) {
		t.Errorf("the job of refining is %v, %v; want one for %s", job, err, a.ID)
	}
}

func TestPictureIsNeverMadeLarger(t *testing.T) {
	d := open(t, ffmpeg(t))
	a := develop(t, d, asJPEG(t, field(300, 200)))
	for _, r := range a.Renditions {
		if r.Width != 300 {
			t.Errorf("a picture 300 wide has a rendition %d wide", r.Width)
		}
	}
	if len(a.Renditions) != 3 {
		t.Errorf("%d renditions, want its own width in 3 formats", len(a.Renditions))
	}
}

func TestPictureIsTurnedAsTheCameraWasHeldAndSaysNoMore(t *testing.T) {
	for name, tool := range map[string]darkroom.Tool{"ffmpeg": ffmpeg(t), "plain": darkroom.Builtin{}} {
		t.Run(name, func(t *testing.T) {
			d := open(t, tool)
			a := develop(t, d, turnedBy(asJPEG(t, field(900, 600)), 6))
			if a.Width != 600 || a.Height != 900 {
				t.Fatalf("asset is %d×%d, want 600×900 as seen", a.Width, a.Height)
			}
			raw := rendition(t, d, a, 400, "jpg")
			img, err := jpeg.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if b := img.Bounds(); b.Dx() != 400 || b.Dy() != 600 {
				t.Errorf("rendition is %v, want 400×600", b)
			}
			if r, _, b, _ := img.At(350, 50).RGBA(); r < b {
				t.Error("the red square is not in the upper right, where orientation 6 turns it")
			}
			if bytes.Contains(raw, []byte("Exif")) {
				t.Error("the rendition still holds what the camera wrote")
			}
		})
	}
}

func TestSameBytesAreTheSameAssetAndKeepTheirWords(t *testing.T) {
	d := open(t, ffmpeg(t))
	raw := asJPEG(t, field(500, 300))
	says := media.Asset{Alt: "A harbour", Credit: "Rosa", Licence: "CC BY 4.0", Source: "The port"}
	first, known, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "a.jpg", says)
	if err != nil || known {
		t.Fatalf("sent first: known is %t, %v; want that it is new", known, err)
	}
	for what, about := range map[string]media.Asset{"nothing": {}, "something else": {Alt: "A lie", Credit: "Mallory", Licence: "none", Source: "nowhere"}} {
		again, known, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "b.jpg", about)
		if err != nil || !known || again.ID != first.ID || again.Words() != says.Words() {
			t.Errorf("sent again with %s: %+v, known %t, %v; want asset %s as it was", what, again, known, err, first.ID)
		}
	}
	now, err := d.Store.Asset(t.Context(), first.ID)
	if err != nil || now.Words() != says.Words() {
		t.Errorf("afterwards the words are %+v, %v; want %+v", now.Words(), err, says.Words())
	}
}

func TestWhatIsNotTakenLeavesNothingBehind(t *testing.T) {
	good := asJPEG(t, field(400, 300))
	var pngRaw bytes.Buffer
	if err := png.Encode(&pngRaw, field(10, 10)); err != nil {
		t.Fatal(err)
	}
	bomb := slices.Clone(pngRaw.Bytes())
	binary.BigEndian.PutUint32(bomb[16:], 64000)
	binary.BigEndian.PutUint32(bomb[20:], 64000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	d := open(t, ffmpeg(t))
	for name, c := range map[string]struct {
		raw  []byte
		want fault.Kind
	}{
		"a drawing that calls itself a photograph": {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), fault.Unsupported},
		"a page":                      {[]byte("<!doctype html><script>alert(1)</script>"), fault.Unsupported},
		"nothing":                     {nil, fault.Unsupported},
		"a cut photograph":            {good[:len(good)/2], fault.Unsupported},
		"64,000 by 64,000 pixels":     {bomb, fault.TooLarge},
		"a playlist":                  {[]byte("#EXTM3U\nfile:///etc/passwd"), fault.Unsupported},
		"an MP3 that is none":         {append([]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), bytes.Repeat([]byte("x"), 4000)...), fault.Unsupported},
		"a film that is none":         {append([]byte("\x00\x00\x00\x18ftypisom"), bytes.Repeat([]byte{0}, 4000)...), fault.Unsupported},
		"a GIF":                       {[]byte("GIF89a\x01\x00\x01\x00"), fault.Unsupported},
		"more bytes than may be sent": {append(slices.Clone(good), make([]byte, media.MaxPictureBytes)...), fault.TooLarge},
	} {
		_, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(c.raw), "-i photo.jpg", media.Asset{})
		if !fault.Is(err, c.want) {
			t.Errorf("%s: %v, want a fault of kind %v", name, err, c.want)
		}
	}
	left, err := os.ReadDir(d.Tmp)
	if err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}
	all, err := d.Store.AssetsLike(t.Context(), "", "", 10)
	if err != nil || len(all) != 0 {
		t.Errorf("assets kept: %v, %v", all, err)
	}
}

func TestSoundAndFilmAreMeasured(t *testing.T) {
	ffmpeg(t)
	dir := t.TempDir()
	for _, c := range []struct {
		file string
		args []string
		want media.Asset
	}{
		{"news.mp3", []string{"-f", "lavfi", "-i", "sine=duration=3"}, media.Asset{Kind: media.Audio, Type: "audio/mpeg"}},
		{"news.ogg", []string{"-f", "lavfi", "-i", "sine=duration=3", "-c:a", "libopus"}, media.Asset{Kind: media.Audio, Type: "audio/ogg"}},
		{"news.m4a", []string{"-f", "lavfi", "-i", "sine=duration=3"}, media.Asset{Kind: media.Audio, Type: "audio/mp4"}},
		{"film.mp4", []string{"-f", "lavfi", "-i", "testsrc=duration=3:size=320x180", "-pix_fmt", "yuv420p"},
			media.Asset{Kind: media.Video, Type: "video/mp4", Width: 320, Height: 180}},
		{"sound.mp4", []string{"-f", "lavfi", "-i", "sine=duration=3", "-c:a", "aac"}, media.Asset{Kind: media.Audio, Type: "audio/mp4"}},
	} {
		path := filepath.Join(dir, c.file)
		args := append([]string{"-v", "error", "-y"}, c.args...)
		if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", c.file, err, out)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, tool := range map[string]darkroom.Tool{"ffmpeg": darkroom.Find(), "plain": darkroom.Builtin{}} {
			d := open(t, tool)
			got, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), c.file, media.Asset{Unstripped: reporter.ID})
			if err != nil {
				t.Errorf("%s by %s: %v", c.file, name, err)
				continue
			}
			if name == "plain" {
				continue // it takes the file and knows no more of it
			}
			if got.Kind != c.want.Kind || got.Type != c.want.Type || got.Width != c.want.Width || got.Height != c.want.Height {
				t.Errorf("%s is %s %s %d×%d, want %s %s %d×%d", c.file, got.Kind, got.Type, got.Width, got.Height,
					c.want.Kind, c.want.Type, c.want.Width, c.want.Height)
			}
			if s := got.Duration.Round(time.Second); s != 3*time.Second {
				t.Errorf("%s lasts %v, want 3 s", c.file, got.Duration)
			}
		}
	}
}

func TestNamesOfFilesAreForPeopleOnly(t *testing.T) {
	d := open(t, ffmpeg(t))
	a, _, err := d.Upload(context.Background(), reporter, bytes.NewReader(asJPEG(t, field(40, 40))), "../../etc/\u202epa\x00ss\nwd.jpg", media.Asset{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.Filename, "passwd.jpg"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
	if strings.ContainsAny(a.Filename, "/\\") {
		t.Errorf("name %q holds a path", a.Filename)
	}
}

func FuzzSniff(f *testing.F) {
	for _, seed := range []string{"\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "RIFF0000WEBP", "ID3", "\xff\xfb\x90\x00", "OggS....OpusHead", "0000ftypisom", "<svg", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		what, err := darkroom.Sniff(b)
		if err == nil && (what.Kind == "" || what.Type == "" || what.Ext == "") {
			t.Errorf("%q is %+v: taken for something without a name", b, what)
		}
		if bytes.HasPrefix(b, []byte("<")) && err == nil {
			t.Errorf("%q was taken", b)
		}
	})
}
