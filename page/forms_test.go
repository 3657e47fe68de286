package page

import (
	"errors"
	"strings"
	"testing"
	"time"

	"dateline/edition"
	"dateline/media"
	"dateline/story"
)

// marked is a run of text with marks.
func marked(text string, marks ...story.Mark) story.Node {
	return story.Node{Type: story.Text, Text: text, Marks: marks}
}

// bodyOf is the story of blocks as readers get it on the page and in feeds.
func bodyOf(t *testing.T, linked []story.Card, blocks ...story.Node) (page, feed string) {
	t.Helper()
	c := copyOf(flood, "en", "The dam")
	c.Document.Body.Content = blocks
	page = draw(t, NewArticle(frameIn("en"), c, Around{Linked: linked}, mediaOf()))
	return page, FeedHTML(frameIn("en"), c, linked, mediaOf())
}

func TestMarksReachReadersNestedAlwaysTheSameWay(t *testing.T) {
	link := story.Mark{Type: story.MarkLink, Attrs: story.Attrs{Href: "https://un.example/?a=1&b=2"}}
	strong, em := story.Mark{Type: story.MarkStrong}, story.Mark{Type: story.MarkEm}
	p := story.Node{Type: story.Paragraph, Content: []story.Node{
		marked("see "), marked("the ", em, link), marked("report", link, strong, em), marked(", and "),
		marked("سدّ", story.Mark{Type: story.MarkSpan, Attrs: story.Attrs{Lang: "ar"}}), marked("\nend <b>")}}
	want := `see <a href="https://un.example/?a=1&amp;b=2"><em>the </em><strong><em>report</em></strong></a>, and ` +
		`<span lang="ar" dir="rtl">سدّ</span><br>end &lt;b&gt;`
	page, feed := bodyOf(t, nil, p)
	for where, got := range map[string]string{"the page": page, "the feed": feed} {
		if !strings.Contains(got, want) {
			t.Errorf("%s has no\n%s\nin\n%s", where, want, got)
		}
	}
}

func TestABlockInAnotherLanguageRunsInItsOwnDirection(t *testing.T) {
	arabic := story.Para("السدّ صامد")
	arabic.Attrs.Lang = "ar"
	page, feed := bodyOf(t, nil, arabic)
	for where, got := range map[string]string{"the page": page, "the feed": feed} {
		if doc := parse(t, got); len(all(doc, "p", with("lang", "ar"))) != 1 || attr(all(doc, "p", with("lang", "ar"))[0], "dir") != "rtl" {
			t.Errorf("%s does not say that the paragraph is Arabic and runs from the right:\n%s", where, got)
		}
	}
}

func TestFeedsHaveEveryKindOfBlockInPlainElements(t *testing.T) {
	small := story.Para("What is not known")
	small.Type, small.Attrs.Level = story.Heading, 3
	item := func(text string) story.Node {
		return story.Node{Type: story.Item, Content: []story.Node{story.Para(text)}}
	}
	steps := story.Node{Type: story.List, Attrs: story.Attrs{Ordered: true}, Content: []story.Node{item("Leave"), item("Wait")}}
	box, _ := blockOf(story.Factbox)
	box.Attrs.Title = ""
	quote, _ := blockOf(story.Quote)
	waiting := story.Node{Type: story.Audio, Attrs: story.Attrs{Title: "Not here yet", Duration: "PT2M"}}
	_, feed := bodyOf(t, nil, small, steps, box, quote, waiting, story.Node{Type: story.Divider})
	for _, want := range []string{"<h3>What is not known</h3>", "<ol><li><p>Leave</p></li><li><p>Wait</p></li></ol>",
		"<h3>" + wordsOf(frameIn("en").Language).factbox.String + "</h3>", "<blockquote><p>We agreed on a number.</p><p>— Marina Kaljurand, ambassador</p></blockquote>",
		"Not here yet (2:00)", "<hr>"} {
		if !strings.Contains(feed, want) {
			t.Errorf("the feed has no %s in\n%s", want, feed)
		}
	}
}

func TestARelatedLinkPointsToThePublicStoryOrIsLeftOut(t *testing.T) {
	other := cardOf(copyOf("bbbbbbbbbbbbb", "en", "The other river"))
	to := func(id, url, text string) story.Node {
		return story.Node{Type: story.Related, Attrs: story.Attrs{Story: id, URL: url, Text: text}}
	}
	page, feed := bodyOf(t, []story.Card{other}, to("bbbbbbbbbbbbb", "", ""), to("ccccccccccccc", "", "Withdrawn since"),
		to("", "https://un.example/report", ""), to("", "javascript:alert(1)", "Run"))
	for where, got := range map[string]string{"the page": page, "the feed": feed} {
		for _, want := range []string{">The other river</a>", "/en/world/bbbbbbbbbbbbb/", ">https://un.example/report</a>"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %s in\n%s", where, want, got)
			}
		}
		for _, hidden := range []string{"Withdrawn since", "javascript:"} {
			if strings.Contains(got, hidden) {
				t.Errorf("%s has %s in\n%s", where, hidden, got)
			}
		}
	}
}

