package storetest

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/edition"
	"dateline/event"
	"dateline/id"
	"dateline/store"
	"dateline/story"
)

// Archive is how many stories the measurements are made over.
const Archive = 10_000

// Article is a document as long as the news has them, about 600 words.
func Article(headline string) *story.Document {
	d := Text(headline)
	d.Head.Standfirst = "Engineers had warned of the dam for years; the ministry says that nobody could have known."
	d.Head.Byline, d.Head.Place = "Marina Öst", "Narva"
	for range 10 {
		d.Body.Content = append(d.Body.Content, story.Para("The water came over the wall shortly after three in the morning and reached the "+
			"lower streets within an hour, according to the rescue service. Forty families were brought to a school on the hill, "+
			"where volunteers had put up beds. The ministry said that pumps from two neighbouring regions were on their way, and that "+
			"the bridge would stay closed until divers had looked at its piers. Nobody was reported missing by noon."))
	}
	d.Body.Content = append(d.Body.Content, story.Node{Type: story.Quote, Attrs: story.Attrs{Speaker: "Ivo Lind", Role: "engineer"},
		Content: []story.Node{story.Para("We wrote it down every spring.")}})
	return d
}

// Fill imports n public stories in batches, as a wire does, and says how long that took.
func (d *Desk) Fill(n int) ([]story.ID, time.Duration) {
	d.t.Helper()
	began := time.Now()
	ids := make([]story.ID, 0, n)
	for len(ids) < n {
		d.Tx(func(tx *store.Tx) error {
			for range min(500, n-len(ids)) {
				of, err := d.file(tx, len(ids))
				if err != nil {
					return err
				}
				ids = append(ids, of)
			}
			return nil
		})
	}
	return ids, time.Since(began)
}

func (d *Desk) file(tx *store.Tx, n int) (story.ID, error) {
	ctx, at := d.t.Context(), Noon.Add(time.Duration(n)*time.Minute)
	s := &story.Story{ID: story.ID(id.New()), Edition: []edition.Slug{"en", "persian"}[n%2], Type: story.Article, Stage: story.Done,
		Source: fmt.Sprintf("https://old.example/%d", n), By: Reporter, Created: at}
	if err := tx.NewStory(ctx, s); err != nil {
		return "", err
	}
	r := &story.Revision{Story: s.ID, Number: 1, By: Reporter, At: at, Origin: story.Import, Document: Article(fmt.Sprintf("Dam number %d gives way", n))}
	if err := tx.AddRevision(ctx, r, ""); err != nil {
		return "", err
	}
	s.Head = 1
	if _, err := tx.Record(ctx, event.Event{Kind: event.Saved, Edition: s.Edition, Story: s.ID, At: at}); err != nil {
		return "", err
	}
	before := *s
	a, err := s.Do(story.Act{Kind: story.Publish, Revision: 1, By: Reporter, At: at})
	if err != nil {
		return "", err
	}
	_, err = tx.AddAct(ctx, &before, a, r.Document)
	return s.ID, err
}

// Measure measures what a page, a list and a follower of the log cost over 10,000 public stories.
func Measure(b *testing.B, fresh func(testing.TB) string) {
	d := Open(b, fresh(b))
	ids, took := d.Fill(Archive)
	b.Run("import", func(b *testing.B) {
		b.ReportMetric(float64(Archive)/took.Seconds(), "stories/s")
		b.ReportMetric(0, "ns/op")
	})
	if strings.HasPrefix(d.DSN, "postgres") { // as it does by itself within a minute; nobody does it to the file
		if _, err := d.Past().Exec("ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	picture := d.Picture("The dam")
	ctx := b.Context()
	for _, m := range []struct {
		name string
		ask  func(i int) error
	}{
		{"copy", func(i int) error { _, err := d.Copy(ctx, ids[i*7919%len(ids)]); return err }},
		{"asset", func(int) error { _, err := d.Assets(ctx, []string{string(picture.ID)}); return err }},
		{"group", func(i int) error { _, err := d.Group(ctx, ids[i%len(ids)]); return err }},
		{"cards of four", func(i int) error { _, err := d.CardsOf(ctx, ids[i%(len(ids)-4):][:4]); return err }},
		{"front of thirty cards", func(int) error {
			_, err := d.Cards(ctx, store.CardQuery{Edition: "en", Limit: 30})
			return err
		}},
		{"section, old page", func(int) error {
			_, err := d.Cards(ctx, store.CardQuery{Edition: "en", Section: "world", Before: Noon.Add(48 * time.Hour), Limit: 30})
			return err
		}},
		{"events, none new", func(int) error { _, err := d.Events(ctx, 2*Archive, 100); return err }},
		{"list", func(int) error { _, err := d.Stories(ctx, story.Filter{Limit: 51}); return err }},
		{"list of an edition's public", func(int) error {
			_, err := d.Stories(ctx, story.Filter{Edition: "en", Publication: story.Public, Limit: 51})
			return err
		}},
		{"list, found by a rare word", func(int) error {
			_, err := d.Stories(ctx, story.Filter{Text: "number 4711 ", Limit: 51})
			return err
		}},
		{"list, no word found", func(int) error { _, err := d.Stories(ctx, story.Filter{Text: "volcano", Limit: 51}); return err }},
		{"list, none open", func(int) error { _, err := d.Stories(ctx, story.Filter{OpenOnly: true, Limit: 51}); return err }},
		{"list, none never public", func(int) error {
			_, err := d.Stories(ctx, story.Filter{Publication: story.Never, Limit: 51})
			return err
		}},
		{"list, none withdrawn", func(int) error {
			_, err := d.Stories(ctx, story.Filter{Publication: story.Withdrawn, Limit: 51})
			return err
		}},
	} {
		b.Run(m.name, func(b *testing.B) {
			began := spent(b)
			for i := 0; b.Loop(); i++ {
				if err := m.ask(i); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(spent(b)-began)/float64(b.N)/1e3, "cpu-µs/op")
		})
	}
	b.Run("save", func(b *testing.B) {
		of := d.Draft("Flood")
		for base := 1; b.Loop(); base++ {
			d.Save(of, base, Article("Flood"), "")
		}
	})
}

// spent is the processor time of this process so far: on a machine that does
// other things too it says more than the clock.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
