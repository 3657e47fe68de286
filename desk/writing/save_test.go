package writing_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dateline/internal/desktest"
	"dateline/story"
)

func path(s *story.Story, part string) string { return "/desk/stories/" + string(s.ID) + part }

func TestStoryBeginsWithItsHeadline(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	long := strings.Repeat("flood ", 60)
	refused := b.Post("/desk/stories", []string{"edition", "fa", "type", "audio", "headline", long})
	refused.WantFault(h, http.StatusBadRequest, "headline", "The headline may be")
	if refused.Value("headline") != strings.TrimSpace(long) || refused.Value("edition") != "fa" || refused.Value("type") != "audio" {
		t.Errorf("the form came back with %q, %q, %q", refused.Value("headline"), refused.Value("edition"), refused.Value("type"))
	}
	p := b.Post("/desk/stories", []string{"edition", "fa", "type", "audio", "headline", "سیل"})
	p.Want(http.StatusOK, "")
	if p.Value("headline") != "سیل" || p.Value("section") != "iran" {
		t.Errorf("the editor has %q in %q, want the headline in the first section", p.Value("headline"), p.Value("section"))
	}
	if form := p.Find("form", "id", "story-form")[0]; desktest.Attr(form, "lang") != "fa" || desktest.Attr(form, "dir") != "rtl" {
		t.Errorf("the sheet is %s, %s; want Persian, right to left", desktest.Attr(form, "lang"), desktest.Attr(form, "dir"))
	}
}

// send saves as the editor's script does.
func send(b *desktest.Browser, s *story.Story, base int, headline, key string) (status int, answer map[string]any) {
	b.House.T.Helper()
	doc, _, err := desktest.News(headline).Canonical()
	b.House.Must(err)
	body := fmt.Sprintf(`{"base":%d,"document":%s,"key":%q,"origin":"autosave"}`, base, doc, key)
	r, err := http.NewRequest("POST", b.House.Server.URL+path(s, "/save"), strings.NewReader(body))
	b.House.Must(err)
	r.Header.Set("Content-Type", "application/json")
	p := b.Do(r)
	if err := json.Unmarshal([]byte(p.Raw), &answer); err != nil {
		b.House.T.Fatalf("the answer is no JSON: %s", p.Raw)
	}
	return p.Status, answer
}

func TestAutosaveIsAcknowledgedByItsNumber(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Reporter)
	status, answer := send(b, s, 1, "A broken bridge", "k1")
	if status != http.StatusOK || answer["revision"] != 2.0 || len(answer["saved"].(string)) != len("14:03:07") {
		t.Errorf("got %d %v, want revision 2 and its time", status, answer)
	}
	if _, again := send(b, s, 1, "A broken bridge", "k1"); again["revision"] != 2.0 {
		t.Errorf("the same save again: got %v, want revision 2", again)
	}
}

func TestSecondTabOnAnOldBaseIsKeptAndBothSeeIt(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	rosa, edith := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	send(edith, s, 1, "A bridge falls", "k1")
	status, answer := send(rosa, s, 1, "A bridge breaks", "k2")
	if status != http.StatusConflict || answer["head"] != 2.0 || answer["branch"] != 3.0 || answer["by"] != "Edith" {
		t.Fatalf("got %d %v, want 409 with Edith's 2 and the branch 3", status, answer)
	}
	for who, b := range map[string]*desktest.Browser{"Rosa": rosa, "Edith": edith} {
		if got := b.Get(path(s, "")).Words("section", "aria-labelledby", "branches"); !strings.Contains(got, "Revision 3 by Rosa") {
			t.Errorf("%s sees %q, want the text kept beside", who, got)
		}
	}
	p := rosa.Get(answer["url"].(string))
	if got := p.Words("p", "class", "added"); !strings.Contains(got, "A bridge breaks") {
		t.Errorf("the comparison adds %q", got)
	}
	p = rosa.Post(path(s, "/restore"), []string{"revision", "3", "base", "2", "key", "k3"})
	p.Want(http.StatusOK, path(s, ""))
	if got := p.Value("headline"); got != "A bridge breaks" {
		t.Errorf("the working text is %q, want Rosa's", got)
	}
	if got := p.Words("section", "aria-labelledby", "branches"); got != "" {
		t.Errorf("after it was taken up there is still %q", got)
	}
}

func TestRefusedSaveSaysWhyInJSON(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	status, answer := send(h.SignedIn(h.Reporter), s, 1, strings.Repeat("long ", 100), "k")
	if status != http.StatusBadRequest || !strings.Contains(answer["error"].(string), "headline") || len(answer["id"].(string)) != 8 {
		t.Errorf("got %d %v, want the reason and its number", status, answer)
	}
	if status, _ := send(h.Visitor(), s, 1, "A bridge", "k"); status != http.StatusUnauthorized {
		t.Errorf("without a session: got %d, want 401", status)
	}
}

