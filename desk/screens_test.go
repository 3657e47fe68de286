package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/story"
)

// screens are the addresses of every screen, with stories in each state.
func screens(h *house) []string {
	draft, public, gone := h.draft("A bridge"), h.public("A flood"), h.public("A rumour")
	_, err := h.Act(h.t.Context(), h.editor, gone.ID, story.Act{Kind: story.Withdraw, InternalNote: "It was none."})
	h.must(err)
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
	h := open(t)
	admin := h.signedIn(h.admin)
	for _, path := range screens(h) {
		p := admin.get(path)
		p.want(http.StatusOK, path)
		if n := len(p.find("h1")); n != 1 {
			t.Errorf("%s has %d first headings, want 1", path, n)
		}
		if n := len(p.find("title")); n != 1 || !strings.HasSuffix(p.words("title"), "Dateline") {
			t.Errorf("%s: title %q", path, p.words("title"))
		}
		if strings.Contains(p.words("body"), "desk.") || strings.Contains(p.words("body"), "%!") {
			t.Errorf("%s shows the key of a message or a broken one", path)
		}
		wholeIDs(t, p)
		wholeForms(t, p)
		policy := p.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'self'") || strings.Contains(policy, "unsafe") || p.header.Get("X-Content-Type-Options") != "nosniff" || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", path, p.header)
		}
	}
}

// wholeIDs checks that ids are there once, and what is pointed to is there.
func wholeIDs(t *testing.T, p *page) {
	t.Helper()
	seen := map[string]bool{}
	for _, n := range p.find("") {
		if id := attr(n, "id"); id != "" {
			if seen[id] {
				t.Errorf("%s has the id %q twice", p.at, id)
			}
			seen[id] = true
		}
	}
	for _, n := range p.find("") {
		for _, name := range []string{"aria-labelledby", "aria-describedby", "for", "list"} {
			if to := attr(n, name); to != "" && !seen[to] {
				t.Errorf("%s points with %s to %q, which is not there", p.at, name, to)
			}
		}
	}
}

// wholeForms checks that every form goes to the desk and every field has words.
func wholeForms(t *testing.T, p *page) {
	t.Helper()
	for _, f := range p.find("form") {
		if to := attr(f, "action"); !strings.HasPrefix(to, "/desk/") {
			t.Errorf("%s has a form to %q", p.at, to)
		}
	}
	for _, n := range p.find("") {
		switch {
		case n.Data != "input" && n.Data != "select" && n.Data != "textarea", attr(n, "type") == "hidden", has(n, "hidden"):
		case attr(n, "aria-label") != "", slices.ContainsFunc(slices.Collect(n.Ancestors()), func(a *html.Node) bool { return a.Data == "label" }):
		case attr(n, "id") != "" && len(p.find("label", "for", attr(n, "id"))) == 1:
		default:
			t.Errorf("%s has a field %q without words", p.at, attr(n, "name"))
		}
	}
}

func TestWhoIsNotSignedInIsSentToTheSignInAndBack(t *testing.T) {
	h := open(t)
	v := h.visitor()
	p := v.get("/desk/assets?kind=picture")
	p.want(http.StatusOK, "/desk/sign-in?next=%2Fdesk%2Fassets%3Fkind%3Dpicture")
	if got := p.value("next"); got != "/desk/assets?kind=picture" {
		t.Errorf("after signing in: got %q, want where it was going", got)
	}
	for _, elsewhere := range []string{"https://evil.example/", "//evil.example/", "/deskevil", `/\evil.example`} {
		if got := v.get("/desk/sign-in?next=" + elsewhere).value("next"); got != "/desk/" {
			t.Errorf("after signing in with %q: got %q, want the desk", elsewhere, got)
		}
	}
}

func TestPersonComesInByLinkChoosesAPasswordAndSignsInWithIt(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.reporter)
	b.post("/desk/account/password", []string{"password", "short"}).wantFault(h, http.StatusBadRequest, "password", "at least 12 characters")
	b.post("/desk/account/password", []string{"password", password}).want(http.StatusOK, "/desk/")
	v := h.visitor()
	wrong := v.post("/desk/sign-in", []string{"name", "Rosa", "password", "wrong", "next", "/desk/new"})
	wrong.wantFault(h, http.StatusUnauthorized, "", "Name or password is wrong")
	if wrong.value("name") != "Rosa" || wrong.value("next") != "/desk/new" || wrong.value("password") != "" {
		t.Errorf("got the form back with name %q, next %q", wrong.value("name"), wrong.value("next"))
	}
	v.post("/desk/sign-in", []string{"name", "Rosa", "password", password, "next", "/desk/new"}).want(http.StatusOK, "/desk/new")
	if n := len(v.get("/desk/account").find("form", "class", "")); n != 2 {
		t.Errorf("got %d forms to end a session or sign out, want one for the other browser and one to sign out", n)
	}
	v.post("/desk/sign-out", nil).want(http.StatusOK, "/desk/sign-in")
	v.get("/desk/").want(http.StatusOK, "/desk/sign-in?next=%2Fdesk%2F")
}

