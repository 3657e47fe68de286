package lang_test

import (
	"strings"
	"testing"
	"time"

	"dateline/lang"
	"dateline/lang/msg"
)

func TestEachEditionSpeaksItsLanguage(t *testing.T) {
	rows := map[lang.Tag]string{
		"en": "Page not found", "fr": "Page introuvable", "uk": "Сторінку не знайдено", "fa": "صفحه پیدا نشد",
		"ar": "الصفحة غير موجودة", "my": "စာမျက်နှာ ရှာမတွေ့ပါ", "zh-Hans": "页面不存在", "sw": "Ukurasa haukupatikana",
	}
	for tag, want := range rows {
		if got := lang.Of(tag).Text(msg.NotFoundTitle()); got.String != want || got.Lang != "" {
			t.Errorf("%s: got %+v, want %q in its own language", tag, got, want)
		}
	}
}

func TestWhatFallsBackSaysInWhichLanguageItIs(t *testing.T) {
	rows := []struct {
		tag  lang.Tag
		want lang.Text
	}{
		{"ln", lang.Text{String: "Page introuvable", Lang: "fr"}},
		{"zh-Hant", lang.Text{String: "页面不存在", Lang: "zh-Hans"}},
		{"zh-Hant-HK", lang.Text{String: "页面不存在", Lang: "zh-Hans"}},
		{"de", lang.Text{String: "Page not found", Lang: "en"}},
		{"fr-CA", lang.Text{String: "Page introuvable"}},
		{"en-GB", lang.Text{String: "Page not found"}},
		{"sw-Arab", lang.Text{String: "Ukurasa haukupatikana", Lang: "sw"}},
	}
	for _, r := range rows {
		if got := lang.Of(r.tag).Text(msg.NotFoundTitle()); got != r.want {
			t.Errorf("%s: got %+v, want %+v", r.tag, got, r.want)
		}
	}
}

func TestNumbersAndTimesInAMessageAreThoseOfItsLanguage(t *testing.T) {
	rows := map[lang.Tag]string{
		"fa": "۱٬۲۳۴ مطلب", "my": "သတင်း ၁,၂၃၄ ပုဒ်", "ar": "1,234 مادة", "uk": "1\u00a0234 матеріали", "ln": "1\u202f234 articles",
	}
	for tag, want := range rows {
		if got := lang.Of(tag).Words(msg.Stories(1234)); got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
	value := msg.PlayerValue(75*time.Second, 195*time.Second)
	if got, want := lang.Of("fa").Words(value), "۱ دقیقه و ۱۵ ثانیه از ۳ دقیقه و ۱۵ ثانیه"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := lang.Of("ln").Words(msg.Published(monday)), "Publié le 23 novembre 2026 à 14h05"; got != want {
		t.Errorf("got %q, want %q: the date belongs to the French words", got, want)
	}
}

func TestUkrainianCountsStories(t *testing.T) {
	rows := map[int]string{1: "1 матеріал", 2: "2 матеріали", 5: "5 матеріалів", 11: "11 матеріалів", 21: "21 матеріал"}
	for n, want := range rows {
		if got := lang.Of("uk").Words(msg.Stories(n)); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestALatinNameStandsApartInPersian(t *testing.T) {
	if got, want := lang.Of("fa").Words(msg.QuoteBy("Keith Darden", "استاد")), "\u2068Keith Darden\u2069، استاد"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := lang.Of("en").Words(msg.QuoteBy("Keith Darden", "scholar")), "Keith Darden, scholar"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPageCanSetTheTimeIntoAnElement(t *testing.T) {
	parts, other := lang.Of("uk").Parts(msg.Updated(monday))
	want := []lang.Part{{String: "Оновлено "}, {Name: "time", String: "23 листопада 2026, 14:05"}}
	if len(parts) != 2 || parts[0] != want[0] || parts[1] != want[1] || other != "" {
		t.Errorf("got %q %q, want %q", parts, other, want)
	}
	if _, other := lang.Of("de").Parts(msg.Updated(monday)); other != "en" {
		t.Errorf("German falls back to %q, want en", other)
	}
}

func TestAKeyThatIsGoneShowsItself(t *testing.T) {
	m := lang.Message{Key: "site.left_in_an_old_record"}
	if got := lang.Of("fa").Text(m); got.String != m.Key || got.Lang != "en" {
		t.Errorf("got %+v, want the key", got)
	}
}

func TestMessageSyntax(t *testing.T) {
	l := lang.Of("en")
	args := []lang.Arg{{Name: "n", Value: 3}, {Name: "x", Value: "b"}}
	rows := map[string]string{
		"": "", "plain": "plain", "it's {n}": "it's 3", "it''s": "it's", "'{n}'": "{n}", "'{n''}' {n}": "{n'} 3",
		"a # b":                                  "a # b",
		"{n, plural, one {#} other {# of them}}": "3 of them",
		"{n, plural, =3 {three} one {#} other {#}}":                     "three",
		"{n,plural,one{#}other{'#' is {n}}}":                            "# is 3",
		"{x, select, a {A} b {B {n}} other {C}}":                        "B 3",
		"{x, select, a {A} other {C}}":                                  "C",
		"{n, plural, one {a} other {{x, select, b {# of b} other {}}}}": "3 of b",
	}
	for text, want := range rows {
		p, err := lang.Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := p.Say(l, args); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	broken := []string{"{", "}", "{}", "{n", "{n,}", "{n, number}", "{n, plural}", "{n, plural, one {a}}", "{n, plural, some {a} other {b}}",
		"{n, plural, other {a} other {b}}", "{n, plural, =x {a} other {b}}", "{n, plural, other {a}", "'{n", "{n, plural, other a}",
		strings.Repeat("{n, plural, other {", 6) + strings.Repeat("}}", 6), strings.Repeat("x", 10_000)}
	for _, text := range broken {
		if p, err := lang.Parse(text); err == nil {
			t.Errorf("%.40q: got %v, want an error", text, p)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, s := range []string{"{n, plural, =0 {no} one {# '{x}'} other {# {x}}}", "{x, select, a {''} other {}}", "it's '{'", "'{{'", "'{''}'", "{n"} {
		f.Add(s)
	}
	l := lang.Of("ar")
	args := []lang.Arg{{Name: "n", Value: 2}, {Name: "x", Value: "ب"}}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := lang.Parse(s)
		if err != nil {
			return
		}
		again, err := lang.Parse(p.String())
		if len(s) < 1000 && err != nil {
			t.Fatalf("%q is written %q: %v", s, p.String(), err)
		}
		if err == nil && again.Say(l, args) != p.Say(l, args) {
			t.Errorf("%q says %q, written again %q", s, p.Say(l, args), again.Say(l, args))
		}
	})
}

func BenchmarkPlainMessage(b *testing.B) {
	l, m := lang.Of("fa"), msg.SkipToContent()
	for b.Loop() {
		l.Text(m)
	}
}
