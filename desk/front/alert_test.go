package front_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/internal/desktest"
	"dateline/lang"
	"dateline/story"
)

func TestAlertIsSentAndEnded(t *testing.T) {
	h := desktest.Open(t)
	s := h.Public("A flood")
	b := h.SignedIn(h.Editor)
	p := b.Get("/desk/alerts?story=" + string(s.ID))
	if got := p.Value("story"); got != string(s.ID) {
		t.Errorf("the form points to %q, want the story it was opened from", got)
	}
	b.Agree(b.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Leave the lower streets", "text-fa", "خیابان\u200cهای پایین را ترک کنید", "story", string(s.ID), "minutes", "30"})).
		Want(http.StatusOK, "/desk/alerts")
	live, err := h.Newsroom.Store.Alerts(t.Context(), time.Now())
	h.Must(err)
	if len(live) != 1 || live[0].Level != story.Urgent || live[0].Story != s.ID || len(live[0].Texts) != 2 {
		t.Fatalf("got %+v, want the alert on screens", live)
	}
	p = b.Get("/desk/alerts")
	if got := p.Words("section", "aria-labelledby", "live"); !strings.Contains(got, "Leave the lower streets") {
		t.Errorf("on screens now: %q", got)
	}
	b.Post("/desk/alerts/"+live[0].ID+"/end", nil).Want(http.StatusOK, "/desk/alerts")
	if live, _ = h.Newsroom.Store.Alerts(t.Context(), time.Now()); len(live) != 0 {
		t.Errorf("after its end there are %d alerts on screens", len(live))
	}
}

func TestRefusedAlertComesBackAsItWasTyped(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Editor)
	p := b.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Flood", "text-fa", "سیل", "minutes", "99999"})
	p.WantFault(h, http.StatusBadRequest, "minutes", "48 hours at most")
	if p.Value("text-fa") != "سیل" || p.Value("text-en") != "Flood" {
		t.Errorf("the texts came back as %q, %q", p.Value("text-en"), p.Value("text-fa"))
	}
	if n := p.Find("input", "value", "urgent")[0]; !desktest.Has(n, "checked") {
		t.Error("the level that was chosen is chosen no more")
	}
	b.Post("/desk/alerts", []string{"level", "breaking", "minutes", "60"}).WantFault(h, http.StatusBadRequest, "", "needs a text")
}

func (d alertDesk) live() []story.Alert {
	d.T.Helper()
	live, err := d.Newsroom.Store.Alerts(context.Background(), time.Now())
	d.Must(err)
	return live
}

type alertDesk struct{ *desktest.House }

func TestAnAlertBegunFromAStoryHoldsItsHeadlines(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	s := h.Public("A flood  in the delta")
	translation, err := h.Newsroom.Translate(t.Context(), h.Editor, s.ID, "fa")
	h.Must(err)
	d := desktest.News("سیل در دلتا")
	d.Body.Content = []story.Node{story.Para("آب امروز صبح اندازه گرفته شد.")}
	d.Head.Section = "iran"
	_, err = h.Newsroom.Save(t.Context(), h.Editor, translation.ID, 1, d, story.Save, "")
	h.Must(err)
	b := h.SignedIn(h.Editor)
	if p := b.Get("/desk/alerts?story=" + string(s.ID)); p.Value("text-en") != "A flood in the delta" || p.Value("text-fa") != "" {
		t.Errorf("the texts: %q, %q; want the public headline alone", p.Value("text-en"), p.Value("text-fa"))
	}
	_, err = h.Newsroom.Act(t.Context(), h.Editor, translation.ID, h.Story(translation.ID).Prepare(story.Publish))
	h.Must(err)
	p := b.Get("/desk/alerts?story=" + string(s.ID))
	if p.Value("text-en") != "A flood in the delta" || p.Value("text-fa") != "سیل در دلتا" {
		t.Errorf("the texts: %q, %q; want both headlines", p.Value("text-en"), p.Value("text-fa"))
	}
	if got := p.Words("div", "data-counts", "text-fa"); got != "11 of 160 خبر فوری سیل در دلتا" {
		t.Errorf("the Persian count and strip: %q", got)
	}
	story := b.Get("/desk/stories/" + string(s.ID))
	if len(story.Find("a", "href", "/desk/alerts?story="+string(s.ID))) != 1 {
		t.Error("the story's screen does not lead to the alert about it")
	}
}

