package storetest

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// same tells whether what came back is what was kept.
func same[T any](t *testing.T, what string, got T, err error, want T) {
	t.Helper()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s came back as\n%+v, %v; want\n%+v", what, got, err, want)
	}
}

func comesBack(t *testing.T, d *Desk) {
	ctx := t.Context()
	e := &edition.Edition{Slug: "burmese", Lang: "my", Name: "သတင်း", Tagline: "a\n'b' \"c\"", Zone: "Asia/Yangon", Public: true,
		Sections: []edition.Section{{Slug: "world", Name: "ကမ္ဘာ"}}, Lead: "leadleadleadl", Created: Noon}
	p := &staff.Person{ID: "ppppppppppppp", Name: "Ö 🦊", Role: staff.Reporter, Password: "$argon2id$x", Disabled: Noon, Created: Noon}
	s := &story.Story{ID: story.ID(id.New()), Edition: "en", Type: story.VideoStory, Group: "ggggggggggggg", Source: "https://x.example/ö",
		Stage: story.Checking, By: Reporter, Created: Noon}
	r := &story.Revision{Story: s.ID, Number: 1, By: Reporter, At: Noon, Origin: story.Merge, Document: Article("Überschwemmung")}
	alert := &story.Alert{ID: "aaaaaaaaaaaaa", Level: story.Urgent, Texts: map[lang.Tag]string{"en": "Leave now", "fa": "اکنون بروید"},
		Story: s.ID, At: Noon, Ends: Noon.Add(time.Hour), By: Reporter,
		Key: "form-1", Waits: Noon.Add(time.Minute), Lasts: time.Hour, Second: "sssssssssssss"}
	picture := d.Picture("a river")
	sound := media.Asset{ID: "sssssssssssss", Hash: "00", Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3", Duration: 195*time.Second + time.Microsecond, By: Reporter, Created: Noon}
	d.Tx(func(tx *store.Tx) error {
		for _, err := range []error{tx.PutEdition(ctx, e), tx.PutPerson(ctx, p), tx.NewStory(ctx, s), tx.AddRevision(ctx, r, ""),
			tx.PutAlert(ctx, alert), tx.PutAsset(ctx, &sound)} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	s.Head = 1
	gotEdition, err := d.Edition(ctx, "burmese")
	same(t, "edition", gotEdition, err, e)
	gotPerson, err := d.PersonNamed(ctx, "ö 🦊")
	same(t, "person", gotPerson, err, p)
	gotStory, err := d.Story(ctx, s.ID)
	same(t, "story", gotStory, err, s)
	gotRevision, err := d.Revision(ctx, s.ID, 1)
	same(t, "revision", gotRevision, err, r)
	gotAlert, err := d.Alert(ctx, alert.ID)
	same(t, "alert", gotAlert, err, alert)
	gotAsset, err := d.Asset(ctx, picture.ID)
	same(t, "picture", gotAsset, err, &picture)
	byHash, err := d.AssetByHash(ctx, sound.Hash)
	same(t, "sound", byHash, err, &sound)
	both, err := d.Assets(ctx, []string{string(picture.ID), "nnnnnnnnnnnnn", string(sound.ID)})
	same(t, "assets", both, err, map[media.ID]media.Asset{picture.ID: picture, sound.ID: sound})
	liked, err := d.AssetsLike(ctx, media.Picture, "RIVER", 5)
	same(t, "pictures of a river", liked, err, []media.Asset{picture})
	all, err := d.Editions(ctx)
	if err != nil || len(all) != 3 {
		t.Errorf("editions: %d, %v; want 3", len(all), err)
	}
	byKey, err := d.AlertByKey(ctx, alert.By, "form-1")
	same(t, "alert by its key", byKey, err, alert)
	if _, err := d.AlertByKey(ctx, "sssssssssssss", "form-1"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an alert by the key of another person: %s, want not found", kind(err))
	}
	alive, err := d.Alerts(ctx, Noon.Add(time.Hour-time.Microsecond))
	same(t, "alerts that stand", alive, err, []story.Alert{*alert})
	over, err := d.Alerts(ctx, Noon.Add(time.Hour))
	same(t, "alerts when it is over", over, err, nil)
	ever, err := d.AllAlerts(ctx, 5)
	same(t, "all alerts", ever, err, []story.Alert{*alert})
	d.Tx(func(tx *store.Tx) error {
		_, err := tx.Record(ctx, event.Event{Kind: event.Alerted, Edition: "en", Story: s.ID, Group: s.Group, Subject: alert.ID, At: Noon})
		return err
	})
	events, err := d.Events(ctx, 0, 9)
	same(t, "event", events, err, []event.Event{{Number: 1, Kind: event.Alerted, Edition: "en", Story: s.ID, Group: s.Group, Subject: alert.ID, At: Noon}})
}

func notThere(t *testing.T, d *Desk) {
	ctx := t.Context()
	draft := d.Draft("Secret")
	for what, ask := range map[string]func() error{
		"story":                                 func() error { _, err := d.Story(ctx, "x"); return err },
		"revision":                              func() error { _, err := d.Revision(ctx, draft, 2); return err },
		"copy":                                  func() error { _, err := d.Copy(ctx, "x"); return err },
		"copy of a draft":                       func() error { _, err := d.Copy(ctx, draft); return err },
		"edition":                               func() error { _, err := d.Edition(ctx, "x"); return err },
		"person":                                func() error { _, err := d.Person(ctx, "x"); return err },
		"name":                                  func() error { _, err := d.PersonNamed(ctx, "x\x00\xff"); return err },
		"session":                               func() error { _, err := d.Session(ctx, "x", Noon); return err },
		"asset":                                 func() error { _, err := d.Asset(ctx, "x"); return err },
		"file":                                  func() error { _, err := d.AssetByHash(ctx, "x"); return err },
		"alert":                                 func() error { _, err := d.Alert(ctx, "x"); return err },
		"source":                                func() error { _, err := d.BySource(ctx, ""); return err },
		"a story with a name that cannot be":    func() error { _, err := d.Story(ctx, "\x00\xff"); return err },
		"a copy with a name that cannot be":     func() error { _, err := d.Copy(ctx, "\x00\xff"); return err },
		"an edition with a name that cannot be": func() error { _, err := d.Edition(ctx, "\xff"); return err },
		"a file with a name that cannot be":     func() error { _, err := d.AssetByHash(ctx, "\x00"); return err },
		"a source that cannot be, and the transaction goes on": func() error {
			return d.InTx(ctx, func(tx *store.Tx) error {
				_, err := tx.BySource(ctx, "https://wire.example/\x00")
				if _, after := tx.Last(ctx); after != nil {
					return after
				}
				return err
			})
		},
		"job": func() error { _, err := d.Claim(ctx, []string{"x"}, Noon, time.Hour); return err },
		"stage": func() error {
			return d.InTx(ctx, func(tx *store.Tx) error { return tx.SetStage(ctx, "x", story.Done) })
		},
		"group": func() error { return d.InTx(ctx, func(tx *store.Tx) error { return tx.SetGroup(ctx, "x", "y") }) },
	} {
		if err := ask(); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %s, want not found", what, kind(err))
		}
	}
	if rows, err := d.Stories(ctx, story.Filter{Text: "\x00\xff", Limit: 9}); err != nil || len(rows) != 0 {
		t.Errorf("a search for what cannot be typed: %v, %v; want none", rows, err)
	}
	if all, err := d.Revisions(ctx, "x"); err != nil || len(all) != 0 {
		t.Errorf("revisions of nothing: %v, %v", all, err)
	}
}

func nameTaken(t *testing.T, d *Desk) {
	err := d.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.PutPerson(t.Context(), &staff.Person{ID: "other", Name: "MARINA ÖST", Role: staff.Reporter, Created: Noon})
	})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("the second Marina: %s, want conflict", kind(err))
	}
	d.Tx(func(tx *store.Tx) error { // her own name may change its case
		return tx.PutPerson(t.Context(), &staff.Person{ID: Reporter, Name: "MARINA ÖST", Role: staff.Reporter, Created: Noon})
	})
	if p, err := d.PersonNamed(t.Context(), "marina öst"); err != nil || p.ID != Reporter || p.Name != "MARINA ÖST" {
		t.Errorf("by name: %+v, %v; want Marina", p, err)
	}
	if all, err := d.People(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("staff: %+v, %v; want one", all, err)
	}
}

