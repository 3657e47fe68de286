package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/newsroom"
	"dateline/store"
	"dateline/story"
	"dateline/wire/lines"
)

// Tally counts what an import did.
type Tally struct {
	Filed, Known int // new stories, and those that were there already
	Bad          int // lines that could not be used
}

// A batch is kept in one transaction: so many stories, or fewer long ones.
const (
	batchStories = 250
	batchBytes   = 8 << 20
)

// Lines keeps the stories of a JSONL file as drafts, or publishes them. It
// may be run again: a story is known by its address. An edition that is
// unknown is made, not public. bad hears of every line that was skipped, tell
// of every batch that is safe; what was safe when an error ended it stays.
func (in *Intake) Lines(ctx context.Context, r io.Reader, f Filing, bad func(*lines.LineError), tell func(Tally)) (Tally, error) {
	file := file{intake: in, filing: f, bad: bad, tell: tell, editions: map[lang.Tag]*edition.Edition{}}
	for b := range ahead(lines.Read(r)) {
		if err := file.save(ctx, b); err != nil {
			return file.tally, err
		}
	}
	return file.tally, nil
}

// batch is some stories of a file.
type batch struct {
	stories []incoming
	bytes   int                // of their texts
	bad     []*lines.LineError // lines among them that could not be read
	err     error              // ended the reading; there is no batch after it
}

// incoming is a story of a file and what became of its text.
type incoming struct {
	*lines.Story
	document *story.Document
	wrong    error // what the document breaks; nil: nothing
}

func (b *batch) full() bool {
	return len(b.stories)+len(b.bad) >= batchStories || b.bytes >= batchBytes
}

// add takes what was read of a line into the batch.
func (b *batch) add(s *lines.Story, err error) {
	if line := new(lines.LineError); errors.As(err, &line) {
		b.bad = append(b.bad, line)
		return
	}
	if err != nil {
		b.err = err
		return
	}
	d := documentOf(s)
	d.Normalise()
	b.stories, b.bytes = append(b.stories, incoming{s, d, d.Check()}), b.bytes+len(s.Text)
}

// ahead reads one batch while the one before is being kept.
func ahead(all iter.Seq2[*lines.Story, error]) iter.Seq[*batch] {
	return func(yield func(*batch) bool) {
		read, enough := make(chan *batch), make(chan struct{})
		var g sync.WaitGroup
		defer g.Wait()
		defer close(enough)
		g.Go(func() {
			defer close(read)
			b := &batch{}
			give := func() bool {
				select {
				case read <- b:
					b = &batch{}
					return true
				case <-enough:
					return false
				}
			}
			for s, err := range all {
				if b.add(s, err); b.full() && !give() {
					return
				}
			}
			give()
		})
		for b := range read {
			if !yield(b) {
				return
			}
		}
	}
}

// file is a file of stories on its way in.
type file struct {
	intake   *Intake
	filing   Filing
	bad      func(*lines.LineError)
	tell     func(Tally)
	editions map[lang.Tag]*edition.Edition
	tally    Tally
}

// save saves a batch in one transaction. A story that breaks a rule is skipped
// before anything of it is written.
func (f *file) save(ctx context.Context, b *batch) error {
	var t Tally
	var broken []*lines.LineError
	err := f.intake.Store.InTx(ctx, func(tx *store.Tx) error {
		t, broken = Tally{}, nil // the database may ask for it again
		clear(f.editions)
		for _, s := range b.stories {
			known, err := f.add(ctx, tx, s)
			switch line := new(lines.LineError); {
			case errors.As(err, &line):
				broken = append(broken, line)
			case err != nil:
				return fmt.Errorf("line %d: %w", s.Number, err)
			case known:
				t.Known++
			default:
				t.Filed++
			}
		}
		return nil
	})
	if err != nil {
		return errors.Join(b.err, err)
	}
	broken = append(broken, b.bad...)
	slices.SortFunc(broken, func(a, b *lines.LineError) int { return a.Number - b.Number })
	for _, line := range broken {
		f.bad(line)
	}
	f.tally.Filed, f.tally.Known, f.tally.Bad = f.tally.Filed+t.Filed, f.tally.Known+t.Known, f.tally.Bad+len(broken)
	f.tell(f.tally)
	return b.err
}

