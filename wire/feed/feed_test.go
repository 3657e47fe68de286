package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/lang"
	"dateline/wire/feed"
)

var update = flag.Bool("update", false, "write what is made now into testdata, to be looked at before it is committed")

var (
	morning = time.Date(2026, 11, 23, 6, 30, 0, 0, time.FixedZone("", 3*3600))
	noon    = morning.Add(6 * time.Hour)
)

// news are feeds in a left-to-right, a right-to-left and a tall script.
func news(tag lang.Tag) *feed.Feed {
	f := &feed.Feed{ID: "urn:uuid:6ba7b811-9dad-51d1-80b4-00c04fd430c8", Lang: tag, Publisher: "Dateline",
		Home: "https://news.example/" + string(tag) + "/", Self: "https://news.example/" + string(tag) + "/feed", Updated: noon}
	item := feed.Item{ID: "urn:uuid:6ba7b812-9dad-51d1-80b4-00c04fd430c8", URL: f.Home + "river/abcdefghijk27/x", Published: morning, Updated: noon}
	switch tag {
	case "en":
		f.Title, f.Description = "Dateline English", "News of the river & the coast"
		item.Title, item.Author, item.Section = "Ferries <stop> at noon", "Amina Otieno", "Rivers & lakes"
		item.Summary = "The water is too low, the ferrymen say."
		item.HTML = "<p>“Too low” &amp; <em>falling</em>.</p>\n<p>Corrected ]]> at noon.</p>"
	case "fa":
		f.Title = "دیت\u200cلاین فارسی"
		item.Title, item.Section = "قایق\u200cها ظهر می\u200cایستند", "رودخانه"
		item.HTML = `<p dir="rtl">«آب کم است»</p>`
		item.Image = "https://news.example/media/ab/800.jpg"
	case "my":
		f.Title, f.Icon = "ဒိတ်လိုင်း", "https://news.example/my/icon.svg"
		item.Title, item.HTML = "ကူးတို့များ ရပ်နား", "<p>မြစ်ရေ ကျဆင်း</p>"
		item.Enclosure = &feed.Enclosure{URL: "https://news.example/media/ab/file.mp3", Type: "audio/mpeg", Bytes: 81234,
			Duration: 194600 * time.Millisecond, Title: "မြစ်သံ"}
	}
	f.Items = []feed.Item{item}
	return f
}

func forms(t *testing.T, f *feed.Feed) map[string][]byte {
	t.Helper()
	j, err := f.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"rss": f.RSS(), "atom": f.Atom(), "json": j}
}

func TestFeedsGoOutAsTheyAlwaysHave(t *testing.T) {
	for _, tag := range []lang.Tag{"en", "fa", "my"} {
		for ext, got := range forms(t, news(tag)) {
			golden(t, string(tag)+"."+ext, got)
		}
	}
}

func TestSitemapsGoOutAsTheyAlwaysHave(t *testing.T) {
	golden(t, "index.xml", feed.Index([]feed.Page{{URL: "https://news.example/en/sitemap.xml", Changed: noon}, {URL: "https://news.example/en/news.xml"}}))
	golden(t, "sitemap.xml", feed.Sitemap([]feed.Page{{URL: "https://news.example/en/?a=1&b=2"}, {URL: "https://news.example/en/river/", Changed: noon}}))
	golden(t, "news.xml", feed.NewsSitemap("Dateline & Co", "zh-Hans", []feed.News{{URL: "https://news.example/zh/river/", Title: "渡轮\n停航", Published: morning}}))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what it was (-want +got):\n%s", name, diff)
	}
}

func TestNoTextBreaksAFeed(t *testing.T) {
	const hostile = "a\x00b\x08]]>c<script>&amp;\"'\r\n\ud7ff\ufffe\uffff\xff\xc0\xafd\u0085🌊</item>"
	const kept = "ab]]>c<script>&amp;\"'\r\n\ud7ffd\u0085🌊</item>"
	f := news("en")
	f.Title, f.Description, f.Publisher = hostile, hostile, hostile
	f.Items[0].Title, f.Items[0].Summary, f.Items[0].HTML, f.Items[0].Author, f.Items[0].Section = hostile, hostile, hostile, hostile, hostile
	f.Items[0].Enclosure = &feed.Enclosure{URL: "https://news.example/?a&b\"<", Type: hostile, Title: hostile, Bytes: 1}
	for ext, raw := range forms(t, f) {
		if ext == "json" {
			var out struct{ Items []struct{ Title string } }
			if err := json.Unmarshal(raw, &out); err != nil || len(out.Items) != 1 {
				t.Errorf("JSON Feed is broken: %v", err)
			}
			continue
		}
		texts, err := read(raw)
		if err != nil {
			t.Errorf("%s is broken: %v\n%s", ext, err, raw)
			continue
		}
		content := map[string]string{"rss": "encoded", "atom": "content"}[ext]
		if got := texts[content]; len(got) != 1 || got[0] != kept {
			t.Errorf("%s: content is %q, want %q", ext, got, kept)
		}
	}
	maps := [][]byte{feed.NewsSitemap(hostile, "en", []feed.News{{URL: hostile, Title: hostile, Published: morning}}),
		feed.Sitemap([]feed.Page{{URL: hostile}}), feed.Index([]feed.Page{{URL: hostile}})}
	for i, raw := range maps {
		if texts, err := read(raw); err != nil || texts["loc"][0] != kept {
			t.Errorf("sitemap %d: address %q, %v", i, texts["loc"], err)
		}
	}
}

