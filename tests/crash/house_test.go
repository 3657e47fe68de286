package crash

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/blob"
	"dateline/edition"
	"dateline/event"
	"dateline/id"
	"dateline/media"
	"dateline/store"
	"dateline/story"
)

// hands are how many work at once.
const hands = 4

// house is the one that is killed.
type house struct {
	store *store.Store
	files blob.Folder
	says  io.Writer // an acknowledgement is one write
}

// work opens the folder as the house does and works until it is killed.
func work(ctx context.Context, folder, seed string, says io.Writer) error {
	dsn := filepath.Join(folder, "dateline.db")
	s, err := store.Open(ctx, store.Options{DSN: dsn})
	if err != nil {
		return err
	}
	h := &house{s, blob.Folder(folder), says}
	err = s.InTx(ctx, func(tx *store.Tx) error {
		return tx.PutEdition(ctx, &edition.Edition{Slug: "en", Lang: "en", Name: "Dateline", Zone: "UTC",
			Sections: []edition.Section{{Slug: "world", Name: "World"}}})
	})
	if err != nil {
		return err
	}
	sum := fnv.New64a()
	io.WriteString(sum, seed)
	g, ctx := errgroup.WithContext(ctx)
	for i := range hands {
		g.Go(func() error { return h.hand(ctx, rand.New(rand.NewPCG(sum.Sum64(), uint64(i)))) })
	}
	g.Go(func() error { return checkpoint(ctx, dsn) })
	return g.Wait()
}

// checkpoint moves the log into the database all the time, so that houses die in the middle of that too.
func checkpoint(ctx context.Context, dsn string) error {
	db, err := sql.Open("sqlite", "file:"+dsn+"?_pragma=busy_timeout(1000)&_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	for n := 0; ; n++ {
		mode := []string{"PASSIVE", "RESTART", "PASSIVE", "TRUNCATE"}[n%4]
		var busy, log, done int
		if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &done); err != nil {
			return fmt.Errorf("checkpoint: %w", err)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// hand does one thing after another on a few stories of its own and of earlier houses.
func (h *house) hand(ctx context.Context, chance *rand.Rand) error {
	rows, err := h.store.Stories(ctx, story.Filter{Limit: 40})
	if err != nil {
		return err
	}
	var mine []story.ID
	for _, r := range rows {
		mine = append(mine, r.Story.ID)
	}
	for {
		switch n := chance.IntN(10); {
		case n == 0 || len(mine) == 0:
			of, err := h.draft(ctx, chance.Uint64())
			if err != nil {
				return err
			}
			mine = append(mine, of)
		case n < 5:
			err = h.save(ctx, mine[chance.IntN(len(mine))], chance.Uint64())
		case n < 8:
			err = h.act(ctx, mine[chance.IntN(len(mine))], chance)
		default:
			err = h.upload(ctx, chance.Uint64())
		}
		if err != nil {
			return err
		}
	}
}

// acknowledge says that something is safe; one line, one write.
func (h *house) acknowledge(format string, args ...any) error {
	_, err := fmt.Fprintf(h.says, format+"\n", args...)
	return err
}

// document is the text that a token stands for: the same here and where it is looked for.
func document(token uint64) *story.Document {
	d := story.Blank("world")
	d.Head.Headline = fmt.Sprintf("Flood %x", token)
	for range 1 + token%40 {
		d.Body.Content = append(d.Body.Content, story.Para(strings.Repeat(fmt.Sprintf("%x «سیل» ", token), 20)))
	}
	return &d
}

// upload is the file that a token stands for.
func upload(token uint64) ([]byte, media.Hash) {
	var key [32]byte
	copy(key[:], fmt.Sprint(token))
	content := make([]byte, 1+token%100_000)
	rand.NewChaCha8(key).Read(content)
	sum := sha256.Sum256(content)
	return content, media.Hash(hex.EncodeToString(sum[:]))
}

func (h *house) draft(ctx context.Context, token uint64) (story.ID, error) {
	s := &story.Story{ID: story.ID(id.New()), Edition: "en", Type: story.Article, Stage: story.Writing, Created: time.Now()}
	err := h.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.NewStory(ctx, s); err != nil {
			return err
		}
		return keep(ctx, tx, s.ID, &story.Revision{Number: 1, Document: document(token)})
	})
	if err != nil {
		return "", err
	}
	return s.ID, h.acknowledge("revision %s 1 %d", s.ID, token)
}

func keep(ctx context.Context, tx *store.Tx, of story.ID, r *story.Revision) error {
	r.Story, r.At, r.Origin = of, time.Now(), story.Save
	if err := tx.AddRevision(ctx, r, ""); err != nil {
		return err
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.Saved, Edition: "en", Story: of})
	return err
}

func (h *house) save(ctx context.Context, of story.ID, token uint64) error {
	var r story.Revision
	err := h.store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		r = story.Revision{Parent: s.Head, Document: document(token)}
		return keep(ctx, tx, of, &r)
	})
	if err != nil {
		return err
	}
	return h.acknowledge("revision %s %d %d", of, r.Number, token)
}

// act does something that the story allows now.
func (h *house) act(ctx context.Context, of story.ID, chance *rand.Rand) error {
	var done story.Act
	err := h.store.InTx(ctx, func(tx *store.Tx) error {
		s, err := tx.Story(ctx, of)
		if err != nil {
			return err
		}
		may := map[story.Publication][]story.ActKind{story.Never: {story.Publish}, story.Withdrawn: {story.Restore},
			story.Public: {story.Update, story.Correct, story.Withdraw, story.Withdraw}}[s.Publication()]
		before := *s
		a := s.Prepare(may[chance.IntN(len(may))])
		a.At, a.PublicNote, a.InternalNote = time.Now(), "A name was wrong.", "as asked"
		a, err = s.Do(a)
		if err != nil {
			return err
		}
		r, err := tx.Revision(ctx, of, a.Revision)
		if err != nil {
			return err
		}
		done, err = tx.AddAct(ctx, &before, a, r.Document)
		return err
	})
	if err != nil {
		return err
	}
	return h.acknowledge("act %s %d %s %d", of, done.Number, done.Kind, done.Revision)
}

func (h *house) upload(ctx context.Context, token uint64) error {
	content, hash := upload(token)
	if err := blob.Put(ctx, h.files, hash, bytes.NewReader(content)); err != nil {
		return err
	}
	a := &media.Asset{ID: media.ID(id.New()), Hash: hash, Kind: media.Audio, Type: "audio/mpeg", Ext: "mp3", Size: int64(len(content)), Created: time.Now()}
	err := h.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.PutAsset(ctx, a); err != nil {
			return err
		}
		_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(a.ID)})
		return err
	})
	if err != nil {
		return err
	}
	return h.acknowledge("upload %s %d", a.ID, token)
}
