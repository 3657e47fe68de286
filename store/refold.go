package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"

	"dateline/lang"
)

// refolding is the version of the schema from which on headlines and assets
// are found as lang.Fold has it. It is not SQL, which knows nothing of letters.
const refolding = 13

// refoldBatch is how many rows are read before those that differ are written.
const refoldBatch = 2000

// findable is all of an asset that is searched, as it is searched.
func findable(alt, filename, credit string) string {
	return lang.Fold(alt + "\n" + filename + "\n" + credit)
}

func refoldMigration() *goose.Migration {
	return goose.NewGoMigration(refolding, &goose.GoFunc{RunTx: refold}, &goose.GoFunc{RunTx: func(context.Context, *sql.Tx) error { return nil }})
}

// refold folds what is searched again, for a house whose rows were folded otherwise.
func refold(ctx context.Context, tx *sql.Tx) error {
	for _, x := range []struct {
		table, columns string
		fold           func(a, b, c string) string
	}{
		{"story", "headline, '', ''", func(headline, _, _ string) string { return lang.Fold(headline) }},
		{"asset", "alt, filename, credit", findable},
	} {
		text := `SELECT id, folded, ` + x.columns + ` FROM ` + x.table + ` WHERE id > $1 ORDER BY id LIMIT $2`
		for after, more := "", true; more; {
			changed, last, err := refolded(ctx, tx, text, after, x.fold)
			if err != nil {
				return fmt.Errorf("folding each %s again: %w", x.table, err)
			}
			for id, folded := range changed {
				if _, err := tx.ExecContext(ctx, `UPDATE `+x.table+` SET folded = $1 WHERE id = $2`, folded, id); err != nil {
					return fmt.Errorf("folding %s %s again: %w", x.table, id, err)
				}
			}
			after, more = last, last != ""
		}
	}
	return nil
}

// refolded reads the rows after an id: which are folded otherwise than they
// should be, by id, and the last id; empty where there are no more.
func refolded(ctx context.Context, tx *sql.Tx, text, after string, fold func(a, b, c string) string) (changed map[string]string, last string, err error) {
	rows, err := tx.QueryContext(ctx, text, after, refoldBatch)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	changed = make(map[string]string)
	for rows.Next() {
		var was, a, b, c string
		if err := rows.Scan(&last, &was, &a, &b, &c); err != nil {
			return nil, "", err
		}
		if now := fold(a, b, c); now != was {
			changed[last] = now
		}
	}
	return changed, last, rows.Err()
}
