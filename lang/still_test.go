package lang_test

import (
	"testing"

	"dateline/lang"
)

func TestATextThatIsStillInAnotherLanguageIsKnownByItsLetters(t *testing.T) {
	const english = "The river rose in the night and the old bridge was closed before anybody had crossed it."
	for _, c := range []struct {
		text       string
		other, own lang.Tag
		want       bool
	}{
		{english, "en", "fa", true},
		{english, "en", "my", true},
		{english, "en", "zh-Hans", true},
		{english, "en", "fr", true},
		{english, "en", "sw", true},
		{english, "en", "en-GB", false},
		{"La rivière est montée dans la nuit et le vieux pont a été fermé avant que quiconque ne le traverse.", "en", "fr", false},
		{"Mto ulipanda usiku na daraja la zamani lilifungwa kabla mtu yeyote hajavuka, polisi walisema jana.", "en", "sw", false},
		{"رودخانه شب بالا آمد و پل کهنه پیش از آن که کسی از آن بگذرد بسته شد.", "en", "fa", false},
		{"رودخانه شب بالا آمد و پل کهنه پیش از آن که کسی از آن بگذرد بسته شد.", "fa", "en", true},
		{"رودخانه شب بالا آمد و به گفتهٔ BBC و Reuters پل کهنه بسته شد.", "en", "fa", false},
		{"夜里河水上涨，旧桥在任何人通过之前就已关闭，当地居民被要求离开低洼街道，学校停课一天。", "zh-Hans", "en", true},
		{"夜里河水上涨，旧桥在任何人通过之前就已关闭，当地居民被要求离开低洼街道，学校停课一天。", "en", "zh-Hans", false},
		{"Angela Merkel, Emmanuel Macron", "en", "fa", false},
		{"1,250 – 3,400", "en", "fa", false},
		{"", "en", "fa", false},
		{"Reka je narasla u noći i stari most je zatvoren pre nego što je iko prešao preko njega.", "en", "sr", false},
	} {
		if got := lang.StillIn(c.text, c.other, c.own); got != c.want {
			t.Errorf("%q, which should be in %s, is still in %s: %t, want %t", c.text, c.own, c.other, got, c.want)
		}
	}
}
