package main

import (
	"context"
	"os/user"
	"path/filepath"

	"dateline"
	"dateline/audit"
	"dateline/lang/msg"
	"dateline/store"
)

// record is what the audit says of a command of the house with a file. Nobody is signed in at the command line: the
// account of the machine is all that is known of who it was.
func record(kind audit.Kind, file string) audit.Entry {
	e := audit.Entry{Kind: kind, Subject: filepath.Base(file)}
	if u, err := user.Current(); err == nil {
		e.Detail = "account " + u.Username
	}
	return e
}

// note writes an entry of what is about to be taken out of the house. A backup of a house that nothing can be written
// to, its disk full, is worth more than its entry: then the entry is missed aloud. A house that holds nothing stays so.
func note(ctx context.Context, h *dateline.House, e audit.Entry) {
	empty, err := h.Store.Empty(ctx)
	if err == nil && !empty {
		err = h.Store.InTx(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, e) })
	}
	if err != nil {
		complain(msg.CliAuditNotWritten(describe(err)))
	}
}
