package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/audit"
	"dateline/lang"
	"dateline/media"
	"dateline/store"
	"dateline/story"
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

// auditHasNames asks for the names of what entries speak of.
func auditHasNames(t *testing.T, d *Desk) {
	flood, gone, picture := d.Public("Flood"), d.Public("The mayor is a thief"), d.Picture("a river")
	alert := func(id string, of story.ID, texts map[lang.Tag]string) {
		d.Tx(func(tx *store.Tx) error {
			return tx.PutAlert(t.Context(), &story.Alert{ID: id, Level: story.Breaking, Texts: texts, Story: of, At: Noon, Ends: Noon.Add(time.Hour), By: Reporter})
		})
	}
	alert("aaaaaaaaaaaaa", flood, map[lang.Tag]string{"fa": "سیل", "en": "Flood now"})
	alert("bbbbbbbbbbbbb", "", map[lang.Tag]string{"uk": "Повінь", "fa": "سیل"})
	alert("ccccccccccccc", gone, map[lang.Tag]string{"en": "The mayor is a thief"})
	d.Act(gone, story.Withdraw)
	want := map[audit.Subject]string{
		{Thing: audit.AStory, ID: string(flood)}: "Flood", {Thing: audit.AStory, ID: string(gone)}: "",
		{Thing: audit.APerson, ID: string(Reporter)}: "Marina Öst", {Thing: audit.AnEdition, ID: "en"}: "Dateline",
		{Thing: audit.AnAsset, ID: string(picture.ID)}: "a river",
		{Thing: audit.AnAlert, ID: "aaaaaaaaaaaaa"}:    "Flood now", {Thing: audit.AnAlert, ID: "bbbbbbbbbbbbb"}: "سیل", {Thing: audit.AnAlert, ID: "ccccccccccccc"}: "",
	}
	kinds := map[audit.Thing]audit.Kind{audit.AStory: audit.Pinned, audit.APerson: audit.SignIn, audit.AnEdition: audit.EditionChanged, audit.AnAsset: audit.Described, audit.AnAlert: audit.Alerted}
	entries := []audit.Entry{{Kind: audit.Exported, Subject: "audit"}, {Kind: audit.Pinned, Subject: "nobodynobodyn"}}
	for s := range want {
		entries = append(entries, audit.Entry{Kind: kinds[s.Thing], Subject: s.ID})
	}
	got, err := d.AuditNames(t.Context(), entries)
	same(t, "names", got, err, want)
}

// dumpsEverything dumps every table that a backup holds.
func dumpsEverything(t *testing.T, d *Desk) {
	first := d.Public("Flood\u2028 \"at\" 100 %")
	d.Act(first, story.Withdraw)
	d.Public("Ferry")
	d.Picture("a river")
	err := d.Snapshot(t.Context(), func(s *store.Snapshot) error {
		for _, table := range store.Tables() {
			var rows int64
			if err := s.Dump(t.Context(), table, func(row []byte) error {
				rows++
				if !json.Valid(row) {
					t.Errorf("%s: %s is no JSON", table, row)
				}
				return nil
			}); err != nil {
				return err
			}
			if n, err := s.Count(t.Context(), table); err != nil || n != rows {
				t.Errorf("%d rows of %s were dumped, want %d (%v)", rows, table, n, err)
			}
		}
		if _, err := s.Count(t.Context(), "sqlite_master"); err == nil {
			t.Error("what is no table of records is counted")
		}
		var stories, revisions, assets int
		if err := s.EachStory(t.Context(), func(x *story.Story) error {
			stories++
			return s.EachRevision(t.Context(), x.ID, func(story.Revision, []byte) error { revisions++; return nil })
		}); err != nil {
			return err
		}
		if err := s.EachAsset(t.Context(), func(a media.Asset) error { assets += len(a.Renditions); return nil }); err != nil {
			return err
		}
		var acts []story.ActKind
		if err := s.EachAct(t.Context(), func(a story.Act, undoes int) error { acts = append(acts, a.Kind); return nil }); err != nil {
			return err
		}
		if stories != 2 || revisions != 2 || assets != 2 || fmt.Sprint(acts) != "[publish withdraw publish]" {
			t.Errorf("%d stories, %d revisions, %d renditions, acts %v", stories, revisions, assets, acts)
		}
		stop := errors.New("stop")
		if err := s.EachStory(t.Context(), func(*story.Story) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("whoever stops gets %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
