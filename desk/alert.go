package desk

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/store"
	"dateline/story"
)

func (d *Desk) alerts(w http.ResponseWriter, r *http.Request) error {
	form := story.Alert{Level: story.Breaking, Story: story.ID(r.FormValue("story"))}
	return d.drawAlerts(w, r, http.StatusOK, Alerts{Form: form, Minutes: "60"})
}

func (d *Desk) drawAlerts(w http.ResponseWriter, r *http.Request, status int, a Alerts) error {
	a.Frame, a.Zone, a.Editions = d.frame(r, "alerts"), time.UTC, map[lang.Tag][]string{}
	all, err := d.Store.AllAlerts(r.Context(), 50)
	if err != nil {
		return err
	}
	for _, alert := range all {
		if alert.Live(d.Now()) {
			a.Live = append(a.Live, alert)
		} else {
			a.Past = append(a.Past, alert)
		}
	}
	houses, err := d.Store.Editions(r.Context())
	if err != nil {
		return err
	}
	for _, e := range houses {
		if !slices.ContainsFunc(a.Languages, func(l *lang.Language) bool { return l.Tag == e.Lang }) {
			a.Languages = append(a.Languages, e.Language())
		}
		a.Editions[e.Lang] = append(a.Editions[e.Lang], e.Name)
	}
	if a.Recent, err = d.Store.Stories(r.Context(), store.Filter{Publication: story.Public, Limit: 30}); err != nil {
		return err
	}
	return d.drawStatus(w, r, status, a)
}

func (d *Desk) alert(w http.ResponseWriter, r *http.Request) error {
	minutes, _ := strconv.Atoi(r.PostFormValue("minutes")) // without a number it ends at once, which is refused
	a := story.Alert{Level: story.Level(r.PostFormValue("level")), Story: story.ID(r.PostFormValue("story")),
		Ends: d.Now().Add(time.Duration(minutes) * time.Minute), Texts: map[lang.Tag]string{}}
	houses, err := d.Store.Editions(r.Context())
	if err != nil {
		return err
	}
	for _, e := range houses {
		if text := r.PostFormValue("text-" + string(e.Lang)); text != "" {
			a.Texts[e.Lang] = text
		}
	}
	_, err = d.Newsroom.Alert(r.Context(), who(r), a)
	if fault.Is(err, fault.Invalid) {
		wrong := d.language().Words(fault.Of(err).Message)
		return d.drawAlerts(w, r, http.StatusBadRequest, Alerts{Form: a, Minutes: r.PostFormValue("minutes"), Wrong: wrong})
	}
	if err != nil {
		return err
	}
	return redirect(w, r, "/desk/alerts")
}

func (d *Desk) endAlert(w http.ResponseWriter, r *http.Request) error {
	if err := d.Newsroom.EndAlert(r.Context(), who(r), r.PathValue("id")); err != nil {
		return err
	}
	return redirect(w, r, "/desk/alerts")
}

func (d *Desk) editions(w http.ResponseWriter, r *http.Request) error {
	all, err := d.Store.Editions(r.Context())
	if err != nil {
		return err
	}
	return d.draw(w, r, Editions{Frame: d.frame(r, "editions"), List: all})
}

func (d *Desk) edition(w http.ResponseWriter, r *http.Request) error {
	f := EditionForm{Frame: d.frame(r, "editions")}
	for _, tag := range lang.Full() {
		f.Languages = append(f.Languages, lang.Of(tag))
	}
	e, err := d.Store.Edition(r.Context(), edition.Slug(r.PathValue("slug")))
	if fault.Is(err, fault.NotFound) && r.PathValue("slug") == "new" {
		e, err, f.Fresh = &edition.Edition{Zone: "UTC", Lang: "en"}, nil, true
	}
	f.Edition = e
	if err != nil {
		return err
	}
	return d.draw(w, r, f)
}

// putEdition makes an edition or changes one; sections are lines of "slug name".
func (d *Desk) putEdition(w http.ResponseWriter, r *http.Request) error {
	slug := edition.Slug(r.PathValue("slug"))
	e := &edition.Edition{Slug: slug}
	if slug == "new" {
		e.Slug = edition.Slug(r.PostFormValue("slug"))
		if _, err := d.Store.Edition(r.Context(), e.Slug); err == nil {
			return fault.New(fault.Conflict, msg.FaultAddressTaken(string(e.Slug)))
		}
	} else if have, err := d.Store.Edition(r.Context(), slug); err != nil {
		return err
	} else {
		e = have
	}
	tag, err := lang.Canonical(r.PostFormValue("lang"))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, msg.FaultLanguageUnknown(r.PostFormValue("lang")))
	}
	e.Lang, e.Name, e.Tagline, e.Zone = tag, r.PostFormValue("name"), r.PostFormValue("tagline"), r.PostFormValue("zone")
	e.Public, e.Sections = r.PostFormValue("public") != "", sectionsOf(r.PostFormValue("sections"))
	if err := d.Newsroom.PutEdition(r.Context(), who(r), *e); err != nil {
		return err
	}
	return redirect(w, r, "/desk/editions")
}
