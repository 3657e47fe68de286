package sample

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"dateline/darkroom"
	"dateline/edition"
	"dateline/event"
	"dateline/id"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Bare tells whether the house has neither staff nor editions yet.
func Bare(ctx context.Context, s *store.Store) (bool, error) {
	editions, err := s.Editions(ctx)
	if err != nil {
		return false, err
	}
	people, err := s.People(ctx)
	return len(editions)+len(people) == 0, err
}

// House is what the sample newsroom goes into.
type House struct {
	Store    *store.Store
	Newsroom *newsroom.Newsroom
	Darkroom *darkroom.Darkroom
}

// Fill fills a bare house with the sample newsroom. Any other is left as it is.
func Fill(ctx context.Context, h House) error {
	if bare, err := Bare(ctx, h.Store); err != nil || !bare {
		return err
	}
	news, err := Newsroom()
	if err != nil {
		return err
	}
	f := filling{house: h, news: news, at: time.Now().UTC().Truncate(time.Microsecond), people: map[Ref]*staff.Person{},
		assets: map[Ref]media.ID{}, stories: map[Ref]story.ID{}}
	return f.fill(ctx)
}

func (f *filling) fill(ctx context.Context) error {
	f.name()
	if err := f.hang(ctx); err != nil {
		return err
	}
	if err := f.house.Store.InTx(ctx, func(tx *store.Tx) error { return f.records(ctx, tx) }); err != nil {
		return err
	}
	if err := f.lead(ctx); err != nil {
		return err
	}
	return f.alert(ctx)
}

// records brings in the staff, the editions and the stories at once: a house
// that is killed meanwhile is empty still, and the next start fills it. The
// files that it had are the same ones again.
func (f *filling) records(ctx context.Context, tx *store.Tx) error {
	for _, step := range []func(context.Context, *store.Tx) error{f.hire, f.print, f.write} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// filling is the sample on its way in: what its names have become.
type filling struct {
	house   House
	news    *News
	at      time.Time
	people  map[Ref]*staff.Person
	assets  map[Ref]media.ID
	stories map[Ref]story.ID
	editor  *staff.Person // does the acts
	admin   *staff.Person // makes the editions
}

// name gives people and stories what they are known by.
func (f *filling) name() {
	for _, p := range f.news.Staff {
		person := &staff.Person{ID: staff.ID(id.New()), Name: p.Name, Role: p.Role, Created: f.at}
		f.people[p.Ref] = person
		if p.Role == staff.Administrator {
			f.admin = person
		}
		if f.editor == nil || p.Role == staff.Editor {
			f.editor = person
		}
	}
	for _, s := range f.news.Stories {
		f.stories[s.Ref] = story.ID(id.New())
	}
}

func (f *filling) hire(ctx context.Context, tx *store.Tx) error {
	for _, p := range f.news.Staff {
		if err := tx.PutPerson(ctx, f.people[p.Ref]); err != nil {
			return err
		}
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.StaffChanged, At: f.at})
	return err
}

func (f *filling) print(ctx context.Context, tx *store.Tx) error {
	for _, e := range f.news.Editions {
		made := edition.Edition{Slug: e.Slug, Lang: e.Lang, Name: e.Name, Tagline: e.Tagline, Zone: e.Zone, Public: true}
		for _, s := range e.Sections {
			made.Sections = append(made.Sections, edition.Section{Slug: s.Slug, Name: s.Name})
		}
		if err := made.Check(); err != nil {
			return err
		}
		if err := f.house.Newsroom.PutEditionIn(ctx, tx, f.admin, made); err != nil {
			return err
		}
	}
	return nil
}

