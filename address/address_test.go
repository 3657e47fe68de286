package address_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/address"
	"dateline/edition"
	"dateline/media"
	"dateline/story"
)

const (
	flood = story.ID("abcdefghijk27")
	hash  = media.Hash("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
)

// headlines stand in the scripts of the eight editions.
var headlines = map[edition.Slug]string{
	"en": "River falls below its “red mark” for the first time in 12 years",
	"fr": "L’Été s’achève : à Évian, l’eau n’a jamais été aussi basse",
	"uk": "Об'їзну дорогу відкрили на п’ять днів раніше — міськрада",
	"fa": "رودخانه پس از ۱۲ سال خشک می\u200cشود؛ «امیدی نمانده»",
	"ar": "المدينة تستعيد المياه بعد ثلاثة أيّام من الانقطاع، والمدارس تفتح أبوابها",
	"my": "မြစ်ရေ ကျဆင်းမှုကြောင့် ကူးတို့သင်္ဘောများ ရပ်နားထားရ၊ ကုန်စျေးနှုန်း မြင့်တက်",
	"zh": "十二年来首次：河水降至警戒线以下，渡轮停航",
	"sw": "Mto wapungua: vivuko 3 vyasimama, wakulima wa N'jombe wahofia msimu",
}

func TestAddressesAreReadAsTheyWereMade(t *testing.T) {
	type made struct {
		path string
		want address.Place
	}
	all := []made{
		{address.Chooser(), address.Place{Kind: address.IsChooser}},
		{address.Light(address.Chooser()), address.Place{Kind: address.IsChooser, Light: true}},
		{address.Sitemaps(), address.Place{Kind: address.IsSitemaps}},
		{address.Robots(), address.Place{Kind: address.IsRobots}},
		{address.Favicon(), address.Place{Kind: address.IsFavicon}},
		{address.Rendition(hash, 800, "avif"), address.Place{Kind: address.IsRendition, Hash: hash, Width: 800, Ext: "avif"}},
		{address.File(hash, "mp3"), address.Place{Kind: address.IsFile, Hash: hash, Ext: "mp3"}},
		{address.Asset(string(hash), "css"), address.Place{Kind: address.IsAsset, Hash: hash, Ext: "css"}},
		{address.Asset(string(hash[:16]), "js"), address.Place{Kind: address.IsAsset, Hash: hash[:16], Ext: "js"}},
	}
	for e, headline := range headlines {
		all = append(all,
			made{address.Sitemap(e), address.Place{Kind: address.IsSitemap, Edition: e}},
			made{address.NewsSitemap(e), address.Place{Kind: address.IsNewsSitemap, Edition: e}},
			made{address.Icon(e), address.Place{Kind: address.IsIcon, Edition: e}},
			made{address.Live(e), address.Place{Kind: address.IsLive, Edition: e}})
		for _, ext := range []string{"rss", "atom", "json"} {
			all = append(all,
				made{address.Feed(e, "", ext), address.Place{Kind: address.IsFeed, Edition: e, Ext: ext}},
				made{address.Feed(e, "world", ext), address.Place{Kind: address.IsFeed, Edition: e, Section: "world", Ext: ext}})
		}
		for _, light := range []bool{false, true} {
			page := func(path string) string {
				if light {
					return address.Light(path)
				}
				return path
			}
			all = append(all,
				made{page(address.Front(e)), address.Place{Kind: address.IsFront, Light: light, Edition: e}},
				made{page(address.Section(e, "world")), address.Place{Kind: address.IsSection, Light: light, Edition: e, Section: "world"}},
				made{page(address.ByID(e, flood)), address.Place{Kind: address.IsStory, Light: light, Edition: e, Story: flood}},
				made{page(address.Corrections(e)), address.Place{Kind: address.IsCorrections, Light: light, Edition: e}},
				made{page(address.Story(e, "world", flood, headline)), address.Place{Kind: address.IsStory, Light: light,
					Edition: e, Section: "world", Story: flood, Slug: address.Slug(headline)}})
		}
	}
	for _, m := range all {
		path, err := url.PathUnescape(m.path)
		if err != nil {
			t.Errorf("%s was made badly: %v", m.path, err)
		}
		if got := address.Read(path); got != m.want {
			t.Errorf("%s: got %+v, want %+v", path, got, m.want)
		}
	}
}

func TestMadeAddressesNeedNoMoreEscaping(t *testing.T) {
	for e, headline := range headlines {
		path := address.Story(e, "world", flood, headline)
		u, err := url.Parse("http://news.example" + path)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.EscapedPath(); got != path || u.RawPath != "" {
			t.Errorf("%s is sent as %s", path, got)
		}
	}
}

func TestSlugsSayWhatAStoryIsAboutInItsOwnScript(t *testing.T) {
	for headline, want := range map[string]string{
		"River falls below its “red mark”":        "river-falls-below-its-red-mark",
		"L’Été s’achève : l’eau":                  "lété-sachève-leau",
		"Об'їзну дорогу відкрили":                 "обїзну-дорогу-відкрили",
		"خشک می\u200cشود؛ «امیدی نمانده»":         "خشک-میشود-امیدی-نمانده",
		"မြစ်ရေ ကျဆင်းမှု":                        "မြစ်ရေ-ကျဆင်းမှု",
		"İSTANBUL’da İlk Kar":                     "istanbulda-ilk-kar",
		"十二年来首次：河水":                               "十二年来首次-河水",
		"  -- ?! ":                                "-",
		"":                                        "-",
		"../../etc/passwd":                        "etc-passwd",
		"E\u0301te\u0301":                         "été",
		strings.Repeat("long ", 30):               strings.TrimSuffix(strings.Repeat("long-", 16), "-"),
		strings.Repeat("x", 200):                  strings.Repeat("x", 80),
		strings.Repeat("水", 79) + "e\u0302\u0323": strings.Repeat("水", 79) + "\u1ec7",
	} {
		if got := address.Slug(headline); got != want {
			t.Errorf("%q: got %q, want %q", headline, got, want)
		}
	}
}

func TestASlugIsNeverCutWithinACharacter(t *testing.T) {
	for before := range 10 {
		got := address.Slug(strings.Repeat("x", before) + strings.Repeat("ကို", 60))
		if n := utf8.RuneCountInString(got); n > address.MaxSlug || n < address.MaxSlug-2 || (n-before)%3 != 0 {
			t.Errorf("after %d letters: cut to %d characters, within a syllable or not at all", before, n)
		}
	}
}

func TestHostilePathsLeadNowhere(t *testing.T) {
	for _, path := range []string{
		"", "en", "//evil.example", "//evil.example/", "/\\evil.example/", "/en//", "/en/../../etc/passwd", "/en/./", "/../",
		"/EN/", "/en\x00/", "/en/world\x00/", "/\xff\xfe/", "/en/world/" + string(flood[:12]), "/en/world/ABCDEFGHIJK27/x",
		"/en/world/feed.exe", "/en/feed.rss/", "/en/world/sitemap.xml", "/light", "/light/light/en/", "/light/en/feed.rss",
		"/light/sitemap.xml", "/light/robots.txt", "/light/media/" + string(hash) + "/800.jpg", "/desk/", "/assets/", "/assets/style.css",
		"/assets/../desk.css", "/assets/" + string(hash) + ".exe", "/media/" + string(hash), "/media/" + string(hash) + "/",
		"/media/" + string(hash) + "/0.jpg", "/media/" + string(hash) + "/0800.jpg", "/media/" + string(hash) + "/-8.jpg",
		"/media/" + string(hash) + "/+8.jpg", "/media/" + string(hash) + "/99999999999999999999.jpg", "/media/../800.jpg",
		"/media/" + string(hash) + "/800.jpg/x", "/media/" + string(hash) + "/800.", "/media/" + strings.ToUpper(string(hash)) + "/800.jpg",
		"/live/", "/live/EN", "/live/en/", "/live/desk", "/en/corrections/more", "/en/-/", "/en/-/world", "/en/-/" + string(flood) + "/x", "/-/" + string(flood), "/en/corrections", "/en/feed/",
		"/" + strings.Repeat("a", address.MaxPath) + "/", strings.Repeat("/en", 400),
	} {
		if got := address.Read(path); got.Kind != address.Nowhere {
			t.Errorf("%q: got %+v, want Nowhere", path, got)
		}
	}
}

func TestAPageWithoutItsSlashKeepsItsEdition(t *testing.T) {
	for path, want := range map[string]edition.Slug{
		"/fa": "fa", "/fa/world": "fa", "/light/fa": "fa", "/fa/world/nothing/here": "fa", "/desk/": "", "/media": "", "/1/": "",
	} {
		got := address.Read(path)
		if got.Kind != address.Nowhere || got.Edition != want {
			t.Errorf("%s: got kind %d in edition %q, want Nowhere in %q", path, got.Kind, got.Edition, want)
		}
	}
}

func TestTheIDAloneDecidesAboutAStory(t *testing.T) {
	for _, path := range []string{
		"/en/world/" + string(flood), "/en/world/" + string(flood) + "/", "/xx/old-section/" + string(flood) + "/old-headline",
		"/en/world/" + string(flood) + "/a/b/c", "/light/en/world/" + string(flood),
	} {
		if got := address.Read(path); got.Kind != address.IsStory || got.Story != flood {
			t.Errorf("%s: got %+v, want story %s", path, got, flood)
		}
	}
}

func TestAbsoluteAddressesTakeTheirOriginFromTheSetting(t *testing.T) {
	if got, want := address.Origin("https://news.example").URL(address.Front("fa")), "https://news.example/fa/"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzRead(f *testing.F) {
	for e, headline := range headlines {
		f.Add(address.Story(e, "world", flood, headline))
	}
	for _, path := range []string{"/", "/en/", "/light/en/world/", "/media/" + string(hash) + "/800.webp", "//x/", "/en/\xff"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := address.Read(text)
		if p.Edition != "" && p.Edition.Check() != nil || p.Section != "" && p.Section.Check() != nil {
			t.Errorf("%q: read an edition or section that cannot be: %+v", text, p)
		}
		slug := address.Slug(text)
		if n := utf8.RuneCountInString(slug); n < 1 || n > address.MaxSlug || !norm.NFC.IsNormalString(slug) {
			t.Errorf("slug of %q is %q: %d characters", text, slug, n)
		}
		path, err := url.PathUnescape(address.Story("en", "world", flood, text))
		want := address.Place{Kind: address.IsStory, Edition: "en", Section: "world", Story: flood, Slug: slug}
		if got := address.Read(path); err != nil || got != want {
			t.Errorf("%q: got %+v, want %+v", path, got, want)
		}
	})
}

func TestAPlaceAsksForWhatItsKindKnowsAndForNothingElse(t *testing.T) {
	const last = "abcdefghijklm"
	for _, c := range []struct{ path, query, want string }{
		{"/en/world/", "before=" + last, "?before=" + last},
		{"/light/en/world/", "x=1&before=" + last + "&before=zzzzzzzzzzzzz", "?before=" + last},
		{"/en/world/", "before=" + last + "%0a", ""}, {"/en/world/", "before=", ""}, {"/en/world/", "%zz&before=" + last, ""},
		{"/en/", "before=" + last, ""}, {"/en/world/feed.rss", "before=" + last, ""}, {"/en/world/" + last + "/x", "before=" + last, ""},
		{"/en/world/", strings.Repeat("x", address.MaxPath) + "&before=" + last, ""},
	} {
		p := address.ReadQuery(c.path, c.query)
		if got := p.Query(); got != c.want {
			t.Errorf("%s?%s asks for %q, want %q", c.path, c.query, got, c.want)
		}
		if again := address.ReadQuery(c.path, strings.TrimPrefix(p.Query(), "?")); again != p {
			t.Errorf("%s?%s: what it asks for is read as %+v, want %+v", c.path, c.query, again, p)
		}
	}
	for _, c := range []struct {
		path string
		want int
	}{{"/en/sitemap-1.xml", 1}, {"/en/sitemap-12.xml", 12}, {"/en/sitemap-0.xml", 0}, {"/en/sitemap-01.xml", 0}, {"/en/sitemap--1.xml", 0},
		{"/en/sitemap-.xml", 0}, {"/en/world/sitemap-1.xml", 0}, {"/light/en/sitemap-1.xml", 0}, {"/en/sitemap-99999999999999999999.xml", 0}} {
		if p := address.Read(c.path); p.Part != c.want || (p.Kind == address.IsSitemapPart) != (c.want > 0) {
			t.Errorf("%s is part %d, kind %d, want part %d", c.path, p.Part, p.Kind, c.want)
		}
	}
}
