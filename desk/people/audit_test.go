package people_test

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/audit"
	"dateline/desk/people"
	"dateline/internal/desktest"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/store"
	"dateline/story"
)

func TestAdministratorsSeeAndExportWhoDidWhat(t *testing.T) {
	h := desktest.Open(t)
	h.Public("Flood")
	b := h.SignedIn(h.Admin)
	p := b.Get("/desk/audit")
	p.Want(http.StatusOK, "/desk/audit")
	for _, want := range []string{"Edith", "Published", "Added a person", "127.0.0.1"} {
		if !strings.Contains(p.Words("ol"), want) {
			t.Errorf("the audit says nothing of %q", want)
		}
	}
	if text := b.Get("/desk/audit?kind=pin").Words("ol"); strings.Contains(text, "127.0.0.1") {
		t.Error("the audit of pins shows a sign-in")
	}
	if text := b.Get("/desk/audit?until=2001-01-01&by=x&before=y").Words("ol"); strings.Contains(text, "127.0.0.1") {
		t.Error("the audit until 2001 shows a sign-in")
	}
	for range 2 {
		b.Post("/desk/audit/export", nil)
	}
	if text := b.Get("/desk/audit?kind=export").Words("ol"); !strings.Contains(text, "127.0.0.1") {
		t.Error("an export is not in the audit")
	}
	h.SignedIn(h.Editor).Get("/desk/audit").Want(http.StatusForbidden, "")
	h.SignedIn(h.Editor).Post("/desk/audit/export", nil).Want(http.StatusForbidden, "")
}

// links are where the entries of a screen lead, by the words of the link.
func links(p *desktest.Page) map[string]string {
	all := map[string]string{}
	for _, n := range p.Find("a") {
		if !slices.Contains([]string{"/desk/people", "/desk/audit"}, desktest.Attr(n, "href")) {
			var words strings.Builder
			for d := range n.Descendants() {
				if d.Type == html.TextNode {
					words.WriteString(d.Data)
				}
			}
			all[words.String()] = desktest.Attr(n, "href")
		}
	}
	return all
}

func TestEntriesLeadToWhatTheySpeakOfAndAWithdrawnStoryHasNoHeadline(t *testing.T) {
	h := desktest.Open(t)
	flood, libel := h.Public("Flood"), h.Public("The mayor is a thief")
	withdrawal := libel.Prepare(story.Withdraw)
	withdrawal.InternalNote = "a libel"
	_, err := h.Newsroom.Act(t.Context(), h.Editor, libel.ID, withdrawal)
	h.Must(err)
	h.Must(h.Newsroom.Store.InTx(t.Context(), func(tx *store.Tx) error {
		h.Must(tx.PutAsset(t.Context(), &media.Asset{ID: "ppppppppppppp", Hash: "00", Kind: media.Picture, Type: "image/png", Ext: "png", Alt: "A dam", By: h.Reporter.ID, Created: time.Now()}))
		h.Must(tx.Audit(t.Context(), audit.Entry{Kind: audit.Described, By: h.Editor.ID, Subject: "ppppppppppppp"}))
		return tx.Audit(t.Context(), audit.Entry{Kind: audit.Kind(story.Publish), By: h.Editor.ID, Subject: "ggggggggggggg"})
	}))
	p := h.SignedIn(h.Admin).Get("/desk/audit")
	got := links(p)
	for words, want := range map[string]string{"Flood": "/desk/stories/" + string(flood.ID), string(libel.ID): "/desk/stories/" + string(libel.ID),
		"Rosa": "/desk/audit?by=" + string(h.Reporter.ID), "River News": "/desk/editions/en", "A dam": "/desk/assets/ppppppppppppp"} {
		if got[words] != want {
			t.Errorf("%q leads to %q, want %q", words, got[words], want)
		}
	}
	if text := p.Words("ol"); strings.Contains(text, "thief") || !strings.Contains(text, "ggggggggggggg") {
		t.Errorf("the log: %s; want no word of the withdrawn story, and the id of the one that is gone", text)
	}
	if _, linked := got["ggggggggggggg"]; linked {
		t.Error("a story that is gone is linked")
	}
}

