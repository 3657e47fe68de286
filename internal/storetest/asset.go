package storetest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/id"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// asset keeps an asset with bytes of its own.
func (d *Desk) asset(name string) media.Asset {
	a := d.Picture(name)
	a.ID, a.Hash = media.ID(id.New()), media.Hash(strings.Repeat(name[:1], 64))
	d.Tx(func(tx *store.Tx) error { return tx.PutAsset(d.t.Context(), &a) })
	return a
}

// shows is a text with a lead picture, a film and the film's poster.
func shows(lead, film, poster media.ID) *story.Document {
	d := Text("The dam")
	if lead != "" {
		d.Head.Lead = &story.Lead{Asset: string(lead)}
	}
	if film != "" {
		d.Body.Content = append(d.Body.Content, story.Node{Type: story.Video, Attrs: story.Attrs{Asset: string(film), Poster: string(poster)}})
	}
	return d
}

func assetsArePublic(t *testing.T, d *Desk) {
	lead, film, poster, other := d.asset("a lead"), d.asset("b film"), d.asset("c poster"), d.asset("d other")
	names := map[media.Hash]string{lead.Hash: "lead", film.Hash: "film", poster.Hash: "poster", other.Hash: "other"}
	public := func(when, want string) {
		t.Helper()
		var got []string
		for hash, name := range names {
			is, err := d.PublicFile(t.Context(), hash)
			if err != nil {
				t.Fatal(err)
			}
			if is {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s readers may have %q, want %q", when, got, want)
		}
		if err := d.Examine(t.Context()); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	first := d.DraftIn("en", shows(lead.ID, film.ID, poster.ID))
	second := d.DraftIn("en", shows(lead.ID, "", ""))
	public("before any act", "")
	d.Act(first, story.Publish)
	public("once it is published", "film lead poster")
	d.Save(first, 1, shows(other.ID, film.ID, ""), "")
	public("while a new text is being written", "film lead poster")
	d.Act(first, story.Update)
	public("once that is out", "film other")
	d.Act(second, story.Publish)
	public("with a second story", "film lead other")
	d.Act(first, story.Withdraw)
	public("after the first one's withdrawal", "lead")
	d.Act(first, story.Restore)
	public("after it is restored", "film lead other")
	for what, does := range map[string]string{
		"a row too many": `INSERT INTO asset_public (asset, story) SELECT 'nnnnnnnnnnnnn', MIN(story) FROM pointer`,
		"a row too few":  `DELETE FROM asset_public WHERE asset = '` + string(film.ID) + `'`,
	} {
		if _, err := d.Past().Exec(does); err != nil {
			t.Fatal(err)
		}
		if err := d.Examine(t.Context()); err == nil || !strings.Contains(err.Error(), "assets") {
			t.Errorf("%s: the examination says %v, want that the assets are not those that are shown", what, err)
		}
		if _, err := d.Past().Exec(`DELETE FROM asset_public WHERE asset = 'nnnnnnnnnnnnn'`); err != nil {
			t.Fatal(err)
		}
	}
}

// olderHouseLearnsItsAssets takes the schema back to what it was, and forward.
func olderHouseLearnsItsAssets(t *testing.T, d *Desk) {
	lead, film, poster := d.asset("a lead"), d.asset("b film"), d.asset("c poster")
	film.Kind, film.ID = media.Video, media.ID(id.New())
	d.Tx(func(tx *store.Tx) error { return tx.PutAsset(t.Context(), &film) })
	quoting := shows(lead.ID, film.ID, poster.ID)
	quoting.Body.Content = append(quoting.Body.Content, story.Para(`It said {"asset":"nnnnnnnnnnnnn"} and \"poster\":"x".`))
	d.Act(d.DraftIn("en", quoting), story.Publish)
	d.Act(d.DraftIn("persian", shows(lead.ID, "", "")), story.Publish)
	gone := d.DraftIn("en", shows(poster.ID, "", ""))
	d.Act(gone, story.Publish)
	d.Act(gone, story.Withdraw)
	want := d.uses(t)

	dialect := "sqlite"
	if strings.HasPrefix(d.DSN, "postgres") {
		dialect = "postgres"
	}
	raw, err := os.ReadFile(filepath.Join("migrations", dialect, "00005_media.sql"))
	if err != nil {
		t.Fatal(err)
	}
	up, down, _ := strings.Cut(string(raw), "-- +goose Down")
	for _, text := range []string{down, up} {
		if _, err := d.Past().Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.uses(t); !maps.Equal(got, want) || len(got) != 4 {
		t.Errorf("after the migration readers may have %v, want %v", got, want)
	}
	if err := d.Examine(t.Context()); err != nil {
		t.Error(err)
	}
	job, err := d.Claim(t.Context(), []string{"remux"}, d.Now(), 0)
	if err != nil || job.Subject != string(film.ID) {
		t.Errorf("the job for the film is %+v, %v; want one", job, err)
	}
}

// uses are the rows of which assets readers may have for which story's sake.
func (d *Desk) uses(t *testing.T) map[string]bool {
	t.Helper()
	rows, err := d.Past().Query(`SELECT asset, story FROM asset_public`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var asset, of string
		if err := rows.Scan(&asset, &of); err != nil {
			t.Fatal(err)
		}
		all[asset+" "+of] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func wordsComeBack(t *testing.T, d *Desk) {
	a, other := d.asset("a bridge"), d.asset("b river")
	const editor staff.ID = "editorrrrrrrr"
	at := d.Now()
	was, will := a.Words(), media.Words{Alt: "پل", Credit: "R.\nAmadi", Licence: "", Source: "https://bridge.example/"}
	d.Tx(func(tx *store.Tx) error {
		for range 2 {
			if err := tx.Propose(t.Context(), a.ID, media.Proposal{By: Reporter, At: at, Before: was, After: will}); err != nil {
				return err
			}
		}
		return tx.ChangeWords(t.Context(), &a, media.Change{By: editor, At: at, Proposal: 1, After: will})
	})
	d.Tx(func(tx *store.Tx) error {
		return tx.DecideProposal(t.Context(), a.ID, media.Proposal{Number: 2, State: media.Accepted, Decider: editor, Decided: at})
	})
	d.Tx(func(tx *store.Tx) error { // decided already
		return tx.DecideProposal(t.Context(), a.ID, media.Proposal{Number: 2, State: media.Declined, Decider: Reporter, Decided: at})
	})
	got, err := d.Asset(t.Context(), a.ID)
	same(t, "the words of the asset", got.Words(), err, will)
	changes, err := d.Changes(t.Context(), a.ID)
	same(t, "the changes", changes, err, []media.Change{{Number: 1, By: editor, At: at, Proposal: 1, Before: was, After: will}})
	proposals, err := d.Proposals(t.Context(), a.ID)
	same(t, "the proposals", proposals, err, []media.Proposal{{Number: 1, By: Reporter, At: at, Before: was, After: will},
		{Number: 2, By: Reporter, At: at, State: media.Accepted, Decider: editor, Decided: at, Before: was, After: will}})
	changes, err = d.Changes(t.Context(), other.ID)
	same(t, "the changes of another", len(changes), err, 0)
}
