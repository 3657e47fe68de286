package library

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/desk/frame"
	"dateline/fault"
	"dateline/id"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
)

// Assets is the library of uploads.
type Assets struct {
	frame.Frame
	Kind   media.Kind
	Text   string
	List   []media.Asset
	About  media.Asset // what the upload's form holds about the file
	Undone map[media.ID]media.PendingJob

	Proposals int // that wait for an answer of this person

	Strips bool // sound and film lose their metadata here
	Wrong  frame.Wrong
}

// Asset is one upload.
type Asset struct {
	frame.Frame
	Asset  *media.Asset
	About  *newsroom.About
	Said   media.Words // what the form holds
	People map[staff.ID]string
	Known  known
	Undone media.PendingJob
	Strips bool
	Wrong  frame.Wrong
}

// known is what somebody is told who has just sent a file that was here already.
type known string

const (
	isNew   known = ""
	isKnown known = "known"   // and what they said about it was known
	offered known = "offered" // and what they said about it is a proposal
)

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
	if a.Undone, err = d.Newsroom.Undone(r.Context(), frame.Who(r), ids); err != nil {
		return a, err
	}
	open, err := d.Newsroom.OpenProposals(r.Context(), frame.Who(r))
	if fault.Is(err, fault.Forbidden) {
		err = nil // none wait for who may not decide
	}
	a.Proposals = len(open)
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
	asset, known, err := d.take(r, &about)
	if err != nil {
		drain(r.Body)
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) { return d.library(r, about, wrong) })
	}
	if frame.WantsJSON(r) {
		frame.WriteJSON(w, http.StatusOK, struct {
			frame.Choice
			Known    bool `json:"known"`    // the file was here already; what is said about it is as it was
			Proposed bool `json:"proposed"` // what was sent with it differs, and is a proposal now
		}{frame.ChoiceOf(asset), known != isNew, known == offered})
		return nil
	}
	to := frame.AssetPath(asset.ID)
	if known != isNew {
		to += "?sent=" + string(known)
	}
	return frame.Redirect(w, r, to)
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
// said about it is complete once all of them are read.
func (d *Desk) take(r *http.Request, about *media.Asset) (*media.Asset, known, error) {
	asset, here, err := d.parts(r, about)
	if err != nil {
		return nil, isNew, err
	}
	if !here {
		if about.Words() != asset.Words() {
			_, err = d.Newsroom.Describe(r.Context(), frame.Who(r), asset.ID, 0, about.Words())
		}
		return asset, isNew, err
	}
	differs, err := d.Newsroom.Offer(r.Context(), frame.Who(r), asset.ID, about.Words())
	if differs {
		return asset, offered, err
	}
	return asset, isKnown, err
}

// parts reads the form, and stores its file; here is whether it was here already.
func (d *Desk) parts(r *http.Request, about *media.Asset) (asset *media.Asset, here bool, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, false, fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	for range maxParts {
		part, err := parts.NextPart()
		if err == io.EOF { // an EOF that is wrapped is a form without its end
			break
		}
		if err != nil {
			return nil, false, unended(err)
		}
		if part.FormName() == "file" && asset == nil && part.FileName() != "" {
			asset, here, err = d.Take(r.Context(), frame.Who(r), sent{part}, part.FileName(), *about)
		} else {
			err = readField(about, part)
		}
		if err != nil {
			return nil, false, err
		}
	}
	if asset == nil {
		return nil, false, fault.New(fault.Invalid, msg.FaultNoFile())
	}
	return asset, here, nil
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
	s := Asset{Frame: d.Frame(r, "media"), Asset: a, Said: a.Words(), Known: known(r.URL.Query().Get("sent")), Strips: d.Strips}
	if s.About, err = d.Newsroom.About(r.Context(), frame.Who(r), a.ID); err != nil {
		return s, err
	}
	if s.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return s, err
	}
	undone, err := d.Newsroom.Undone(r.Context(), frame.Who(r), []string{string(a.ID)})
	s.Undone = undone[a.ID]
	return s, err
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
	seen := number(r, "seen")
	typed := media.Words{Alt: frame.Field(r, "alt"), Credit: frame.Field(r, "credit"), Licence: frame.Field(r, "licence"), Source: frame.Field(r, "source")}
	if _, err := d.Newsroom.Describe(r.Context(), frame.Who(r), s.Asset.ID, seen, typed); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			now := s.Asset.Words()
			s.Said, _ = typed.Onto(s.About.At(seen, now), now)
			s.Wrong = wrong
			return s, nil
		})
	}
	return frame.Redirect(w, r, frame.AssetPath(s.Asset.ID))
}

// Decide accepts or declines a proposal.
func (d *Desk) Decide(w http.ResponseWriter, r *http.Request) error {
	s, err := d.assetOf(r)
	if err != nil {
		return err
	}
	proposal, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return frame.NotFound()
	}
	if err := d.Newsroom.Decide(r.Context(), frame.Who(r), s.Asset.ID, proposal, number(r, "seen"), frame.Field(r, "answer") == "accept"); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			s.Wrong = wrong
			return s, nil
		})
	}
	return frame.Redirect(w, r, frame.AssetPath(s.Asset.ID))
}

// number is a field's number; 0 where it has none.
func number(r *http.Request, field string) int {
	n, err := strconv.Atoi(frame.Field(r, field))
	if err != nil {
		return 0
	}
	return n
}

// difference is one word of an asset that somebody has changed or would change.
type difference struct{ Label, Before, After string }

func differences(f frame.Frame, before, after media.Words) []difference {
	var all []difference
	was, is := before.All(), after.All()
	for i, label := range []lang.Message{msg.DeskAlt(), msg.DeskCredit(), msg.DeskLicence(), msg.DeskSource()} {
		if was[i] != is[i] {
			all = append(all, difference{f.Words(label), was[i], is[i]})
		}
	}
	return all
}

// would are the words as they would be with a proposal accepted.
func would(a *media.Asset, p *media.Proposal) media.Words {
	onto, _ := p.After.Onto(p.Before, a.Words())
	return onto
}

// proposals are those that are open, or those that are not.
func (s Asset) proposals(open bool) []media.Proposal {
	var all []media.Proposal
	for _, p := range s.About.Proposals {
		if (p.State == media.Open) == open {
			all = append(all, p)
		}
	}
	return all
}

// changedBy says who changed words, and who had proposed it.
func (s Asset) changedBy(c *media.Change) string {
	for _, p := range s.About.Proposals {
		if p.Number == c.Proposal {
			return s.Words(msg.DeskWordsByProposal(s.People[c.By], s.When(c.At), s.People[p.By]))
		}
	}
	return s.Words(msg.DeskWordsBy(s.People[c.By], s.When(c.At)))
}

// file is the address of a sound or film.
func file(a *media.Asset) string { return address.File(a.Hash, a.Ext) }