func sessionsEnd(t *testing.T, d *Desk) {
	ctx := t.Context()
	d.Tx(func(tx *store.Tx) error {
		for _, token := range []string{"a", "b", "c"} {
			err := tx.PutSession(ctx, store.Session{Token: token, Person: staff.Person{ID: Reporter}, Created: Noon, Seen: Noon,
				Expires: Noon.Add(time.Hour), Agent: "Browser\x00\xff"})
			if err != nil {
				return err
			}
		}
		return tx.TouchSession(ctx, "b", Noon.Add(time.Minute), Noon.Add(2*time.Hour))
	})
	s, err := d.Session(ctx, "b", Noon.Add(time.Hour))
	if err != nil || s.Person.Name != "Marina Öst" || s.Agent != "Browser\uFFFD" || !s.Seen.Equal(Noon.Add(time.Minute)) || !s.Expires.Equal(Noon.Add(2*time.Hour)) {
		t.Errorf("session: %+v, %v; want Marina's, seen a minute past noon", s, err)
	}
	if _, err := d.Session(ctx, "a", Noon.Add(time.Hour)); !fault.Is(err, fault.NotFound) {
		t.Errorf("the one that is over: %s, want not found", kind(err))
	}
	if all, err := d.Sessions(ctx, Reporter); err != nil || len(all) != 3 || all[0].Token != "b" {
		t.Errorf("sessions: %+v, %v; want three, b first", all, err)
	}
	d.Tx(func(tx *store.Tx) error { return tx.DropSession(ctx, "a") })
	if _, err := d.Session(ctx, "a", Noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("the one that was ended: %s, want not found", kind(err))
	}
	d.Tx(func(tx *store.Tx) error { return tx.DropSessions(ctx, Reporter) })
	if all, err := d.Sessions(ctx, Reporter); err != nil || len(all) != 0 {
		t.Errorf("sessions after all were ended: %+v, %v; want none", all, err)
	}
}

