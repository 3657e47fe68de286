package page

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/edition"
	"dateline/lang"
	"dateline/page/dist"
	"dateline/story"
)

func TestEveryKindOfBlockHasEveryForm(t *testing.T) {
	for _, tag := range scripts {
		for _, kind := range story.Kinds() {
			n, words := blockOf(kind)
			if n.Type == "" {
				t.Fatalf("no sample of %s", kind)
			}
			d := story.Blank("world")
			d.Body.Content = []story.Node{n}
			c := &story.Copy{Story: &story.Story{ID: flood, Edition: frameIn(tag).Edition.Slug, Type: story.Article}, Document: &d}
			light := frameIn(tag)
			light.Light = true
			forms := map[string]string{
				"page":  rendered(t, NewArticle(frameIn(tag), c, Around{}, mediaOf())),
				"light": rendered(t, NewArticle(light, c, Around{}, mediaOf())),
				"feed":  FeedHTML(frameIn(tag), c, nil, mediaOf()),
				"plain": PlainText(&d),
			}
			for form, got := range forms {
				if strings.TrimSpace(got) == "" || !strings.Contains(got, words) {
					t.Errorf("%s: the %s form of %s is %q, want %q in it", tag, form, kind, got, words)
				}
			}
		}
	}
}

// drawn is the body of a story as it stands on its page.
func rendered(t *testing.T, a Article) string {
	t.Helper()
	var b bytes.Buffer
	body := all(readScreen(t, a), "div", classed("body"))
	if len(body) != 1 {
		t.Fatalf("%d bodies on the page", len(body))
	}
	for c := range body[0].ChildNodes() {
		html.Render(&b, c)
	}
	return b.String()
}

func TestHostileHeadlineStaysTextOnEveryPage(t *testing.T) {
	for _, tag := range scripts {
		for _, light := range []bool{false, true} {
			for name, s := range screensIn(tag, light) {
				doc := readScreen(t, s)
				for _, n := range all(doc, "script", nil) {
					if !has(n, "src") && attr(n, "type") != "application/ld+json" && attr(n, "type") != "application/json" {
						t.Errorf("%s %s: a script of %q stands on the page", tag, name, n.FirstChild.Data)
					}
				}
				for _, n := range all(doc, "", nil) {
					for _, a := range n.Attr {
						if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
							t.Errorf("%s %s: <%s %s=%q>", tag, name, n.Data, a.Key, a.Val)
						}
					}
				}
				if imgs := all(doc, "img", with("src", "x")); len(imgs) > 0 {
					t.Errorf("%s %s: the headline's img came alive", tag, name)
				}
			}
		}
	}
}

func TestHostileHeadlineReachesReadersWhole(t *testing.T) {
	for _, tag := range scripts {
		s := screensIn(tag, false)["story"]
		doc := readScreen(t, s)
		if h := all(doc, "h1", nil); len(h) != 1 || text(h[0]) != hostile {
			t.Errorf("%s: h1 is %v, want one that says %q", tag, h, hostile)
		}
		for _, name := range []string{"og:title"} {
			if m := all(doc, "meta", with("property", name)); len(m) != 1 || attr(m[0], "content") != hostile {
				t.Errorf("%s: %s is %v", tag, name, m)
			}
		}
		if got := machineForm(t, doc).Headline; got != hostile {
			t.Errorf("%s: machines read %q, want %q", tag, got, hostile)
		}
	}
}

func TestHostileHeadlineIsTextInFeeds(t *testing.T) {
	c := copyOf(flood, "en", hostile)
	c.Document.Body.Content = []story.Node{story.Para(hostile), {Type: story.Quote, Attrs: story.Attrs{Speaker: hostile, Role: hostile}, Content: []story.Node{story.Para(hostile)}},
		{Type: story.Related, Attrs: story.Attrs{URL: "https://a.example/?q=%22%3E", Text: hostile}}, {Type: story.Audio, Attrs: story.Attrs{Title: hostile}}}
	doc := parse(t, FeedHTML(frameIn("en"), c, nil, mediaOf()))
	if n := all(doc, "script", nil); len(n) > 0 {
		t.Errorf("%d scripts came alive in the feed", len(n))
	}
	if got := text(doc); strings.Count(got, hostile) < 5 {
		t.Errorf("the feed says %q, want the headline five times", got)
	}
}

