package auth

import (
	"context"
	"fmt"
	"sync"
	"time"

	"dateline/audit"
	"dateline/store"
)

// failures counts what did not succeed since it was last written down.
type failures struct {
	mu             sync.Mutex
	wrong, refused int // guarded by mu
}

func (f *failures) add(refused bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if refused {
		f.refused++
		return
	}
	f.wrong++
}

func (f *failures) take() (wrong, refused int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	wrong, refused = f.wrong, f.refused
	f.wrong, f.refused = 0, 0
	return wrong, refused
}

// Run writes failed sign-ins into the audit, once a minute and one entry for
// all of them, until ctx ends.
func (a *Auth) Run(ctx context.Context) error {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for {
		select {
		case <-ctx.Done():
			a.auditFailures(context.WithoutCancel(ctx))
			return ctx.Err()
		case <-minute.C:
			a.auditFailures(ctx)
		}
	}
}

func (a *Auth) auditFailures(ctx context.Context) {
	wrong, refused := a.failed.take()
	if wrong+refused == 0 {
		return
	}
	err := a.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.Audit(ctx, audit.Entry{At: a.Now(), Kind: audit.SignInFailed, Detail: fmt.Sprintf("%d wrong, %d refused as too many", wrong, refused)})
	})
	if err != nil {
		a.Log.Error("failed sign-ins are not in the audit", "wrong", wrong, "refused", refused, "error", err)
	}
}
