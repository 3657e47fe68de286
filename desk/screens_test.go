package desk_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/internal/desktest"
	"dateline/staff"
	"dateline/story"
)

// screens are the addresses of every screen, with stories in each state.
func screens(h *desktest.House) []string {
	draft, public, gone := h.Draft("A bridge"), h.Public("A flood"), h.Public("A rumour")
	_, err := h.Newsroom.Act(h.T.Context(), h.Editor, gone.ID, story.Act{Kind: story.Withdraw, InternalNote: "It was none."})
	h.Must(err)
	paths := []string{"/desk/", "/desk/?by=me", "/desk/?edition=fa", "/desk/?q=nothing", "/desk/new", "/desk/alerts", "/desk/assets", "/desk/people",
		"/desk/account", "/desk/editions", "/desk/editions/fa", "/desk/new-edition"}
	for _, s := range []*story.Story{draft, public, gone} {
		for _, part := range []string{"", "/history", "/compare?old=1&new=1", "/preview", "/preview?light=1", "/preview?width=640"} {
			paths = append(paths, "/desk/stories/"+string(s.ID)+part)
		}
	}
	return paths
}

func TestEveryScreenIsWholeAndSafe(t *testing.T) {
	h := desktest.Open(t)
	admin := h.SignedIn(h.Admin)
	for _, path := range screens(h) {
		p := admin.Get(path)
		p.Want(http.StatusOK, path)
		if n := len(p.Find("h1")); n != 1 {
			t.Errorf("%s has %d first headings, want 1", path, n)
		}
		if n := len(p.Find("title")); n != 1 || !strings.HasSuffix(p.Words("title"), "Dateline") {
			t.Errorf("%s: title %q", path, p.Words("title"))
		}
		if strings.Contains(p.Words("body"), "desk.") || strings.Contains(p.Words("body"), "%!") {
			t.Errorf("%s shows the key of a message or a broken one", path)
		}
		wholeIDs(t, p)
		wholeForms(t, p)
		policy := p.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'self'") || strings.Contains(policy, "unsafe") || p.Header.Get("X-Content-Type-Options") != "nosniff" || p.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", path, p.Header)
		}
	}
}

// wholeIDs checks that ids are there once, and what is pointed to is there.
func wholeIDs(t *testing.T, p *desktest.Page) {
	t.Helper()
	seen := map[string]bool{}
	for _, n := range p.Find("") {
		if id := desktest.Attr(n, "id"); id != "" {
			if seen[id] {
				t.Errorf("%s has the id %q twice", p.At, id)
			}
			seen[id] = true
		}
	}
	for _, n := range p.Find("") {
		for _, name := range []string{"aria-labelledby", "aria-describedby", "for", "list"} {
			if to := desktest.Attr(n, name); to != "" && !seen[to] {
				t.Errorf("%s points with %s to %q, which is not there", p.At, name, to)
			}
		}
	}
}

// wholeForms checks that every form goes to the desk and every field has words.
func wholeForms(t *testing.T, p *desktest.Page) {
	t.Helper()
	for _, f := range p.Find("form") {
		if to := desktest.Attr(f, "action"); !strings.HasPrefix(to, "/desk/") {
			t.Errorf("%s has a form to %q", p.At, to)
		}
	}
	for _, n := range p.Find("") {
		switch {
		case n.Data != "input" && n.Data != "select" && n.Data != "textarea", desktest.Attr(n, "type") == "hidden", desktest.Has(n, "hidden"):
		case desktest.Attr(n, "aria-label") != "", slices.ContainsFunc(slices.Collect(n.Ancestors()), func(a *html.Node) bool { return a.Data == "label" }):
		case desktest.Attr(n, "id") != "" && len(p.Find("label", "for", desktest.Attr(n, "id"))) == 1:
		default:
			t.Errorf("%s has a field %q without words", p.At, desktest.Attr(n, "name"))
		}
	}
}

func TestFormFromAnotherSiteIsNotCarriedOut(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Editor)
	for _, site := range []string{"cross-site", "same-site"} {
		b.Site = site
		b.Post("/desk/stories/"+string(s.ID)+"/act", []string{"kind", "publish"}).Want(http.StatusForbidden, "")
	}
	if got := h.Story(s.ID).Publication(); got != story.Never {
		t.Errorf("the story is %s, want it untouched", got)
	}
}

func TestFaultNamesItselfOnThePageAndInTheLog(t *testing.T) {
	h := desktest.Open(t)
	p := h.SignedIn(h.Admin).Get("/desk/stories/aaaaaaaaaaaaa")
	p.Want(http.StatusNotFound, "")
	_, id, _ := strings.Cut(p.Words("p"), "number ")
	if id = id[:8]; !strings.Contains(h.Log.String(), "id="+id) || p.Words("h1") != "There is no such story." {
		t.Errorf("got %q with the number %q, want words and a number that the log has", p.Words("h1"), id)
	}
	if len(p.Find("nav")) != 1 {
		t.Error("who is signed in has no way on from the fault")
	}
}

