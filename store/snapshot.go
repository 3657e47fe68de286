package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"dateline/audit"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/story"
)

// Snapshot reads the records as they were at one moment, however long that
// takes, while the house goes on writing.
type Snapshot struct {
	reader
}

// Snapshot gives the records of this moment to look.
func (s *Store) Snapshot(ctx context.Context, look func(*Snapshot) error) error {
	tx, err := s.read.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.dialect.snapshot, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("holding the records still: %w", err)
	}
	defer tx.Rollback() // nothing was written
	return look(&Snapshot{reader{ask: s.read.within(tx).ask}})
}

// batch is how many rows are read at a time where more is asked about each.
const batch = 100

// EachStory calls yield with every story, by id; yield may ask the snapshot about it.
func (r reader) EachStory(ctx context.Context, yield func(*story.Story) error) error {
	for after, more := story.ID(""), true; more; {
		var ids []story.ID
		err := r.each(ctx, true, `SELECT id FROM story WHERE id > $1 ORDER BY id LIMIT $2`, []any{after, batch}, func(scan func(...any) error) error {
			err := scan(&after)
			ids = append(ids, after)
			return err
		})
		if err != nil {
			return fmt.Errorf("stories: %w", err)
		}
		for _, id := range ids {
			of, err := r.Story(ctx, id)
			if err != nil {
				return err
			}
			if err := yield(of); err != nil {
				return err
			}
		}
		more = len(ids) == batch
	}
	return nil
}

// EachRevision calls yield with every revision of a story, oldest first, and its document in the very bytes that its
// hash is of, whatever its schema was. yield asks the snapshot nothing.
func (r reader) EachRevision(ctx context.Context, of story.ID, yield func(x story.Revision, document []byte) error) error {
	return r.each(ctx, true, `SELECT `+revisionColumns+`, document FROM revision WHERE story = $1 ORDER BY number`, []any{of}, func(scan func(...any) error) error {
		x := story.Revision{Story: of}
		var at, branch int64
		var document []byte
		if err := scan(&x.Number, &x.Parent, &x.By, &at, &x.Origin, &branch, &x.Hash, &document); err != nil {
			return fmt.Errorf("revisions of story %s: %w", of, err)
		}
		x.At, x.Branch = moment(at), branch != 0
		return yield(x, document)
	})
}

// EachAct calls yield with every act in the order in which they were done, and the place among its story's acts, from
// 1, of the one that it takes back; 0 for none. yield asks the snapshot nothing.
func (s *Snapshot) EachAct(ctx context.Context, yield func(a story.Act, undoes int) error) error {
	return s.each(ctx, true, `SELECT `+actColumns+`, CASE WHEN undoes = 0 THEN 0 ELSE
		(SELECT COUNT(*) FROM act b WHERE b.story = act.story AND b.number <= act.undoes) END FROM act ORDER BY number`, nil, func(scan func(...any) error) error {
		var undoes int
		a, err := scanAct(scan, &undoes)
		if err != nil {
			return fmt.Errorf("acts: %w", err)
		}
		return yield(a, undoes)
	})
}

// EachAlert calls yield with every alert, oldest first. yield asks the snapshot nothing.
func (r reader) EachAlert(ctx context.Context, yield func(story.Alert) error) error {
	return r.eachAlert(ctx, `SELECT `+alertColumns+` FROM alert ORDER BY at, id`, nil, yield)
}

// EachAsset calls yield with every asset and its renditions, by id.
func (r reader) EachAsset(ctx context.Context, yield func(media.Asset) error) error {
	for after, more := media.ID(""), true; more; {
		all, err := r.assets(ctx, true, `SELECT `+assetColumns+` FROM asset WHERE id > $1 ORDER BY id LIMIT $2`, after, batch)
		if err != nil {
			return err
		}
		for i := range all {
			after = all[i].ID
			if err := yield(all[i]); err != nil {
				return err
			}
		}
		more = len(all) == batch
	}
	return nil
}

// Tables are the tables that a backup holds, each after those that it refers
// to. Sessions and sign-in links are not among them: whoever brings a backup
// back signs in again.
func Tables() []string {
	return []string{"event", "edition", "person", "asset", "rendition", "story", "revision", "act", "pointer", "asset_public", "alert", "job", "working_copy", "browser_key", "audit", "claim", "asset_words", "asset_proposal", "pin"}
}

