package desk_test

import (
	"strings"
	"testing"

	"dateline/newsroom"
	"dateline/staff"
	"dateline/story"
	"dateline/tests/browser"
)

func TestTheWayFromAStopLeadsIntoItsBlock(t *testing.T) {
	t.Parallel()
	h, b := open(t), browser.Open(t)
	p := b.Page(t)
	h.signIn(t, p, staff.Editor)
	d := story.Blank("world")
	d.Head.Headline, d.Head.Standfirst = "A flood", "TK"
	for range 40 {
		d.Body.Content = append(d.Body.Content, story.Para(strings.Repeat("The river rose in the night. ", 6)))
	}
	d.Body.Content[30] = story.Para("It rose by TK metres.")
	pictures, err := h.Store.AssetsLike(t.Context(), "picture", "", 1)
	if err != nil || len(pictures) == 0 {
		t.Fatalf("the sample newsroom's pictures: %d, %v", len(pictures), err)
	}
	d.Body.Content[35] = story.Node{Type: story.Picture, Attrs: story.Attrs{Asset: string(pictures[0].ID)}}
	s, err := h.Newsroom.Draft(t.Context(), h.person(t, staff.Editor), newsroom.New{Edition: "en", Document: &d, Origin: story.Save})
	if err != nil {
		t.Fatal(err)
	}
	inText := "document.activeElement.id === 'editor-text'"
	for _, c := range []struct{ stop, lands string }{
		{"31", inText + " && getSelection().anchorNode.parentElement.closest('[data-id]').textContent === 'It rose by TK metres.'"},
		{"36", "document.activeElement.dataset.field === 'alt'"},
		{"", "document.activeElement.id === 'standfirst'"},
	} {
		p.Go(h.URL + "/desk/stories/" + string(s.ID) + "/act?kind=publish")
		p.Click("[aria-labelledby=stops] li" + map[bool]string{true: ":has(strong)", false: ":not(:has(strong))"}[c.stop != ""] + map[string]string{"31": ":nth-child(2)", "36": ":nth-child(3)"}[c.stop] + " a")
		p.Wait("document.querySelector('#editor-text') && " + c.lands)
		p.Wait("(box => box.top >= 0 && box.bottom <= innerHeight)((" + inText + " ? getSelection().getRangeAt(0).startContainer.parentElement : document.activeElement).getBoundingClientRect())")
	}
	noErrors(t, p)
}
