package story

import (
	"maps"
	"slices"
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

// ConfirmTime is how long an alert waits for a second person: what is urgent and
// has waited longer is asked for again, or is urgent no more.
const ConfirmTime = 15 * time.Minute

// AlertText is the text of an alert made of a headline: cut to what an alert may hold.
func AlertText(headline string) string {
	return lang.Shorten(headline, MaxAlertText)
}

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

	Promised string // hash of the outcome that its author was shown, which it is held to; not saved; empty: none was shown

	Key    string        // of the form that it was sent with; the same key again is the same alert; empty: none
	Waits  time.Time     // until when it waits for a second person; zero: it waits for nobody, or was confirmed
	Lasts  time.Duration // how long it will run once it is confirmed; Ends is no later than At until then
	Second staff.ID      // who confirmed or declined it
}

// Languages are those in which the alert has a text, in order.
func (a *Alert) Languages() []lang.Tag { return slices.Sorted(maps.Keys(a.Texts)) }

// Hold makes the alert wait for a second person. No reader sees it until one confirms it.
func (a *Alert) Hold() {
	a.Waits, a.Lasts, a.Ends = a.At.Add(ConfirmTime), a.Ends.Sub(a.At), a.At
}

// Pending tells whether the alert still waits for a second person at the time.
func (a *Alert) Pending(now time.Time) bool { return a.Second == "" && now.Before(a.Waits) }

// Declined tells whether a person decided against the alert.
func (a *Alert) Declined() bool { return !a.Waits.IsZero() && a.Second != "" }

// Confirm sends a pending alert: it runs from now, as long as it was meant to.
func (a *Alert) Confirm(by staff.ID, now time.Time) error {
	if !a.Pending(now) {
		return fault.New(fault.Conflict, msg.FaultAlertNotPending())
	}
	if by == a.By {
		return fault.New(fault.Forbidden, msg.FaultAlertOwn())
	}
	a.At, a.Ends, a.Second = now, now.Add(a.Lasts), by
	a.Waits, a.Lasts = time.Time{}, 0
	return nil
}

// Decline ends the waiting of a pending alert; its own author may, too.
func (a *Alert) Decline(by staff.ID, now time.Time) error {
	if !a.Pending(now) {
		return fault.New(fault.Conflict, msg.FaultAlertNotPending())
	}
	a.Second = by
	return nil
}

// Undoable tells whether the alert can still be taken back at the time.
func (a *Alert) Undoable(now time.Time) bool { return a.Live(now) && now.Sub(a.At) <= UndoTime }

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
