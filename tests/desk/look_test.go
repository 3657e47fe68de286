package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"dateline/edition"
	"dateline/media"
	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

// screens are the addresses of the desk's screens by what pictures of them are called.
func (h *house) screens(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"list": "/desk/", "list-mine": "/desk/?by=me&stage=writing", "new": "/desk/new", "alerts": "/desk/alerts", "media": "/desk/assets",
		"people": "/desk/people", "editions": "/desk/editions", "edition": "/desk/editions/fa", "new-edition": "/desk/new-edition", "account": "/desk/account", "fault": "/desk/nothing"}
	for _, slug := range []edition.Slug{"en", "fa", "my"} {
		for _, row := range h.rows(t, slug) {
			at := "/desk/stories/" + string(row.Story.ID)
			all[fmt.Sprintf("editor-%s-%s", slug, row.Story.Publication())] = at
			if len(row.Story.Corrections()) > 0 {
				all["history"], all["compare"] = at+"/history", at+"/compare?old=1&new=2"
			}
			if slug == "fa" && row.Story.Publication() == story.Public {
				all["preview"] = at + "/preview?width=360"
			}
		}
	}
	files, err := h.Store.AssetsLike(t.Context(), media.Audio, "", 1)
	if err != nil || len(files) == 0 {
		t.Fatalf("sounds of the sample newsroom: %v, %d", err, len(files))
	}
	all["asset"] = "/desk/assets/" + string(files[0].ID)
	return all
}

func TestNoScreenKeepsAnybodyOut(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	p.Go(h.URL + "/desk/sign-in")
	judge(t, p, "sign-in")
	h.signIn(t, p, staff.Administrator)
	for name, at := range h.screens(t) {
		p.Go(h.URL + at)
		judge(t, p, name)
	}
}

// judge runs axe at two widths in both themes, and looks for what stands out sideways.
func judge(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	for _, width := range []int64{360, 1280} {
		p.Width(width, 800)
		for _, dark := range []bool{false, true} {
			p.Look(browser.Look{Dark: dark, LessMotion: true})
			what := fmt.Sprintf("%s-%d-%s", name, width, map[bool]string{false: "light", true: "dark"}[dark])
			for _, v := range p.Axe() {
				t.Errorf("%s: %s", what, v)
			}
			p.Picture("desk-" + what)
		}
		if over := browser.Value[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s at %d px scrolls sideways by %d px", name, width, over)
		}
	}
	if errors := p.Errors(); len(errors) > 0 {
		t.Errorf("%s: scripts complained: %s", name, strings.Join(errors, "; "))
	}
}
