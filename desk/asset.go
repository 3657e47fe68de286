package desk

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
)

func (d *Desk) assets(w http.ResponseWriter, r *http.Request) error {
	a := Assets{Frame: d.frame(r, "media"), Kind: media.Kind(r.FormValue("kind")), Text: r.FormValue("q")}
	var err error
	if a.List, err = d.Store.AssetsLike(r.Context(), a.Kind, a.Text, 120); err != nil {
		return err
	}
	return d.draw(w, r, a)
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

// thumb is the address of the smallest picture of an asset; empty until there is one.
func thumb(a *media.Asset) string {
	best := 0
	for _, r := range a.Renditions {
		if r.Ext == "jpg" && (best == 0 || r.Width < best) {
			best = r.Width
		}
	}
	if best == 0 {
		return ""
	}
	return address.Rendition(a.Hash, best, "jpg")
}

func (d *Desk) assetsJSON(w http.ResponseWriter, r *http.Request) error {
	list, err := d.Store.AssetsLike(r.Context(), media.Kind(r.FormValue("kind")), r.FormValue("q"), 60)
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

// upload takes one file. Its fields come before it or after it: what is said
// about it after the bytes is described once they are kept.
func (d *Desk) upload(w http.ResponseWriter, r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	var about media.Asset
	var kept *media.Asset
	for range 20 {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
		}
		if part.FormName() == "file" && kept == nil {
			if kept, err = d.Take(r.Context(), who(r), part, part.FileName(), about); err != nil {
				return err
			}
			continue
		}
		if err := described(&about, part); err != nil {
			return err
		}
	}
	if kept == nil {
		return fault.New(fault.Invalid, msg.FaultNoFile())
	}
	if kept.Alt == "" && about.Alt != "" || kept.Credit == "" && about.Credit != "" {
		if err := d.Newsroom.Describe(r.Context(), who(r), kept.ID, about); err != nil {
			return err
		}
	}
	if wantsJSON(r) {
		answerJSON(w, http.StatusOK, choiceOf(kept))
		return nil
	}
	return redirect(w, r, "/desk/assets/"+string(kept.ID))
}

// described reads one field of an upload's form.
func described(about *media.Asset, part *multipart.Part) error {
	raw, err := io.ReadAll(io.LimitReader(part, 8<<10))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, fault.Invalid.General())
	}
	text := strings.TrimSpace(strings.ToValidUTF8(string(raw), ""))
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
	if !id.Valid(r.PathValue("id")) {
		return notFound()
	}
	a, err := d.Store.Asset(r.Context(), media.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return d.draw(w, r, Asset{Frame: d.frame(r, "media"), Asset: a})
}

func (d *Desk) describe(w http.ResponseWriter, r *http.Request) error {
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	about := media.Asset{Alt: field("alt"), Credit: field("credit"), Licence: field("licence"), Source: field("source")}
	if err := d.Newsroom.Describe(r.Context(), who(r), media.ID(r.PathValue("id")), about); err != nil {
		return err
	}
	return redirect(w, r, "/desk/assets/"+r.PathValue("id"))
}

// sectionsOf reads lines of a slug and a name.
func sectionsOf(text string) []edition.Section {
	var sections []edition.Section
	for line := range strings.Lines(text) {
		slug, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if slug != "" {
			sections = append(sections, edition.Section{Slug: edition.Slug(slug), Name: strings.TrimSpace(name)})
		}
	}
	return sections
}
