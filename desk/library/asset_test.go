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
	"dateline/newsroom"
	"dateline/story"
)

// upload sends a file as the form does: what is said about it, then the file.
func upload(b *desktest.Browser, filename string, file []byte, accept string) *desktest.Page {
	b.House.T.Helper()
	return uploadSaying(b, "Rosa", filename, file, accept)
}

func uploadSaying(b *desktest.Browser, credit, filename string, file []byte, accept string) *desktest.Page {
	b.House.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	b.House.Must(form.WriteField("alt", "A bridge under water"))
	b.House.Must(form.WriteField("credit", credit))
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
	p = b.Post(p.At, []string{"seen", "1", "alt", long, "credit", "Rosa"})
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
		job, err := h.Newsroom.Store.Claim(t.Context(), []string{darkroom.Render}, time.Now(), time.Minute)
		h.Must(err)
		h.Must(h.Newsroom.Store.FailJob(t.Context(), job, "no ffmpeg today", time.Now(), true))
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

// publishWith publishes a story that the asset leads.
func publishWith(h *desktest.House, of media.ID) {
	h.T.Helper()
	d := desktest.News("The bridge")
	d.Head.Lead = &story.Lead{Asset: string(of), Alt: "A bridge under water"}
	s, err := h.Newsroom.Draft(h.T.Context(), h.Reporter, newsroom.New{Edition: "en", Document: d, Origin: story.Save})
	h.Must(err)
	_, err = h.Newsroom.Act(h.T.Context(), h.Editor, s.ID, s.Prepare(story.Publish))
	h.Must(err)
}

func TestWhatAReporterSaysAboutAPublicPictureIsProposedAndAnEditorDecides(t *testing.T) {
	h := desktest.Open(t)
	reporter, editor := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	at := upload(reporter, "bridge.jpg", bridge(t), "text/html").At
	publishWith(h, media.ID(strings.TrimPrefix(at, "/desk/assets/")))
	p := reporter.Get(at)
	if !strings.Contains(p.Raw, "nothing changes until an editor accepts it") || p.Words("form button") == "Save" {
		t.Error("the reporter is not told that a change is a proposal")
	}
	for _, credit := range []string{"Mallory", "Rosa Amadi"} {
		p = reporter.Post(at, []string{"seen", "0", "alt", "A bridge under water", "credit", credit, "licence", "", "source", ""})
		p.Want(http.StatusOK, "")
		if p.Value("credit") != "Rosa" || !strings.Contains(p.Raw, credit) || strings.Contains(p.Raw, `value="accept"`) {
			t.Errorf("credit %q, want Rosa still, the proposal of %q beside it, and no button to accept it", p.Value("credit"), credit)
		}
	}
	reporter.Post(at+"/proposals/1", []string{"seen", "0", "answer", "accept"}).Want(http.StatusForbidden, "")
	if p = editor.Get(at); !strings.Contains(p.Raw, "<bdi>Rosa</bdi></del>") || !strings.Contains(p.Raw, "<bdi>Mallory</bdi></ins>") || !strings.Contains(p.Raw, `value="decline"`) {
		t.Error("the editor does not see the difference with the buttons")
	}
	editor.Post(at+"/proposals/1", []string{"seen", "0", "answer", "decline"}).Want(http.StatusOK, "")
	p = editor.Post(at+"/proposals/2", []string{"seen", "0", "answer", "accept"})
	p.Want(http.StatusOK, "")
	for _, want := range []string{"Accepted by Edith", "Declined by Edith", "as proposed by Rosa"} {
		if !strings.Contains(p.Raw, want) {
			t.Errorf("the screen does not say %q", want)
		}
	}
	if p.Value("credit") != "Rosa Amadi" || strings.Contains(p.Raw, `value="accept"`) {
		t.Errorf("credit %q, want Rosa Amadi and nothing left to decide", p.Value("credit"))
	}
	p = editor.Post(at+"/proposals/2", []string{"seen", "1", "answer", "accept"})
	p.Want(http.StatusConflict, "")
	if !strings.Contains(p.Raw, "already been accepted or declined") {
		t.Error("a proposal that was decided is not said to be")
	}
	editor.Post(at+"/proposals/x", nil).Want(http.StatusNotFound, "")
}

func TestAStaleScreenKeepsWhatWasTypedAndWhatIsKnown(t *testing.T) {
	h := desktest.Open(t)
	editor, admin := h.SignedIn(h.Editor), h.SignedIn(h.Admin)
	at := upload(editor, "bridge.jpg", bridge(t), "text/html").At
	editor.Post(at, []string{"seen", "0", "alt", "A bridge", "credit", "Edith"}).Want(http.StatusOK, "")
	p := admin.Post(at, []string{"seen", "0", "alt", "A bridge under water", "credit", "Agency"})
	p.Want(http.StatusConflict, "")
	if p.Value("alt") != "A bridge" || p.Value("credit") != "Agency" || p.Value("seen") != "1" {
		t.Errorf("the form has %q by %q, seen %s; want what was typed on the new ground", p.Value("alt"), p.Value("credit"), p.Value("seen"))
	}
}

func TestTheSameFileAgainKeepsItsWordsAndOffersTheNewOnes(t *testing.T) {
	h := desktest.Open(t)
	reporter, editor := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	at := upload(reporter, "bridge.jpg", bridge(t), "text/html").At
	p := upload(editor, "again.jpg", bridge(t), "text/html")
	if p.Want(http.StatusOK, ""); !strings.Contains(p.Raw, "in the library already, sent by Rosa") || strings.Contains(p.Raw, `value="accept"`) {
		t.Error("the same file with the same words is not said to be known, or is a proposal")
	}
	p = uploadSaying(editor, "Edith", "again.jpg", bridge(t), "text/html")
	if !strings.HasPrefix(p.At, at) || p.Value("credit") != "Rosa" || !strings.Contains(p.Raw, "<bdi>Edith</bdi></ins>") || !strings.Contains(p.Raw, "as a proposal") {
		t.Errorf("at %s the credit is %q; want %s, Rosa's, and Edith's as a proposal", p.At, p.Value("credit"), at)
	}
	p = uploadSaying(reporter, "", "again.jpg", bridge(t), "application/json")
	if !strings.Contains(p.Raw, `"known":true,"proposed":false`) || !strings.Contains(p.Raw, `"credit":"Rosa"`) {
		t.Errorf("to a script that says nothing new: %s", p.Raw)
	}
	p = uploadSaying(reporter, "Mallory", "again.jpg", bridge(t), "application/json")
	if !strings.Contains(p.Raw, `"known":true,"proposed":true`) || !strings.Contains(p.Raw, `"credit":"Rosa"`) {
		t.Errorf("to a script that says something else: %s", p.Raw)
	}
}
