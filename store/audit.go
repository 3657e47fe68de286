package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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

// AuditNames are the names of what entries speak of: a headline, a person's name. What has a name that is not
// to be shown, the headline of a withdrawn story, is in it with an empty one; what is gone is not in it.
func (r reader) AuditNames(ctx context.Context, entries []audit.Entry) (map[audit.Subject]string, error) {
	ids := make(map[audit.Thing][]string)
	for i := range entries {
		s := entries[i].About()
		ids[s.Thing] = append(ids[s.Thing], s.ID)
	}
	names := make(map[audit.Subject]string)
	for thing, text := range map[audit.Thing]string{
		audit.AStory:    `SELECT s.id, CASE WHEN s.state = 3 THEN '' ELSE s.headline END FROM story s WHERE 1 = 1`,
		audit.APerson:   `SELECT s.id, s.name FROM person s WHERE 1 = 1`,
		audit.AnEdition: `SELECT s.id, s.name FROM (SELECT slug AS id, name FROM edition) s WHERE 1 = 1`,
		audit.AnAsset:   `SELECT s.id, CASE WHEN s.alt <> '' THEN s.alt ELSE s.filename END FROM asset s WHERE 1 = 1`,
		audit.AnAlert:   `SELECT s.id, CASE WHEN x.state = 3 THEN '{}' ELSE s.texts END FROM alert s LEFT JOIN story x ON x.id = s.story WHERE 1 = 1`,
	} {
		if len(ids[thing]) == 0 {
			continue
		}
		w := where{text: text}
		keep := in(&w, "s.id", ids[thing])
		err := r.each(ctx, keep, w.text, w.args, func(scan func(...any) error) error {
			var id, name string
			if err := scan(&id, &name); err != nil {
				return err
			}
			if thing == audit.AnAlert {
				name = anyText(name)
			}
			names[audit.Subject{Thing: thing, ID: id}] = name
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("names for the audit: %w", err)
		}
	}
	return names, nil
}

// anyText is the text of an alert in English, or in the first language that it has.
func anyText(texts string) string {
	var all map[string]string
	if err := json.Unmarshal([]byte(texts), &all); err != nil || len(all) == 0 {
		return ""
	}
	if text, ok := all["en"]; ok {
		return text
	}
	return all[slices.Sorted(maps.Keys(all))[0]]
}

// AuditWhole reads the whole audit from its beginning: how many entries it has, and the last. Where one was changed,
// taken out or put in, it is an *audit.Tampered.
func (r reader) AuditWhole(ctx context.Context) (count int, last audit.Entry, err error) {
	var before *audit.Entry
	err = r.audits(ctx, auditFrom+` ORDER BY number`, nil, func(e audit.Entry) error {
		if err := e.Follows(before); err != nil {
			return err
		}
		count, last, before = count+1, e, &e
		return nil
	})
	return count, last, err
}