// Dump calls yield with every row of a table: a JSON object of its columns, in
// one order whichever the database.
func (s *Snapshot) Dump(ctx context.Context, table string, yield func(row []byte) error) error {
	columns, err := s.columns(ctx, table)
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	order := "1, 2, 3, 4"[:3*min(len(columns), 4)-2]
	var row []byte
	return s.each(ctx, false, `SELECT `+strings.Join(columns, ", ")+` FROM `+table+` ORDER BY `+order, nil, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		row = row[:0]
		for i, v := range values {
			raw, err := json.Marshal(v)
			if err != nil {
				return fmt.Errorf("%s.%s: %w", table, columns[i], err)
			}
			row = append(append(append(row, ",\""...), columns[i]...), "\":"...)
			row = append(row, raw...)
		}
		row[0] = '{'
		return yield(append(row, '}'))
	})
}

// columns are those of a table, as the database has them.
func (r reader) columns(ctx context.Context, table string) ([]string, error) {
	st, done, err := r.ask(ctx, `SELECT * FROM `+table+` LIMIT 0`, false)
	if err != nil {
		return nil, fmt.Errorf("columns of %s: %w", table, err)
	}
	defer done()
	rows, err := st.QueryContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("columns of %s: %w", table, err)
	}
	defer rows.Close()
	return rows.Columns()
}

// Loader puts dumped rows into a table.
type Loader struct {
	tx      *Tx
	columns []string
	text    string
}

// Loader loads a table; rows come in the order in which they were dumped.
func (t *Tx) Loader(ctx context.Context, table string) (*Loader, error) {
	columns, err := t.columns(ctx, table)
	if err != nil {
		return nil, err
	}
	w := where{}
	places := make([]string, len(columns))
	for i := range places {
		places[i] = w.arg(nil)
	}
	return &Loader{t, columns, `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)`}, nil
}

// Load saves one row, which must have exactly the table's columns.
func (l *Loader) Load(ctx context.Context, row []byte) error {
	var values map[string]any
	d := json.NewDecoder(strings.NewReader(string(row)))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		return err
	}
	if len(values) != len(l.columns) {
		return fmt.Errorf("%d columns, want %d", len(values), len(l.columns))
	}
	args := make([]any, len(l.columns))
	for i, c := range l.columns {
		switch v := values[c].(type) {
		case string:
			args[i] = v
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return err
			}
			args[i] = n
		default:
			return fmt.Errorf("column %s: neither text nor number", c)
		}
	}
	_, err := l.tx.do(ctx, l.text, args...)
	return l.tx.store.asFault(err)
}

// Resume makes the log go on after the last event that was loaded.
func (t *Tx) Resume(ctx context.Context) error {
	if _, err := t.do(ctx, `UPDATE head SET number = (SELECT COALESCE(MAX(number), 0) FROM event)`); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}

// Latest is the latest time that an act, a revision, an alert, or what readers or lists are shown is dated.
func (r reader) Latest(ctx context.Context) (time.Time, error) {
	var latest int64
	err := r.row(ctx, msg.FaultInternal(), `SELECT COALESCE(MAX(at), 0) FROM (SELECT MAX(at) AS at FROM act UNION ALL SELECT MAX(dated) FROM act
		UNION ALL SELECT MAX(at) FROM revision UNION ALL SELECT MAX(published) FROM pointer UNION ALL SELECT MAX(changed) FROM pointer
		UNION ALL SELECT MAX(touched) FROM story UNION ALL SELECT MAX(at) FROM alert) dates`, nil, &latest)
	if err != nil {
		return time.Time{}, fmt.Errorf("latest date: %w", err)
	}
	return moment(latest), nil
}

// Schema is the version of the tables.
func (r reader) Schema(ctx context.Context) (int64, error) {
	var v int64
	if err := r.row(ctx, msg.FaultInternal(), `SELECT MAX(version_id) FROM goose_db_version`, nil, &v); err != nil {
		return 0, fmt.Errorf("version of the records: %w", err)
	}
	return v, nil
}

// Empty reports whether there is no record at all.
func (r reader) Empty(ctx context.Context) (bool, error) {
	counts, err := r.Counts(ctx)
	for _, n := range counts {
		if n > 0 {
			return false, err
		}
	}
	return true, err
}

