package desk

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
)

// Assets is the library of uploads.
type Assets struct {
	Frame
	Kind  media.Kind
	Text  string
	List  []media.Asset
	About media.Asset // what the upload's form says of the file
	Wrong Wrong
}

// Asset is one upload.
type Asset struct {
	Frame
	Asset *media.Asset
	Wrong Wrong
}

func (s Assets) title() string { return s.w(msg.DeskMedia()) }
func (s Asset) title() string  { return s.Asset.Filename }

func (s Assets) body() templ.Component { return assets(s) }
func (s Asset) body() templ.Component  { return asset(s) }

func (d *Desk) assets(w http.ResponseWriter, r *http.Request) error {
	a, err := d.library(r, media.Asset{}, Wrong{})
	if err != nil {
		return err
	}
	return d.draw(w, r, a)
}

func (d *Desk) library(r *http.Request, about media.Asset, wrong Wrong) (screen, error) {
	q := r.URL.Query()
	a := Assets{Frame: d.frame(r, "media"), Kind: media.Kind(q.Get("kind")), Text: typed(q.Get("q")), About: about, Wrong: wrong}
	var err error
	a.List, err = d.Store.AssetsLike(r.Context(), a.Kind, a.Text, 120)
	return a, err
}

// choice is an asset as the editor's picker reads it.
type choice struct {
	ID       media.ID   `json:"id"`
	Kind     media.Kind `json:"kind"`
	Filename string     `json:"filename"`
	Thumb    string     `json:"thumb"`
	Alt      string     `json:"alt"`
	Credit   string     `json:"credit"`
	Duration string     `json:"duration"`
}

func choiceOf(a *media.Asset) choice {
	return choice{a.ID, a.Kind, a.Filename, thumb(a), a.Alt, a.Credit, iso(a)}
}

func (d *Desk) assetsJSON(w http.ResponseWriter, r *http.Request) error {
	list, err := d.Store.AssetsLike(r.Context(), media.Kind(field(r, "kind")), field(r, "q"), 60)
	if err != nil {
		return err
	}
	choices := make([]choice, 0, len(list))
	for i := range list {
		choices = append(choices, choiceOf(&list[i]))
	}
	answerJSON(w, http.StatusOK, choices)
	return nil
}

// upload takes one file and what is said about it.
func (d *Desk) upload(w http.ResponseWriter, r *http.Request) error {
	var about media.Asset
	kept, err := d.take(r, &about)
	if err != nil {
		drain(r.Body)
		return refuse(err, func(wrong Wrong) (screen, error) { return d.library(r, about, wrong) })
	}
	if wantsJSON(r) {
		answerJSON(w, http.StatusOK, choiceOf(kept))
		return nil
	}
	return redirect(w, r, assetPath(kept.ID))
}

// mostDrained is how much of a file that was refused is still taken in: who
// sends it reads the reason only when it has all been sent.
const mostDrained = 64 << 20

func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, mostDrained) // what fails here has been refused already
}

// mostParts is how many fields an upload's form may have.
const mostParts = 20

// take reads the form. Its fields come before the file or after it: what is
// said about it after the bytes is described once they are kept.
func (d *Desk) take(r *http.Request, about *media.Asset) (*media.Asset, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	var kept *media.Asset
	for range mostParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, fault.Invalid.General())
		}
		if part.FormName() == "file" && kept == nil && part.FileName() != "" {
			kept, err = d.Take(r.Context(), who(r), part, part.FileName(), *about)
		} else {
			err = described(about, part)
		}
		if err != nil {
			return nil, err
		}
	}
	if kept == nil {
		return nil, fault.New(fault.Invalid, msg.FaultNoFile())
	}
	if kept.Alt == "" && about.Alt != "" || kept.Credit == "" && about.Credit != "" {
		return kept, d.Newsroom.Describe(r.Context(), who(r), kept.ID, *about)
	}
	return kept, nil
}

// described reads one field of an upload's form.
func described(about *media.Asset, part *multipart.Part) error {
	raw, err := io.ReadAll(io.LimitReader(part, 8<<10))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	text := typed(string(raw))
	switch part.FormName() {
	case "alt":
		about.Alt = text
	case "credit":
		about.Credit = text
	case "licence":
		about.Licence = text
	case "source":
		about.Source = text
	}
	return nil
}

func (d *Desk) asset(w http.ResponseWriter, r *http.Request) error {
	s, err := d.assetOf(r)
	if err != nil {
		return err
	}
	return d.draw(w, r, s)
}

func (d *Desk) assetOf(r *http.Request) (Asset, error) {
	if !id.Valid(r.PathValue("id")) {
		return Asset{}, notFound()
	}
	a, err := d.Store.Asset(r.Context(), media.ID(r.PathValue("id")))
	return Asset{Frame: d.frame(r, "media"), Asset: a}, err
}

func (d *Desk) describe(w http.ResponseWriter, r *http.Request) error {
	s, err := d.assetOf(r)
	if err != nil {
		return err
	}
	a := s.Asset
	a.Alt, a.Credit, a.Licence, a.Source = field(r, "alt"), field(r, "credit"), field(r, "licence"), field(r, "source")
	if err := d.Newsroom.Describe(r.Context(), who(r), a.ID, *a); err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) {
			s.Wrong = wrong
			return s, nil
		})
	}
	return redirect(w, r, assetPath(a.ID))
}

func assetPath(of media.ID) string { return "/desk/assets/" + string(of) }

// file is the address of an asset as it was sent.
func file(a *media.Asset) string { return address.File(a.Hash, a.Ext) }

// thumb is the address of the smallest JPEG of a picture; empty until there is one.
func thumb(a *media.Asset) string {
	return jpeg(a, func(width, best int) bool { return width < best })
}

// largest is the address of the largest one.
func largest(a *media.Asset) string {
	return jpeg(a, func(width, best int) bool { return width > best })
}

func jpeg(a *media.Asset, better func(width, best int) bool) string {
	best := 0
	for _, r := range a.Renditions {
		if r.Ext == "jpg" && (best == 0 || better(r.Width, best)) {
			best = r.Width
		}
	}
	if best == 0 {
		return ""
	}
	return address.Rendition(a.Hash, best, "jpg")
}

// iso is the duration of an asset as documents have it: PT3M15S; empty for pictures.
func iso(a *media.Asset) string {
	if a.Duration <= 0 {
		return ""
	}
	return "PT" + strings.ToUpper(a.Duration.Round(time.Second).String())
}