func TestAHeadlineThatIsTooLongIsCutToAnAlert(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	s := h.Public(strings.Repeat("မြစ် ", 38))
	p := h.SignedIn(h.Editor).Get("/desk/alerts?story=" + string(s.ID))
	if got := []rune(p.Value("text-en")); len(got) > story.MaxAlertText || !strings.HasSuffix(string(got), "…") {
		t.Errorf("%d characters: %q", len(got), string(got))
	}
}

func TestTheStripIsLookedAtWithoutScriptBeforeItIsSent(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	b := h.SignedIn(h.Editor)
	p := b.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Leave now", "minutes", "30", "key", "form-1"})
	p.Want(http.StatusOK, "")
	if got := p.Words("section", "class", "strip-preview"); got != "English 9 of 160 Urgent Leave now It leads nowhere." {
		t.Errorf("the count and the strip: %q", got)
	}
	p = b.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Leave now", "minutes", "30", "key", "form-1", "promised", p.Value("promised"), "change", "1"})
	if got := p.Words("div", "data-counts", "text-en"); got != "9 of 160 Urgent Leave now" {
		t.Errorf("back at the form, the count and the strip: %q", got)
	}
	if len(h.live()) != 0 || p.Value("key") != "form-1" || p.Value("minutes") != "30" {
		t.Errorf("looking at it sent %d alerts, or lost the form: key %q, %q minutes", len(h.live()), p.Value("key"), p.Value("minutes"))
	}
}

func TestAFormSentTwiceIsOneAlertAndItsSenderIsNamed(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	b := h.SignedIn(h.Editor)
	form := []string{"key", b.Get("/desk/alerts").Value("key"), "level", "breaking", "text-en", "A bridge is closed", "minutes", "30"}
	if form[1] == "" || form[1] == b.Get("/desk/alerts").Value("key") {
		t.Fatalf("two forms have the key %q", form[1])
	}
	for range 2 {
		b.Agree(b.Post("/desk/alerts", form)).Want(http.StatusOK, "/desk/alerts")
	}
	if n := len(h.live()); n != 1 {
		t.Errorf("sent twice, it is %d alerts", n)
	}
	p := h.SignedIn(h.Admin).Get("/desk/alerts")
	if got := p.Words("section", "aria-labelledby", "live"); !strings.Contains(got, "Breaking, by Edith") {
		t.Errorf("on screens now: %q, want its sender", got)
	}
	form[5] = "Two bridges are closed"
	p = b.Agree(b.Post("/desk/alerts", form))
	p.WantFault(h.House, http.StatusConflict, "", "already sent an alert")
	if p.Value("text-en") != form[5] {
		t.Errorf("what was typed came back as %q", p.Value("text-en"))
	}
}

func TestAnAlertAboutWhatReadersCannotOpenIsRefusedInWords(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	s := h.Draft("A flood")
	p := h.SignedIn(h.Editor).Post("/desk/alerts", []string{"level", "breaking", "text-en", "Flood", "story", string(s.ID), "minutes", "30"})
	p.WantFault(h.House, http.StatusConflict, "", "Publish it first")
	if p.Value("text-en") != "Flood" {
		t.Errorf("the text came back as %q", p.Value("text-en"))
	}
}

