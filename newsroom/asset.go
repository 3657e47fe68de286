package newsroom

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/audit"
	"dateline/event"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Describe says what an asset shows, whose it is and where it came from: its
// Alt, Credit, Licence and Source are taken from about, nothing else is.
func (n *Newsroom) Describe(ctx context.Context, by *staff.Person, of media.ID, about media.Asset) error {
	if err := mayWrite(by); err != nil {
		return err
	}
	for _, text := range []string{about.Alt, about.Credit, about.Licence, about.Source} {
		if utf8.RuneCountInString(text) > story.MaxNote {
			return fault.New(fault.Invalid, msg.FaultTextTooLong(story.MaxNote))
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' }) {
			return fault.New(fault.Invalid, msg.FaultBadText())
		}
	}
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		a, err := tx.Asset(ctx, of)
		if err != nil {
			return err
		}
		a.Alt, a.Credit, a.Licence, a.Source = about.Alt, about.Credit, about.Licence, about.Source
		if err := tx.PutAsset(ctx, a); err != nil {
			return err
		}
		words := fmt.Sprintf("alt %q, credit %q, licence %q, source %q", a.Alt, a.Credit, a.Licence, a.Source)
		if err := tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.Described, Subject: string(of), Detail: words}); err != nil {
			return err
		}
		_, err = tx.Record(ctx, event.Event{Kind: event.Developed, Subject: string(of), At: n.now()})
		return err
	})
}