func TestAFilmStoryLeadsWithItsFilmAndItsLeadPictureIsThePoster(t *testing.T) {
	c := copyOf(flood, "en", "The flood filmed")
	c.Story.Type = story.VideoStory
	a := NewArticle(frameIn("en"), c, Around{}, mediaOf())
	if a.Top == nil || a.Top.Kind != story.Video && a.Top.Kind != story.Audio {
		t.Fatalf("the film is not at the top: %+v", a.Top)
	}
	for i := range a.Body {
		if a.Body[i].Player == a.Top {
			t.Error("the film is in the text, too")
		}
	}
	c.Document.Body.Content = []story.Node{{Type: story.Video, Attrs: story.Attrs{Asset: string(film), Title: "The flood filmed"}}, story.Para("It rose.")}
	assets := mediaOf()
	assets[film] = media.Asset{ID: film, Hash: "cd34", Kind: media.Video, Type: "video/mp4", Ext: "mp4", Unstripped: "ruth", Duration: time.Minute}
	a = NewArticle(frameIn("en"), c, Around{}, assets)
	if a.Lead != nil || a.Share == nil || a.Top.Poster == "" {
		t.Errorf("the lead is %v, shared is %v, the poster %q; want the picture as the film's poster", a.Lead, a.Share, a.Top.Poster)
	}
	if n := a.news(); len(n.Media) != 1 || n.Media[0].Type != "VideoObject" || len(n.Image) == 0 {
		t.Errorf("machines read %+v and %v, want one film and its picture", n.Media, n.Image)
	}
	doc := parse(t, draw(t, a))
	if v := all(doc, "video", nil); len(v) != 1 || attr(v[0], "poster") == "" {
		t.Errorf("the page has %d films, want one with its poster", len(v))
	}
}

func TestASoundThatIsBeingPreparedSaysSoAndPromisesNoAddress(t *testing.T) {
	waiting := media.Asset{ID: sound, Hash: "ab12", Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3"}
	p := NewPlayer(story.Audio, &waiting, nil, "The bulletin", "PT3M15S")
	if !p.Preparing || p.Src != "" || p.Duration != 3*time.Minute+15*time.Second {
		t.Errorf("got %+v, want a player that waits and knows its length", p)
	}
	waiting.Kind = media.Picture
	if p := NewPlayer(story.Audio, &waiting, nil, "The bulletin", "three minutes"); p.Preparing || p.Src != "" || p.Duration != 0 {
		t.Errorf("a picture is played: %+v", p)
	}
}

func TestCardsShowTheTimeOfTodaysStoriesAndTheDateOfOthers(t *testing.T) {
	f := frameIn("en")
	for at, want := range map[time.Time]string{noon.Add(-time.Hour): f.Language.Clock(noon.Add(-time.Hour).In(f.Zone)), noon.AddDate(0, 0, -3): f.Language.Date(noon.AddDate(0, 0, -3))} {
		var b strings.Builder
		if err := shortTime(&f, at.In(f.Zone)).Render(t.Context(), &b); err != nil || !strings.Contains(b.String(), ">"+want+"<") {
			t.Errorf("%v is written as %s (%v), want %s", at, b.String(), err, want)
		}
	}
}

func TestAnEditionWithFewStoriesHasAFrontPageWithoutGaps(t *testing.T) {
	f := frameIn("en")
	for n := range 8 {
		cards := cardsIn("en", n)
		front := NewFront(f, FrontCards{Newest: cards, Sections: []SectionCards{{Section: edition.Section{Slug: "world", Name: "World"}, Cards: cards}}}, mediaOf())
		shown := len(front.Beside) + len(front.Second) + len(front.Column) + len(front.Played)
		if front.Lead != nil {
			shown++
		}
		for _, b := range front.Bands {
			shown += len(b.Stories)
		}
		if shown != n {
			t.Errorf("of %d stories %d are shown", n, shown)
		}
		if page := draw(t, front); strings.Contains(page, "<ul></ul>") || strings.Contains(page, `href=""`) {
			t.Errorf("%d stories: the page has an empty list or link", n)
		}
	}
}

// cut is a reader's connection that breaks after some bytes.
type cut struct{ left int }

var errGone = errors.New("the reader has gone")

func (c *cut) Write(b []byte) (int, error) {
	if len(b) > c.left {
		return c.left, errGone
	}
	c.left -= len(b)
	return len(b), nil
}

func TestAPageThatCannotBeWrittenToItsEndIsNeverTakenForWhole(t *testing.T) {
	for _, light := range []bool{false, true} {
		for name, s := range screensIn("en", light) {
			whole := len(draw(t, s))
			for after := 0; after < whole; after += 1 + whole/97 {
				if err := s.Render(t.Context(), &cut{after}); !errors.Is(err, errGone) {
					t.Errorf("%s (light: %t), cut after %d of %d bytes: %v, want the writer's error", name, light, after, whole, err)
				}
			}
		}
	}
}
