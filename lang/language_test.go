package lang_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/lang"
)

var full = []lang.Tag{"ar", "en", "fa", "fr", "he", "my", "sw", "tr", "uk", "zh-Hans"}

func TestTagsHaveOneWayOfWriting(t *testing.T) {
	rows := map[string]lang.Tag{
		"lin": "ln", "zh_CN": "zh-Hans", "zh-CN": "zh-Hans", "cmn": "zh-Hans", "zh": "zh-Hans", "zh-TW": "zh-Hant",
		"zh-HK": "zh-Hant-HK", "iw": "he", "in": "id", "pes": "fa", "prs": "fa-AF", "arb": "ar", "swh": "sw", "EN": "en",
		"en-US": "en", "en-GB": "en-GB", "my-MM": "my", "sr-Latn": "sr-Latn", "fa_IR": "fa", " uk ": "uk", "sh": "sr-Latn",
	}
	for in, want := range rows {
		got, err := lang.Canonical(in)
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "xx", "und", "mul", "root", "x-foo", "e n", "en\x00", strings.Repeat("a-", 40), "فارسی"} {
		if got, err := lang.Canonical(in); err == nil {
			t.Errorf("%q: got %q, want an error", in, got)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"lin", "zh_CN", "en-a-bbb-x-a-ccc", "i-default", "de-1996-1901", "x", "-", "en-u-ca-persian"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, err := lang.Canonical(s)
		if err != nil {
			return
		}
		again, err := lang.Canonical(string(tag))
		if err != nil || again != tag {
			t.Errorf("%q is %q, and that is %q, %v", s, tag, again, err)
		}
		if lang.Of(tag).Words(lang.Message{Key: "site.related", Args: []lang.Arg{{Name: "n", Value: 2}}}) == "" {
			t.Errorf("%q has no words", tag)
		}
	})
}

func TestTheLanguagesWithMessagesAreFull(t *testing.T) {
	if got := lang.Full(); !slices.Equal(got, full) {
		t.Errorf("got %v, want %v", got, full)
	}
	for _, tag := range full {
		l := lang.Of(tag)
		if l.Tag != tag || l.Autonym == "" || l.English == "" || l.Weekday(monday) == "" {
			t.Errorf("%s: %+v", tag, l)
		}
		ty := l.Type
		if ty.Serif == "" || ty.Sans == "" || ty.Size < 0.9 || ty.Line < 1.3 || ty.HeadlineLine < 1 || ty.HeadlineLine > ty.Line || ty.Measure < 30 {
			t.Errorf("%s: type %+v", tag, ty)
		}
		if utf8.RuneCountInString(l.Numerals) != 10 {
			t.Errorf("%s: numerals %q", tag, l.Numerals)
		}
		if cased := l.Script == "Latn" || l.Script == "Cyrl"; ty.Capitals != cased || ty.LetterSpacing != cased || ty.Italic != cased {
			t.Errorf("%s: capitals, spacing and italics are for scripts that have them: %+v", tag, ty)
		}
	}
}

func TestDirectionAndScriptAreKnownOfAnyLanguage(t *testing.T) {
	rows := map[lang.Tag]struct {
		dir    lang.Direction
		script string
	}{
		"fa": {"rtl", "Arab"}, "ar": {"rtl", "Arab"}, "my": {"ltr", "Mymr"}, "zh-Hans": {"ltr", "Hans"}, "ln": {"ltr", "Latn"},
		"he": {"rtl", "Hebr"}, "ur": {"rtl", "Arab"}, "dv": {"rtl", "Thaa"}, "uz-Cyrl": {"ltr", "Cyrl"}, "am": {"ltr", "Ethi"},
		"az-Arab": {"rtl", "Arab"}, "nonsense!": {"ltr", "Latn"},
	}
	for tag, want := range rows {
		l := lang.Of(tag)
		if l.Dir != want.dir || l.Script != want.script {
			t.Errorf("%s: got %s %s, want %s %s", tag, l.Dir, l.Script, want.dir, want.script)
		}
	}
}

func TestALanguageIsMadeOnce(t *testing.T) {
	for _, tag := range []lang.Tag{"fa", "ln", "de", "fr-CA"} {
		if once, again := lang.Of(tag), lang.Of(tag); once != again {
			t.Errorf("%s is made anew each time", tag)
		}
	}
}

func TestStrangersTagsDoNotFillTheMemory(t *testing.T) {
	for i := range 2000 {
		if l := lang.Of(lang.Tag(fmt.Sprintf("q%d", i))); l == nil || l.Dir != "ltr" {
			t.Fatalf("q%d: %+v", i, l)
		}
	}
	if a, b := lang.Of("q1999"), lang.Of("q1999"); a == b {
		t.Error("the two-thousandth stranger is still kept")
	}
}

func TestPluralFormsFollowCLDR(t *testing.T) {
	rows := map[lang.Tag]map[lang.Plural][]int{
		"en":      {"one": {1}, "other": {0, 2, 11, 21, 1_000_000}},
		"sw":      {"one": {1}, "other": {0, 2, 11, 21}},
		"fa":      {"one": {0, 1}, "other": {2, 11, 21}},
		"fr":      {"one": {0, 1}, "many": {1_000_000, 3_000_000}, "other": {2, 11, 21, 1_000_001}},
		"uk":      {"one": {1, 21, 101, 1001}, "few": {2, 3, 4, 22, 104}, "many": {0, 5, 11, 12, 13, 14, 20, 25, 111, 112, 1_000_000}},
		"ar":      {"zero": {0}, "one": {1}, "two": {2}, "few": {3, 10, 103, 110}, "many": {11, 26, 99, 111}, "other": {100, 101, 102, 200, 1_000_000}},
		"my":      {"other": {0, 1, 2, 5, 100}},
		"zh-Hans": {"other": {0, 1, 2, 5, 100}},
		"pl":      {"one": {1}, "few": {2, 22}, "many": {0, 5, 12}}, // from x/text
		"ln":      {"one": {0, 1}, "other": {2, 5}},
	}
	for tag, forms := range rows {
		for want, numbers := range forms {
			for _, n := range numbers {
				if got := lang.Of(tag).Plural(n); got != want {
					t.Errorf("%s: %d is %s, want %s", tag, n, got, want)
				}
			}
		}
	}
}

