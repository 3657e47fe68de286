package library

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/desk/frame"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
)

// Assets is the library of uploads.
type Assets struct {
	frame.Frame
	Kind   media.Kind
	Text   string
	List   []media.Asset
	About  media.Asset // what the upload's form holds about the file
	Undone map[media.ID]media.Undone
	Strips bool // sound and film lose their metadata here
	Wrong  frame.Wrong
}

// Asset is one upload.
type Asset struct {
	frame.Frame
	Asset  *media.Asset
	Undone media.Undone
	Strips bool
	Wrong  frame.Wrong
}

func (s Assets) Title() string { return s.Words(msg.DeskMedia()) }
func (s Asset) Title() string  { return s.Asset.Filename }

func (s Assets) Body() templ.Component { return assets(s) }
func (s Asset) Body() templ.Component  { return asset(s) }

// List shows the uploads.
func (d *Desk) List(w http.ResponseWriter, r *http.Request) error {
	a, err := d.library(r, media.Asset{}, frame.Wrong{})
	if err != nil {
		return err
	}
	return d.Render(w, r, a)
}

func (d *Desk) library(r *http.Request, about media.Asset, wrong frame.Wrong) (frame.Screen, error) {
	q := r.URL.Query()
	a := Assets{Frame: d.Frame(r, "media"), Kind: media.Kind(q.Get("kind")), Text: frame.Typed(q.Get("q")), About: about, Wrong: wrong, Strips: d.Strips}
	var err error
	if a.List, err = d.Newsroom.AssetsLike(r.Context(), frame.Who(r), a.Kind, a.Text, 120); err != nil {
		return a, err
	}
	ids := make([]string, len(a.List))
	for i := range a.List {
		ids[i] = string(a.List[i].ID)
	}
	a.Undone, err = d.Newsroom.Undone(r.Context(), frame.Who(r), ids)
	return a, err
}

// ListJSON is what the editor's picker of uploads reads.
func (d *Desk) ListJSON(w http.ResponseWriter, r *http.Request) error {
	list, err := d.Newsroom.AssetsLike(r.Context(), frame.Who(r), media.Kind(frame.Field(r, "kind")), frame.Field(r, "q"), 60)
	if err != nil {
		return err
	}
	choices := make([]frame.Choice, 0, len(list))
	for i := range list {
		choices = append(choices, frame.ChoiceOf(&list[i]))
	}
	frame.WriteJSON(w, http.StatusOK, choices)
	return nil
}

// Upload takes one file and its description.
func (d *Desk) Upload(w http.ResponseWriter, r *http.Request) error {
	var about media.Asset
	asset, err := d.take(r, &about)
	if err != nil {
		drain(r.Body)
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) { return d.library(r, about, wrong) })
	}
	if frame.WantsJSON(r) {
		frame.WriteJSON(w, http.StatusOK, frame.ChoiceOf(asset))
		return nil
	}
	return frame.Redirect(w, r, frame.AssetPath(asset.ID))
}

// maxDrained is how much of a file that was refused is still taken in: who
// sends it reads the reason only when it has all been sent.
const maxDrained = 64 << 20

func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, maxDrained) // what fails here has been refused already
}

// maxParts is how many fields an upload's form may have.
const maxParts = 20

// take reads the form. Its fields come before the file or after it: what is
// said about it after the bytes is described once they are stored.
func (d *Desk) take(r *http.Request, about *media.Asset) (*media.Asset, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	var asset *media.Asset
	for range maxParts {
		part, err := parts.NextPart()
		if err == io.EOF { // an EOF that is wrapped is a form without its end
			break
		}
		if err != nil {
			return nil, unended(err)
		}
		if part.FormName() == "file" && asset == nil && part.FileName() != "" {
			asset, err = d.Take(r.Context(), frame.Who(r), sent{part}, part.FileName(), *about)
		} else {
			err = readField(about, part)
		}
		if err != nil {
			return nil, err
		}
	}
	if asset == nil {
		return nil, fault.New(fault.Invalid, msg.FaultNoFile())
	}
	if asset.Alt == "" && about.Alt != "" || asset.Credit == "" && about.Credit != "" {
		return asset, d.Newsroom.Describe(r.Context(), frame.Who(r), asset.ID, *about)
	}
	return asset, nil
}

// sent is a file as it arrives: that it ends before its form does is not ours to mend.
type sent struct{ io.Reader }

func (s sent) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = unended(err)
	}
	return n, err
}

// unended is the fault for a form that ends in the middle.
func unended(err error) error { return fault.Wrap(err, fault.Invalid, msg.FaultUploadUnended()) }

// readField reads one field of an upload's form.
func readField(about *media.Asset, part *multipart.Part) error {
	raw, err := io.ReadAll(io.LimitReader(part, 8<<10))
	if err != nil {
		return unended(err)
	}
	text := frame.Typed(string(raw))
	switch part.FormName() {
	case "alt":
		about.Alt = text
	case "credit":
		about.Credit = text
	case "licence":
		about.Licence = text
	case "source":
		about.Source = text
	case "unstripped":
		about.Unstripped = staff.ID(text) // that it is not empty is a yes; Take writes down whose
	}
	return nil
}

// Show shows one upload.
func (d *Desk) Show(w http.ResponseWriter, r *http.Request) error {
	s, err := d.assetOf(r)
	if err != nil {
		return err
	}
	return d.Render(w, r, s)
}

func (d *Desk) assetOf(r *http.Request) (Asset, error) {
	if !id.Valid(r.PathValue("id")) {
		return Asset{}, frame.NotFound()
	}
	a, err := d.Newsroom.Asset(r.Context(), frame.Who(r), media.ID(r.PathValue("id")))
	if err != nil {
		return Asset{}, err
	}
	undone, err := d.Newsroom.Undone(r.Context(), frame.Who(r), []string{string(a.ID)})
	return Asset{Frame: d.Frame(r, "media"), Asset: a, Undone: undone[a.ID], Strips: d.Strips}, err
}

// Begin begins the renditions of an upload anew, those that have failed too.
func (d *Desk) Begin(w http.ResponseWriter, r *http.Request) error {
	s, err := d.assetOf(r)
	if err != nil {
		return err
	}
	if err := d.Again(r.Context(), frame.Who(r), s.Asset.ID, frame.Field(r, "unstripped") != ""); err != nil {
		return err
	}
	return frame.Redirect(w, r, frame.AssetPath(s.Asset.ID))
}

// playable tells whether readers get something of the sound or film.
func playable(a *media.Asset) bool {
	_, ready := a.Stream()
	return ready
}

// Describe changes the description of an upload.
func (d *Desk) Describe(w http.ResponseWriter, r *http.Request) error {
	s, err := d.assetOf(r)
	if err != nil {
		return err
	}
	a := s.Asset
	a.Alt, a.Credit, a.Licence, a.Source = frame.Field(r, "alt"), frame.Field(r, "credit"), frame.Field(r, "licence"), frame.Field(r, "source")
	if err := d.Newsroom.Describe(r.Context(), frame.Who(r), a.ID, *a); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			s.Wrong = wrong
			return s, nil
		})
	}
	return frame.Redirect(w, r, frame.AssetPath(a.ID))
}

// file is the address of a sound or film.
func file(a *media.Asset) string { return address.File(a.Hash, a.Ext) }
