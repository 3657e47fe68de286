package desk

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

// Editions is the list of editions.
type Editions struct {
	Frame
	List []edition.Edition
}

// EditionForm is one edition's form, with what was typed into it.
type EditionForm struct {
	Frame
	Fresh                     bool // it is to be made
	Slug, Lang, Name, Tagline string
	Zone, Sections            string // sections as lines of "slug name"
	Public                    bool
	Languages                 []*lang.Language
	Wrong                     Wrong
}

func (s Editions) title() string { return s.w(msg.DeskEditions()) }
func (s EditionForm) title() string {
	if s.Fresh {
		return s.w(msg.DeskNewEdition())
	}
	return s.w(msg.DeskTheEdition(s.language().English))
}

func (s Editions) body() templ.Component    { return editions(s) }
func (s EditionForm) body() templ.Component { return editionForm(s) }

// language is the edition's, as far as it has been typed.
func (s EditionForm) language() *lang.Language {
	tag, err := lang.Canonical(s.Lang)
	if err != nil {
		return s.L
	}
	return lang.Of(tag)
}

func (d *Desk) editions(w http.ResponseWriter, r *http.Request) error {
	all, err := d.Store.Editions(r.Context())
	if err != nil {
		return err
	}
	return d.draw(w, r, Editions{Frame: d.frame(r, "editions"), List: all})
}

// edition is the form of an edition; without a slug in the address of one that
// is to be made.
func (d *Desk) edition(w http.ResponseWriter, r *http.Request) error {
	if !who(r).MayAdminister() {
		return fault.New(fault.Forbidden, msg.FaultMayNotAdminister())
	}
	f := EditionForm{Frame: d.frame(r, "editions"), Fresh: true, Zone: "UTC", Languages: languages()}
	if slug := r.PathValue("slug"); slug != "" {
		e, err := d.Store.Edition(r.Context(), edition.Slug(slug))
		if err != nil {
			return err
		}
		f.Fresh, f.Slug, f.Lang, f.Name, f.Tagline = false, slug, string(e.Lang), e.Name, e.Tagline
		f.Zone, f.Sections, f.Public = e.Zone, sectionLines(e.Sections), e.Public
	}
	return d.draw(w, r, f)
}

func languages() []*lang.Language {
	var all []*lang.Language
	for _, tag := range lang.Full() {
		all = append(all, lang.Of(tag))
	}
	return all
}

// putEdition makes an edition or changes one.
func (d *Desk) putEdition(w http.ResponseWriter, r *http.Request) error {
	f := EditionForm{Frame: d.frame(r, "editions"), Fresh: r.PathValue("slug") == "", Slug: r.PathValue("slug"), Lang: field(r, "lang"),
		Name: field(r, "name"), Tagline: field(r, "tagline"), Zone: field(r, "zone"), Sections: field(r, "sections"),
		Public: field(r, "public") != "", Languages: languages()}
	if f.Fresh {
		f.Slug = field(r, "slug")
	}
	if err := d.keepEdition(r, f); err != nil {
		return refuse(err, func(wrong Wrong) (screen, error) {
			f.Wrong = wrong
			return f, nil
		})
	}
	return redirect(w, r, "/desk/editions")
}

func (d *Desk) keepEdition(r *http.Request, f EditionForm) error {
	_, err := d.Store.Edition(r.Context(), edition.Slug(f.Slug))
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
	return d.Newsroom.PutEdition(r.Context(), who(r), edition.Edition{Slug: edition.Slug(f.Slug), Lang: tag, Name: f.Name,
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
