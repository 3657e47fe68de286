package site

import (
	"context"
	"testing"

	"dateline/media"
	"dateline/story"
)

func TestCreditOnALivePageIsTheOneThatAnEditorLastGave(t *testing.T) {
	onBoth(t, testCreditOnALivePageIsTheOneThatAnEditorLastGave)
}

func testCreditOnALivePageIsTheOneThatAnEditorLastGave(t *testing.T, open opener) {
	h := open(t, 0)
	picture := h.picture(t)
	d := news("river", "The bridge stands")
	d.Head.Lead = &story.Lead{Asset: string(picture.ID), Alt: "A bridge"}
	s := h.publish("en", d)
	path := at("en", s, d)
	h.get(path) // cached before anything is said
	_, err := h.room.Describe(context.Background(), h.chief, picture.ID, 0, media.Words{Credit: "Rosa Amadi"})
	h.must(err)
	h.hear()
	if !contains(text(t, h.get(path)), "Rosa Amadi") {
		t.Error("the page does not have the credit that an editor gave")
	}
}