func TestHeadIsSavedWithoutScript(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Reporter)
	fields := []string{"base", "1", "key", "k", "headline", "A broken bridge", "standfirst", "Since\r\nyesterday", "byline", "Rosa", "place", "Narva", "section", "world"}
	p := b.Post(path(s, "/save"), fields)
	p.Want(http.StatusOK, path(s, ""))
	rev, err := h.Newsroom.Store.Revision(t.Context(), s.ID, 2)
	h.Must(err)
	if got := rev.Document.Head; got.Headline != "A broken bridge" || got.Standfirst != "Since yesterday" || got.Place != "Narva" {
		t.Errorf("got %+v", got)
	}
	if got := rev.Document.Body.Plain(); !strings.Contains(got, "measured this morning") {
		t.Errorf("the body is %q, want it as it was", got)
	}
	fields[1], fields[3], fields[5] = "2", "k2", strings.Repeat("long ", 100)
	fields[9] = "Rosa and Edith"
	p = b.Post(path(s, "/save"), fields)
	p.WantFault(h, http.StatusBadRequest, "headline", "The headline may be")
	if p.Value("byline") != "Rosa and Edith" {
		t.Errorf("the byline came back as %q, want what was typed", p.Value("byline"))
	}
	fields[1], fields[3], fields[5] = "1", "k3", "An old bridge"
	if p = b.Post(path(s, "/save"), fields); !strings.Contains(p.At, "/compare?old=2&new=3") {
		t.Errorf("a form on an old base led to %s, want both texts side by side", p.At)
	}
}

// typing sends what is being typed, as the editor's script does.
func typing(b *desktest.Browser, s *story.Story, body string) (status int, answer map[string]any) {
	b.House.T.Helper()
	r, err := http.NewRequest("POST", b.House.Server.URL+path(s, "/working"), strings.NewReader(body))
	b.House.Must(err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	p := b.Do(r)
	if err := json.Unmarshal([]byte(p.Raw), &answer); err != nil {
		b.House.T.Fatalf("the answer is no JSON: %s", p.Raw)
	}
	return p.Status, answer
}

func TestWhatIsTypedIsARevisionWhenItsAuthorOpensTheStoryAgain(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Reporter)
	doc, _, err := desktest.News("A broken \u202bbridge").Canonical()
	h.Must(err)
	status, answer := typing(b, s, fmt.Sprintf(`{"tab":"aaaaaaaaaaaaa","number":7,"base":1,"document":%s}`, doc))
	if status != http.StatusOK || answer["base"] != 1.0 || answer["head"] != 1.0 || len(answer["saved"].(string)) != len("14:03:07") {
		t.Errorf("got %d %v, want base 1, head 1 and the time", status, answer)
	}
	if got := h.Story(s.ID).Head; got != 1 {
		t.Fatalf("typing made revision %d", got)
	}
	p := b.Get(path(s, ""))
	if got := p.Value("headline"); got != "A broken \u2067bridge\u2069" || p.Value("base") != "2" {
		t.Errorf("the editor has %q as revision %s, want what was typed, as 2", got, p.Value("base"))
	}
	var owner struct {
		Person, Key string
		Tabs        map[string]int64
	}
	h.Must(json.Unmarshal([]byte(p.Find("script", "id", "editor-owner")[0].FirstChild.Data), &owner))
	if owner.Person != string(h.Reporter.ID) || len(owner.Key) != 44 || owner.Tabs["aaaaaaaaaaaaa"] != 7 {
		t.Errorf("the page says %+v, want the reporter, a key and the tab", owner)
	}
	if status, answer := typing(b, s, `{"tab":"aaaaaaaaaaaaa","fold":true}`); status != http.StatusOK || answer["revision"] != 2.0 {
		t.Errorf("the page that went away: got %d %v, want revision 2", status, answer)
	}
}

func TestRefusedTextIsToldItsPlace(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Reporter)
	for _, c := range []struct {
		spoil func(d *story.Document)
		want  map[string]any
	}{
		{func(d *story.Document) { d.Head.Standfirst = strings.Repeat("x", story.MaxStandfirst+1) }, map[string]any{"field": "standfirst"}},
		{func(d *story.Document) { d.Head.Section = "opera" }, map[string]any{"field": "section"}},
		{func(d *story.Document) {
			d.Body.Content = append(d.Body.Content, story.Node{Type: story.Picture, Attrs: story.Attrs{Alt: strings.Repeat("x", story.MaxNote+1)}})
		}, map[string]any{"block": 2.0}},
	} {
		d := desktest.News("A bridge")
		c.spoil(d)
		doc, _, err := d.Canonical()
		h.Must(err)
		status, answer := typing(b, s, fmt.Sprintf(`{"tab":"aaaaaaaaaaaaa","number":1,"base":1,"document":%s}`, doc))
		if place, _ := answer["place"].(map[string]any); status != http.StatusBadRequest || fmt.Sprint(place) != fmt.Sprint(c.want) {
			t.Errorf("got %d %v, want the place %v", status, answer, c.want)
		}
	}
}
