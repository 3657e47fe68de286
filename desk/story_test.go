package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"dateline/story"
)

func path(s *story.Story, part string) string { return "/desk/stories/" + string(s.ID) + part }

func TestStoryBeginsWithItsHeadline(t *testing.T) {
	h := open(t)
	b := h.signedIn(h.reporter)
	long := strings.Repeat("flood ", 60)
	refused := b.post("/desk/stories", []string{"edition", "fa", "type", "audio", "headline", long})
	refused.wantFault(h, http.StatusBadRequest, "headline", "The headline may be")
	if refused.value("headline") != strings.TrimSpace(long) || refused.value("edition") != "fa" || refused.value("type") != "audio" {
		t.Errorf("the form came back with %q, %q, %q", refused.value("headline"), refused.value("edition"), refused.value("type"))
	}
	p := b.post("/desk/stories", []string{"edition", "fa", "type", "audio", "headline", "سیل"})
	p.want(http.StatusOK, "")
	if p.value("headline") != "سیل" || p.value("section") != "iran" {
		t.Errorf("the editor has %q in %q, want the headline in the first section", p.value("headline"), p.value("section"))
	}
	if form := p.find("form", "id", "story-form")[0]; attr(form, "lang") != "fa" || attr(form, "dir") != "rtl" {
		t.Errorf("the sheet is %s, %s; want Persian, right to left", attr(form, "lang"), attr(form, "dir"))
	}
}

// send saves as the editor's script does.
func send(b *browser, s *story.Story, base int, headline, key string) (status int, answer map[string]any) {
	b.h.t.Helper()
	doc, _, err := news(headline).Canonical()
	b.h.must(err)
	body := fmt.Sprintf(`{"base":%d,"document":%s,"key":%q,"origin":"autosave"}`, base, doc, key)
	r, err := http.NewRequest("POST", b.h.server.URL+path(s, "/save"), strings.NewReader(body))
	b.h.must(err)
	r.Header.Set("Content-Type", "application/json")
	p := b.do(r)
	if err := json.Unmarshal([]byte(p.raw), &answer); err != nil {
		b.h.t.Fatalf("the answer is no JSON: %s", p.raw)
	}
	return p.status, answer
}

func TestAutosaveIsAcknowledgedByItsNumber(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	b := h.signedIn(h.reporter)
	status, answer := send(b, s, 1, "A broken bridge", "k1")
	if status != http.StatusOK || answer["revision"] != 2.0 || len(answer["saved"].(string)) != len("14:03:07") {
		t.Errorf("got %d %v, want revision 2 and its time", status, answer)
	}
	if _, again := send(b, s, 1, "A broken bridge", "k1"); again["revision"] != 2.0 {
		t.Errorf("the same save again: got %v, want revision 2", again)
	}
}

func TestSecondTabOnAnOldBaseIsKeptAndBothSeeIt(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	rosa, edith := h.signedIn(h.reporter), h.signedIn(h.editor)
	send(edith, s, 1, "A bridge falls", "k1")
	status, answer := send(rosa, s, 1, "A bridge breaks", "k2")
	if status != http.StatusConflict || answer["head"] != 2.0 || answer["branch"] != 3.0 || answer["by"] != "Edith" {
		t.Fatalf("got %d %v, want 409 with Edith's 2 and the branch 3", status, answer)
	}
	for who, b := range map[string]*browser{"Rosa": rosa, "Edith": edith} {
		if got := b.get(path(s, "")).words("section", "aria-labelledby", "branches"); !strings.Contains(got, "Revision 3 by Rosa") {
			t.Errorf("%s sees %q, want the text kept beside", who, got)
		}
	}
	p := rosa.get(answer["url"].(string))
	if got := p.words("p", "class", "added"); !strings.Contains(got, "A bridge breaks") {
		t.Errorf("the comparison adds %q", got)
	}
	p = rosa.post(path(s, "/restore"), []string{"revision", "3", "base", "2", "key", "k3"})
	p.want(http.StatusOK, path(s, ""))
	if got := p.value("headline"); got != "A bridge breaks" {
		t.Errorf("the working text is %q, want Rosa's", got)
	}
	if got := p.words("section", "aria-labelledby", "branches"); got != "" {
		t.Errorf("after it was taken up there is still %q", got)
	}
}

func TestRefusedSaveSaysWhyInJSON(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	status, answer := send(h.signedIn(h.reporter), s, 1, strings.Repeat("long ", 100), "k")
	if status != http.StatusBadRequest || !strings.Contains(answer["error"].(string), "headline") || len(answer["id"].(string)) != 8 {
		t.Errorf("got %d %v, want the reason and its number", status, answer)
	}
	if status, _ := send(h.visitor(), s, 1, "A bridge", "k"); status != http.StatusUnauthorized {
		t.Errorf("without a session: got %d, want 401", status)
	}
}