// read gives the texts of a document's elements by their names, as a strict reader of XML 1.0 finds them.
func read(raw []byte) (map[string][]string, error) {
	texts, dec, within := map[string][]string{}, xml.NewDecoder(bytes.NewReader(raw)), []string{}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			within = append(within, token.Name.Local)
		case xml.EndElement:
			within = within[:len(within)-1]
		case xml.CharData:
			if len(within) > 0 && strings.TrimSpace(string(token)) != "" {
				name := within[len(within)-1]
				texts[name] = append(texts[name], string(token))
			}
		}
	}
}

func TestAFeedIsAPodcastOnlyWhereEveryStoryCanBeHeard(t *testing.T) {
	f := news("my")
	if got := string(f.RSS()); !strings.Contains(got, "<enclosure ") || strings.Contains(got, "<media:content") {
		t.Errorf("every story can be heard, and it is no podcast:\n%s", got)
	}
	f.Items = append(f.Items, news("en").Items...)
	got := string(f.RSS())
	if strings.Contains(got, "<enclosure ") || !strings.Contains(got, `fileSize="81234" type="audio/mpeg" medium="audio"`) {
		t.Errorf("not every story can be heard, and it is a podcast:\n%s", got)
	}
}

func TestAFeedWithoutStoriesIsStillAFeed(t *testing.T) {
	f := news("en")
	f.Items = nil
	for ext, raw := range forms(t, f) {
		if ext == "json" {
			if !bytes.Contains(raw, []byte(`"items":[]`)) {
				t.Errorf("JSON Feed without its list: %s", raw)
			}
			continue
		}
		if texts, err := read(raw); err != nil || texts["title"][0] != "Dateline English" {
			t.Errorf("%s: %q, %v", ext, texts["title"], err)
		}
	}
}

func TestSitemapsKeepTheirLimits(t *testing.T) {
	pages, stories := make([]feed.Page, feed.MaxSitemap+1), make([]feed.News, feed.MaxNews+1)
	for i := range pages {
		pages[i].URL = "https://news.example/"
	}
	for i := range stories {
		stories[i] = feed.News{URL: "https://news.example/", Title: "News", Published: noon}
	}
	for want, raw := range map[int][]byte{feed.MaxSitemap: feed.Sitemap(pages), feed.MaxNews: feed.NewsSitemap("Dateline", "en", stories)} {
		if got := bytes.Count(raw, []byte("<loc>")); got != want {
			t.Errorf("got %d addresses, want %d", got, want)
		}
	}
}

func TestNewsSitemapsNameLanguagesAsSearchEnginesDo(t *testing.T) {
	for tag, want := range map[lang.Tag]string{"en": "en", "pt-BR": "pt", "zh-Hans": "zh-cn", "zh-Hant-HK": "zh-tw", "zh": "zh-cn", "ckb": "ckb"} {
		raw := feed.NewsSitemap("Dateline", tag, []feed.News{{URL: "https://news.example/", Title: "News", Published: noon}})
		if texts, err := read(raw); err != nil || texts["language"][0] != want {
			t.Errorf("%s: got %q, want %q (%v)", tag, texts["language"], want, err)
		}
	}
}

func TestFeedsTellOfAWithdrawalAsEachCan(t *testing.T) {
	f := news("en")
	gone := "urn:uuid:6ba7b811-9dad-51d1-80b4-00c04fd43099"
	f.Notices = []feed.Notice{{ID: gone, URL: "https://news.example/en/-/abcdefghijk27", Title: "Story withdrawn", Note: "The letter was <forged>.", At: noon}}
	for ext, raw := range forms(t, f) {
		if !bytes.Contains(raw, []byte(gone)) || !bytes.Contains(raw, []byte("/en/-/abcdefghijk27")) {
			t.Errorf("%s does not name the story that is gone: %s", ext, raw)
		}
		if ext == "json" {
			if !bytes.Contains(raw, []byte(`"content_text":"The letter was <forged>."`)) {
				t.Errorf("JSON Feed without the note: %s", raw)
			}
			continue
		}
		texts, err := read(raw)
		if err != nil {
			t.Fatalf("%s is broken: %v", ext, err)
		}
		if got := append(texts["comment"], texts["description"]...); !slices.Contains(got, "The letter was <forged>.") {
			t.Errorf("%s without the note: %q", ext, got)
		}
	}
	if got := string(f.Atom()); !strings.Contains(got, `<at:deleted-entry ref="`+gone+`" when="`) {
		t.Errorf("Atom has no tombstone: %s", got)
	}
}