func TestAnUrgentAlertIsConfirmedOnTheScreenOfASecondPerson(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	h.Newsroom.SecondPerson = true
	edith, amina := h.SignedIn(h.Editor), h.SignedIn(h.Admin)
	send := func(text string) string {
		t.Helper()
		p := edith.Agree(edith.Post("/desk/alerts", []string{"level", "urgent", "text-en", text, "minutes", "30"}))
		p.Want(http.StatusOK, "/desk/alerts")
		if got := p.Words("section", "aria-labelledby", "pending"); !strings.Contains(got, text) || strings.Contains(got, "Confirm and send") {
			t.Errorf("its author sees %q, want it to wait, without the button", got)
		}
		p = amina.Get("/desk/alerts")
		if got := p.Words("section", "aria-labelledby", "pending"); !strings.Contains(got, "Edith asked at") || !strings.Contains(got, text) {
			t.Errorf("the other sees %q, want who asked", got)
		}
		for _, form := range p.Find("form") {
			if at, ok := strings.CutSuffix(desktest.Attr(form, "action"), "/confirm"); ok {
				return at
			}
		}
		t.Fatal("there is nothing to confirm")
		return ""
	}
	at := send("Leave the lower streets")
	edith.Post(at+"/confirm", nil).WantFault(h.House, http.StatusForbidden, "", "Somebody else")
	if len(h.live()) != 0 {
		t.Fatal("it is on screens before it was confirmed")
	}
	amina.Post(at+"/confirm", nil).Want(http.StatusOK, "/desk/alerts")
	if live := h.live(); len(live) != 1 || live[0].Level != story.Urgent {
		t.Errorf("confirmed: %+v, want it on screens", live)
	}
	amina.Post(at+"/confirm", nil).WantFault(h.House, http.StatusConflict, "", "waits for nobody")
	at = send("Leave the upper streets")
	p := amina.Post(at+"/decline", nil)
	p.Want(http.StatusOK, "/desk/alerts")
	if got := p.Words("section", "aria-labelledby", "past"); !strings.Contains(got, "declined by Amina, never sent") || len(h.live()) != 1 {
		t.Errorf("declined: %q, %d on screens", got, len(h.live()))
	}
}

func TestAnAlertIsTakenBackOnItsScreen(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	b := h.SignedIn(h.Editor)
	p := b.Agree(b.Post("/desk/alerts", []string{"level", "breaking", "text-en", "Flood", "minutes", "30"}))
	undo := "/desk/alerts/" + h.live()[0].ID + "/undo"
	if len(p.Find("form", "action", undo)) != 1 {
		t.Fatal("there is no button to take it back")
	}
	b.Post(undo, nil).Want(http.StatusOK, "/desk/alerts")
	if n := len(h.live()); n != 0 {
		t.Errorf("taken back, there are %d on screens", n)
	}
	b.Post(undo, nil).WantFault(h.House, http.StatusConflict, "", "")
}