func TestFormFromAnotherSiteIsNotCarriedOut(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	b := h.signedIn(h.editor)
	for _, site := range []string{"cross-site", "same-site"} {
		b.site = site
		b.post("/desk/stories/"+string(s.ID)+"/act", []string{"kind", "publish"}).want(http.StatusForbidden, "")
	}
	if got := h.story(s.ID).Publication(); got != story.Never {
		t.Errorf("the story is %s, want it untouched", got)
	}
}

func TestFaultNamesItselfOnThePageAndInTheLog(t *testing.T) {
	h := open(t)
	p := h.signedIn(h.admin).get("/desk/stories/aaaaaaaaaaaaa")
	p.want(http.StatusNotFound, "")
	_, id, _ := strings.Cut(p.words("p"), "number ")
	if id = id[:8]; !strings.Contains(h.log.String(), "id="+id) || p.words("h1") != "There is no such story." {
		t.Errorf("got %q with the number %q, want words and a number that the log has", p.words("h1"), id)
	}
	if len(p.find("nav")) != 1 {
		t.Error("who is signed in has no way on from the fault")
	}
}

func TestTimesAreThoseOfThePersonsMachine(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	b := h.signedIn(h.reporter)
	for name, zone := range map[string]string{"Asia%2FTokyo": "Asia/Tokyo", "Asia/Kathmandu": "Asia/Kathmandu", "Mars": "UTC", "..%2F..%2Fetc": "UTC", "Local": "UTC"} {
		r, err := http.NewRequest("GET", h.server.URL+"/desk/", nil)
		h.must(err)
		r.AddCookie(&http.Cookie{Name: "desk-zone", Value: name})
		p := b.do(r)
		loc, err := time.LoadLocation(zone)
		h.must(err)
		want := s.Created.In(loc).Format("15:04")
		if got := p.words("time"); !strings.Contains(got, want) || !strings.Contains(p.words("p"), zone) {
			t.Errorf("zone %s: got %q, want %s and the zone's name", name, got, want)
		}
	}
}

func TestListShowsWhatItIsAskedFor(t *testing.T) {
	h := open(t)
	h.draft("A bridge")
	h.public("A flood")
	open := h.public("A drought")
	_, err := h.Save(t.Context(), h.reporter, open.ID, 1, news("A long drought"), story.Save, "")
	h.must(err)
	b := h.signedIn(h.editor)
	for query, want := range map[string]string{
		"":                          "A long drought A flood A bridge",
		"?q=FLOOD":                  "A flood",
		"?public=never":             "A bridge",
		"?public=public":            "A long drought A flood",
		"?open=1&public=public":     "A long drought",
		"?by=me":                    "",
		"?edition=fa":               "",
		"?stage=writing&q=dr&by=":   "A long drought",
		"?q=%00&edition=no-edition": "",
	} {
		if got := b.get("/desk/"+query).words("bdi", "lang", "en"); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got := b.get("/desk/?edition=fa").words("p", "class", "empty"); !strings.Contains(got, "Show all stories") {
		t.Errorf("an empty list says %q, want the way on", got)
	}
}

func TestEveryStoryIsOnOnePageOfTheList(t *testing.T) {
	h := open(t)
	for n := range 120 {
		h.draft(fmt.Sprintf("Flood number %d", n))
	}
	b := h.signedIn(h.reporter)
	seen := map[string]int{}
	for path := "/desk/?by=me"; path != ""; {
		p := b.get(path)
		for _, a := range p.find("a") {
			if strings.HasPrefix(attr(a, "href"), "/desk/stories/") {
				seen[attr(a, "href")]++
			}
		}
		path = ""
		for _, next := range p.find("a", "rel", "next") {
			path = attr(next, "href")
		}
	}
	if len(seen) != 120 {
		t.Errorf("got %d stories on all pages, want 120", len(seen))
	}
}
