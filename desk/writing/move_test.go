package writing_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"dateline/internal/desktest"
	"dateline/story"
)

// moves are what a story's screen does beside saving, with what it sends for it.
var moves = map[string][]string{"/stage": {"stage", "checking"}, "/translate": {"edition", "fa"}, "/preview": {}}

func TestWhatIsTypedIsSavedBeforeAStoryIsMovedTranslatedOrPreviewed(t *testing.T) {
	for to, fields := range moves {
		h := desktest.Open(t)
		s := h.Draft("A bridge")
		b := h.SignedIn(h.Reporter)
		p := b.Get(path(s, ""))
		button := p.Find("button", "formaction", path(s, to))
		if len(button) != 1 || desktest.Attr(button[0], "form") != "story-form" || !strings.Contains(p.Words("button", "formaction", path(s, to)), "Save and") {
			t.Fatalf("%s: the screen has no button that sends the text along and says so", to)
		}
		p = b.Post(path(s, to), append([]string{"base", p.Value("base"), "key", p.Value("key"), "headline", "A broken bridge", "section", "world"}, fields...))
		p.Want(http.StatusOK, "")
		rev, err := h.Newsroom.Store.Revision(t.Context(), s.ID, 2)
		h.Must(err)
		if got := rev.Document.Head.Headline; got != "A broken bridge" {
			t.Errorf("%s: revision 2 says %q, want what was typed", to, got)
		}
		if said := p.Words("p", "role", "status"); !strings.Contains(said, "saved") {
			t.Errorf("%s: of the text the screen says %q", to, said)
		}
		switch to {
		case "/stage":
			if got := h.Story(s.ID).Stage; got != story.Checking || !strings.Contains(p.Words("p", "role", "status"), "revision 2") {
				t.Errorf("the story is %s, and the screen says %q", got, p.Words("p", "role", "status"))
			}
		case "/translate":
			if got := p.Value("headline"); got != "A broken bridge" || p.At == path(s, "") {
				t.Errorf("the translation begins with %q, want what was typed", got)
			}
		case "/preview":
			if !strings.Contains(p.At, "revision=2") {
				t.Errorf("the preview is of %s, want the text that was typed", p.At)
			}
		}
	}
}

func TestWithoutAnythingTypedNothingIsSavedHoweverOldTheScreenIs(t *testing.T) {
	for to, fields := range moves {
		h := desktest.Open(t)
		s := h.Draft("A bridge")
		b := h.SignedIn(h.Editor)
		old := b.Get(path(s, ""))
		send(h.SignedIn(h.Reporter), s, 1, "A bridge falls", "k")
		b.Post(path(s, to), append([]string{"base", old.Value("base"), "key", old.Value("key"), "headline", "A bridge", "section", "world"}, fields...)).Want(http.StatusOK, "")
		all, err := h.Newsroom.Store.Revisions(t.Context(), s.ID)
		h.Must(err)
		if len(all) != 2 {
			t.Errorf("%s: the story has %d revisions, want 2: nothing was typed beside the reporter's text", to, len(all))
		}
		if to == "/stage" && h.Story(s.ID).Stage != story.Checking {
			t.Errorf("the story is %s, want it moved", h.Story(s.ID).Stage)
		}
	}
}

func TestInAConflictAStoryIsNeitherMovedNorTranslatedNorPreviewedUntilATextIsChosen(t *testing.T) {
	for to, fields := range moves {
		h := desktest.Open(t)
		s := h.Draft("A bridge")
		b := h.SignedIn(h.Editor)
		send(h.SignedIn(h.Reporter), s, 1, "A bridge falls", "k")
		typed := append([]string{"base", "1", "key", "typed", "headline", "A bridge breaks", "section", "world"}, fields...)
		p := b.Post(path(s, to), typed)
		if want := path(s, "/compare?old=2&new=3"); p.At != want {
			t.Errorf("%s: on top of a colleague's text the screen is %s, want %s", to, p.At, want)
		}
		p = b.Get(path(s, ""))
		if got := p.Find("button", "formaction", path(s, to)); len(got) != 0 || !strings.Contains(p.Words("aside"), "choose one") {
			t.Errorf("%s: the screen with a conflict has the button, or does not say why it has none", to)
		}
		for _, base := range []string{"", "2", "3"} { // a screen of before, one that knows the colleague's text, and one of the own
			headline := map[string]string{"2": "A bridge falls", "3": "A bridge breaks"}[base]
			b.Post(path(s, to), append([]string{"base", base, "headline", headline, "section", "world"}, fields...)).WantFault(h, http.StatusConflict, "", "stands beside")
		}
		now := h.Story(s.ID)
		if now.Stage != story.Writing || now.Group != "" {
			t.Errorf("%s: the story was moved to %s or translated (%q) out of a conflict", to, now.Stage, now.Group)
		}
		p = b.Post(path(s, "/restore"), []string{"revision", "3", "base", "2", "key", "c"})
		p = b.Post(path(s, to), append([]string{"base", p.Value("base"), "headline", p.Value("headline"), "section", "world"}, fields...))
		p.Want(http.StatusOK, "")
		if to == "/stage" && p.At != path(s, "?moved="+strconv.Itoa(h.Story(s.ID).Head)) {
			t.Errorf("once a text is chosen the screen is %s", p.At)
		}
	}
}