// hang takes in the pictures, sound and film; their renditions are made while the house runs.
func (f *filling) hang(ctx context.Context) error {
	for _, a := range f.news.Assets {
		file, err := f.news.Open(a.File)
		if err != nil {
			return err
		}
		about := media.Asset{Alt: a.Alt["en"], Credit: a.Credit, Licence: a.Licence, Source: a.Source, Unstripped: f.editor.ID}
		if about.Alt == "" && len(a.Alt) > 0 {
			about.Alt = a.Alt[slices.Sorted(maps.Keys(a.Alt))[0]]
		}
		kept, _, err := f.house.Darkroom.Upload(ctx, f.editor, file, a.File, about)
		file.Close()
		if err != nil {
			return err
		}
		f.assets[a.Ref] = kept.ID
	}
	return nil
}

func (f *filling) write(ctx context.Context, tx *store.Tx) error {
	groups := map[Ref]story.ID{}
	for i := range f.news.Stories {
		s := &f.news.Stories[i]
		if _, met := groups[s.Group]; !met && s.Group != "" {
			groups[s.Group] = f.stories[s.Ref]
		}
		if err := f.story(ctx, tx, s, groups); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) story(ctx context.Context, tx *store.Tx, s *Story, groups map[Ref]story.ID) error {
	n := f.house.Newsroom
	began := s.Published.From(f.at)
	d := f.resolved(f.stories[s.Ref], s.Document)
	if err := d.Check(); err != nil {
		return err
	}
	kept, err := n.DraftIn(ctx, tx, f.people[s.By], newsroom.New{ID: f.stories[s.Ref], Edition: s.Edition, Type: s.Kind,
		Group: groups[s.Group], Source: s.URL, Origin: story.Save, Document: d, At: began.Add(-40 * time.Minute)})
	if err != nil {
		return err
	}
	var seen int64
	for _, a := range s.Acts {
		act := story.Act{Kind: story.ActKind(a.Kind), Seen: seen, At: a.After.From(began), PublicNote: a.Note, InternalNote: a.Reason}
		if act.Kind == story.Withdraw {
			act.PublicNote = a.Reason
		}
		if a.Document != nil {
			kept.Head++
			r := &story.Revision{Story: kept.ID, Number: kept.Head, Parent: kept.Head - 1, By: f.editor.ID, At: act.At, Origin: story.Save, Document: f.resolved(kept.ID, *a.Document)}
			if err := tx.AddRevision(ctx, r, ""); err != nil {
				return err
			}
		}
		act.Revision = kept.Head
		done, err := n.ActIn(ctx, tx, f.editor, kept.ID, act)
		if err != nil {
			return err
		}
		seen = done.Number
	}
	return tx.SetStage(ctx, kept.ID, stageOf(s))
}

func stageOf(s *Story) story.Stage {
	if len(s.Acts) == 0 {
		return story.Checking
	}
	return story.Done
}

// resolved is a document of the story with ids where the sample has names, or nothing.
func (f *filling) resolved(of story.ID, d story.Document) *story.Document {
	if l := d.Head.Lead; l != nil {
		lead := *l
		lead.Asset = f.asset(lead.Asset)
		d.Head.Lead = &lead
	}
	d.Walk(func(n *story.Node) {
		n.Attrs.Asset, n.Attrs.Poster = f.asset(n.Attrs.Asset), f.asset(n.Attrs.Poster)
		if name, ok := strings.CutPrefix(n.Attrs.Story, "ref:"); ok {
			n.Attrs.Story = string(f.stories[Ref(name)])
		}
	})
	d.Identify(of)
	return &d
}

func (f *filling) asset(ref string) string {
	if name, ok := strings.CutPrefix(ref, "ref:"); ok {
		return string(f.assets[Ref(name)])
	}
	return ref
}

func (f *filling) lead(ctx context.Context) error {
	for _, e := range f.news.Editions {
		if e.Lead == "" {
			continue
		}
		if _, err := f.house.Newsroom.Pin(ctx, f.editor, story.Pin{Edition: e.Slug, Story: f.stories[e.Lead]}); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) alert(ctx context.Context) error {
	a := f.news.Alert
	_, err := f.house.Newsroom.Alert(ctx, f.editor, story.Alert{Level: a.Level, Story: f.stories[a.Story], Ends: a.Ends.From(f.at), Texts: a.Texts})
	return err
}
