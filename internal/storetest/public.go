package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/fault"
	"dateline/id"
	"dateline/media"
	"dateline/store"
	"dateline/story"
)

// front are the headlines of the English front page.
func (d *Desk) front(t *testing.T) string {
	t.Helper()
	cards, err := d.Cards(t.Context(), store.CardQuery{Edition: "en", Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	return headlines(cards)
}

func withdrawnIsGone(t *testing.T, d *Desk) {
	flood := d.Public("Flood")
	d.Public("Vote")
	d.Act(flood, story.Correct)
	c, err := d.Copy(t.Context(), flood)
	if err != nil || c.Document.Head.Headline != "Flood" || len(c.Story.Acts) != 2 {
		t.Fatalf("copy before: %+v, %v", c, err)
	}
	if got := d.front(t); got != "Vote, Flood" {
		t.Errorf("front before: %s, want Vote, Flood", got)
	}
	d.Act(flood, story.Withdraw)
	if _, err := d.Copy(t.Context(), flood); !fault.Is(err, fault.Gone) {
		t.Errorf("copy after the withdrawal: %s, want gone", kind(err))
	}
	if got := d.front(t); got != "Vote" {
		t.Errorf("front after: %s, want Vote", got)
	}
	if cards, err := d.CardsOf(t.Context(), []story.ID{flood}); err != nil || len(cards) != 0 {
		t.Errorf("cards of the story after: %s, %v; want none", headlines(cards), err)
	}
	if all, err := d.Corrections(t.Context(), "en", 10); err != nil || len(all) != 0 {
		t.Errorf("its corrections after: %v, %v; want none", all, err)
	}
	d.Act(flood, story.Restore)
	if c, err := d.Copy(t.Context(), flood); err != nil || c.Document.Head.Headline != "Flood" {
		t.Errorf("copy after the restoration: %v, want the story", err)
	}
	if got := d.front(t); got != "Vote, Flood" {
		t.Errorf("front after the restoration: %s, want Vote, Flood", got)
	}
}

func noActNoStory(t *testing.T, d *Desk) {
	secret, open, gone := d.Draft("Secret"), d.Public("Open"), d.Public("Gone")
	s, err := d.Story(t.Context(), gone)
	if err != nil {
		t.Fatal(err)
	}
	published := s.Acts[0].Number
	withdrawal := d.Act(gone, story.Withdraw).Number
	s, err = d.Story(t.Context(), open)
	if err != nil {
		t.Fatal(err)
	}
	past := d.Past()
	forge := func(of story.ID, act int64) error {
		_, err := past.Exec(`INSERT INTO pointer (story, act, edition, grp, section, revision, published, changed, card)
			VALUES ($1, $2, 'en', 'forged', 'world', 1, 1, 1, '{"headline":"Forged"}')`, string(of), act)
		return err
	}
	if forge(secret, 999) == nil {
		t.Error("a pointer to an act that never was could be written")
	}
	if _, err := past.Exec(`DELETE FROM pointer`); err != nil {
		t.Fatal(err)
	}
	if forge(secret, s.Acts[0].Number) == nil {
		t.Error("a pointer to another story's act could be written")
	}
	for what, act := range map[string]int64{"its own act, but not its last": published, "the withdrawal itself": withdrawal} {
		if err := forge(gone, act); err != nil {
			t.Fatalf("forging a pointer to %s: %v", what, err)
		}
		if got := d.front(t); got != "" {
			t.Errorf("with a pointer to %s the front shows %q, want nothing", what, got)
		}
		if cards, err := d.CardsOf(t.Context(), []story.ID{gone, secret}); err != nil || len(cards) != 0 {
			t.Errorf("cards with a pointer to %s: %s, %v; want none", what, headlines(cards), err)
		}
		if cards, err := d.Group(t.Context(), "forged"); err != nil || len(cards) != 0 {
			t.Errorf("group with a pointer to %s: %s, %v; want none", what, headlines(cards), err)
		}
		if err := d.Examine(t.Context()); err == nil {
			t.Errorf("the pointer to %s was not noticed", what)
		}
		if _, err := past.Exec(`DELETE FROM pointer`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Copy(t.Context(), gone); !fault.Is(err, fault.Gone) {
		t.Errorf("copy of the withdrawn: %s, want gone", kind(err))
	}
	if _, err := d.Copy(t.Context(), secret); !fault.Is(err, fault.NotFound) {
		t.Errorf("copy of the draft: %s, want not found", kind(err))
	}
	if c, err := d.Copy(t.Context(), open); err != nil || c.Document.Head.Headline != "Open" {
		t.Errorf("copy of the public story without its pointer: %v, want the story", err)
	}
}

func cardFollows(t *testing.T, d *Desk) {
	of := d.Public("Flood")
	first, err := d.CardsOf(t.Context(), []story.ID{of})
	if err != nil || len(first) != 1 {
		t.Fatalf("cards: %v, %v", first, err)
	}
	d.Save(of, 1, Text("Flood recedes"), "")
	if got := d.front(t); got != "Flood" {
		t.Errorf("front after a save: %s, want Flood", got)
	}
	d.Act(of, story.Update)
	d.Act(of, story.Correct)
	cards, err := d.CardsOf(t.Context(), []story.ID{of})
	if err != nil || len(cards) != 1 {
		t.Fatalf("cards: %v, %v", cards, err)
	}
	c := cards[0]
	if c.Headline != "Flood recedes" || !c.Corrected || c.Section != "world" || c.Edition != "en" || c.Type != story.Article {
		t.Errorf("card: %+v, want the new headline, corrected, in world", c)
	}
	if !c.Published.Equal(first[0].Published) || !c.Changed.After(c.Published) {
		t.Errorf("published %s, changed %s; want first %s, then later", c.Published, c.Changed, first[0].Published)
	}
}

func frontPages(t *testing.T, d *Desk) {
	want := make(map[story.ID]bool)
	for range 7 {
		of := d.Draft("Flood")
		if _, err := d.Try(of, story.Act{Kind: story.Publish, At: Noon}); err != nil {
			t.Fatal(err)
		}
		want[of] = true
	}
	q := store.CardQuery{Edition: "en", Section: "world", Type: story.Article, Since: Noon, Limit: 3}
	for page := range 3 {
		cards, err := d.Cards(t.Context(), q)
		if err != nil || len(cards) != []int{3, 3, 1}[page] {
			t.Fatalf("page %d: %d cards, %v", page, len(cards), err)
		}
		for _, c := range cards {
			if !want[c.ID] {
				t.Errorf("page %d: story %s again", page, c.ID)
			}
			delete(want, c.ID)
		}
		last := cards[len(cards)-1]
		q.Before, q.BeforeID = last.Published, last.ID
	}
	for _, none := range []store.CardQuery{{Edition: "persian", Limit: 9}, {Section: "science", Limit: 9}, {Type: story.AudioStory, Limit: 9},
		{Since: Noon.Add(time.Microsecond), Limit: 9}, {Before: Noon, Limit: 9}} {
		if cards, err := d.Cards(t.Context(), none); err != nil || len(cards) != 0 {
			t.Errorf("%+v: %d cards, %v; want none", none, len(cards), err)
		}
	}
}

func groupShowsPublic(t *testing.T, d *Desk) {
	english, persian, draft, gone := d.Public("Flood"), d.DraftIn("persian", Text("سیل")), d.Draft("Crue"), d.Public("Inundación")
	d.Tx(func(tx *store.Tx) error {
		for _, of := range []story.ID{english, persian, draft, gone} {
			if err := tx.SetGroup(t.Context(), of, english); err != nil {
				return err
			}
		}
		return nil
	})
	d.Act(persian, story.Publish)
	d.Act(gone, story.Withdraw)
	cards, err := d.Group(t.Context(), english)
	if err != nil || headlines(cards) != "Flood, سیل" {
		t.Errorf("group: %s, %v; want Flood, سیل", headlines(cards), err)
	}
	if cards, err := d.Group(t.Context(), ""); err != nil || len(cards) != 0 {
		t.Errorf("no group: %s, %v; want none", headlines(cards), err)
	}
	if cards, err := d.CardsOf(t.Context(), []story.ID{persian, draft, english}); err != nil || headlines(cards) != "سیل, Flood" {
		t.Errorf("cards in the order asked: %s, %v; want سیل, Flood", headlines(cards), err)
	}
	if rows, err := d.Stories(t.Context(), story.Filter{Group: english, Limit: 9}); err != nil || len(rows) != 4 {
		t.Errorf("list of the group: %d rows, %v; want 4", len(rows), err)
	}
}

func correctionsNewestFirst(t *testing.T, d *Desk) {
	flood, vote := d.Public("Flood"), d.Public("Vote")
	for _, of := range []story.ID{flood, vote, flood} {
		d.Act(of, story.Correct)
	}
	all, err := d.Corrections(t.Context(), "en", 2)
	if err != nil || len(all) != 2 {
		t.Fatalf("corrections: %v, %v; want 2", all, err)
	}
	for i, want := range []string{"Flood", "Vote"} {
		c := all[i]
		if c.Card.Headline != want || c.Act.Story != c.Card.ID || !strings.HasPrefix(c.Act.PublicNote, "A name was wrong") || c.Act.At.IsZero() {
			t.Errorf("correction %d: %+v, want one of %s", i, c, want)
		}
	}
	if all, err := d.Corrections(t.Context(), "persian", 9); err != nil || len(all) != 0 {
		t.Errorf("Persian corrections: %v, %v; want none", all, err)
	}
}

// idsOf makes a readable list of stories.
func idsOf(rows []story.Row) string {
	var all []string
	for _, r := range rows {
		all = append(all, r.Headline)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func listFinds(t *testing.T, d *Desk) {
	flood, vote, gone := d.Public("FLOOD at 100 %"), d.Public("Ψήφος"), d.Public("Gone")
	d.Draft("Secret_plan")
	persian := d.DraftIn("persian", Text("سیل"))
	d.Act(gone, story.Withdraw)
	d.Save(vote, 1, Text("Ψήφος έγινε"), "")
	d.Tx(func(tx *store.Tx) error { return tx.SetStage(t.Context(), persian, story.Checking) })
	for _, c := range []struct {
		name   string
		filter story.Filter
		want   string
	}{
		{"everything", story.Filter{}, "FLOOD at 100 %, Gone, Secret_plan, Ψήφος έγινε, سیل"},
		{"an edition", story.Filter{Edition: "persian"}, "سیل"},
		{"a section", story.Filter{Section: "science"}, ""},
		{"a stage", story.Filter{Stage: story.Checking}, "سیل"},
		{"never public", story.Filter{Publication: story.Never}, "Secret_plan, سیل"},
		{"public", story.Filter{Publication: story.Public}, "FLOOD at 100 %, Ψήφος έγινε"},
		{"withdrawn", story.Filter{Publication: story.Withdrawn}, "Gone"},
		{"open", story.Filter{OpenOnly: true, Publication: story.Public}, "Ψήφος έγινε"},
		{"begun by", story.Filter{By: Reporter, Edition: "persian"}, "سیل"},
		{"begun by nobody", story.Filter{By: "nobody"}, ""},
		{"a word in another case", story.Filter{Text: "flood"}, "FLOOD at 100 %"},
		{"a Greek word in another case", story.Filter{Text: "ΨΉΦΟΣ"}, "Ψήφος έγινε"},
		{"a percent sign", story.Filter{Text: "100 %"}, "FLOOD at 100 %"},
		{"a percent sign alone", story.Filter{Text: "%"}, "FLOOD at 100 %"},
		{"an underscore", story.Filter{Text: "t_p"}, "Secret_plan"},
		{"a backslash", story.Filter{Text: `\`}, ""},
	} {
		c.filter.Limit = 50
		rows, err := d.Stories(t.Context(), c.filter)
		if got := idsOf(rows); err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, c.want)
		}
	}
	rows, err := d.Stories(t.Context(), story.Filter{Text: "flood", Limit: 1})
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	r := rows[0]
	if r.Story.ID != flood || r.Story.Publication() != story.Public || r.Person != "Marina Öst" || r.Section != "world" || r.Touched.IsZero() {
		t.Errorf("row: %+v, want Marina Öst's public story in world", r)
	}
}

// listFindsHoweverItIsTyped looks for headlines and pictures as people type what they have in mind.
func listFindsHoweverItIsTyped(t *testing.T, d *Desk) {
	d.Public("İstanbul'da deprem")
	d.Draft("Isparta road closed")
	d.DraftIn("persian", Text("القُرْآنُ"))
	d.DraftIn("persian", Text("می\u200cرود"))
	d.Draft("שָׁלוֹם")
	d.Picture("İSTANBUL'DA BİR KÖPRÜ")
	for _, c := range []struct{ text, want string }{
		{"istanbul", "İstanbul'da deprem"}, {"İstanbul", "İstanbul'da deprem"}, {"ISTANBUL", "İstanbul'da deprem"}, {"ıstanbul", "İstanbul'da deprem"},
		{"İsparta", "Isparta road closed"}, {"القران", "القُرْآنُ"}, {"میرود", "می\u200cرود"}, {"שלום", "שָׁלוֹם"}, {"\u200fשָׁלום", "שָׁלוֹם"},
	} {
		rows, err := d.Stories(t.Context(), story.Filter{Text: c.text, Limit: 9})
		if got := idsOf(rows); err != nil || got != c.want {
			t.Errorf("looking for %q: %s, %v; want %s", c.text, got, err, c.want)
		}
	}
	for _, text := range []string{"istanbul", "İstanbul", "ISTANBUL", "kopru"} {
		if liked, err := d.AssetsLike(t.Context(), media.Picture, text, 9); err != nil || len(liked) != 1 {
			t.Errorf("looking for a picture of %q: %d, %v; want one", text, len(liked), err)
		}
	}
}

// olderHouseIsFolded brings in stories and pictures of a schema in which they were folded otherwise, more than one reading holds.
func olderHouseIsFolded(t *testing.T, d *Desk) {
	d.clear()
	const many = 4500
	fill := func(tx *store.Tx) error {
		load := func(table, row string) error {
			l, err := tx.Loader(t.Context(), table)
			if err != nil {
				return err
			}
			return l.Load(t.Context(), []byte(row))
		}
		err := errors.Join(
			load("person", `{"id":"reporterrrrrr","name":"R","folded":"r","role":"reporter","password":"","disabled":0,"created":1}`),
			load("edition", `{"slug":"en","lang":"en","name":"E","tagline":"","zone":"UTC","public":1,"sections":"[]","lead":"","created":1}`),
			load("asset", `{"id":"aaaaaaaaaaaaa","hash":"00","kind":"picture","type":"image/png","ext":"png","filename":"","size":1,"width":1,"height":1,"duration":0,
				"colour":"","alt":"İzmir","credit":"","licence":"","source":"","person":"reporterrrrrr","created":1,"folded":"i\u0307zmir\n\n"}`))
		for n := range many {
			err = errors.Join(err, load("story", fmt.Sprintf(`{"id":"s%012d","edition":"en","type":"article","grp":"","source":"","stage":"writing","head":0,
				"person":"reporterrrrrr","created":1,"touched":1,"section":"","headline":"İzmir %d","folded":"i\u0307zmir %d"}`, n, n, n)))
		}
		return err
	}
	if err := d.Rebuild(t.Context(), 1, fill, func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	rows, err := d.Stories(t.Context(), story.Filter{Text: "izmir", Limit: many + 1})
	liked, err2 := d.AssetsLike(t.Context(), media.Picture, "izmir", 9)
	if err != nil || err2 != nil || len(rows) != many || len(liked) != 1 {
		t.Errorf("found %d stories and %d pictures of izmir, %v, %v; want %d and one", len(rows), len(liked), err, err2, many)
	}
}

func listPages(t *testing.T, d *Desk) {
	for n := range 7 {
		s := &story.Story{ID: story.ID(id.New()), Edition: "en", Type: story.Article, Stage: story.Writing, By: Reporter, Created: Noon}
		d.Tx(func(tx *store.Tx) error {
			if err := tx.NewStory(t.Context(), s); err != nil {
				return err
			}
			return tx.AddRevision(t.Context(), &story.Revision{Story: s.ID, By: Reporter, At: Noon, Origin: story.Import,
				Document: Text(fmt.Sprint("Flood ", n))}, "")
		})
	}
	for _, f := range []story.Filter{{Limit: 3}, {Limit: 3, Publication: story.Never}, {Limit: 3, Edition: "en", Section: "world", Stage: story.Writing},
		{Limit: 3, By: Reporter, OpenOnly: true}} {
		if got := idsOf(pages(t, d, f)); got != "Flood 0, Flood 1, Flood 2, Flood 3, Flood 4, Flood 5, Flood 6" {
			t.Errorf("pages of %+v hold %s, want each of seven once", f, got)
		}
	}
}

// pages are the rows of four pages of a list.
func pages(t *testing.T, d *Desk, f story.Filter) []story.Row {
	t.Helper()
	var all []story.Row
	for range 4 {
		rows, err := d.Stories(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
		if len(rows) > 0 {
			f.Before, f.BeforeID = rows[len(rows)-1].Touched, rows[len(rows)-1].Story.ID
		}
	}
	return all
}

// listFollowsActs has a story in the list of its state after each act, and nowhere else.
func listFollowsActs(t *testing.T, d *Desk) {
	of := d.Draft("Flood")
	lists := map[string]story.Filter{"never": {Publication: story.Never}, "public": {Publication: story.Public},
		"open": {Publication: story.Public, OpenOnly: true}, "withdrawn": {Publication: story.Withdrawn}}
	look := func(after string, want ...string) {
		t.Helper()
		for name, f := range lists {
			f.Limit = 9
			rows, err := d.Stories(t.Context(), f)
			if listed := len(rows) == 1 && rows[0].Story.ID == of; err != nil || listed != slices.Contains(want, name) {
				t.Errorf("after %s: listed as %s: %t, want it in %v alone; %v", after, name, listed, want, err)
			}
		}
		if err := d.Examine(t.Context()); err != nil {
			t.Errorf("after %s: %v", after, err)
		}
	}
	look("the first save", "never")
	d.Act(of, story.Publish)
	look("publishing", "public")
	d.Save(of, 1, Article("Flood again"), "")
	look("a save", "public", "open")
	d.Act(of, story.Update)
	look("an update", "public")
	d.Act(of, story.Withdraw)
	look("a withdrawal", "withdrawn")
	undo(t, d, of)
	look("the withdrawal's undo", "public")
	d.Act(of, story.Withdraw)
	d.Act(of, story.Restore)
	look("a restore", "public")
	if _, err := d.Past().Exec(`UPDATE story SET state = 0`); err != nil {
		t.Fatal(err)
	}
	if err := d.Examine(t.Context()); err == nil || !strings.Contains(err.Error(), "listed") {
		t.Errorf("a list that has gone astray: got %v, want it named", err)
	}
}

// undo takes the last act back, at once.
func undo(t *testing.T, d *Desk, of story.ID) {
	t.Helper()
	s, err := d.Story(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	a := s.Prepare(story.Undo)
	a.At = s.Acts[len(s.Acts)-1].At
	if _, err := d.Try(of, a); err != nil {
		t.Fatal(err)
	}
}

// undonePublicationWasNever is a draft again.
func undonePublicationWasNever(t *testing.T, d *Desk) {
	of := d.Public("Flood")
	undo(t, d, of)
	rows, err := d.Stories(t.Context(), story.Filter{Publication: story.Never, Limit: 9})
	if err != nil || len(rows) != 1 || rows[0].Story.ID != of {
		t.Errorf("got %v, %v, want it among those that were never public", rows, err)
	}
	if err := d.Examine(t.Context()); err != nil {
		t.Error(err)
	}
}

func copiesAtOnce(t *testing.T, d *Desk) {
	flood, vote, gone, secret, back := d.Public("Flood"), d.Public("Vote"), d.Public("Gone"), d.Draft("Secret"), d.Public("Back")
	d.Act(gone, story.Withdraw)
	d.Act(back, story.Withdraw)
	d.Act(back, story.Restore)
	d.Act(flood, story.Correct)
	d.Save(vote, 1, Text("Vote, working text"), "")
	undone := d.Public("Undone")
	undo(t, d, undone)
	ids := []story.ID{vote, gone, "x", secret, back, flood, undone, vote}
	copies, err := d.Copies(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range copies {
		got = append(got, c.Document.Head.Headline)
		one, err := d.Copy(t.Context(), c.Story.ID)
		same(t, "copy of "+c.Document.Head.Headline, c, err, one)
	}
	if want := "Vote, Back, Flood"; strings.Join(got, ", ") != want {
		t.Errorf("copies %q, want %s", got, want)
	}
	if none, err := d.Copies(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("copies of nothing: %v, %v", none, err)
	}
	for i := range 200 {
		ids = append(ids, story.ID(strconv.Itoa(i)))
	}
	if all, err := d.Copies(t.Context(), ids); err != nil || len(all) != len(copies) {
		t.Errorf("%d copies among %d stories, want %d: %v", len(all), len(ids), len(copies), err)
	}
}