func TestLinkThatRunsIsNoLink(t *testing.T) {
	d := story.Blank("world")
	n := story.Para("press")
	n.Content[0].Marks = []story.Mark{{Type: story.MarkLink, Attrs: story.Attrs{Href: "javascript:alert(1)"}}}
	d.Body.Content = []story.Node{n, {Type: story.Related, Attrs: story.Attrs{URL: "javascript:alert(2)", Text: "here"}}}
	c := &story.Copy{Story: &story.Story{ID: flood, Edition: "en"}, Document: &d}
	for form, got := range map[string]string{"page": rendered(t, NewArticle(frameIn("en"), c, Around{}, nil)), "feed": FeedHTML(frameIn("en"), c, nil, nil)} {
		if strings.Contains(got, "javascript:") || !strings.Contains(got, "press") {
			t.Errorf("%s: %s", form, got)
		}
	}
}

func TestPageIsSoundForScreenReaders(t *testing.T) {
	for _, tag := range scripts {
		for _, light := range []bool{false, true} {
			for name, s := range screensIn(tag, light) {
				doc := readScreen(t, s)
				if n := len(all(doc, "h1", nil)); n != 1 {
					t.Errorf("%s %s: %d h1, want one", tag, name, n)
				}
				root := all(doc, "html", nil)[0]
				if l := lang.Of(lang.Tag(attr(root, "lang"))); name != "chooser" && name != "nowhere" && (l.Tag != tag || attr(root, "dir") != string(l.Dir)) {
					t.Errorf("%s %s: lang %q dir %q", tag, name, attr(root, "lang"), attr(root, "dir"))
				}
				ids := map[string]bool{}
				for _, n := range all(doc, "", func(n *html.Node) bool { return has(n, "id") }) {
					if ids[attr(n, "id")] {
						t.Errorf("%s %s: id %q twice", tag, name, attr(n, "id"))
					}
					ids[attr(n, "id")] = true
				}
				for _, n := range all(doc, "a", func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "#") }) {
					if !ids[attr(n, "href")[1:]] {
						t.Errorf("%s %s: the skip link to %s leads nowhere", tag, name, attr(n, "href"))
					}
				}
				for _, n := range all(doc, "img", nil) {
					if !has(n, "alt") || attr(n, "width") == "" || attr(n, "height") == "" {
						t.Errorf("%s %s: picture %q lacks alt or size", tag, name, attr(n, "src"))
					}
				}
				checkHeadings(t, string(tag)+" "+name, doc)
			}
		}
	}
}

// checkHeadings reports whether no level of headings is left out.
func checkHeadings(t *testing.T, of string, doc *html.Node) {
	last := 0
	for _, n := range all(doc, "", func(n *html.Node) bool {
		return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
	}) {
		level := int(n.Data[1] - '0')
		if last > 0 && level > last+1 {
			t.Errorf("%s: h%d %q follows an h%d", of, level, text(n), last)
		}
		last = level
	}
}

func TestLightPageHasNoScriptAndNoPicture(t *testing.T) {
	for _, tag := range scripts {
		for name, s := range screensIn(tag, true) {
			doc := readScreen(t, s)
			for _, bad := range []string{"script", "img", "audio", "video", "svg", "button"} {
				if n := all(doc, bad, nil); len(n) > 0 {
					t.Errorf("%s: the light %s has %d %s", tag, name, len(n), bad)
				}
			}
		}
		front := readScreen(t, screensIn(tag, true)["front"])
		for _, a := range all(all(front, "div", with("id", "strip"))[0], "a", nil) {
			if !strings.HasPrefix(attr(a, "href"), "/light/") {
				t.Errorf("%s: the strip of a light page leads to %s", tag, attr(a, "href"))
			}
		}
		story := readScreen(t, screensIn(tag, true)["story"])
		if n := all(story, "a", with("href", "/media/ab12/400.jpg")); len(n) < 1 {
			t.Errorf("%s: no way to load the lead picture from the light page", tag)
		}
	}
}

