package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"dateline/address"
)

// latestList is within what the desk's list and a sitemap come, p95.
const latestList = 20 * time.Millisecond

// lists measures every list of the desk and the sitemaps, in a house of its own.
func lists(ctx context.Context, n *news, p plan, t *table) error {
	p.progress("listing")
	data, stories := filepath.Join(n.folder, "listed"), p.stories
	if err := os.CopyFS(data, os.DirFS(n.data)); err != nil {
		return err
	}
	if p.copies > 0 {
		p.progress(fmt.Sprintf("copying %d stories %d times", p.stories, p.copies))
		if err := multiply(ctx, filepath.Join(data, "dateline.db"), p.copies); err != nil {
			return err
		}
		stories *= p.copies + 1
	}
	s, err := n.serve(ctx, data)
	if err != nil {
		return err
	}
	inside := *n
	inside.data = data
	d, err := inside.signIn(ctx, s)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	return errors.Join(d.lists(ctx, p, stories, t), s.stop())
}

// filters are what the desk's list can be asked for.
var filters = []string{"", "edition=en", "edition=my", "by=me", "public=never", "public=public", "public=withdrawn", "open=1",
	"stage=writing", "stage=checking", "stage=done", "edition=my&public=withdrawn", "edition=fa&stage=checking", "edition=uk&open=1&public=public",
	"by=me&public=withdrawn&stage=checking", "by=me&edition=my&open=1"}

func (d *desk) lists(ctx context.Context, p plan, stories int, t *table) error {
	var all, slowest []time.Duration
	worst := ""
	for _, f := range filters {
		times, err := d.times(ctx, "/desk/?"+f, p.asked)
		if err != nil {
			return err
		}
		all = append(all, times...)
		if slowest == nil || share(times, 95) > share(slowest, 95) {
			slowest, worst = times, f
		}
	}
	late := share(slowest, 95)
	t.add(row{what: fmt.Sprintf("every list of the desk, %d stories (%d filters; the slowest is “%s”)", stories, len(filters), worst),
		figure: fmt.Sprintf("p95 %s (p50 of all %s)", ms(late), ms(share(all, 50))), target: "p95 ≤ " + ms(latestList), met: late <= latestList})
	var maps []time.Duration
	for _, path := range []string{address.Sitemaps(), address.Sitemap(english), address.SitemapPart(english, 1)} {
		if _, err := d.times(ctx, path, 1); err != nil { // drawn once
			return err
		}
		times, err := d.times(ctx, path, p.asked)
		if err != nil {
			return err
		}
		maps = append(maps, times...)
	}
	late = share(maps, 95)
	t.add(row{what: fmt.Sprintf("sitemaps, their index and a part of 10,000, %d stories", stories), figure: "p95 " + ms(late),
		target: "p95 ≤ " + ms(latestList), met: late <= latestList})
	return nil
}

// times asks for a page again and again and says how long each answer took to its last byte.
func (d *desk) times(ctx context.Context, path string, asked int) ([]time.Duration, error) {
	var times []time.Duration
	for range asked {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.origin+path, nil)
		if err != nil {
			return nil, err
		}
		began := time.Now()
		w, err := d.Do(r)
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(io.Discard, w.Body)
		if err = errors.Join(err, w.Body.Close()); err != nil {
			return nil, err
		}
		times = append(times, time.Since(began))
		if w.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s answers %s", path, w.Status)
		}
	}
	return times, nil
}

// multiply copies every public story of a database so many times, past the house: of ten copies two are drafts that
// wait for a check, one is withdrawn, and a few are open. Their documents are left empty; nothing listed reads them.
func multiply(ctx context.Context, file string, copies int) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TEMP TABLE seed AS SELECT p.*, s.type, s.person, s.created, s.touched, s.headline, s.folded,
		a.at, ROW_NUMBER() OVER (ORDER BY p.story) AS n FROM pointer p JOIN story s ON s.id = p.story JOIN act a ON a.number = p.act WHERE p.story NOT LIKE 'a%'`); err != nil {
		return err
	}
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for k := 1; k <= copies; k++ {
		prefix := string([]byte{letters[k/676%26], letters[k/26%26], letters[k%26]})
		if err := copyOnce(ctx, db, prefix, k); err != nil {
			return fmt.Errorf("copy %d: %w", k, err)
		}
	}
	_, err = db.ExecContext(ctx, `UPDATE story SET head = 2 WHERE id IN (SELECT story FROM pointer ORDER BY story LIMIT 60)`)
	return err
}

func copyOnce(ctx context.Context, db *sql.DB, prefix string, k int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it is committed, or the error says why not
	const day = 24 * 3600 * 1_000_000
	ago, stage := k*day, "done"
	if k%10 == 3 || k%10 == 4 {
		stage = "checking"
	}
	steps := []string{
		fmt.Sprintf(`INSERT INTO story (id, edition, type, grp, source, stage, head, person, created, touched, section, headline, folded)
			SELECT '%s' || substr(story, 4), edition, type, '', '', '%s', 1, person, created - %d, touched - %d, section, headline, folded FROM seed`, prefix, stage, ago, ago),
		fmt.Sprintf(`INSERT INTO revision (story, number, parent, person, at, origin, branch, hash, document, key)
			SELECT '%s' || substr(story, 4), 1, 0, person, at - %d, 'import', 0, '', '{}', '' FROM seed`, prefix, ago),
	}
	if stage == "done" {
		kind := "publish"
		if k%10 == 5 {
			kind = "withdraw"
		}
		steps = append(steps,
			fmt.Sprintf(`INSERT INTO event (number, kind, edition, story, grp, subject, at)
				SELECT h.number + n, 'published', edition, '%s' || substr(story, 4), '', '', at - %d FROM seed, head h`, prefix, ago),
			fmt.Sprintf(`INSERT INTO act (number, story, kind, revision, person, at, public_note, internal_note, key)
				SELECT h.number + n, '%s' || substr(story, 4), '%s', 1, person, at - %d, '', '', '' FROM seed, head h`, prefix, kind, ago))
		if kind == "publish" {
			steps = append(steps, fmt.Sprintf(`INSERT INTO pointer (story, act, edition, grp, section, revision, published, changed, card)
				SELECT '%s' || substr(story, 4), h.number + n, edition, '', section, 1, published - %d, changed - %d, card FROM seed, head h`, prefix, ago, ago))
		} else {
			steps = append(steps, fmt.Sprintf(`UPDATE story SET state = 3 WHERE id IN (SELECT '%s' || substr(story, 4) FROM seed)`, prefix))
		}
		steps = append(steps, `UPDATE head SET number = number + (SELECT COUNT(*) FROM seed)`)
	}
	for _, step := range steps {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	return tx.Commit()
}
