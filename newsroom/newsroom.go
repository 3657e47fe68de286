// Package newsroom is what editors do: write, translate, publish, correct,
// withdraw, pin and alert. Each act is one transaction: the change, its event
// and its jobs. What may be done at all is decided by the story; who may do it
// is decided here.
package newsroom

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Newsroom does what editors ask for.
type Newsroom struct {
	Store *store.Store
	Now   func() time.Time

	// SecondPerson makes an urgent alert wait until a second person confirms it,
	// where there is a second one who may publish.
	SecondPerson bool
}

// maxKey is the most bytes of an idempotency key.
const maxKey = 80

// checkKey refuses an idempotency key that cannot be stored.
func checkKey(key string) error {
	if len(key) > maxKey || !utf8.ValidString(key) || strings.ContainsFunc(key, unicode.IsControl) {
		return fault.New(fault.Invalid, msg.FaultBadKey(maxKey))
	}
	return nil
}

func forbidden() error { return fault.New(fault.Forbidden, msg.FaultForbidden()) }

// now is the present in the microseconds that records keep.
func (n *Newsroom) now() time.Time { return n.Now().UTC().Truncate(time.Microsecond) }

// checkPlace tells whether the document's section is one of its edition's, and
// everything it points to is there.
func checkPlace(ctx context.Context, tx *store.Tx, slug edition.Slug, d *story.Document) error {
	e, err := tx.Edition(ctx, slug)
	if err != nil {
		return err
	}
	if s := d.Head.Section; s != "" {
		if _, ok := e.Section(edition.Slug(s)); !ok {
			return fault.New(fault.Invalid, msg.FaultUnknownSection(s))
		}
	}
	return nil
}

// checkAssets tells whether every asset that the document uses is there.
func checkAssets(ctx context.Context, tx *store.Tx, d *story.Document) error {
	missing, err := tx.MissingAsset(ctx, d.Assets())
	if err == nil && missing != "" {
		err = fault.New(fault.Invalid, msg.FaultAssetUnknown(missing))
	}
	return err
}

// Every exported method asks one of these, once, before it reads or writes
// anything; the few that ask nobody are named in its test.
func mayRead(by *staff.Person) error {
	if !by.MayRead() {
		return forbidden()
	}
	return nil
}

func mayWrite(by *staff.Person) error {
	if !by.MayWrite() {
		return forbidden()
	}
	return nil
}

func mayPublish(by *staff.Person) error {
	if !by.MayPublish() {
		return fault.New(fault.Forbidden, msg.FaultMayNotPublish())
	}
	return nil
}

func mayAdminister(by *staff.Person) error {
	if !by.MayAdminister() {
		return fault.New(fault.Forbidden, msg.FaultMayNotAdminister())
	}
	return nil
}
