// Package desktest is a desk on real records behind a real server, and a
// browser without script in front of it. It is for tests.
package desktest

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

// House is a desk on real records behind a real server.
type House struct {
	T                       testing.TB
	Records                 string // file of the database
	Newsroom                *newsroom.Newsroom
	Auth                    *auth.Auth
	Server                  *httptest.Server
	Log                     bytes.Buffer
	Admin, Editor, Reporter *staff.Person
}

// Password is one that the house accepts.
const Password = "rain over the delta"

// Open opens a newsroom with three people and two editions.
func Open(t testing.TB) *House {
	t.Helper()
	h := &House{T: t}
	data, log := t.TempDir(), slog.New(slog.NewTextHandler(&h.Log, nil))
	h.Records = filepath.Join(data, "dateline.db")
	s, err := store.Open(context.Background(), store.Options{DSN: h.Records})
	h.Must(err)
	t.Cleanup(func() { h.Must(s.Close()) })
	h.Newsroom = &newsroom.Newsroom{Store: s, Now: time.Now}
	h.Auth = auth.New(s, time.Now, log, false)
	dark := &darkroom.Darkroom{Store: s, Bucket: blob.Folder(data), Tmp: filepath.Join(data, "tmp"), Tool: darkroom.Find(), Now: time.Now}
	d := &desk.Desk{Newsroom: h.Newsroom, Auth: h.Auth, Log: log, Now: time.Now, Open: func() int { return 3 }, Take: dark.Upload, Again: dark.Retry, Strips: dark.CanRemux(), Origin: "https://news.example",
		Files: func(name string) string { return "/assets/" + name },
		Preview: func(w http.ResponseWriter, _ *http.Request, of *story.Story, at *story.Revision, light bool) error {
			_, err := fmt.Fprintf(w, "<p>revision %d of %s, light %t</p>", at.Number, of.ID, light)
			return err
		}}
	h.Server = httptest.NewServer(d.Handler())
	t.Cleanup(h.Server.Close)
	h.hire()
	return h
}

func (h *House) hire() {
	h.T.Helper()
	var err error
	h.Admin, _, err = h.Newsroom.First(context.Background(), "Amina")
	h.Must(err)
	h.Editor, err = h.Newsroom.Hire(context.Background(), h.Admin, "Edith", staff.Editor)
	h.Must(err)
	h.Reporter, err = h.Newsroom.Hire(context.Background(), h.Admin, "Rosa", staff.Reporter)
	h.Must(err)
	for _, e := range []edition.Edition{
		{Slug: "en", Lang: "en", Name: "River News", Zone: "Africa/Nairobi", Public: true, Sections: []edition.Section{{Slug: "world", Name: "World"}}},
		{Slug: "fa", Lang: "fa", Name: "اخبار رود", Zone: "Asia/Tehran", Public: true, Sections: []edition.Section{{Slug: "iran", Name: "ایران"}}},
	} {
		h.Must(h.Newsroom.PutEdition(context.Background(), h.Admin, e))
	}
}

// Must ends the test at an error.
func (h *House) Must(err error) {
	h.T.Helper()
	if err != nil {
		h.T.Fatal(err)
	}
}

// News is a document with a headline and one paragraph.
func News(headline string) *story.Document {
	d := story.Blank("world")
	d.Head.Headline = headline
	d.Body.Content = []story.Node{story.Para("The water was measured this morning.")}
	return &d
}

// Draft is a story that the reporter has begun.
func (h *House) Draft(headline string) *story.Story {
	h.T.Helper()
	s, err := h.Newsroom.Draft(context.Background(), h.Reporter, newsroom.New{Edition: "en", Document: News(headline), Origin: story.Save})
	h.Must(err)
	return s
}

// Public is a story that the editor has published.
func (h *House) Public(headline string) *story.Story {
	h.T.Helper()
	s := h.Draft(headline)
	_, err := h.Newsroom.Act(context.Background(), h.Editor, s.ID, s.Prepare(story.Publish))
	h.Must(err)
	return h.Story(s.ID)
}

// Story is the story as it is now.
func (h *House) Story(of story.ID) *story.Story {
	h.T.Helper()
	s, err := h.Newsroom.Store.Story(context.Background(), of)
	h.Must(err)
	return s
}

// Browser is somebody at the desk, without script.
type Browser struct {
	House  *House
	Client *http.Client
	Site   string // what Sec-Fetch-Site says
}

// Visitor is somebody whom the desk does not know.
func (h *House) Visitor() *Browser {
	jar, err := cookiejar.New(nil)
	h.Must(err)
	return &Browser{House: h, Client: &http.Client{Jar: jar}, Site: "same-origin"}
}

// SignedIn is a person at the desk, let in by a link.
func (h *House) SignedIn(p *staff.Person) *Browser {
	h.T.Helper()
	token, err := h.Auth.Link(context.Background(), p.ID)
	h.Must(err)
	b := h.Visitor()
	if page := b.Post("/desk/link/"+token, nil); page.Status != http.StatusOK {
		h.T.Fatalf("the sign-in link: %d %s", page.Status, page.Words("main"))
	}
	return b
}

