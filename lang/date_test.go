package lang_test

import (
	"testing"
	"time"

	"dateline/lang"
)

var monday = time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC)

// The dates were compared with Intl.DateTimeFormat of Node 20 (CLDR); where a house style differs the row says so.
func TestDatesReadAsInAGoodPaperOfTheLanguage(t *testing.T) {
	rows := []struct {
		tag                                   lang.Tag
		date, dateTime, masthead, clock, long string
	}{
		{"en", "23 November 2026", "23 November 2026, 14:05", "Monday, 23 November 2026", "14:05", "23 November 2026"}, // as en-GB, no "at"
		{"fr", "23 novembre 2026", "23 novembre 2026 à 14h05", "lundi 23 novembre 2026", "14h05", "23 novembre 2026"},  // h, not a colon
		{"uk", "23 листопада 2026", "23 листопада 2026, 14:05", "понеділок, 23 листопада 2026", "14:05", "23 листопада 2026"},
		{"fa", "۲ آذر ۱۴۰۵", "۲ آذر ۱۴۰۵، ساعت ۱۴:۰۵", "دوشنبه ۲ آذر ۱۴۰۵", "۱۴:۰۵", "۲ آذر ۱۴۰۵ (۲۳ نوامبر ۲۰۲۶)"},
		{"ar", "23 نوفمبر 2026", "23 نوفمبر 2026، 14:05", "الاثنين، 23 نوفمبر 2026", "14:05", "23 نوفمبر 2026"}, // 24 hours
		{"my", "၂၀၂၆ နိုဝင်ဘာ ၂၃", "၂၀၂၆ နိုဝင်ဘာ ၂၃၊ ၁၄:၀၅", "၂၀၂၆ နိုဝင်ဘာ ၂၃ တနင်္လာ", "၁၄:၀၅", "၂၀၂၆ နိုဝင်ဘာ ၂၃"},
		{"zh-Hans", "2026年11月23日", "2026年11月23日 14:05", "2026年11月23日 星期一", "14:05", "2026年11月23日"},
		{"sw", "23 Novemba 2026", "23 Novemba 2026, 14:05", "Jumatatu, 23 Novemba 2026", "14:05", "23 Novemba 2026"},
		{"ln", "23 sánzá ya zómi na mɔ̌kɔ́ 2026", "23 sánzá ya zómi na mɔ̌kɔ́ 2026, 14:05", "mokɔlɔ mwa yambo 23 sánzá ya zómi na mɔ̌kɔ́ 2026", "14:05", "23 sánzá ya zómi na mɔ̌kɔ́ 2026"},
		{"de", "2026-11-23", "2026-11-23, 14:05", "2026-11-23", "14:05", "2026-11-23"}, // no facts file: sound defaults
	}
	for _, r := range rows {
		l := lang.Of(r.tag)
		got := [...]string{l.Date(monday), l.DateTime(monday), l.MastheadDate(monday), l.Clock(monday), l.LongDate(monday)}
		want := [...]string{r.date, r.dateTime, r.masthead, r.clock, r.long}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", r.tag, got[i], want[i])
			}
		}
	}
}

func TestTheFirstOfAMonthHasAWordInFrench(t *testing.T) {
	first := time.Date(2026, time.May, 1, 0, 7, 0, 0, time.UTC)
	if got, want := lang.Of("fr").DateTime(first), "1er mai 2026 à 0h07"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Golden days of the Iranian calendar: Nowruz of many years, the day before it in leap years and others, days of record.
func TestSolarHijriDays(t *testing.T) {
	rows := []struct {
		gregorian        string
		year, month, day int
	}{
		{"1925-03-21", 1304, 1, 1}, {"1926-03-21", 1304, 12, 30}, // 1304 had a leap day
		{"1979-02-11", 1357, 11, 22}, {"1980-03-20", 1358, 12, 30}, {"1980-03-21", 1359, 1, 1},
		{"1989-03-21", 1368, 1, 1}, {"1992-03-20", 1370, 12, 30}, {"1996-03-19", 1374, 12, 29}, {"1996-03-20", 1375, 1, 1},
		{"2000-03-20", 1379, 1, 1}, {"2001-03-20", 1379, 12, 30}, {"2005-03-20", 1383, 12, 30},
		{"2009-03-20", 1387, 12, 30}, {"2013-03-20", 1391, 12, 30}, {"2017-03-20", 1395, 12, 30},
		{"2018-03-21", 1397, 1, 1}, {"2020-03-19", 1398, 12, 29}, {"2020-03-20", 1399, 1, 1}, {"2021-03-20", 1399, 12, 30},
		{"2022-03-21", 1401, 1, 1}, {"2023-03-21", 1402, 1, 1}, {"2024-03-19", 1402, 12, 29}, {"2024-03-20", 1403, 1, 1},
		{"2025-03-20", 1403, 12, 30}, {"2025-03-21", 1404, 1, 1}, {"2025-09-22", 1404, 6, 31}, {"2025-09-23", 1404, 7, 1},
		{"2026-03-21", 1405, 1, 1}, {"2026-10-22", 1405, 7, 30}, {"2026-11-23", 1405, 9, 2}, {"2030-03-20", 1408, 12, 30},
		{"2034-03-20", 1412, 12, 30}, {"2100-03-21", 1479, 1, 1}, {"1970-01-01", 1348, 10, 11},
	}
	for _, r := range rows {
		at, err := time.Parse(time.DateOnly, r.gregorian)
		if err != nil {
			t.Fatal(err)
		}
		y, m, d := lang.SolarHijri(at)
		if y != r.year || m != r.month || d != r.day {
			t.Errorf("%s: got %d-%d-%d, want %d-%d-%d", r.gregorian, y, m, d, r.year, r.month, r.day)
		}
	}
}

func TestADateIsThatOfThePlaceAskedFor(t *testing.T) {
	tehran := time.FixedZone("Tehran", 3*3600+1800)
	late := time.Date(2026, time.March, 20, 22, 0, 0, 0, time.UTC)
	if got, want := lang.Of("fa").Date(late.In(tehran)), "۱ فروردین ۱۴۰۵"; got != want {
		t.Errorf("in Tehran: got %q, want %q", got, want)
	}
	if got, want := lang.Of("fa").Date(late), "۲۹ اسفند ۱۴۰۴"; got != want {
		t.Errorf("in London: got %q, want %q", got, want)
	}
}
