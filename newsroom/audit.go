package newsroom

import (
	"context"
	"io"

	"dateline/audit"
	"dateline/staff"
	"dateline/store"
)

// Audited are entries of the audit, and the names of what they speak of.
type Audited struct {
	Entries []audit.Entry
	Names   map[audit.Subject]string // what is gone is not in it; the name of a withdrawn story is empty
}

// Audit is what a filter chooses of the audit, newest first, for administrators.
func (n *Newsroom) Audit(ctx context.Context, by *staff.Person, f audit.Filter) (Audited, error) {
	if err := mayAdminister(by); err != nil {
		return Audited{}, err
	}
	var a Audited
	err := n.Store.Audits(ctx, f, func(e audit.Entry) error {
		a.Entries = append(a.Entries, e)
		return nil
	})
	if err == nil {
		a.Names, err = n.Store.AuditNames(ctx, a.Entries)
	}
	return a, err
}

// CheckAudit reads the whole audit, for administrators: how many entries it has, and the last. One that was tampered
// with is an *audit.Tampered.
func (n *Newsroom) CheckAudit(ctx context.Context, by *staff.Person) (count int, last audit.Entry, err error) {
	if err := mayAdminister(by); err != nil {
		return 0, last, err
	}
	return n.Store.AuditWhole(ctx)
}

// ExportAudit writes the whole audit as JSON lines, newest first, for
// administrators. The export is its first entry.
func (n *Newsroom) ExportAudit(ctx context.Context, by *staff.Person, to io.Writer) error {
	if err := mayAdminister(by); err != nil {
		return err
	}
	err := n.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.Audit(ctx, audit.Entry{At: n.now(), By: by.ID, Kind: audit.Exported, Subject: "audit"})
	})
	if err != nil {
		return err
	}
	return n.Store.Audits(ctx, audit.Filter{}, func(e audit.Entry) error {
		line, err := e.Line()
		if err == nil {
			_, err = to.Write(line)
		}
		return err
	})
}
