package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"dateline/edition"
	"dateline/lang"
)

// tongue is a language in which stories are made up.
type tongue struct {
	edition  edition.Slug
	lang     lang.Tag
	name     string
	sections []string // slug and name
	of       int      // how many of ten stories
	words    string
	stop     string // ends a sentence
}

// tongues are an alphabet with few letters, one with two bytes a letter, one
// from right to left, and one with three bytes a letter.
func tongues() []tongue {
	return []tongue{
		{"en", "en", "The Bench", []string{"world World", "river River", "trade Trade"}, 5,
			"the river fell again at old bridge and ferry crews tied their boats to upper landing while traders moved sacks by road council said repairs would begin before rains schools stay open farmers fear a short season water price rose engineers measured level each morning market opened late", ". "},
		{"uk", "uk", "Лава", []string{"world Світ", "river Річка", "trade Торгівля"}, 2,
			"річка знову обміліла біля старого мосту пороми стоять на березі торговці везуть мішки дорогою рада обіцяє почати ремонт до дощів школи працюють селяни чекають короткого літа ціна води зросла інженери міряють рівень щоранку ринок відкрили пізно", ". "},
		{"fa", "fa", "نیمکت", []string{"world جهان", "river رود", "trade بازرگانی"}, 2,
			"رود کنار پل کهنه باز پایین رفت قایق‌ها در بندر بالا ماندند بازرگانان کیسه‌ها را از راه خشکی بردند شورا گفت بازسازی پیش از باران آغاز خواهد شد مدرسه‌ها باز هستند کشاورزان نگران فصل کوتاه هستند بهای آب بالا رفت مهندسان هر بامداد اندازه گرفتند بازار دیر باز شد", ". "},
		{"my", "my", "ခုံတန်း", []string{"world ကမ္ဘာ", "river မြစ်", "trade ကုန်သွယ်ရေး"}, 1,
			"မြစ်ရေ တံတားဟောင်း အနီး ထပ်မံ ကျဆင်း ကူးတို့ သင်္ဘောများ ဆိပ်ကမ်းတွင် ရပ်နား ကုန်သည်များ ကုန်းလမ်းဖြင့် သယ်ယူ ကောင်စီက မိုးမကျမီ ပြင်ဆင်မည် ကျောင်းများ ဖွင့်ဆဲ လယ်သမားများ စိုးရိမ် ရေဈေး မြင့်တက် အင်ဂျင်နီယာများ နံနက်တိုင်း တိုင်းတာ ဈေး နောက်ကျ ဖွင့်", "။ "},
	}
}

// told makes up a text of some sentences.
func (t *tongue) told(chance *rand.Rand, words []string, sentences int) string {
	var b strings.Builder
	for range sentences {
		for i := range 8 + chance.IntN(8) {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(words[chance.IntN(len(words))])
		}
		b.WriteString(t.stop)
	}
	return strings.TrimSpace(b.String())
}

// source is the address that a story is known by.
func source(kind string, number int) string {
	return fmt.Sprintf("https://bench.example/%s/%d", kind, number)
}

// tell writes a file of made-up stories of about 4,000 characters, the same
// ones each time; only gives the one tongue that all are to be in.
func tell(w io.Writer, kind string, stories int, only edition.Slug) error {
	chance := rand.New(rand.NewPCG(1, uint64(stories)))
	var order []tongue
	for _, t := range tongues() {
		for range t.of {
			if only == "" || t.edition == only {
				order = append(order, t)
			}
		}
	}
	out := json.NewEncoder(w)
	for i := range stories {
		t := order[i%len(order)]
		words := strings.Fields(t.words)
		var paragraphs []string
		for range 10 {
			paragraphs = append(paragraphs, t.told(chance, words, 6))
		}
		section, _, _ := strings.Cut(t.sections[i/len(order)%len(t.sections)], " ")
		err := out.Encode(map[string]string{"lang": string(t.lang), "category": section, "url": source(kind, i),
			"headline": fmt.Sprintf("%s %d", strings.TrimRight(t.told(chance, words, 1), " .။"), i), "text": strings.Join(paragraphs, "\n")})
		if err != nil {
			return err
		}
	}
	return nil
}
