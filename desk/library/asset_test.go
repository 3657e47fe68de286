package library_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/darkroom"
	"dateline/internal/desktest"
	"dateline/media"
)

// upload sends a file as the form does: what is said about it, then the file.
func upload(b *desktest.Browser, filename string, file []byte, accept string) *desktest.Page {
	b.House.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	b.House.Must(form.WriteField("alt", "A bridge under water"))
	b.House.Must(form.WriteField("credit", "Rosa"))
	part, err := form.CreateFormFile("file", filename)
	b.House.Must(err)
	_, err = part.Write(file)
	b.House.Must(err)
	b.House.Must(form.Close())
	r, err := http.NewRequest("POST", b.House.Server.URL+"/desk/assets", &body)
	b.House.Must(err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept", accept)
	return b.Do(r)
}

func bridge(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 {
		img.Set(i, i%48, color.RGBA{uint8(i * 4), 80, 120, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPictureIsTakenWithWhatIsSaidAboutIt(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	p := upload(b, "bridge.jpg", bridge(t), "text/html")
	p.Want(http.StatusOK, "")
	if p.Value("alt") != "A bridge under water" || p.Value("credit") != "Rosa" || p.Words("h1") != "bridge.jpg" {
		t.Errorf("got %q by %q", p.Value("alt"), p.Value("credit"))
	}
	p = b.Post(p.At, []string{"alt", "A bridge under brown water", "credit", "Rosa", "licence", "CC BY 4.0", "source", ""})
	p.Want(http.StatusOK, "")
	list, err := h.Newsroom.Store.AssetsLike(t.Context(), media.Picture, "bridge", 9)
	h.Must(err)
	if len(list) != 1 || list[0].Alt != "A bridge under brown water" || list[0].Licence != "CC BY 4.0" {
		t.Errorf("got %+v", list)
	}
	long := strings.Repeat("water ", 1000)
	p = b.Post(p.At, []string{"alt", long, "credit", "Rosa"})
	p.Want(http.StatusBadRequest, "")
	if p.Value("alt") != strings.TrimSpace(long) {
		t.Error("the description did not come back as it was typed")
	}
}

func TestFileThatIsNoneOfOursIsRefusedWithTheReason(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	p := upload(b, "map.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "text/html")
	p.WantFault(h, http.StatusUnsupportedMediaType, "file", "SVG drawings are not accepted")
	if p.Value("alt") != "A bridge under water" || p.Value("credit") != "Rosa" {
		t.Errorf("the form came back with %q by %q", p.Value("alt"), p.Value("credit"))
	}
	if got := upload(b, "x.jpg", []byte("not a picture at all"), "application/json"); got.Status != http.StatusUnsupportedMediaType || !strings.Contains(got.Raw, `"error":"The file’s content`) {
		t.Errorf("to a script: got %d %s", got.Status, got.Raw)
	}
	upload(b, "", nil, "text/html").WantFault(h, http.StatusBadRequest, "file", "Choose a file")
}

func TestAPictureThatCouldNotBePreparedSaysSoAndIsTriedAgain(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	at := upload(b, "bridge.jpg", bridge(t), "text/html").At
	fail := func() {
		t.Helper()
		job, err := h.Newsroom.Store.Claim(t.Context(), []string{darkroom.Develop}, time.Now(), time.Minute)
		h.Must(err)
		h.Must(h.Newsroom.Store.FailJob(t.Context(), job.ID, "no ffmpeg today", time.Now(), true))
	}
	fail()
	const sorry = "could not be prepared"
	if p := b.Get("/desk/assets"); !strings.Contains(p.Raw, sorry) {
		t.Error("the library does not say that a picture could not be prepared")
	}
	if p := b.Get(at); !strings.Contains(p.Raw, sorry) || !strings.Contains(p.Raw, "no ffmpeg today") {
		t.Error("the screen of the picture does not say what went wrong")
	}
	p := b.Post(at+"/again", nil)
	p.Want(http.StatusOK, "")
	if strings.Contains(p.Raw, sorry) {
		t.Error("it is tried again, and the screen still says that it failed")
	}
	fail() // it was in line again
	b.Post("/desk/assets/nnnnnnnnnnnnn/again", nil).Want(http.StatusNotFound, "")
}

func TestAnUploadThatEndsInTheMiddleIsRefusedWithTheReason(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	h.Must(w.WriteField("credit", "Rosa"))
	field := form.Len()
	part, err := w.CreateFormFile("file", "bridge.jpg")
	h.Must(err)
	head := form.Len()
	_, err = part.Write(bridge(t))
	h.Must(err)
	for what, size := range map[string]int{"in a field": field - 3, "after a field": field, "before the file's bytes": head, "in its first bytes": head + 40, "before its end": form.Len()} {
		r, err := http.NewRequest("POST", h.Server.URL+"/desk/assets", bytes.NewReader(form.Bytes()[:size]))
		h.Must(err)
		r.Header.Set("Content-Type", w.FormDataContentType())
		p := b.Do(r)
		if p.Status != http.StatusBadRequest || !strings.Contains(p.Words("body"), "did not arrive whole") {
			t.Errorf("%s: got %d, want 400 and that the file did not arrive whole", what, p.Status)
		}
	}
	if list, err := h.Newsroom.Store.AssetsLike(t.Context(), media.Picture, "", 9); err != nil || len(list) != 0 {
		t.Errorf("%d uploads, want none: %v", len(list), err)
	}
}
