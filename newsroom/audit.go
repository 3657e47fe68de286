package newsroom

import (
	"context"
	"io"

	"dateline/audit"
	"dateline/staff"
	"dateline/store"
)

// Audit is what a filter chooses of the audit, newest first, for administrators.
func (n *Newsroom) Audit(ctx context.Context, by *staff.Person, f audit.Filter) ([]audit.Entry, error) {
	if err := mayAdminister(by); err != nil {
		return nil, err
	}
	var all []audit.Entry
	err := n.Store.Audits(ctx, f, func(e audit.Entry) error {
		all = append(all, e)
		return nil
	})
	return all, err
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
