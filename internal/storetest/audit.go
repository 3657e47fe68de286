package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"dateline/audit"
	"dateline/store"
)

func auditIsChain(t *testing.T, d *Desk) {
	const people, acts = 4, 5
	ctx := audit.From(t.Context(), "192.0.2.7")
	errs := make([]error, people)
	var g sync.WaitGroup
	for i := range people {
		g.Go(func() {
			for n := range acts {
				kind := []audit.Kind{audit.SignIn, audit.LinkMade}[n%2]
				errs[i] = errors.Join(errs[i], d.InTx(ctx, func(tx *store.Tx) error {
					return tx.Audit(ctx, audit.Entry{By: Reporter, Kind: kind, Subject: "سیل\x00", Detail: strings.Repeat("é", 400)})
				}))
			}
		})
	}
	g.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("the act failed")
	if err := d.InTx(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.Audit(ctx, audit.Entry{Kind: audit.Pinned}), failed)
	}); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	var all []audit.Entry
	list := func(f audit.Filter) (got []audit.Entry) {
		if err := d.Audits(t.Context(), f, func(e audit.Entry) error { got = append(got, e); return nil }); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if all = list(audit.Filter{}); len(all) != people*acts || all[0].Number != people*acts || all[0].From != "192.0.2.7" || all[0].By != Reporter {
		t.Fatalf("%d entries, the newest %+v", len(all), all[0])
	}
	if got := list(audit.Filter{By: Reporter, Kind: audit.LinkMade, Since: all[19].At, Until: all[0].At, Before: 20, Limit: 3}); len(got) != 3 || got[0].Kind != audit.LinkMade {
		t.Errorf("filtered: %+v", got)
	}
	if err := d.Examine(t.Context()); err != nil {
		t.Fatalf("a whole audit: %v", err)
	}
	past := d.Past()
	for what, change := range map[string][2]string{
		"a detail is changed": {`UPDATE audit SET detail = 'nothing' WHERE number = 7`, `UPDATE audit SET detail = (SELECT detail FROM audit WHERE number = 8) WHERE number = 7`},
		"an address is moved": {`UPDATE audit SET address = '', subject = '192.0.2.7' WHERE number = 7`, `UPDATE audit SET address = '192.0.2.7', subject = (SELECT subject FROM audit WHERE number = 8) WHERE number = 7`},
		"a row is taken out":  {`UPDATE audit SET number = 900 WHERE number = 20`, `UPDATE audit SET number = 20 WHERE number = 900`},
	} {
		if _, err := past.Exec(change[0]); err != nil {
			t.Fatal(err)
		}
		if err := d.Examine(t.Context()); err == nil || !strings.Contains(err.Error(), "audit") {
			t.Errorf("%s: %v, want the audit to be doubted", what, err)
		}
		if _, err := past.Exec(change[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Examine(t.Context()); err != nil {
		t.Errorf("everything as it was: %v", err)
	}
}