// Page is what a browser shows.
type Page struct {
	T      testing.TB
	Status int
	At     string // its path and query
	Header http.Header
	Raw    string
	Root   *html.Node
}

// Get asks for an address.
func (b *Browser) Get(path string) *Page {
	b.House.T.Helper()
	r, err := http.NewRequest(http.MethodGet, b.House.Server.URL+path, nil)
	b.House.Must(err)
	return b.Do(r)
}

// Post sends a form; fields are pairs.
func (b *Browser) Post(path string, fields []string) *Page {
	b.House.T.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.House.Server.URL+path, strings.NewReader(values.Encode()))
	b.House.Must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// Act asks for an act and, where the screen says what will happen, agrees.
func (b *Browser) Act(of story.ID, fields ...string) *Page {
	b.House.T.Helper()
	p := b.Post("/desk/stories/"+string(of)+"/act", fields)
	if len(p.Find("input", "name", "promised")) == 0 {
		return p
	}
	return b.Agree(p)
}

// Agree sends the form of the screen that says what will happen.
func (b *Browser) Agree(p *Page) *Page {
	b.House.T.Helper()
	form := p.Find("input", "name", "promised")[0].Parent
	var fields []string
	for n := range form.Descendants() {
		if name := Attr(n, "name"); n.Data == "input" && name != "" {
			fields = append(fields, name, Attr(n, "value"))
		}
	}
	return b.Post(Attr(form, "action"), fields)
}

// Do sends a request as a page of the desk does.
func (b *Browser) Do(r *http.Request) *Page {
	b.House.T.Helper()
	r.Header.Set("Sec-Fetch-Site", b.Site)
	answer, err := b.Client.Do(r)
	b.House.Must(err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	b.House.Must(err)
	root, err := html.Parse(bytes.NewReader(raw))
	b.House.Must(err)
	return &Page{b.House.T, answer.StatusCode, answer.Request.URL.RequestURI(), answer.Header, string(raw), root}
}

// Find are the elements of a name that have all the attributes; attributes are pairs.
func (p *Page) Find(name string, attributes ...string) []*html.Node {
	var found []*html.Node
	for n := range p.Root.Descendants() {
		if n.Type != html.ElementNode || name != "" && n.Data != name {
			continue
		}
		ok := true
		for i := 0; i+1 < len(attributes); i += 2 {
			ok = ok && Attr(n, attributes[i]) == attributes[i+1]
		}
		if ok {
			found = append(found, n)
		}
	}
	return found
}

// Attr is an attribute of an element; empty where there is none.
func Attr(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}

// Has tells whether the element has the attribute.
func Has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// Words are the text of the elements of a name, or of all with an attribute.
func (p *Page) Words(name string, attributes ...string) string {
	var b strings.Builder
	for _, n := range p.Find(name, attributes...) {
		for d := range n.Descendants() {
			if d.Type == html.TextNode && d.Parent.Data != "script" {
				b.WriteString(d.Data + " ")
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Value is what the form's field holds.
func (p *Page) Value(field string) string {
	p.T.Helper()
	found := p.Find("", "name", field)
	if len(found) == 0 {
		p.T.Fatalf("%s has no field %q", p.At, field)
	}
	n := found[0]
	switch n.Data {
	case "textarea":
		return p.Words("textarea", "name", field)
	case "select":
		for o := range n.Descendants() {
			if o.Data == "option" && Has(o, "selected") {
				return Attr(o, "value")
			}
		}
		return ""
	}
	return Attr(n, "value")
}

// Want ends the test unless the page has the status and, where one is named, the address.
func (p *Page) Want(status int, at string) {
	p.T.Helper()
	if p.Status != status || at != "" && p.At != at {
		p.T.Fatalf("got %d at %s: %s; want %d at %s", p.Status, p.At, p.Words("main"), status, at)
	}
}

// WantFault checks that a reason stands on the page, beside the field if one is named, with its id.
func (p *Page) WantFault(h *House, status int, field, words string) {
	p.T.Helper()
	p.Want(status, "")
	reason := p.Words("p", "role", "alert")
	if field != "" {
		reason = p.Words("p", "id", "wrong-"+field)
		if input := p.Find("", "name", field); len(input) == 0 || Attr(input[0], "aria-invalid") != "true" && Attr(input[0], "type") != "file" && Attr(input[0], "type") != "password" {
			p.T.Errorf("the field %q is not marked as wrong", field)
		}
	}
	if !strings.Contains(reason, words) {
		p.T.Errorf("the reason: got %q, want %q", reason, words)
	}
	_, id, _ := strings.Cut(reason, "number ")
	id, _, _ = strings.Cut(id, ".")
	if len(id) != 8 || !strings.Contains(h.Log.String(), "id="+id) {
		p.T.Errorf("the reason has the number %q, want one that the log has", id)
	}
}