func TestAmountsAreInTheLanguagesDigits(t *testing.T) {
	rows := []struct {
		tag                           lang.Tag
		number, bytes, clock, in, ago string
	}{
		{"en", "1,234,567", "3.2 MB", "1:02:03", "1 hour 2 minutes 3 seconds", "5 minutes ago"},
		{"fr", "1\u202f234\u202f567", "3,2\u00a0Mo", "1:02:03", "1 heure 2 minutes 3 secondes", "il y a 5 minutes"},
		{"uk", "1\u00a0234\u00a0567", "3,2\u00a0МБ", "1:02:03", "1 година 2 хвилини 3 секунди", "5 хвилин тому"},
		{"fa", "۱٬۲۳۴٬۵۶۷", "۳٫۲ مگابایت", "۱:۰۲:۰۳", "۱ ساعت و ۲ دقیقه و ۳ ثانیه", "۵ دقیقه پیش"},
		{"ar", "1,234,567", "3.2 ميغابايت", "1:02:03", "ساعة واحدة ودقيقتان و3 ثوانٍ", "قبل 5 دقائق"},
		{"my", "၁,၂၃၄,၅၆၇", "၃.၂ MB", "၁:၀၂:၀၃", "၁ နာရီ ၂ မိနစ် ၃ စက္ကန့်", "ပြီးခဲ့သည့် ၅ မိနစ်"},
		{"zh-Hans", "1,234,567", "3.2 MB", "1:02:03", "1小时2分钟3秒", "5分钟前"},
		{"sw", "1,234,567", "MB 3.2", "1:02:03", "saa 1 na dakika 2 na sekunde 3", "dakika 5 zilizopita"},
	}
	d := time.Hour + 2*time.Minute + 3*time.Second
	for _, r := range rows {
		l := lang.Of(r.tag)
		got := [...]string{l.Number(1234567), l.Bytes(3_214_567), l.Duration(d), l.SpokenDuration(d), l.Ago(monday, monday.Add(5*time.Minute))}
		want := [...]string{r.number, r.bytes, r.clock, r.in, r.ago}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", r.tag, got[i], want[i])
			}
		}
	}
}

func TestDurationsOfTheBroadcast(t *testing.T) {
	en := lang.Of("en")
	rows := []struct {
		d           time.Duration
		face, words string
	}{
		{0, "0:00", "0 seconds"}, {3*time.Minute + 15*time.Second, "3:15", "3 minutes 15 seconds"},
		{time.Minute, "1:00", "1 minute"}, {time.Hour, "1:00:00", "1 hour"}, {59_600 * time.Millisecond, "1:00", "1 minute"},
		{-time.Second, "0:00", "0 seconds"}, {100 * time.Hour, "100:00:00", "100 hours"},
	}
	for _, r := range rows {
		if got := en.Duration(r.d); got != r.face {
			t.Errorf("%v: got %q, want %q", r.d, got, r.face)
		}
		if got := en.SpokenDuration(r.d); got != r.words {
			t.Errorf("%v: got %q, want %q", r.d, got, r.words)
		}
	}
}

func TestFileSizes(t *testing.T) {
	rows := map[int64]string{0: "0 B", 999: "999 B", 1000: "1 kB", 1500: "1.5 kB", 12_345: "12 kB", 999_960: "1 MB",
		5_000_000: "5 MB", 1_234_000_000: "1.2 GB", -1: "0 B", 1 << 62: "4611686 TB"}
	for n, want := range rows {
		if got := lang.Of("en").Bytes(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestListsAndQuotations(t *testing.T) {
	rows := []struct {
		tag              lang.Tag
		two, four, quote string
	}{
		{"en", "A and B", "A, B, C and D", "“A”"}, {"fr", "A et B", "A, B, C et D", "«\u00a0A\u00a0»"},
		{"uk", "A і B", "A, B, C і D", "«A»"}, {"fa", "A و B", "A، B، C و D", "«A»"}, {"ar", "A وB", "A، B، C وD", "«A»"},
		{"my", "A နှင့် B", "A၊ B၊ C နှင့် D", "“A”"}, {"zh-Hans", "A和B", "A、B、C和D", "“A”"}, {"sw", "A na B", "A, B, C na D", "“A”"},
	}
	for _, r := range rows {
		l := lang.Of(r.tag)
		if got := l.List([]string{"A", "B"}); got != r.two {
			t.Errorf("%s: got %q, want %q", r.tag, got, r.two)
		}
		if got := l.List([]string{"A", "B", "C", "D"}); got != r.four {
			t.Errorf("%s: got %q, want %q", r.tag, got, r.four)
		}
		if got := l.Quote("A"); got != r.quote || !strings.HasPrefix(got, l.QuoteMarks()[0][0]) {
			t.Errorf("%s: got %q, want %q", r.tag, got, r.quote)
		}
	}
	if got := lang.Of("en").List(nil) + lang.Of("en").List([]string{"A"}); got != "A" {
		t.Errorf("got %q, want A", got)
	}
}