func TestWhoSignsOutIsInTheAuditAndWhoHasSignedOutAlreadyIsNot(t *testing.T) {
	h := desktest.Open(t)
	b, visitor := h.SignedIn(h.Reporter), h.Visitor()
	b.Post("/desk/sign-out", nil)
	b.Post("/desk/sign-out", nil)
	visitor.Post("/desk/sign-out", nil)
	var all []audit.Entry
	h.Must(h.Newsroom.Store.Audits(t.Context(), audit.Filter{Kind: audit.SignOut}, func(e audit.Entry) error { all = append(all, e); return nil }))
	if len(all) != 1 || all[0].By != h.Reporter.ID || all[0].From != "127.0.0.1" {
		t.Errorf("the audit has %+v, want one entry of Rosa from 127.0.0.1", all)
	}
}

func TestTheScreenSaysWhatWasTamperedWith(t *testing.T) {
	h := desktest.Open(t)
	h.Public("Flood")
	b := h.SignedIn(h.Admin)
	if text := b.Get("/desk/audit?check=whole").Words("", "role", "status"); !strings.Contains(text, "entries are as written") {
		t.Errorf("an audit that is whole: %q", text)
	}
	db, err := sql.Open("sqlite", h.Records)
	h.Must(err)
	defer db.Close()
	for _, c := range []struct{ change, back, want string }{
		{`UPDATE audit SET detail = detail || '!' WHERE number = 4`, `UPDATE audit SET detail = substr(detail, 1, length(detail) - 1) WHERE number = 4`, "entry 4, or one before it, was changed"},
		{`UPDATE audit SET number = 900 WHERE number = 2`, `UPDATE audit SET number = 2 WHERE number = 900`, "entry 2 is missing"},
	} {
		_, err = db.Exec(c.change)
		h.Must(err)
		p := b.Get("/desk/audit?check=whole")
		p.Want(http.StatusOK, "")
		if text := p.Words("", "role", "alert"); !strings.Contains(text, c.want) || !strings.Contains(text, "This entry was changed") {
			t.Errorf("the screen says %q, want %q, and the entry marked", text, c.want)
		}
		_, err = db.Exec(c.back)
		h.Must(err)
	}
	h.SignedIn(h.Editor).Get("/desk/audit?check=whole").Want(http.StatusForbidden, "")
}

func TestALongAuditIsTurnedPageByPage(t *testing.T) {
	h := desktest.Open(t)
	h.Must(h.Newsroom.Store.InTx(context.Background(), func(tx *store.Tx) error {
		for range 250 {
			h.Must(tx.Audit(t.Context(), audit.Entry{Kind: audit.Pinned, By: h.Editor.ID}))
		}
		return nil
	}))
	b := h.SignedIn(h.Admin)
	p := b.Get("/desk/audit?kind=pin&by=" + string(h.Editor.ID))
	seen := 0
	for n := 0; ; n++ {
		seen += strings.Count(p.Raw, `<li value=`)
		older := p.Find("a", "rel", "next")
		if len(older) == 0 {
			break
		}
		if n > 3 {
			t.Fatal("it has no end")
		}
		p = b.Get(desktest.Attr(older[0], "href"))
		if p.Value("kind") != "pin" || p.Value("by") != string(h.Editor.ID) {
			t.Errorf("on the next page the filter is %q and %q", p.Value("kind"), p.Value("by"))
		}
	}
	if seen != 250 {
		t.Errorf("%d entries on all pages, want 250", seen)
	}
}

func TestEveryKindOfEntryHasWords(t *testing.T) {
	kinds := audit.Kinds()
	for _, k := range story.ActKinds() {
		kinds = append(kinds, audit.Kind(k))
	}
	for _, k := range kinds {
		name := people.KindName(k)
		if words := lang.Of("en").Words(msg.DeskAuditKind(name)); words == name {
			t.Errorf("a %q has no words in desk.audit_kind", name)
		}
	}
}