// add files one story, or says that it is known. What is wrong with the story
// itself is a *lines.LineError, and nothing of it has been written then.
func (f *file) add(ctx context.Context, tx *store.Tx, s incoming) (known bool, err error) {
	if _, err := f.intake.Newsroom.Sourced(ctx, tx, f.filing.By, s.URL); err == nil || !fault.Is(err, fault.NotFound) {
		return err == nil, err
	}
	if s.wrong == nil && s.Published.After(f.intake.Newsroom.Now()) {
		s.wrong = fault.New(fault.Invalid, msg.FaultDatedAhead())
	}
	if s.wrong != nil {
		return false, &lines.LineError{Number: s.Number, Err: s.wrong}
	}
	d := s.document
	e, err := f.edition(ctx, tx, s.Story)
	if err != nil {
		return false, err
	}
	d.Head.Section = string(f.section(e, s.Category))
	if f.filing.Publish {
		if err := d.Ready(); err != nil {
			return false, &lines.LineError{Number: s.Number, Err: err}
		}
	}
	n := f.intake.Newsroom
	kept, err := n.DraftIn(ctx, tx, f.filing.By, newsroom.New{Edition: e.Slug, Source: s.URL, Origin: story.Import, Document: d, Dated: s.Published})
	if fault.Is(err, fault.Invalid) { // it looks before it writes: an address that is too long, a section that is not there
		return false, &lines.LineError{Number: s.Number, Err: err}
	}
	if err != nil || !f.filing.Publish {
		return false, err
	}
	_, err = n.ActIn(ctx, tx, f.filing.By, kept.ID, kept.Prepare(story.Publish))
	return false, err
}

// mostSections is how many sections an import gives an edition; stories of further categories go to the first.
const mostSections = 40

// edition finds the edition of a story, or makes it; and the section in an
// edition that readers do not see yet.
func (f *file) edition(ctx context.Context, tx *store.Tx, s *lines.Story) (*edition.Edition, error) {
	e, met := f.editions[s.Lang]
	if !met {
		var err error
		if e, err = f.find(ctx, tx, s.Lang); err != nil {
			return nil, err
		}
		f.editions[s.Lang] = e
	}
	if _, ok := e.Section(sectionSlug(s.Category)); ok || e.Public || len(e.Sections) >= mostSections {
		return e, nil
	}
	e.Sections = append(e.Sections, edition.Section{Slug: sectionSlug(s.Category), Name: sectionName(s.Category)})
	if err := e.Check(); err != nil {
		return nil, err
	}
	return e, f.intake.Newsroom.PutHidden(ctx, tx, f.filing.By, *e)
}

func (f *file) find(ctx context.Context, tx *store.Tx, tag lang.Tag) (*edition.Edition, error) {
	if f.filing.Edition != "" {
		return editionFor(ctx, tx, f.filing.Edition, tag)
	}
	all, err := tx.Editions(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(e edition.Edition) bool { return e.Lang == tag }); i >= 0 {
		return &all[i], nil
	}
	e := edition.Edition{Slug: edition.Slug(strings.ToLower(string(tag))), Lang: tag, Name: lang.Of(tag).Autonym, Zone: "UTC"}
	if err := e.Check(); err != nil {
		return nil, err
	}
	return &e, f.intake.Newsroom.PutHidden(ctx, tx, f.filing.By, e)
}

// section is the one asked for, else the one named by the category, else the edition's first.
func (f *file) section(e *edition.Edition, category string) edition.Slug {
	if f.filing.Section != "" {
		return f.filing.Section
	}
	if s, ok := e.Section(sectionSlug(category)); ok {
		return s.Slug
	}
	if len(e.Sections) > 0 {
		return e.Sections[0].Slug
	}
	return ""
}

// news is the section of a category that has no letters for an address.
const news = "news"

// sectionSlug is a category as an address has it; health is a word with another meaning there, and becomes health-news.
func sectionSlug(category string) edition.Slug {
	letters := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
	parts := strings.FieldsFunc(strings.ToLower(category), func(r rune) bool { return !letters(r) })
	s := strings.TrimLeft(strings.Join(parts, "-"), "-0123456789")
	slug := edition.Slug(strings.TrimRight(s[:min(len(s), 24)], "-"))
	if slug != "" && slug.Check() != nil {
		slug = edition.Slug(strings.TrimRight(s[:min(len(s), 19)], "-")) + "-" + news
	}
	if slug.Check() != nil {
		return news
	}
	return slug
}

// sectionName is a category as a name that an edition may print.
func sectionName(category string) string {
	name := strings.Join(strings.FieldsFunc(category, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(name); len(r) > 80 {
		name = strings.TrimSpace(string(r[:80]))
	}
	if name == "" {
		return news
	}
	return name
}

func documentOf(s *lines.Story) *story.Document {
	d := &story.Document{Schema: story.Schema, Head: story.Head{Headline: s.Headline}, Body: story.Node{Type: story.Doc}}
	for line := range strings.Lines(s.Text) {
		if text := strings.TrimSpace(line); text != "" {
			d.Body.Content = append(d.Body.Content, story.Para(text))
		}
	}
	return d
}
