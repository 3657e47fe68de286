package writing_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dateline/internal/desktest"
	"dateline/story"
)

func TestPreviewIsOfTheRevisionItNames(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	b := h.SignedIn(h.Reporter)
	send(b, s, 1, "A broken bridge", "k")
	p := b.Get(path(s, "/preview"))
	var widths []string
	for _, f := range p.Find("iframe") {
		widths = append(widths, desktest.Attr(f, "width"))
		if got := b.Get(desktest.Attr(f, "src")).Raw; !strings.HasPrefix(got, "<p>revision 2 of") {
			t.Errorf("the frame shows %q, want revision 2", got)
		}
	}
	if got := strings.Join(widths, " "); got != "360 640 992 1280" {
		t.Errorf("previews at %s, want the four size classes", got)
	}
	b.Get(path(s, "/preview?revision=9")).Want(http.StatusNotFound, "")
	b.Get(path(s, "/page?revision=0")).Want(http.StatusNotFound, "")
}

func TestAutosavesOfOneSittingAreOneLineOfTheHistory(t *testing.T) {
	h := desktest.Open(t)
	s := h.Draft("A bridge")
	rosa, edith := h.SignedIn(h.Reporter), h.SignedIn(h.Editor)
	for n := 1; n <= 6; n++ {
		send(rosa, s, n, fmt.Sprintf("A bridge, %d", n), "")
	}
	_, err := h.Newsroom.Act(t.Context(), h.Editor, s.ID, story.Act{Kind: story.Publish, Revision: 4})
	h.Must(err)
	send(edith, s, 7, "A bridge and its keeper", "")
	p := edith.Get(path(s, "/history"))
	var numbers []string
	for _, n := range p.Find("input", "name", "new") {
		numbers = append(numbers, desktest.Attr(n, "value"))
	}
	if got := strings.Join(numbers, " "); got != "8 7 4 1" {
		t.Errorf("got the lines %s, want Edith's 8, Rosa's last 7, the public 4 and the first", got)
	}
	if got := p.Words("table"); !strings.Contains(got, "after 2 more") {
		t.Errorf("the table says %q, want how many were folded", got)
	}
	if got := len(edith.Get(path(s, "/history?all=1")).Find("input", "name", "new")); got != 8 {
		t.Errorf("asked for all, got %d lines, want 8", got)
	}
}
