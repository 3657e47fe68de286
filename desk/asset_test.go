package desk_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"dateline/media"
)

// upload sends a file as the form does: what is said about it, then the file.
func upload(b *browser, filename string, file []byte, accept string) *page {
	b.h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	b.h.must(form.WriteField("alt", "A bridge under water"))
	b.h.must(form.WriteField("credit", "Rosa"))
	part, err := form.CreateFormFile("file", filename)
	b.h.must(err)
	_, err = part.Write(file)
	b.h.must(err)
	b.h.must(form.Close())
	r, err := http.NewRequest("POST", b.h.server.URL+"/desk/assets", &body)
	b.h.must(err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept", accept)
	return b.do(r)
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
	h := open(t)
	b := h.signedIn(h.reporter)
	p := upload(b, "bridge.jpg", bridge(t), "text/html")
	p.want(http.StatusOK, "")
	if p.value("alt") != "A bridge under water" || p.value("credit") != "Rosa" || p.words("h1") != "bridge.jpg" {
		t.Errorf("got %q by %q", p.value("alt"), p.value("credit"))
	}
	p = b.post(p.at, []string{"alt", "A bridge under brown water", "credit", "Rosa", "licence", "CC BY 4.0", "source", ""})
	p.want(http.StatusOK, "")
	list, err := h.Store.AssetsLike(t.Context(), media.Picture, "bridge", 9)
	h.must(err)
	if len(list) != 1 || list[0].Alt != "A bridge under brown water" || list[0].Licence != "CC BY 4.0" {
		t.Errorf("got %+v", list)
	}
	long := strings.Repeat("water ", 1000)
	p = b.post(p.at, []string{"alt", long, "credit", "Rosa"})
	p.want(http.StatusBadRequest, "")
	if p.value("alt") != strings.TrimSpace(long) {
		t.Error("the description did not come back as it was typed")
	}
}

func TestFileThatIsNoneOfOursIsRefusedWithTheReason(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.reporter)
	p := upload(b, "map.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "text/html")
	p.wantFault(h, http.StatusUnsupportedMediaType, "file", "SVG drawings are not accepted")
	if p.value("alt") != "A bridge under water" || p.value("credit") != "Rosa" {
		t.Errorf("the form came back with %q by %q", p.value("alt"), p.value("credit"))
	}
	if got := upload(b, "x.jpg", []byte("not a picture at all"), "application/json"); got.status != http.StatusUnsupportedMediaType || !strings.Contains(got.raw, `"error":"The file’s content`) {
		t.Errorf("to a script: got %d %s", got.status, got.raw)
	}
	upload(b, "", nil, "text/html").wantFault(h, http.StatusBadRequest, "file", "Choose a file")
}