func TestFullAndLightPageLeadToEachOther(t *testing.T) {
	for _, name := range []string{"front", "section", "story", "corrections"} {
		full, light := readScreen(t, screensIn("fa", false)[name]), readScreen(t, screensIn("fa", true)[name])
		canonical := func(doc *html.Node) string { return attr(all(doc, "link", with("rel", "canonical"))[0], "href") }
		if canonical(full) != canonical(light) {
			t.Errorf("%s: canonical addresses %q and %q", name, canonical(full), canonical(light))
		}
		path := strings.TrimPrefix(canonical(full), string(house.Origin))
		if len(all(full, "a", with("href", "/light"+path))) == 0 || len(all(light, "a", with("href", path))) == 0 {
			t.Errorf("%s: full and light page do not lead to each other", name)
		}
	}
}

func TestCorrectionStandsDatedUnderTheStandfirst(t *testing.T) {
	want := map[lang.Tag]string{"en": "23 November 2026, 14:30", "fa": "۲ آذر ۱۴۰۵، ساعت ۱۴:۳۰", "my": "၂၀၂၆"}
	for _, tag := range scripts {
		doc := readScreen(t, screensIn(tag, false)["story"])
		box := all(doc, "section", classed("correction"))
		if len(box) != 1 {
			t.Fatalf("%s: %d corrections", tag, len(box))
		}
		before := box[0].PrevSibling
		for before != nil && before.Type != html.ElementNode {
			before = before.PrevSibling
		}
		if before == nil || !classed("standfirst")(before) {
			t.Errorf("%s: the correction does not follow the standfirst", tag)
		}
		if got := text(box[0]); !strings.Contains(got, "We had the wrong dam.") || !strings.Contains(got, want[tag]) {
			t.Errorf("%s: the box says %q, want its note and %q", tag, got, want[tag])
		}
	}
}

