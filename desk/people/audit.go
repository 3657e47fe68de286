package people

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/audit"
	"dateline/desk/frame"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
)

// auditPage is how many entries the screen shows at once.
const auditPage = 100

// Audit is the screen of who did what.
type Audit struct {
	frame.Frame
	newsroom.Audited
	People       []staff.Person
	By           staff.ID
	Kind         audit.Kind
	Kinds        []audit.Kind
	Since, Until string // days, as fields of a form have them
	Older        string // address of the entries before these; empty where there are none
	Newest       string // address of the newest entries; empty where these are they
	Check        *check // nil: the whole log was not asked for
}

// check is what came of reading the whole log.
type check struct {
	Count int
	Last  audit.Entry
	Wrong *audit.Tampered // nil: it is as it was written
}

// Title is the screen's.
func (s Audit) Title() string { return s.Words(msg.DeskAudit()) }

// Body is the screen's.
func (s Audit) Body() templ.Component { return auditScreen(s) }

// Audit shows who did what, to administrators.
func (d *Desk) Audit(w http.ResponseWriter, r *http.Request) error {
	s := Audit{Frame: d.Frame(r, "people"), By: staff.ID(frame.Field(r, "by")), Kind: audit.Kind(frame.Field(r, "kind")),
		Since: frame.Field(r, "since"), Until: frame.Field(r, "until")}
	for _, k := range story.ActKinds() {
		s.Kinds = append(s.Kinds, audit.Kind(k))
	}
	s.Kinds = append(s.Kinds, audit.Kinds()...)
	f := audit.Filter{By: s.By, Kind: s.Kind, Since: day(s.Since, 0, s.Zone), Until: day(s.Until, 1, s.Zone), Limit: auditPage + 1}
	f.Before, _ = strconv.ParseInt(frame.Field(r, "before"), 10, 64) // what is no number is the newest
	var err error
	if s.Audited, err = d.Newsroom.Audit(r.Context(), frame.Who(r), f); err != nil {
		return err
	}
	if s.People, err = d.Newsroom.People(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	if frame.Field(r, "check") != "" {
		if s.Check, err = d.check(r); err != nil {
			return err
		}
	}
	if len(s.Entries) > auditPage {
		s.Entries = s.Entries[:auditPage]
		s.Older = s.at(s.Entries[auditPage-1].Number)
	}
	if f.Before > 0 {
		s.Newest = s.at(0)
	}
	return d.Render(w, r, s)
}

// at is the address of the same filter, before an entry; of the newest for 0.
func (s Audit) at(before int64) string {
	q := url.Values{"by": {string(s.By)}, "kind": {string(s.Kind)}, "since": {s.Since}, "until": {s.Until}}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	return "/desk/audit?" + q.Encode()
}

func (d *Desk) check(r *http.Request) (*check, error) {
	var c check
	var err error
	c.Count, c.Last, err = d.Newsroom.CheckAudit(r.Context(), frame.Who(r))
	if err != nil && !errors.As(err, &c.Wrong) {
		return nil, err
	}
	return &c, nil
}

// day is the beginning of a day, some days later; zero for what is none.
func day(text string, later int, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, later)
}

// who is the name of who did it.
func (s Audit) who(e *audit.Entry) string {
	switch i := slices.IndexFunc(s.People, func(p staff.Person) bool { return p.ID == e.By }); {
	case i >= 0:
		return s.People[i].Name
	case e.By != "":
		return string(e.By)
	case e.Kind == audit.SignInFailed:
		return s.Words(msg.DeskAuditStrangers())
	}
	return s.Words(msg.DeskAuditHouse())
}

// kind is what was done, in words.
func (s Audit) kind(k audit.Kind) string { return s.Words(msg.DeskAuditKind(KindName(k))) }

// KindName is the kind's name in the catalogue.
func KindName(k audit.Kind) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(string(k))
}

// subject is what an entry speaks of: its name, or its id where it has none
// that may be shown, and the address of its screen; empty where it is gone or has none.
func (s Audit) subject(e *audit.Entry) (name, at string) {
	name, there := s.Names[e.About()]
	if name == "" {
		name = e.Subject
	}
	if !there {
		return name, ""
	}
	switch e.Kind.Thing() {
	case audit.AStory:
		at = "/desk/stories/" + e.Subject
	case audit.APerson:
		at = "/desk/audit?by=" + url.QueryEscape(e.Subject)
	case audit.AnEdition:
		at = "/desk/editions/" + e.Subject
	case audit.AnAlert:
		at = "/desk/alerts"
	case audit.AnAsset:
		at = frame.AssetPath(media.ID(e.Subject))
	case audit.Nothing:
	}
	return name, at
}

// itself tells whether an entry was done by its subject to themselves, who is not named twice.
func itself(e *audit.Entry) bool { return e.Kind.Thing() == audit.APerson && e.Subject == string(e.By) }

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
