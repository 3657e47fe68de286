package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dateline/audit"
	"dateline/fault"
	"dateline/lang/msg"
)

// maxDetail is the most bytes of an audit entry's detail and subject.
const maxDetail = 500

// Audit writes an entry at the end of the audit, in the transaction of what it
// tells of. Its number, hashes, the address in ctx and, where there is none, its time are filled in.
func (t *Tx) Audit(ctx context.Context, e audit.Entry) error {
	var last audit.Entry
	err := t.row(ctx, msg.FaultNotFound(), `SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1`, nil, &last.Number, &last.Hash)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("audit: %w", err)
	}
	e.Number, e.Previous, e.From = last.Number+1, last.Hash, audit.Address(ctx)
	if e.At.IsZero() {
		e.At = t.store.now()
	}
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Subject, e.Detail = storable(short(e.Subject)), storable(short(e.Detail))
	if e.Hash, err = e.Sum(); err != nil {
		return err
	}
	_, err = t.do(ctx, `INSERT INTO audit (number, at, person, address, kind, subject, detail, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Number, micros(e.At), e.By, e.From, e.Kind, e.Subject, e.Detail, e.Previous, e.Hash)
	if err != nil {
		return fmt.Errorf("audit of %s: %w", e.Kind, err)
	}
	return nil
}

func short(text string) string { return text[:min(len(text), maxDetail)] }

const auditFrom = `SELECT number, at, person, address, kind, subject, detail, previous, hash FROM audit`

// Audits calls yield with the entries that a filter chooses, newest first.
func (r reader) Audits(ctx context.Context, f audit.Filter, yield func(audit.Entry) error) error {
	w := where{}
	if f.By != "" {
		w.and("person = ", f.By)
	}
	if f.Kind != "" {
		w.and("kind = ", f.Kind)
	}
	if !f.Since.IsZero() {
		w.and("at >= ", micros(f.Since))
	}
	if !f.Until.IsZero() {
		w.and("at < ", micros(f.Until))
	}
	if f.Before > 0 {
		w.and("number < ", f.Before)
	}
	text := auditFrom + ` WHERE number > 0` + w.text + ` ORDER BY number DESC`
	if f.Limit > 0 {
		text += ` LIMIT ` + strconv.Itoa(f.Limit)
	}
	if err := r.audits(ctx, text, w.args, yield); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

func (r reader) audits(ctx context.Context, text string, args []any, yield func(audit.Entry) error) error {
	return r.each(ctx, false, text, args, func(scan func(...any) error) error {
		var e audit.Entry
		var at int64
		if err := scan(&e.Number, &at, &e.By, &e.From, &e.Kind, &e.Subject, &e.Detail, &e.Previous, &e.Hash); err != nil {
			return err
		}
		e.At = moment(at)
		return yield(e)
	})
}

// auditChain says where the audit was tampered with.
func (r reader) auditChain(ctx context.Context) error {
	var before *audit.Entry
	return r.audits(ctx, auditFrom+` ORDER BY number`, nil, func(e audit.Entry) error {
		if err := e.Follows(before); err != nil {
			return fault.Wrap(err, fault.Internal, msg.FaultInternal())
		}
		before = &e
		return nil
	})
}
