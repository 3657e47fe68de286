package front

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

// Editions is the list of editions.
type Editions struct {
	frame.Frame
	List []edition.Edition
}

// EditionForm is one edition's form, with what was typed into it.
type EditionForm struct {
	frame.Frame
	Fresh                     bool // it is new
	Slug, Lang, Name, Tagline string
	Zone, Sections            string // sections as lines of "slug name"
	Public                    bool
	Languages                 []*lang.Language
	Wrong                     frame.Wrong
}

func (s Editions) Title() string { return s.Words(msg.DeskEditions()) }
func (s EditionForm) Title() string {
	if s.Fresh {
		return s.Words(msg.DeskNewEdition())
	}
	return s.Words(msg.DeskTheEdition(s.language().English))
}

func (s Editions) Body() templ.Component    { return editions(s) }
func (s EditionForm) Body() templ.Component { return editionForm(s) }

// language is the edition's, as far as it has been typed.
func (s EditionForm) language() *lang.Language {
	tag, err := lang.Canonical(s.Lang)
	if err != nil {
		return s.L
	}
	return lang.Of(tag)
}

// Editions shows the list of editions.
func (d *Desk) Editions(w http.ResponseWriter, r *http.Request) error {
	all, err := d.Newsroom.Editions(r.Context(), frame.Who(r))
	if err != nil {
		return err
	}
	return d.Render(w, r, Editions{Frame: d.Frame(r, "editions"), List: all})
}

// Edition is the form of an edition; without a slug in the address of one that
// is to be made.
func (d *Desk) Edition(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	e, err := d.Newsroom.EditionToChange(r.Context(), frame.Who(r), edition.Slug(slug))
	if err != nil {
		return err
	}
	return d.Render(w, r, EditionForm{Frame: d.Frame(r, "editions"), Fresh: slug == "", Slug: slug, Lang: string(e.Lang), Name: e.Name, Tagline: e.Tagline,
		Zone: e.Zone, Sections: sectionLines(e.Sections), Public: e.Public, Languages: languages()})
}

func languages() []*lang.Language {
	var all []*lang.Language
	for _, tag := range lang.Full() {
		all = append(all, lang.Of(tag))
	}
	return all
}

// PutEdition makes an edition or changes one.
func (d *Desk) PutEdition(w http.ResponseWriter, r *http.Request) error {
	f := EditionForm{Frame: d.Frame(r, "editions"), Fresh: r.PathValue("slug") == "", Slug: r.PathValue("slug"), Lang: frame.Field(r, "lang"),
		Name: frame.Field(r, "name"), Tagline: frame.Field(r, "tagline"), Zone: frame.Field(r, "zone"), Sections: frame.Field(r, "sections"),
		Public: frame.Field(r, "public") != "", Languages: languages()}
	if f.Fresh {
		f.Slug = frame.Field(r, "slug")
	}
	if err := d.saveEdition(r, f); err != nil {
		return frame.Refuse(err, func(wrong frame.Wrong) (frame.Screen, error) {
			f.Wrong = wrong
			return f, nil
		})
	}
	return frame.Redirect(w, r, "/desk/editions")
}

func (d *Desk) saveEdition(r *http.Request, f EditionForm) error {
	_, err := d.Newsroom.Edition(r.Context(), frame.Who(r), edition.Slug(f.Slug))
	switch {
	case f.Fresh && err == nil:
		return fault.New(fault.Conflict, msg.FaultAddressTaken(f.Slug))
	case !f.Fresh && err != nil:
		return err
	}
	tag, err := lang.Canonical(f.Lang)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, msg.FaultLanguageUnknown(f.Lang))
	}
	return d.Newsroom.PutEdition(r.Context(), frame.Who(r), edition.Edition{Slug: edition.Slug(f.Slug), Lang: tag, Name: f.Name,
		Tagline: f.Tagline, Zone: f.Zone, Public: f.Public, Sections: sectionsOf(f.Sections)})
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

// sectionLines are an edition's sections as its form has them.
func sectionLines(sections []edition.Section) string {
	var b strings.Builder
	for _, s := range sections {
		b.WriteString(string(s.Slug) + " " + s.Name + "\n")
	}
	return b.String()
}
