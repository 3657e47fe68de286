package story_test

import (
	"slices"
	"testing"

	"dateline/lang"
	"dateline/story"
)

// said is a document with blocks.
func said(headline string, blocks ...story.Node) *story.Document {
	d := story.Blank("world")
	d.Head.Headline = headline
	d.Body.Content = blocks
	d.Identify("aaaaaaaaaaaaa")
	return &d
}

func TestWhatATranslationHasLeftInTheSourcesLanguageIsNamedWithItsPlace(t *testing.T) {
	const rose, closed = "The river rose in the night.", "The old bridge was closed before anybody had crossed it."
	list := story.Node{Type: story.List, Content: []story.Node{
		{Type: story.Item, Content: []story.Node{story.Para("خیابان‌های پایین بسته است.")}},
		{Type: story.Item, Content: []story.Node{story.Para("schools stay closed all day")}}}}
	source := said("Flood at the old bridge", story.Para(rose), story.Para("Ruth Adeyemi, Reuters"), list, story.Para("1,250"))
	quoted := story.Para("")
	quoted.Content = []story.Node{{Type: story.Text, Text: closed, Marks: []story.Mark{{Type: "span", Attrs: story.Attrs{Lang: "en"}}}}}
	marked := story.Para(rose)
	marked.Attrs.Lang = "en"
	for _, c := range []struct {
		what string
		d    *story.Document
		to   lang.Tag
		want []int // places, from 1; 0 the head
	}{
		{"as it began", source, "fa", []int{0, 1, 3}},
		{"translated", said("سیل در کنار پل کهنه", story.Para("رودخانه شب بالا آمد."), story.Para("Ruth Adeyemi, Reuters"), story.Para("1,250")), "fa", nil},
		{"with a paragraph left", said("سیل در کنار پل کهنه", story.Para("رودخانه شب بالا آمد."), story.Para(" The river  rose in the night. ")), "fa", []int{2}},
		{"with another text of the source's language", said("سیل در کنار پل کهنه", story.Para(closed)), "fa", []int{1}},
		{"with a quotation that is marked", said("سیل در کنار پل کهنه", quoted, marked), "fa", nil},
		{"in a language of the same letters", said("Inondation au vieux pont", story.Para("La rivière est montée dans la nuit."), story.Para(rose), story.Para(closed)), "fr", []int{2, 3}},
	} {
		var got []int
		for _, s := range c.d.Untranslated([]*story.Document{source}, "en", c.to) {
			if got = append(got, s.Position); !s.Waivable || s.Code != story.Untranslated || s.Block == "" && s.Field == "" {
				t.Errorf("%s: %+v, want one that may be overruled and has a place", c.what, s)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got the places %v, want %v", c.what, got, c.want)
		}
	}
	chinese := said("洪水冲击老桥", story.Para("夜里河水上涨，老桥在任何人通过之前就已关闭。"))
	if got := chinese.Untranslated([]*story.Document{chinese}, "zh-Hans", "en"); len(got) != 1 || got[0].Position != 1 {
		t.Errorf("Chinese that was left in an English translation: %+v, want its paragraph", got)
	}
}