func machineForm(t *testing.T, doc *html.Node) newsArticle {
	t.Helper()
	blocks := all(doc, "script", with("type", "application/ld+json"))
	if len(blocks) != 1 {
		t.Fatalf("%d data blocks, want one", len(blocks))
	}
	var n newsArticle
	if err := json.Unmarshal([]byte(blocks[0].FirstChild.Data), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMachinesReadTimesCorrectionsAndTranslations(t *testing.T) {
	for _, tag := range scripts {
		n := machineForm(t, readScreen(t, screensIn(tag, false)["story"]))
		if n.Published != "2026-11-23T12:30:00+03:30" || n.Modified != "2026-11-23T14:30:00+03:30" {
			t.Errorf("%s: published %s, modified %s", tag, n.Published, n.Modified)
		}
		if len(n.Corrections) != 1 || n.Corrections[0].Type != "CorrectionComment" || len(n.Image) == 0 || n.Language != string(tag) {
			t.Errorf("%s: %+v", tag, n)
		}
		if len(n.Translated) != 1 || n.Translated[0].Language != "ar" || !strings.HasPrefix(n.Translated[0].ID, "https://news.example/ar/world/") {
			t.Errorf("%s: translations %+v", tag, n.Translated)
		}
	}
}

func TestOnlyTheChooserIsTheDefaultLanguage(t *testing.T) {
	for name, s := range screensIn("fa", false) {
		doc := readScreen(t, s)
		defaults := len(all(doc, "link", with("hreflang", "x-default")))
		if want := map[bool]int{true: 1}[name == "chooser"]; defaults != want {
			t.Errorf("%s: %d x-default, want %d", name, defaults, want)
		}
		private := len(all(doc, "meta", with("content", "noindex"))) == 1
		if want := slices.Contains([]string{"preview", "not found", "gone", "failed", "nowhere"}, name); private != want {
			t.Errorf("%s: kept from search engines: %v, want %v", name, private, want)
		}
	}
	doc := readScreen(t, screensIn("fa", false)["story"])
	var tags []string
	for _, n := range all(doc, "link", func(n *html.Node) bool { return has(n, "hreflang") }) {
		tags = append(tags, attr(n, "hreflang"))
	}
	if !slices.Equal(tags, []string{"fa", "ar"}) {
		t.Errorf("a story with an Arabic translation names %v, want fa and ar", tags)
	}
}

func TestNothingBreakingIsNothingOnThePage(t *testing.T) {
	for _, tag := range scripts {
		f := frameIn(tag)
		doc := readScreen(t, NewFront(f, FrontCards{}, nil))
		region := all(doc, "div", with("id", "strip"))
		if len(region) != 1 || region[0].FirstChild != nil || has(region[0], "aria-label") || has(region[0], "role") {
			t.Errorf("%s: the waiting region is %v, want one that is empty and without a name", tag, region)
		}
		var b bytes.Buffer
		if err := StripFragment(t.Context(), &b, Strip{}); err != nil || b.Len() > 0 {
			t.Errorf("%s: the empty strip draws %q, %v", tag, b.String(), err)
		}
	}
}

func TestBreakingItemSpeaksTheEditionsLanguageOrIsSilent(t *testing.T) {
	item := story.Alert{ID: alert, Level: story.Breaking, Texts: map[lang.Tag]string{"fa": "سد شکست", "my": "ဆည်ကျိုး"}, Story: flood, At: noon, Ends: noon.Add(time.Hour)}
	group := []story.Card{{ID: flood, Edition: "fa", Section: "world", Group: flood}, {ID: bridge, Edition: "my", Section: "world", Group: flood}}
	for _, tag := range scripts {
		e := newspaper(tag)
		s := NewStrip(&e, []story.Alert{item}, group, noon)
		if tag == "en" {
			if !s.Empty() {
				t.Errorf("an edition without a text shows %+v", s.Items)
			}
			continue
		}
		var b bytes.Buffer
		if err := StripFragment(t.Context(), &b, s); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if !strings.Contains(got, item.Texts[tag]) || !strings.Contains(got, `data-ends="2026-11-23T13:00:00Z"`) || !strings.Contains(got, "/"+string(tag)+"/world/") {
			t.Errorf("%s: the strip is %s", tag, got)
		}
	}
	e := newspaper("fa")
	if s := NewStrip(&e, []story.Alert{item}, group, noon.Add(time.Hour)); !s.Empty() {
		t.Errorf("at its end the item still stands: %+v", s.Items)
	}
}

func TestItemWithoutASourceSaysSoAndPromisesNoMore(t *testing.T) {
	for _, tag := range scripts {
		d := story.Blank("world")
		d.Body.Content = []story.Node{{Type: story.Audio, Attrs: story.Attrs{Title: "The bulletin", Duration: "PT3M15S"}}}
		doc := readScreen(t, NewArticle(frameIn(tag), &story.Copy{Story: &story.Story{ID: flood, Edition: frameIn(tag).Edition.Slug}, Document: &d}, Around{}, nil))
		if n := len(all(doc, "audio", nil)); n > 0 {
			t.Errorf("%s: %d audio elements for an item without a source", tag, n)
		}
		if n := len(all(doc, "script", with("src", playerScript))); n > 0 {
			t.Errorf("%s: the player's script comes with nothing to play", tag)
		}
		got := text(all(doc, "figure", classed("player"))[0])
		for _, want := range []string{"The bulletin", lang.Of(tag).Duration(195 * time.Second), wordsOf(lang.Of(tag)).absent.String} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the player says %q, want %q", tag, got, want)
			}
		}
	}
}