// Examine looks through all records for what cannot be: a hole in the log, a
// pointer that its acts do not bear out or that is missing, a head that is no
// revision, a document that is not what its hash says. It is nil where all is well.
func (r reader) Examine(ctx context.Context) error {
	for _, x := range []struct{ wrong, count string }{
		{"events are missing from the log", `SELECT CAST(h.number AS BIGINT) - COUNT(e.number) FROM head h LEFT JOIN event e ON e.number BETWEEN 1 AND h.number GROUP BY h.number`},
		{"events are ahead of the log", `SELECT COUNT(*) FROM event e JOIN head h ON e.number > h.number OR e.number < 1`},
		{"pointers are not borne out by their story's last act", `SELECT COUNT(*) FROM pointer p LEFT JOIN act a ON a.number = p.act
			WHERE a.number IS NULL OR a.story <> p.story OR a.revision <> p.revision OR a.kind = 'withdraw'
			OR EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act)`},
		{"public stories have no pointer", `SELECT COUNT(*) FROM act a WHERE a.kind <> 'withdraw'
			AND NOT EXISTS (SELECT 1 FROM act later WHERE later.story = a.story AND later.number > a.number)
			AND NOT EXISTS (SELECT 1 FROM pointer p WHERE p.act = a.number)`},
		{"pointers have another first date than their story's first act", `SELECT COUNT(*) FROM pointer p
			WHERE p.published <> (SELECT a.at FROM act a WHERE a.story = p.story ORDER BY a.number LIMIT 1)`},
		{"stories are listed as what their acts do not say", `SELECT COUNT(*) FROM story s LEFT JOIN pointer p ON p.story = s.id
			WHERE s.state <> CASE WHEN p.revision = s.head THEN 1 WHEN p.story IS NOT NULL THEN 2
				WHEN EXISTS (SELECT 1 FROM act a WHERE a.story = s.id AND a.undoes = 0
					AND NOT EXISTS (SELECT 1 FROM act u WHERE u.undoes = a.number)) THEN 3 ELSE 0 END`},
		{"parts of a sitemap have other stories than are public", `SELECT COUNT(*) FROM
			(SELECT p.story FROM pointer p LEFT JOIN sitemap_story s ON s.story = p.story AND s.edition = p.edition WHERE s.story IS NULL
			UNION ALL SELECT s.story FROM sitemap_story s LEFT JOIN pointer p ON p.story = s.story WHERE p.story IS NULL
			UNION ALL SELECT m.edition FROM sitemap m WHERE m.stories <> (SELECT COUNT(*) FROM sitemap_story s WHERE s.edition = m.edition AND s.part = m.part)) wrong`},
		{"stories have a head that is no revision", `SELECT COUNT(*) FROM story s WHERE s.head > 0
			AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.story = s.id AND r.number = s.head)`},
		{"stories have a hole in their revisions", `SELECT COUNT(*) FROM (SELECT story FROM revision GROUP BY story HAVING MAX(number) <> COUNT(*)) holed`},
	} {
		var n int64
		if err := r.row(ctx, msg.FaultInternal(), x.count, nil, &n); err != nil {
			return fmt.Errorf("examining the records: %w", err)
		}
		if n != 0 {
			return fault.Wrap(fmt.Errorf("%d %s", n, x.wrong), fault.Internal, msg.FaultInternal())
		}
	}
	if _, _, err := r.AuditWhole(ctx); err != nil {
		if t := (*audit.Tampered)(nil); errors.As(err, &t) {
			return fault.Wrap(err, fault.Internal, msg.FaultInternal())
		}
		return fmt.Errorf("examining the audit: %w", err)
	}
	if err := r.hashes(ctx); err != nil {
		return err
	}
	return r.shownAsWritten(ctx)
}

// hashes compares every document with its hash.
func (r reader) hashes(ctx context.Context) error {
	return r.each(ctx, false, `SELECT story, number, hash, document FROM revision`, nil, func(scan func(...any) error) error {
		var of story.ID
		var number int
		var hash story.Hash
		var document []byte
		if err := scan(&of, &number, &hash, &document); err != nil {
			return err
		}
		if sum(document) != hash {
			return fault.Wrap(fmt.Errorf("revision %d of story %s is not what its hash says", number, of), fault.Internal, msg.FaultInternal())
		}
		return nil
	})
}

func sum(document []byte) story.Hash {
	s := sha256.Sum256(document)
	return story.Hash(hex.EncodeToString(s[:]))
}