func TestHeadIsSavedWithoutScript(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	b := h.signedIn(h.reporter)
	fields := []string{"base", "1", "key", "k", "headline", "A broken bridge", "standfirst", "Since\r\nyesterday", "byline", "Rosa", "place", "Narva", "section", "world"}
	p := b.post(path(s, "/save"), fields)
	p.want(http.StatusOK, path(s, ""))
	rev, err := h.Store.Revision(t.Context(), s.ID, 2)
	h.must(err)
	if got := rev.Document.Head; got.Headline != "A broken bridge" || got.Standfirst != "Since yesterday" || got.Place != "Narva" {
		t.Errorf("got %+v", got)
	}
	if got := rev.Document.Body.Plain(); !strings.Contains(got, "measured this morning") {
		t.Errorf("the body is %q, want it as it was", got)
	}
	fields[1], fields[3], fields[5] = "2", "k2", strings.Repeat("long ", 100)
	fields[9] = "Rosa and Edith"
	p = b.post(path(s, "/save"), fields)
	p.wantFault(h, http.StatusBadRequest, "headline", "The headline may be")
	if p.value("byline") != "Rosa and Edith" {
		t.Errorf("the byline came back as %q, want what was typed", p.value("byline"))
	}
	fields[1], fields[3], fields[5] = "1", "k3", "An old bridge"
	if p = b.post(path(s, "/save"), fields); !strings.Contains(p.at, "/compare?old=2&new=3") {
		t.Errorf("a form on an old base led to %s, want both texts side by side", p.at)
	}
}

func TestButtonPublishesTheRevisionThatWasOnTheScreen(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	b := h.signedIn(h.editor)
	p := b.get(path(s, ""))
	if got := p.words("button", "class", "primary out"); got != "Publish to the English edition" {
		t.Errorf("the one button says %q", got)
	}
	send(h.signedIn(h.reporter), s, 1, "A rumour about a bridge", "k")
	p = b.post(path(s, "/act"), []string{"kind", "publish", "revision", p.value("revision"), "seen", p.value("seen"), "key", "press"})
	p.want(http.StatusOK, path(s, ""))
	if got := h.story(s.ID).Shown(); got != 1 {
		t.Errorf("readers see revision %d, want 1, which the editor saw", got)
	}
	if got := p.words("div", "id", "now"); !strings.Contains(got, "Public Revision 1.") || !strings.Contains(got, "Revision 2 is not out yet") || !strings.Contains(got, "Update the English edition") {
		t.Errorf("the state says %q", got)
	}
}

func TestTheButtonOfAStaleScreenPutsNothingBackAndSaysWhatHasHappened(t *testing.T) {
	h := open(t)
	s := h.public("A flood")
	edith, amina, rosa := h.signedIn(h.editor), h.signedIn(h.admin), h.signedIn(h.reporter)
	send(rosa, s, 1, "A flood, and the mayor is to blame", "k1")
	stale := edith.get(path(s, ""))
	send(amina, s, 2, "A flood", "k2")
	fresh := amina.get(path(s, ""))
	amina.post(path(s, "/act"), []string{"kind", "update", "revision", fresh.value("revision"), "seen", fresh.value("seen"), "key", "a"}).want(http.StatusOK, path(s, ""))
	p := edith.post(path(s, "/act"), []string{"kind", "update", "revision", stale.value("revision"), "seen", stale.value("seen"), "key", "e"})
	p.wantFault(h, http.StatusConflict, "", "somebody has changed what readers see")
	if got := h.story(s.ID).Shown(); got != 3 {
		t.Errorf("readers see revision %d, want Amina's 3", got)
	}
	if got := p.words("section", "aria-labelledby", "since"); !strings.Contains(got, "Updated by Amina") || strings.Contains(got, "Published") {
		t.Errorf("the screen says %q, want what Amina has done since and no more", got)
	}
	send(rosa, s, 3, "A flood of the river", "k3")
	p = edith.post(path(s, "/act"), []string{"kind", "correct", "revision", "2", "seen", stale.value("seen"), "public-note", "Not the mayor.", "key", "f"})
	p.want(http.StatusConflict, "")
	if got := p.value("public-note"); got != "Not the mayor." {
		t.Errorf("the note came back as %q", got)
	}
	if got := p.words("p", "class", "added") + p.words("p", "class", "removed"); got != "" {
		t.Errorf("readers saw the same text before and after, and the screen marks %q", got)
	}
	edith.post(path(s, "/act"), []string{"kind", "update", "revision", p.value("revision"), "seen", p.value("seen"), "key", "g"}).want(http.StatusOK, path(s, ""))
	if got := h.story(s.ID).Shown(); got != 4 {
		t.Errorf("on the new ground readers see revision %d, want 4", got)
	}
	p = amina.post(path(s, "/act"), []string{"kind", "update", "revision", "3", "seen", fresh.value("seen"), "key", "b"})
	if added, removed := p.words("p", "class", "added"), p.words("p", "class", "removed"); !strings.Contains(added, "A flood of the river") || !strings.Contains(removed, "A flood") {
		t.Errorf("the difference takes out %q and puts in %q", removed, added)
	}
}

