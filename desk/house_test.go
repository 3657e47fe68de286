package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/auth"
	"dateline/blob"
	"dateline/darkroom"
	"dateline/desk"
	"dateline/edition"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// house is a desk on real records behind a real server.
type house struct {
	t testing.TB
	*newsroom.Newsroom
	auth                    *auth.Auth
	server                  *httptest.Server
	log                     bytes.Buffer
	admin, editor, reporter *staff.Person
}

const password = "rain over the delta"

func open(t testing.TB) *house {
	t.Helper()
	h := &house{t: t}
	data, log := t.TempDir(), slog.New(slog.NewTextHandler(&h.log, nil))
	s, err := store.Open(context.Background(), store.Options{DSN: filepath.Join(data, "dateline.db")})
	h.must(err)
	t.Cleanup(func() { h.must(s.Close()) })
	h.Newsroom = &newsroom.Newsroom{Store: s, Now: time.Now}
	h.auth = auth.New(s, time.Now, log, false)
	dark := &darkroom.Darkroom{Store: s, Bucket: blob.Folder(data), Tmp: filepath.Join(data, "tmp"), Tool: darkroom.Find(), Now: time.Now}
	d := &desk.Desk{Store: s, Newsroom: h.Newsroom, Auth: h.auth, Log: log, Now: time.Now, Take: dark.Take, Origin: "https://news.example",
		Files: func(name string) string { return "/assets/" + name },
		Preview: func(w http.ResponseWriter, _ *http.Request, of story.ID, revision int, light bool) error {
			_, err := fmt.Fprintf(w, "<p>revision %d of %s, light %t</p>", revision, of, light)
			return err
		}}
	h.server = httptest.NewServer(d.Handler())
	t.Cleanup(h.server.Close)
	h.staff()
	return h
}

func (h *house) staff() {
	h.t.Helper()
	var err error
	h.admin, _, err = h.First(context.Background(), "Amina")
	h.must(err)
	h.editor, err = h.Hire(context.Background(), h.admin, "Edith", staff.Editor)
	h.must(err)
	h.reporter, err = h.Hire(context.Background(), h.admin, "Rosa", staff.Reporter)
	h.must(err)
	for _, e := range []edition.Edition{
		{Slug: "en", Lang: "en", Name: "River News", Zone: "Africa/Nairobi", Public: true, Sections: []edition.Section{{Slug: "world", Name: "World"}}},
		{Slug: "fa", Lang: "fa", Name: "اخبار رود", Zone: "Asia/Tehran", Public: true, Sections: []edition.Section{{Slug: "iran", Name: "ایران"}}},
	} {
		h.must(h.PutEdition(context.Background(), h.admin, e))
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func news(headline string) *story.Document {
	d := story.Blank("world")
	d.Head.Headline = headline
	d.Body.Content = []story.Node{story.Para("The water was measured this morning.")}
	return &d
}

func (h *house) draft(headline string) *story.Story {
	h.t.Helper()
	s, err := h.Draft(context.Background(), h.reporter, newsroom.New{Edition: "en", Document: news(headline), Origin: story.Save})
	h.must(err)
	return s
}

func (h *house) public(headline string) *story.Story {
	h.t.Helper()
	s := h.draft(headline)
	_, err := h.Act(context.Background(), h.editor, s.ID, s.Prepare(story.Publish))
	h.must(err)
	return h.story(s.ID)
}

func (h *house) story(of story.ID) *story.Story {
	h.t.Helper()
	s, err := h.Store.Story(context.Background(), of)
	h.must(err)
	return s
}

// browser is somebody at the desk, without script.
type browser struct {
	h *house
	*http.Client
	site string // what Sec-Fetch-Site says
}

// visitor is somebody whom the desk does not know.
func (h *house) visitor() *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &browser{h: h, Client: &http.Client{Jar: jar}, site: "same-origin"}
}

// signedIn is a person at the desk, let in by a link.
func (h *house) signedIn(p *staff.Person) *browser {
	h.t.Helper()
	token, err := h.auth.Link(context.Background(), p.ID)
	h.must(err)
	b := h.visitor()
	if page := b.post("/desk/link/"+token, nil); page.status != http.StatusOK {
		h.t.Fatalf("the sign-in link: %d %s", page.status, page.words("main"))
	}
	return b
}

// page is what a browser shows.
type page struct {
	t      testing.TB
	status int
	at     string // its path and query
	header http.Header
	raw    string
	root   *html.Node
}

func (b *browser) get(path string) *page {
	b.h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.h.server.URL+path, nil)
	b.h.must(err)
	return b.do(r)
}

// post sends a form; fields are pairs.
func (b *browser) post(path string, fields []string) *page {
	b.h.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.h.server.URL+path, strings.NewReader(values.Encode()))
	b.h.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) do(r *http.Request) *page {
	b.h.t.Helper()
	r.Header.Set("Sec-Fetch-Site", b.site)
	answer, err := b.Do(r)
	b.h.must(err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	b.h.must(err)
	root, err := html.Parse(bytes.NewReader(raw))
	b.h.must(err)
	return &page{b.h.t, answer.StatusCode, answer.Request.URL.RequestURI(), answer.Header, string(raw), root}
}

// find are the elements of a name that have all the attributes; attributes are pairs.
func (p *page) find(name string, attributes ...string) []*html.Node {
	var found []*html.Node
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode || name != "" && n.Data != name {
			continue
		}
		ok := true
		for i := 0; i+1 < len(attributes); i += 2 {
			ok = ok && attr(n, attributes[i]) == attributes[i+1]
		}
		if ok {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// words are the text of the elements of a name, or of all with an attribute.
func (p *page) words(name string, attributes ...string) string {
	var b strings.Builder
	for _, n := range p.find(name, attributes...) {
		for d := range n.Descendants() {
			if d.Type == html.TextNode && d.Parent.Data != "script" {
				b.WriteString(d.Data + " ")
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// value is what the form's field holds.
func (p *page) value(field string) string {
	p.t.Helper()
	found := p.find("", "name", field)
	if len(found) == 0 {
		p.t.Fatalf("%s has no field %q", p.at, field)
	}
	n := found[0]
	switch n.Data {
	case "textarea":
		return p.words("textarea", "name", field)
	case "select":
		for o := range n.Descendants() {
			if o.Data == "option" && has(o, "selected") {
				return attr(o, "value")
			}
		}
		return ""
	}
	return attr(n, "value")
}

func (p *page) want(status int, at string) {
	p.t.Helper()
	if p.status != status || at != "" && p.at != at {
		p.t.Fatalf("got %d at %s: %s; want %d at %s", p.status, p.at, p.words("main"), status, at)
	}
}

// wantFault checks that a reason stands on the page, beside the field if one is named, with its id.
func (p *page) wantFault(h *house, status int, field, words string) {
	p.t.Helper()
	p.want(status, "")
	said := p.words("p", "role", "alert")
	if field != "" {
		said = p.words("p", "id", "wrong-"+field)
		if input := p.find("", "name", field); len(input) == 0 || attr(input[0], "aria-invalid") != "true" && attr(input[0], "type") != "file" && attr(input[0], "type") != "password" {
			p.t.Errorf("the field %q is not marked as wrong", field)
		}
	}
	if !strings.Contains(said, words) {
		p.t.Errorf("the reason: got %q, want %q", said, words)
	}
	_, id, _ := strings.Cut(said, "number ")
	id, _, _ = strings.Cut(id, ".")
	if len(id) != 8 || !strings.Contains(h.log.String(), "id="+id) {
		p.t.Errorf("the reason has the number %q, want one that the log has", id)
	}
}
