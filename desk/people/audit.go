package people

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"dateline/audit"
	"dateline/desk/frame"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

// auditPage is how many entries the screen shows at once.
const auditPage = 100

// Audit is the screen of who did what.
type Audit struct {
	frame.Frame
	Entries      []audit.Entry
	Names        map[staff.ID]string
	People       []staff.Person
	By           staff.ID
	Kind         audit.Kind
	Kinds        []audit.Kind
	Since, Until string // days, as fields of a form have them
	Older        string // address of the entries before these; empty where there are none
}

// Title is the screen's.
func (s Audit) Title() string { return s.Words(msg.DeskAudit()) }

// Body is the screen's.
func (s Audit) Body() templ.Component { return auditScreen(s) }

// Audit shows who did what, to administrators.
func (d *Desk) Audit(w http.ResponseWriter, r *http.Request) error {
	s := Audit{Frame: d.Frame(r, "people"), By: staff.ID(frame.Field(r, "by")), Kind: audit.Kind(frame.Field(r, "kind")),
		Since: frame.Field(r, "since"), Until: frame.Field(r, "until"), Names: map[staff.ID]string{}}
	for _, k := range story.ActKinds() {
		s.Kinds = append(s.Kinds, audit.Kind(k))
	}
	s.Kinds = append(s.Kinds, audit.Kinds()...)
	f := audit.Filter{By: s.By, Kind: s.Kind, Since: day(s.Since, 0, s.Zone), Until: day(s.Until, 1, s.Zone), Limit: auditPage + 1}
	f.Before, _ = strconv.ParseInt(frame.Field(r, "before"), 10, 64) // what is no number is the newest
	var err error
	if s.Entries, err = d.Newsroom.Audit(r.Context(), frame.Who(r), f); err != nil {
		return err
	}
	if s.People, err = d.Newsroom.People(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	for _, p := range s.People {
		s.Names[p.ID] = p.Name
	}
	if len(s.Entries) > auditPage {
		s.Entries = s.Entries[:auditPage]
		q := url.Values{"by": {string(s.By)}, "kind": {string(s.Kind)}, "since": {s.Since}, "until": {s.Until},
			"before": {strconv.FormatInt(s.Entries[auditPage-1].Number, 10)}}
		s.Older = "/desk/audit?" + q.Encode()
	}
	return d.Render(w, r, s)
}

// day is the beginning of a day, some days later; zero for what is none.
func day(text string, later int, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, later)
}

// name is the name of who or what an entry speaks of, where it is a person.
func (s Audit) name(id string) string {
	if name := s.Names[staff.ID(id)]; name != "" {
		return name
	}
	return id
}

// ExportAudit gives the whole audit as JSON lines.
func (d *Desk) ExportAudit(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.jsonl"`)
	err := d.Newsroom.ExportAudit(r.Context(), frame.Who(r), w)
	if err != nil {
		w.Header().Del("Content-Disposition") // what follows is a page
	}
	return err
}