func TestPlayersStatesAreNoTextOfThePage(t *testing.T) {
	for _, tag := range scripts {
		doc := readScreen(t, screensIn(tag, false)["story"])
		w, got := wordsOf(lang.Of(tag)), text(all(doc, "article", nil)[0])
		for _, state := range []string{w.waiting.String, w.playing.String, w.ended.String, w.failed.String, w.absent.String} {
			if strings.Contains(got, state) {
				t.Errorf("%s: %q stands on the page", tag, state)
			}
		}
		for _, n := range append(all(doc, "audio", nil), all(doc, "video", nil)...) {
			if attr(n, "preload") != "none" || !has(n, "controls") {
				t.Errorf("%s: %v loads before it is asked to, or has no controls without script", tag, n.Attr)
			}
		}
	}
}

func TestFrontShowsEachStoryOnce(t *testing.T) {
	for _, tag := range scripts {
		f := frameIn(tag)
		for _, n := range []int{0, 1, 2, 3, 5, 9, 30} {
			cards := cardsIn(f.Edition.Slug, n)
			stock := FrontCards{Newest: cards[:min(n, 24)], Sections: []SectionCards{{f.Edition.Sections[0], cards}}, Played: cards[:min(n, 2)]}
			doc := readScreen(t, NewFront(f, stock, mediaOf()))
			seen := map[string]int{}
			for _, a := range all(all(doc, "main", nil)[0], "a", nil) {
				if strings.Contains(attr(a, "href"), "/aaaa") {
					seen[attr(a, "href")]++
				}
			}
			for href, times := range seen {
				if times > 1 {
					t.Errorf("%s with %d stories: %s stands %d times", tag, n, href, times)
				}
			}
			if len(seen) < min(n, 9) {
				t.Errorf("%s: %d of %d stories stand on the front", tag, len(seen), n)
			}
			if n == 0 && !strings.Contains(text(doc), wordsOf(f.Language).noStories.String) {
				t.Errorf("%s: an empty front says nothing", tag)
			}
		}
	}
}

func TestPinnedStoryLeads(t *testing.T) {
	cards := cardsIn("en", 6)
	doc := readScreen(t, NewFront(frameIn("en"), FrontCards{Lead: &cards[4], Newest: cards}, nil))
	if got := text(all(doc, "h3", nil)[0]); got != cards[4].Headline {
		t.Errorf("%q leads, want the pinned %q", got, cards[4].Headline)
	}
}

func TestWordsThatFellBackSayTheirLanguage(t *testing.T) {
	e := newspaper("ln")
	doc := readScreen(t, NewFront(NewFrame(house, &e, nil, noon), FrontCards{}, nil))
	none := all(doc, "p", classed("none"))[0]
	if span := all(none, "span", nil); len(span) != 1 || attr(span[0], "lang") == "" || attr(span[0], "lang") == "ln" {
		t.Errorf("words that Lingala lacks stand unmarked: %q", text(none))
	}
}

func TestAutonymsAreMarked(t *testing.T) {
	for _, tag := range scripts {
		for _, a := range all(all(readScreen(t, screensIn(tag, false)["story"]), "footer", nil)[0], "a", func(n *html.Node) bool { return has(n, "hreflang") }) {
			l := lang.Of(lang.Tag(attr(a, "hreflang")))
			if attr(a, "lang") != string(l.Tag) || attr(a, "dir") != string(l.Dir) || text(a) != l.Autonym {
				t.Errorf("%s: %v says %q", tag, a.Attr, text(a))
			}
		}
	}
}

func compressed(parts ...string) int {
	n := 0
	for _, p := range parts {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(p))
		z.Close()
		n += b.Len()
	}
	return n
}

func fileText(name string) string { return string(dist.Files()[dist.Path(name)].Body) }

