package story

import (
	"strings"
	"time"
	"unicode/utf8"

	"dateline/fault"
	"dateline/id"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/staff"
)

// Level says how loud an alert is.
type Level string

// The levels of alerts.
const (
	Breaking Level = "breaking"
	Urgent   Level = "urgent" // safety of life: announced at once
)

// Levels lists every level.
func Levels() []Level { return []Level{Breaking, Urgent} }

// MaxAlertText is the most characters of an alert's text.
const MaxAlertText = 160

// MaxAlertTime is how long an alert may run; a strip that stays longer is no news.
const MaxAlertTime = 48 * time.Hour

// Alert is a breaking item: it stands in the strip of every edition in whose
// language it has a text, until it ends.
type Alert struct {
	ID    string
	Level Level
	Texts map[lang.Tag]string
	Story ID // what it points to; empty where there is no story yet
	At    time.Time
	Ends  time.Time // moves to the present when it is ended early
	By    staff.ID
}

// Live tells whether the alert stands at the time.
func (a *Alert) Live(now time.Time) bool { return !now.Before(a.At) && now.Before(a.Ends) }

// Check tells whether the alert can be kept, at the time it is given.
func (a *Alert) Check(now time.Time) error {
	if a.Level != Breaking && a.Level != Urgent {
		return fault.New(fault.Invalid, msg.FaultUnknownLevel(string(a.Level)))
	}
	if len(a.Texts) == 0 {
		return fault.New(fault.Invalid, msg.FaultAlertTextMissing())
	}
	for tag, text := range a.Texts {
		if _, err := lang.Canonical(string(tag)); err != nil {
			return fault.Wrap(err, fault.Invalid, msg.FaultLanguageUnknown(string(tag)))
		}
		if strings.TrimSpace(text) == "" || strings.ContainsFunc(text, forbidden) || strings.ContainsAny(text, "\n\t") {
			return fault.New(fault.Invalid, msg.FaultAlertTextMissing())
		}
		if utf8.RuneCountInString(text) > MaxAlertText {
			return fault.New(fault.Invalid, msg.FaultAlertTextTooLong(MaxAlertText))
		}
	}
	if !a.Ends.After(now) {
		return fault.New(fault.Invalid, msg.FaultAlertEndPast())
	}
	if a.Ends.After(now.Add(MaxAlertTime)) {
		return fault.New(fault.Invalid, msg.FaultAlertEndTooLate(int(MaxAlertTime.Hours())))
	}
	if a.Story != "" && !id.Valid(string(a.Story)) {
		return fault.New(fault.Invalid, msg.FaultBadValue(string(a.Story)))
	}
	return nil
}
