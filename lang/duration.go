package lang

import (
	"fmt"
	"time"
)

// Duration writes a length of time as a clock face: "3:15", "1:02:03", in the language's digits, rounded to seconds.
func (l *Language) Duration(d time.Duration) string {
	h, m, s := clockFace(d)
	if h > 0 {
		return l.Digits(fmt.Sprintf("%d:%02d:%02d", h, m, s))
	}
	return l.Digits(fmt.Sprintf("%d:%02d", m, s))
}

// SpokenDuration writes a length of time in words: "3 minutes 15 seconds".
func (l *Language) SpokenDuration(d time.Duration) string {
	h, m, s := clockFace(d)
	said := ""
	say := func(key string, n int) {
		part := l.Words(Message{Key: key, Args: []Arg{{"n", n}}})
		if said != "" {
			part = fill(l.facts.Forms.Spoken, "a", said, "b", part)
		}
		said = part
	}
	if h > 0 {
		say("unit.hours", h)
	}
	if m > 0 {
		say("unit.minutes", m)
	}
	if s > 0 || said == "" {
		say("unit.seconds", s)
	}
	return said
}

// Ago says how long before now something was, in minutes, hours or days: "5 minutes ago". After a week it is the date.
func (l *Language) Ago(then, now time.Time) string {
	d := now.Sub(then)
	key, n := "unit.days_ago", int(d.Hours())/24
	switch {
	case d < time.Minute:
		return l.Words(Message{Key: "unit.now"})
	case d < time.Hour:
		key, n = "unit.minutes_ago", int(d.Minutes())
	case d < 24*time.Hour:
		key, n = "unit.hours_ago", int(d.Hours())
	case d >= 7*24*time.Hour:
		return l.Date(then)
	}
	return l.Words(Message{Key: key, Args: []Arg{{"n", n}}})
}

func clockFace(d time.Duration) (h, m, s int) {
	all := int(max(d, 0).Round(time.Second) / time.Second)
	return all / 3600, all / 60 % 60, all % 60
}

// List joins items as a sentence does: "A, B and C".
func (l *Language) List(items []string) string {
	if len(items) == 0 {
		return ""
	}
	said := items[0]
	for i, item := range items[1:] {
		form := l.facts.List.Comma
		switch {
		case len(items) == 2:
			form = l.facts.List.Two
		case i == len(items)-2:
			form = l.facts.List.Last
		}
		said = fill(form, "a", said, "b", item)
	}
	return said
}

// Quote sets s between the language's quotation marks.
func (l *Language) Quote(s string) string {
	marks := l.facts.Quotes[0]
	return marks[0] + s + marks[1]
}

// QuoteMarks are the marks around a quotation and around one inside it.
func (l *Language) QuoteMarks() [2][2]string { return l.facts.Quotes }