func TestAWithdrawalFromAStaleScreenIsDone(t *testing.T) {
	h := open(t)
	s := h.public("A flood")
	stale := h.signedIn(h.editor)
	seen := stale.get(path(s, "")).value("seen")
	send(h.signedIn(h.reporter), s, 1, "A flood again", "k")
	_, err := h.Act(t.Context(), h.admin, s.ID, h.story(s.ID).Prepare(story.Update))
	h.must(err)
	stale.post(path(s, "/act"), []string{"kind", "withdraw", "revision", "1", "seen", seen, "internal-note", "A libel."}).want(http.StatusOK, path(s, ""))
	if got := h.story(s.ID).Publication(); got != story.Withdrawn {
		t.Errorf("the story is %s, want it withdrawn", got)
	}
}

func TestRefusedActComesBackWithItsNotes(t *testing.T) {
	h := open(t)
	s := h.public("A flood")
	b := h.signedIn(h.editor)
	p := b.post(path(s, "/act"), []string{"kind", "withdraw", "revision", "1", "public-note", "It was a drought.", "internal-note", " "})
	p.wantFault(h, http.StatusBadRequest, "internal-note", "needs a reason")
	form := p.find("input", "value", "withdraw")[0].Parent
	if got := p.words("textarea", "name", "public-note"); got != "It was a drought." || !has(form.Parent, "open") {
		t.Errorf("the note came back as %q, the form open: %t", got, has(form.Parent, "open"))
	}
	p = b.post(path(s, "/act"), []string{"kind", "correct", "revision", "1", "seen", p.value("seen"), "public-note", ""})
	p.wantFault(h, http.StatusBadRequest, "public-note", "needs a public note")
	if got := h.story(s.ID).Publication(); got != story.Public {
		t.Errorf("the story is %s, want it public still", got)
	}
}

func TestStoryGoesThroughItsWholeLife(t *testing.T) {
	h := open(t)
	s := h.draft("A flood")
	b := h.signedIn(h.editor)
	for n, step := range []struct {
		fields []string
		want   story.Publication
	}{
		{[]string{"kind", "publish"}, story.Public},
		{[]string{"kind", "update"}, story.Public},
		{[]string{"kind", "correct", "public-note", "Two streets, not three."}, story.Public},
		{[]string{"kind", "withdraw", "internal-note", "The source took it back."}, story.Withdrawn},
		{[]string{"kind", "restore"}, story.Public},
	} {
		seen := strconv.FormatInt(h.story(s.ID).LastAct(), 10)
		b.post(path(s, "/act"), append(step.fields, "revision", "1", "seen", seen, "key", strconv.Itoa(n))).want(http.StatusOK, path(s, ""))
		if got := h.story(s.ID).Publication(); got != step.want {
			t.Errorf("after %v it is %s, want %s", step.fields, got, step.want)
		}
	}
	p := b.get(path(s, "/history"))
	for _, want := range []string{"Published by Edith", "Two streets, not three.", "The source took it back."} {
		if !strings.Contains(p.words("ol"), want) {
			t.Errorf("the history says %q, want %q", p.words("ol"), want)
		}
	}
	b.post(path(s, "/pin"), []string{"pinned", "1"}).want(http.StatusOK, path(s, ""))
	if got := b.get(path(s, "")).words("section", "aria-labelledby", "acts"); !strings.Contains(got, "It leads the front page of the English edition.") {
		t.Errorf("the pinned lead's screen says %q", got)
	}
	b.post(path(s, "/stage"), []string{"stage", "done"}).want(http.StatusOK, path(s, ""))
	p = b.post(path(s, "/translate"), []string{"edition", "fa"})
	p.want(http.StatusOK, "")
	if got := p.words("section", "aria-labelledby", "translations"); !strings.Contains(got, "A flood") {
		t.Errorf("the translation's screen shows %q, want the story it is of", got)
	}
}