func TestTimesAreThoseOfThePersonsMachine(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Reporter)
	for name, zone := range map[string]string{"Asia%2FTokyo": "Asia/Tokyo", "Asia/Kathmandu": "Asia/Kathmandu", "Mars": "UTC", "..%2F..%2Fetc": "UTC", "Local": "UTC"} {
		r, err := http.NewRequest("GET", h.Server.URL+"/desk/", nil)
		h.Must(err)
		r.AddCookie(&http.Cookie{Name: "desk-zone", Value: name})
		p := b.Do(r)
		loc, err := time.LoadLocation(zone)
		h.Must(err)
		want := s.Created.In(loc).Format("15:04")
		if got := p.Words("time"); !strings.Contains(got, want) || !strings.Contains(p.Words("p"), zone) {
			t.Errorf("zone %s: got %q, want %s and the zone's name", name, got, want)
		}
	}
}

func TestReporterHasNoButtonForReadersAndNoWayAround(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A flood")
	b := h.SignedIn(h.Reporter)
	if got := b.Get(storyPath(s, "")).Find("input", "name", "kind"); len(got) != 0 {
		t.Errorf("a reporter has %d forms for acts, want none", len(got))
	}
	for where, fields := range map[string][]string{storyPath(s, "/act"): {"kind", "publish"}, storyPath(s, "/pin"): {"pinned", "1"},
		"/desk/alerts": {"level", "breaking", "text-en", "Flood", "minutes", "60"}, "/desk/people": {"name", "Olga", "role", "editor"},
		"/desk/new-edition": {"slug", "sw", "lang", "sw", "name", "Habari", "zone", "UTC"}, "/desk/people/" + string(h.Reporter.ID) + "/link": nil} {
		b.Post(where, fields).Want(http.StatusForbidden, "")
	}
	for _, where := range []string{"/desk/alerts", "/desk/people", "/desk/new-edition", "/desk/editions/en"} {
		b.Get(where).Want(http.StatusForbidden, "")
	}
}

func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	h := desktest.Open(t)
	h.Must(h.Auth.SetPassword(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil), h.Editor, "", desktest.Password))
	s := h.Public("A flood")
	b := h.Visitor()
	p := b.Post(storyPath(s, "/act"), []string{"kind", "correct", "revision", "1", "seen", strconv.FormatInt(s.LastAct(), 10), "key", "k", "public-note", "Two streets, “not” three."})
	p.Want(http.StatusUnauthorized, "")
	fields := []string{"name", "Edith", "password", desktest.Password}
	for _, n := range p.Find("input", "type", "hidden") {
		fields = append(fields, desktest.Attr(n, "name"), desktest.Attr(n, "value"))
	}
	p = b.Post("/desk/sign-in", fields)
	p.Want(http.StatusOK, "")
	if got := len(h.Story(s.ID).Acts); got != 1 {
		t.Fatalf("signing in alone has done something: %d acts", got)
	}
	form := p.Find("form", "method", "post")[0]
	fields = nil
	for _, n := range p.Find("input", "type", "hidden") {
		fields = append(fields, desktest.Attr(n, "name"), desktest.Attr(n, "value"))
	}
	b.Agree(b.Post(desktest.Attr(form, "action"), fields)).Want(http.StatusOK, storyPath(s, ""))
	acts := h.Story(s.ID).Acts
	if got := acts[len(acts)-1].PublicNote; got != "Two streets, “not” three." {
		t.Errorf("the note is %q, want what was typed before the session ended", got)
	}
}

func storyPath(s *story.Story, part string) string { return "/desk/stories/" + string(s.ID) + part }

func TestWhoLeavesReadsNothingMoreWithTheScreensStillOpen(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A secret source")
	b := h.SignedIn(h.Reporter)
	b.Get(storyPath(s, "/page?revision=1")).Want(http.StatusOK, storyPath(s, "/page?revision=1"))
	h.Must(h.Newsroom.Employ(t.Context(), h.Admin, h.Reporter.ID, staff.Reporter, true))
	for _, part := range []string{"", "/history", "/compare?old=1&new=1", "/preview", "/page?revision=1"} {
		if p := b.Get(storyPath(s, part)); !strings.HasPrefix(p.At, "/desk/sign-in") || strings.Contains(p.Raw, "secret source") {
			t.Errorf("%s shows %q at %s, want the sign-in", part, p.Words("main"), p.At)
		}
	}
	for _, path := range []string{"/desk/stories.json", "/desk/assets.json"} {
		b.Get(path).Want(http.StatusUnauthorized, "")
	}
}

func TestEveryFaultOfTheDeskIsAsGuardedAsItsScreens(t *testing.T) {
	h := desktest.Open(t)
	for path, b := range map[string]*desktest.Browser{
		"/desk/nothing": h.SignedIn(h.Admin), "/desk/stories/nothing": h.SignedIn(h.Admin), "/desk/files/nothing.js": h.Visitor(), "/desk/people": h.SignedIn(h.Reporter),
	} {
		p := b.Get(path)
		if p.Status < 400 {
			t.Errorf("%s: got %d, want a fault", path, p.Status)
		}
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=()", "Referrer-Policy": "same-origin"} {
			if got := p.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}