func TestPagesKeepTheirBudgets(t *testing.T) {
	long := copyOf(flood, "en", "The river and the dam")
	for i := range 40 {
		long.Document.Body.Content = append(long.Document.Body.Content, story.Para(strings.Repeat("The commission reads gauge "+string(rune('a'+i))+" each hour. ", 8)))
	}
	for _, tag := range scripts {
		f := frameIn(tag)
		long.Story.Edition = f.Edition.Slug
		around := Around{More: cardsIn(f.Edition.Slug, 4)}
		full := draw(t, NewArticle(f, long, around, mediaOf()))
		js := compressed(fileText("first.js"), fileText("strip.js"), fileText("player.js"))
		if all := compressed(full, fileText("site.css")) + js; all > 30_000 || js > 15_000 {
			t.Errorf("%s: a story costs %d bytes, %d of them script; at most 30000 and 15000", tag, all, js)
		}
		if n := len(fileText("first.js")); n > 1000 {
			t.Errorf("the blocking script has %d bytes, at most 1000", n)
		}
		for name, s := range screensIn(tag, true) {
			if n := compressed(draw(t, s), fileText("light.css")); n > 14_000 {
				t.Errorf("%s: the light %s costs %d bytes, at most 14000", tag, name, n)
			}
		}
	}
}

func TestPictureComesInTheBestFormatThatTheBrowserReads(t *testing.T) {
	a := mediaOf()[photo]
	p := NewPicture(&a, "A dam", "", sizesLead)
	if len(p.modern()) != 1 || p.modern()[0].Type != "image/avif" || p.Src != "/media/ab12/800.jpg" || p.jpegSet() == "" {
		t.Errorf("the picture is %+v", p)
	}
	a.Renditions = nil
	if p := NewPicture(&a, "A dam", "", sizesLead); p.Src != "/media/ab12/file.jpg" || len(p.Sources) > 0 || p.Width != 1600 {
		t.Errorf("without a rendition the picture is %+v, want the upload itself", p)
	}
}

func TestPlainTextSetsBlocksApart(t *testing.T) {
	d := story.Blank("world")
	quote, _ := blockOf(story.Quote)
	d.Body.Content = []story.Node{story.Para("First."), quote, {Type: story.List, Attrs: story.Attrs{Ordered: true},
		Content: []story.Node{{Type: story.Item, Content: []story.Node{story.Para("One")}}, {Type: story.Item, Content: []story.Node{story.Para("Two")}}}}}
	want := "First.\n\nWe agreed on a number.\n— Marina Kaljurand, ambassador\n\n1. One\n2. Two"
	if got := PlainText(&d); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFeedAddressesAreAbsolute(t *testing.T) {
	c := copyOf(flood, "en", "The dam")
	n := story.Para("see")
	n.Content[0].Marks = []story.Mark{{Type: story.MarkLink, Attrs: story.Attrs{Href: "/en/world/"}}}
	c.Document.Body.Content = append(c.Document.Body.Content, n)
	for _, el := range all(parse(t, FeedHTML(frameIn("en"), c, nil, mediaOf())), "", nil) {
		for _, name := range []string{"href", "src"} {
			if v := attr(el, name); v != "" && !strings.HasPrefix(v, "https://") {
				t.Errorf("<%s %s=%q> in a feed", el.Data, name, v)
			}
		}
	}
}

func TestPreviewIsMarkedAndHasNoAddressForMachines(t *testing.T) {
	f := frameIn("en")
	d := story.Blank("world")
	d.Head.Headline = "Not yet"
	doc := readScreen(t, NewPreview(f, &story.Story{ID: flood, Edition: edition.Slug("en"), Type: story.Article}, &d, Around{}, nil))
	if !strings.Contains(text(doc), wordsOf(f.Language).preview.String) || len(all(doc, "link", with("rel", "canonical"))) > 0 ||
		len(all(doc, "script", with("type", "application/ld+json"))) > 0 {
		t.Errorf("the preview is not told from the page: %s", text(doc))
	}
}