func linkOnce(t *testing.T, d *Desk) {
	ctx := t.Context()
	use := func(token string, at time.Time) (who staff.ID, err error) {
		err = d.InTx(ctx, func(tx *store.Tx) error { who, err = tx.UseLink(ctx, token, at); return err })
		return who, err
	}
	d.Tx(func(tx *store.Tx) error {
		for _, token := range []string{"link", "old"} {
			if err := tx.PutLink(ctx, token, Reporter, Noon.Add(30*time.Minute)); err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := use("old", Noon.Add(30*time.Minute)); !fault.Is(err, fault.NotFound) {
		t.Errorf("a link that is over: %s, want not found", kind(err))
	}
	var g sync.WaitGroup
	who := make([]staff.ID, 4)
	for i := range who {
		g.Go(func() { who[i], _ = use("link", Noon) })
	}
	g.Wait()
	let := 0
	for _, w := range who {
		if w == Reporter {
			let++
		}
	}
	if let != 1 {
		t.Errorf("the link let in %d, want 1", let)
	}
}

func jobOnce(t *testing.T, d *Desk) {
	ctx := t.Context()
	d.Tx(func(tx *store.Tx) error {
		for i := range 8 {
			if err := tx.PutJob(ctx, store.Job{ID: fmt.Sprint("job", i), Kind: "develop", Subject: fmt.Sprint(i), Due: Noon}); err != nil {
				return err
			}
		}
		return tx.PutJob(ctx, store.Job{ID: "later", Kind: "develop", Subject: "later", Due: Noon.Add(time.Hour)})
	})
	var mu sync.Mutex
	done := make(map[string]int)
	var g sync.WaitGroup
	for range 4 {
		g.Go(func() {
			for {
				j, err := d.Claim(ctx, []string{"mail", "develop"}, Noon, time.Minute)
				if err != nil {
					return
				}
				mu.Lock()
				done[j.ID]++
				mu.Unlock()
			}
		})
	}
	g.Wait()
	if len(done) != 8 {
		t.Errorf("done: %v, want eight jobs once each", done)
	}
	for job, times := range done {
		if times != 1 {
			t.Errorf("%s was claimed %d times", job, times)
		}
	}
	j, err := d.Claim(ctx, []string{"develop"}, Noon.Add(time.Minute), time.Minute) // the workers are lost
	if err != nil || j.Attempts != 2 {
		t.Fatalf("after the lease: %+v, %v; want a second attempt", j, err)
	}
	if err := d.FailJob(ctx, j, "no\x00 room", Noon.Add(2*time.Hour), false); err != nil {
		t.Error(err)
	}
	for range 7 {
		if j, err = d.Claim(ctx, []string{"develop"}, Noon.Add(2*time.Minute), time.Hour); err != nil {
			t.Fatal(err)
		}
		if err := d.FailJob(ctx, j, "for good", Noon, true); err != nil {
			t.Error(err)
		}
	}
	if j, err := d.Claim(ctx, []string{"develop"}, Noon.Add(3*time.Hour), time.Hour); err != nil || j.ID != "later" {
		t.Errorf("an hour later: %+v, %v; want the later one", j, err)
	}
	j, err = d.Claim(ctx, []string{"develop"}, Noon.Add(3*time.Hour), time.Hour)
	if err != nil || j.Failure != "no room" || j.Attempts != 3 {
		t.Errorf("the one that failed: %+v, %v; want it a third time", j, err)
	}
	if _, err := d.Claim(ctx, []string{"develop"}, Noon.Add(3*time.Hour), time.Hour); !fault.Is(err, fault.NotFound) {
		t.Errorf("the dead ones: %s, want not found", kind(err))
	}
}

func jobAgain(t *testing.T, d *Desk) {
	ctx := t.Context()
	put := func(id string) {
		d.Tx(func(tx *store.Tx) error {
			return tx.PutJob(ctx, store.Job{ID: id, Kind: "develop", Subject: "river", Due: Noon})
		})
	}
	put("first")
	put("second")
	j, err := d.Claim(ctx, []string{"develop"}, Noon, time.Hour)
	if err != nil || j.ID != "second" {
		t.Fatalf("claimed %+v, %v; want the second, which took the first one's place", j, err)
	}
	put("third")
	if err := d.FinishJob(ctx, j); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	if j, err = d.Claim(ctx, []string{"develop"}, Noon, time.Hour); err != nil || j.ID != "third" {
		t.Errorf("claimed %+v, %v; want the third", j, err)
	}
	if err := d.FinishJob(ctx, j); err != nil {
		t.Fatal(err)
	}
	if n, err := d.Counts(ctx); err != nil || n["job"] != 0 {
		t.Errorf("%d jobs, %v; want none", n["job"], err)
	}
}

func opensAgain(t *testing.T, d *Desk) {
	of := d.Public("Flood")
	before, err := d.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(t.Context(), store.Options{DSN: d.DSN}) // beside the first, as a command is
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	after, err := again.Counts(t.Context())
	same(t, "the house", after, err, before)
	if c, err := again.Copy(t.Context(), of); err != nil || c.Document.Head.Headline != "Flood" {
		t.Errorf("copy: %v, want the story", err)
	}
	d.Act(of, story.Withdraw)
	if _, err := again.Copy(t.Context(), of); !fault.Is(err, fault.Gone) {
		t.Errorf("copy in the other house after the withdrawal: %s, want gone", kind(err))
	}
}

func jobRenewed(t *testing.T, d *Desk) {
	ctx := t.Context()
	d.Tx(func(tx *store.Tx) error {
		return tx.PutJob(ctx, store.Job{ID: "film", Kind: "remux", Subject: "film", Due: Noon})
	})
	first, err := d.Claim(ctx, []string{"remux"}, Noon, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	stale := *first
	if err := d.RenewJob(ctx, first, Noon.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Claim(ctx, []string{"remux"}, Noon.Add(time.Minute), time.Minute); !fault.Is(err, fault.NotFound) {
		t.Errorf("claiming what is renewed: %s, want not found", kind(err))
	}
	second, err := d.Claim(ctx, []string{"remux"}, Noon.Add(2*time.Minute), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range []*store.Job{&stale, first} {
		for what, err := range map[string]error{
			"renewing":     d.RenewJob(ctx, lost, Noon.Add(time.Hour)),
			"finishing":    d.FinishJob(ctx, lost),
			"failing":      d.FailJob(ctx, lost, "no room", Noon, true),
			"putting back": d.PutBack(ctx, lost, Noon),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s a job that is another's: %s, want not found", what, kind(err))
			}
		}
	}
	if err := d.FinishJob(ctx, second); err != nil {
		t.Errorf("finishing one's own: %v", err)
	}
}