func TestReporterHasNoButtonForReadersAndNoWayAround(t *testing.T) {
	h := open(t)
	s := h.draft("A flood")
	b := h.signedIn(h.reporter)
	if got := b.get(path(s, "")).find("input", "name", "kind"); len(got) != 0 {
		t.Errorf("a reporter has %d forms for acts, want none", len(got))
	}
	for where, fields := range map[string][]string{path(s, "/act"): {"kind", "publish"}, path(s, "/pin"): {"pinned", "1"},
		"/desk/alerts": {"level", "breaking", "text-en", "Flood", "minutes", "60"}, "/desk/people": {"name", "Olga", "role", "editor"},
		"/desk/new-edition": {"slug", "sw", "lang", "sw", "name", "Habari", "zone", "UTC"}, "/desk/people/" + string(h.reporter.ID) + "/link": nil} {
		b.post(where, fields).want(http.StatusForbidden, "")
	}
	for _, where := range []string{"/desk/alerts", "/desk/people", "/desk/new-edition", "/desk/editions/en"} {
		b.get(where).want(http.StatusForbidden, "")
	}
}

func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	h := open(t)
	h.must(h.auth.SetPassword(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil), h.editor, password))
	s := h.public("A flood")
	b := h.visitor()
	p := b.post(path(s, "/act"), []string{"kind", "correct", "revision", "1", "seen", strconv.FormatInt(s.LastAct(), 10), "key", "k", "public-note", "Two streets, “not” three."})
	p.want(http.StatusUnauthorized, "")
	fields := []string{"name", "Edith", "password", password}
	for _, n := range p.find("input", "type", "hidden") {
		fields = append(fields, attr(n, "name"), attr(n, "value"))
	}
	p = b.post("/desk/sign-in", fields)
	p.want(http.StatusOK, "")
	if got := len(h.story(s.ID).Acts); got != 1 {
		t.Fatalf("signing in alone has done something: %d acts", got)
	}
	form := p.find("form", "method", "post")[0]
	fields = nil
	for _, n := range p.find("input", "type", "hidden") {
		fields = append(fields, attr(n, "name"), attr(n, "value"))
	}
	b.post(attr(form, "action"), fields).want(http.StatusOK, path(s, ""))
	acts := h.story(s.ID).Acts
	if got := acts[len(acts)-1].PublicNote; got != "Two streets, “not” three." {
		t.Errorf("the note is %q, want what was typed before the session ended", got)
	}
}

func TestPreviewIsOfTheRevisionItNames(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	b := h.signedIn(h.reporter)
	send(b, s, 1, "A broken bridge", "k")
	p := b.get(path(s, "/preview"))
	var widths []string
	for _, f := range p.find("iframe") {
		widths = append(widths, attr(f, "width"))
		if got := b.get(attr(f, "src")).raw; !strings.HasPrefix(got, "<p>revision 2 of") {
			t.Errorf("the frame shows %q, want revision 2", got)
		}
	}
	if got := strings.Join(widths, " "); got != "360 640 992 1280" {
		t.Errorf("previews at %s, want the four size classes", got)
	}
	b.get(path(s, "/preview?revision=9")).want(http.StatusNotFound, "")
	b.get(path(s, "/page?revision=0")).want(http.StatusNotFound, "")
}

func TestAutosavesOfOneSittingAreOneLineOfTheHistory(t *testing.T) {
	h := open(t)
	s := h.draft("A bridge")
	rosa, edith := h.signedIn(h.reporter), h.signedIn(h.editor)
	for n := 1; n <= 6; n++ {
		send(rosa, s, n, fmt.Sprintf("A bridge, %d", n), "")
	}
	_, err := h.Act(t.Context(), h.editor, s.ID, story.Act{Kind: story.Publish, Revision: 4})
	h.must(err)
	send(edith, s, 7, "A bridge and its keeper", "")
	p := edith.get(path(s, "/history"))
	var numbers []string
	for _, n := range p.find("input", "name", "new") {
		numbers = append(numbers, attr(n, "value"))
	}
	if got := strings.Join(numbers, " "); got != "8 7 4 1" {
		t.Errorf("got the lines %s, want Edith's 8, Rosa's last 7, the public 4 and the first", got)
	}
	if got := p.words("table"); !strings.Contains(got, "after 2 more") {
		t.Errorf("the table says %q, want how many were folded", got)
	}
	if got := len(edith.get(path(s, "/history?all=1")).find("input", "name", "new")); got != 8 {
		t.Errorf("asked for all, got %d lines, want 8", got)
	}
}
