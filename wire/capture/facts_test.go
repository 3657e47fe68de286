package capture

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"dateline/lang"
)

func captured(t testing.TB, page string, opt Options) *Captured {
	t.Helper()
	c, err := Capture(strings.NewReader(page), opt)
	if err != nil {
		t.Fatalf("%.80q: %v", page, err)
	}
	return c
}

// Sentences of news, of one language each.
const (
	english  = "The boats stayed in the harbour on Monday, and the pilots went home to wait for news of the storm that had closed the strait. Nobody was hurt, the harbour master said, but the fish that was caught on Sunday will have to be thrown away before the evening."
	french   = "Les bateaux sont restés au port lundi, et les pilotes sont rentrés chez eux pour attendre des nouvelles de la tempête qui avait fermé le détroit. Personne n’a été blessé, a dit le capitaine du port, mais le poisson pêché dimanche devra être jeté avant le soir."
	ossetian = "Цæугæдон иу æхсæвмæ дыууæ метры схызт æмæ къуырисæры райсом базары фæзмæ бахæццæ. Зынгхуыссынгæнджытæ цыппор адæймаджы сæ хæдзæрттæй ракодтой, æмæ сæ скъоламæ акодтой, кæм сын хæринаг æмæ хъарм дарæстæ радтой сæ сыхæгтæ."
)

func TestALanguageThatIsNotKnownIsSaidToBeUnknown(t *testing.T) {
	page := func(mark, text string) string {
		return "<html" + mark + "><head><title>Page</title></head><body><h1>" + text[:strings.IndexByte(text, '.')] + "</h1><p>" + text + "</p></body></html>"
	}
	for name, c := range map[string]struct {
		page     string
		opt      Options
		want     lang.Tag
		warnings []Warning
	}{
		"its letters":                                     {page("", english), Options{}, "en", nil},
		"letters of no known language":                    {page("", ossetian), Options{}, "", []Warning{LanguageUnknown}},
		"the caller's word":                               {page("", ossetian), Options{Lang: "os"}, "os", nil},
		"a mark that the letters bear out":                {page(` lang="fr-CA"`, french), Options{}, "fr", nil},
		"a mark of a language whose letters nobody knows": {page(` lang="os"`, ossetian), Options{}, "os", nil},
		"a mark of another language":                      {page(` lang="en"`, french), Options{}, "fr", []Warning{LanguageDoubted}},
		"a mark, and letters of no known language":        {page(` lang="ru"`, ossetian), Options{}, "", []Warning{LanguageDoubted, LanguageUnknown}},
		"a mark, and few letters":                         {page(` lang="fr"`, "The boats stayed in the harbour all day."), Options{}, "fr", nil},
		"a mark of a language in other letters":           {page(` lang="os"`, english), Options{}, "en", []Warning{LanguageDoubted}},
		"a text without a mark":                           {strings.Split(ossetian, ".")[0] + "\n\n" + ossetian, Options{}, "", []Warning{LanguageUnknown}},
	} {
		got := captured(t, c.page, c.opt)
		warnings := slices.DeleteFunc(got.Warnings, func(w Warning) bool { return w == NearlyEmpty })
		if got.Language != c.want || !slices.Equal(warnings, c.warnings) {
			t.Errorf("%s: language %q with %v, want %q with %v", name, got.Language, warnings, c.want, c.warnings)
		}
	}
}

func TestACaptureSaysWhenItIsNearlyEmpty(t *testing.T) {
	data := `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Boats","articleBody":"` + strings.Repeat(strings.ReplaceAll(english, "\n", " ")+" ", 5) + `"}</script>`
	for name, c := range map[string]struct {
		page string
		want bool
	}{
		"a story":                           {"<h1>Boats stay in the harbour</h1><p>" + english, false},
		"a line":                            {"<h1>Boats stay in the harbour</h1><p>Read on in the paper of tomorrow morning.", true},
		"the beginning of what is promised": {"<h1>Boats stay in the harbour</h1><p>" + english[:120] + "." + data, true},
		"what only the data hold":           {"<h1>Boats stay in the harbour</h1>" + data, false},
	} {
		if got := captured(t, "<html lang=en><body>"+c.page, Options{}); got.Warns(NearlyEmpty) != c.want {
			t.Errorf("%s: warnings %v, want nearly empty %v", name, got.Warnings, c.want)
		}
	}
}

func TestCaptureAsJSONHasDateBylineAndAddress(t *testing.T) {
	page := `<html lang="en"><head><title>Boats</title><link rel="canonical" href="https://other.example/claimed">
		<meta property="article:published_time" content="2026-03-01T08:30:00+02:00"><meta name="author" content="Jo Reed"></head><body><h1>Boats stay in the harbour</h1><p>` + english + `</p></body></html>`
	for name, c := range map[string]struct {
		page, address string
		want          map[string]string
	}{
		"what the page says": {page, "", map[string]string{"date": "2026-03-01T06:30:00Z", "byline": "Jo Reed", "address": "https://other.example/claimed", "claimed": "https://other.example/claimed"}},
		"what the caller says beside it": {page, "https://other.example/real",
			map[string]string{"date": "2026-03-01T06:30:00Z", "byline": "Jo Reed", "address": "https://other.example/real", "claimed": "https://other.example/claimed"}},
		"a text": {"Boats stay in the harbour\n\nBy Jo Reed\n\n" + english + "\n", "", map[string]string{"date": "", "byline": "Jo Reed", "address": "", "claimed": ""}},
	} {
		raw, err := json.Marshal(captured(t, c.page, Options{Address: c.address}))
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		for key, want := range c.want {
			if got[key] != want {
				t.Errorf("%s: %s is %q, want %q", name, key, got[key], want)
			}
		}
	}
}

func TestHeadlineOfATextIsNeitherACaptionNorAMenu(t *testing.T) {
	const head = "Boats stay in the harbour for a third day"
	for name, text := range map[string]string{
		"a caption above it":                  "Boats at the quay of Ness, March 2026. (Photo: Jo Reed)\n\n" + head + "\n\n" + english,
		"a caption that stands twice":         "A ferry waits at the quay of Ness\n\n" + head + "\n\nA ferry waits at the quay of Ness\n\n" + english,
		"a caption that stands twice, beside": "A ferry waits at the quay of Ness\nA ferry waits at the quay of Ness\n\n" + head + "\n\nBy Jo Reed\n\n" + english,
		"a menu in one line":                  "Home News World Business Sport Culture Weather More\n\n" + head + "\n\n" + english,
		"a menu with bars":                    "Home | News | World | Business\n\n" + head + "\n\n" + english,
		"a menu of lines":                     "Home\nNews\nWorld news today\nBusiness and money\nSport\n\n" + head + "\n\n" + english,
		"a menu that stands twice":            "World news and views\nBusiness and money\nWorld news and views\nBusiness and money\n\n" + head + "\n\n" + english,
		"itself twice":                        head + "\n\nShare\n\n" + head + "\n\n" + english,
	} {
		if got := captured(t, text, Options{}).Headline; got != head {
			t.Errorf("%s: headline %q, want %q", name, got, head)
		}
	}
}
