package lang

import (
	"fmt"
	"strconv"
	"time"
)

// Date writes the day of t in the language's calendar: "23 November 2026", "۲ آذر ۱۴۰۵". Like all the forms of time it
// takes t in the location wanted.
func (l *Language) Date(t time.Time) string {
	if l.facts.Calendar == "persian" {
		return l.day(l.facts.Forms.Date, t, true)
	}
	return l.gregorian(t)
}

// LongDate is Date, with the Gregorian date beside it where the calendar is another one.
func (l *Language) LongDate(t time.Time) string {
	return fill(l.facts.Forms.Long, "date", l.Date(t), "gregorian", l.gregorian(t))
}

// MastheadDate is the day under the name of the paper: "Monday, 23 November 2026".
func (l *Language) MastheadDate(t time.Time) string {
	return fill(l.facts.Forms.Masthead, "weekday", l.Weekday(t), "date", l.Date(t), "gregorian", l.gregorian(t))
}

// DateTime is the day and the time of day: "23 November 2026, 14:05".
func (l *Language) DateTime(t time.Time) string {
	return fill(l.facts.Forms.DateTime, "date", l.Date(t), "clock", l.Clock(t))
}

// Clock is the time of day, of 24 hours: "14:05".
func (l *Language) Clock(t time.Time) string {
	hour := strconv.Itoa(t.Hour())
	if l.facts.Forms.WideHour {
		hour = fmt.Sprintf("%02d", t.Hour())
	}
	return l.Digits(fill(l.facts.Forms.Clock, "hour", hour, "minute", fmt.Sprintf("%02d", t.Minute())))
}

// Weekday is the name of t's day of the week; empty where the language's names are not known.
func (l *Language) Weekday(t time.Time) string {
	if len(l.facts.Weekdays) != 7 {
		return ""
	}
	return l.facts.Weekdays[t.Weekday()]
}

func (l *Language) gregorian(t time.Time) string { return l.day(l.facts.Forms.Date, t, false) }

// day writes t's date in a form, in the Solar Hijri or the Gregorian calendar.
func (l *Language) day(form string, t time.Time, hijri bool) string {
	year, m, day := t.Date()
	month, names := int(m), l.facts.Months
	if hijri {
		year, month, day = SolarHijri(t)
		names = l.facts.Hijri
	}
	name := ""
	if len(names) == 12 {
		name = names[month-1]
	}
	first := strconv.Itoa(day)
	if day == 1 && l.facts.FirstDay != "" {
		first = l.facts.FirstDay
	}
	return l.Digits(fill(form, "day", first, "day2", fmt.Sprintf("%02d", day), "month", name,
		"number", fmt.Sprintf("%02d", month), "number1", strconv.Itoa(month), "year", strconv.Itoa(year)))
}

// SolarHijri gives t's date in the calendar of Iran: year, month and day from 1 on. It holds for the years 1244 to 1502
// (1865 to March 2124), in which the 33-year cycle of leap years gives the same days as the tables of ICU.
func SolarHijri(t time.Time) (year, month, day int) {
	y, m, d := t.Date()
	days := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) + daysBeforeEpoch
	year = y - 622
	for yearStart(year+1) <= days {
		year++
	}
	of := days - yearStart(year)
	if of < 6*31 {
		return year, of/31 + 1, of%31 + 1
	}
	of -= 6 * 31
	return year, of/30 + 7, of%30 + 1
}

// daysBeforeEpoch is the number of days from 1 Farvardin 1 (19 March 622 Julian) to 1 January 1970.
const daysBeforeEpoch = 492268

// yearStart is the day on which a Solar Hijri year begins, counted from 1 Farvardin 1. In each 33 years eight have a day
// more: the 1st, 5th, 9th, 13th, 17th, 22nd, 26th and 30th.
func yearStart(year int) int {
	return 365*(year-1) + (8*(year-1)+29)/33
}