func TestTheScreenBeforeAnAlertSaysWhoWillSeeItAndItDoesThatOrNothing(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	s := h.Public("A flood")
	b := h.SignedIn(h.Editor)
	fields := []string{"level", "urgent", "text-en", "Leave now", "text-fa", "بروید", "story", string(s.ID), "minutes", "30", "key", "form-1"}
	p := b.Post("/desk/alerts", fields)
	for _, want := range []string{"It stands on every page until", "3 pages are open", "English 9 of 160 Urgent Leave now It leads to /en/world/" + string(s.ID), "Persian 5 of 160", "It leads nowhere"} {
		if got := p.Words("main"); !strings.Contains(got, want) {
			t.Errorf("the screen says %q, want %q", got, want)
		}
	}
	if button := p.Find("button", "accesskey", "p"); len(button) != 1 || !desktest.Has(button[0], "autofocus") || len(h.live()) != 0 {
		t.Errorf("the button is not at the editor's fingers, or looking sent %d alerts", len(h.live()))
	}
	_, err := h.Newsroom.Act(t.Context(), h.Admin, s.ID, story.Act{Kind: story.Withdraw, InternalNote: "Wrong"})
	h.Must(err)
	p = b.Agree(p)
	p.WantFault(h.House, http.StatusConflict, "", "Publish it first")
	if got := p.Value("text-fa"); got != "بروید" || len(h.live()) != 0 {
		t.Errorf("refused, the text came back as %q and %d alerts are on screens", got, len(h.live()))
	}
	p = b.Post("/desk/alerts", []string{"level", "breaking", "text-en", "Leave now", "minutes", "30", "key", "form-2"})
	h.Newsroom.SecondPerson = true
	_, err = h.Newsroom.Alert(t.Context(), h.Admin, story.Alert{Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Fire"}, Ends: time.Now().Add(time.Hour)})
	h.Must(err)
	p = b.Agree(p)
	p.WantFault(h.House, http.StatusConflict, "", "What this would do has changed")
	if got := p.Words("section", "aria-labelledby", "beside"); !strings.Contains(got, "Fire") {
		t.Errorf("the screen says %q, want the alert that stands beside", got)
	}
	p = b.Agree(p)
	p.Want(http.StatusOK, "/desk/alerts")
	if n := len(h.live()); n != 2 {
		t.Errorf("agreed to again, %d are on screens, want both", n)
	}
	if got := p.Find("button", "accesskey", "u"); len(got) != 1 || !strings.Contains(p.Words("section", "aria-labelledby", "live"), "It can be taken back until") {
		t.Errorf("%d buttons have the key that takes the last alert back; want 1, with its time", len(got))
	}
}

func TestAnAlertThatWaitsShowsOnEveryScreenOfWhoMayConfirmIt(t *testing.T) {
	h := alertDesk{desktest.Open(t)}
	h.Newsroom.SecondPerson = true
	edith, amina, rosa := h.SignedIn(h.Editor), h.SignedIn(h.Admin), h.SignedIn(h.Reporter)
	s := h.Draft("A flood")
	now := amina.Get("/desk/waiting?v=")
	if now.Status != http.StatusNoContent {
		t.Errorf("where nothing waits, the page is answered %d", now.Status)
	}
	edith.Agree(edith.Post("/desk/alerts", []string{"level", "urgent", "text-en", "Leave <the> lower streets", "minutes", "30"}))
	for _, at := range []string{"/desk/", "/desk/new", "/desk/account", "/desk/stories/" + string(s.ID), "/desk/stories/" + string(s.ID) + "/act?kind=publish"} {
		p := amina.Get(at)
		if got := p.Words("aside", "id", "waiting"); !strings.Contains(got, "Edith asks: Leave <the> lower streets") || len(p.Find("a", "href", "/desk/alerts#pending")) != 1 {
			t.Errorf("%s: the screen of who may confirm it says %q", at, got)
		}
		if got := edith.Get(at).Words("aside", "id", "waiting"); got != "" {
			t.Errorf("%s: the screen of its author says %q", at, got)
		}
	}
	if n := len(rosa.Get("/desk/").Find("aside", "id", "waiting")); n != 0 {
		t.Error("it is shown to a reporter")
	}
	var answer struct {
		Version, HTML string
		Count         int
	}
	now = amina.Get("/desk/waiting?v=")
	h.Must(json.Unmarshal([]byte(now.Raw), &answer))
	if answer.Count != 1 || answer.Version == "" || !strings.Contains(answer.HTML, "&lt;the&gt;") {
		t.Errorf("an open page is sent %+v", answer)
	}
	for who, b := range map[string]*desktest.Browser{"who has it": amina, "its author": edith, "a reporter": rosa, "who is signed out": h.Visitor()} {
		v := map[bool]string{true: answer.Version}[b == amina]
		if p := b.Get("/desk/waiting?v=" + v); p.Status != http.StatusNoContent || p.At != "/desk/waiting?v="+v {
			t.Errorf("the page of %s is answered %d at %s, want nothing new", who, p.Status, p.At)
		}
	}
	amina.Post("/desk/alerts/"+answer.Version+"/confirm", nil).Want(http.StatusOK, "/desk/alerts")
	now = amina.Get("/desk/waiting?v=" + answer.Version)
	h.Must(json.Unmarshal([]byte(now.Raw), &answer))
	if answer.Count != 0 || answer.HTML != "" || answer.Version != "" {
		t.Errorf("confirmed, an open page is sent %+v, want that nothing waits", answer)
	}
}
