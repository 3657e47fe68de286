package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"dateline/fault"
	"dateline/lang/msg"
)

// migrate brings the database to the newest schema. A database of a newer
// schema than this program knows is left as it is: its tables hold all that
// this program's statements need.
func (s *Store) migrate(ctx context.Context) error {
	files, err := s.dialect.migrations()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	options, err := s.dialect.migration()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	options = append(options, goose.WithGoMigrations(refoldMigration()))
	p, err := goose.NewProvider(s.dialect.goose, s.write.db, files, options...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the records: %w", err)
	}
	return nil
}

func (d *dialect) migrations() (fs.FS, error) { return fs.Sub(migrations, "migrations/"+d.name) }

// change is a migration: how it is done and undone, as SQL, or done by a function.
type change struct {
	version  int64
	up, down string
	do       func(context.Context, *sql.Tx) error // nil where there is SQL
}

// changes are the migrations, oldest first.
func (d *dialect) changes() ([]change, error) {
	files, err := d.migrations()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.sql") // in order: a name begins with its number
	if err != nil {
		return nil, err
	}
	var all []change
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		up, down, ok := strings.Cut(string(text), "-- +goose Down")
		if !ok {
			return nil, fmt.Errorf("%s: no way down", name)
		}
		all = append(all, change{version: version, up: up, down: down})
	}
	all = append(all, change{version: refolding, do: refold})
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(a.version, b.version) })
	return all, nil
}

// Newer is nil unless the tables are of a newer schema than this program
// knows; then it is an Unsupported fault that says so. Such a house can be
// served and edited, but what the newer program added is not shown, checked or
// backed up.
func (s *Store) Newer(ctx context.Context) error {
	all, err := s.dialect.changes()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	has, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	if newest := all[len(all)-1].version; has > newest {
		return fault.New(fault.Unsupported, msg.CliRecordsNewer(int(has), int(newest)))
	}
	return nil
}

// Rebuild gives an empty house the tables of an earlier schema, has them
// filled, and brings them to the newest schema with what is in them; check
// looks at the result. All of it is one transaction: the house is whole or
// stays empty. A house that holds something is a Conflict fault, a schema that
// this program does not know an Unsupported one.
func (s *Store) Rebuild(ctx context.Context, schema int64, fill, check func(*Tx) error) error {
	all, err := s.dialect.changes()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	i := slices.IndexFunc(all, func(c change) bool { return c.version == schema })
	if i < 0 {
		return fault.Wrap(fmt.Errorf("schema %d, this program knows %d", schema, all[len(all)-1].version), fault.Unsupported, msg.FaultBackupVersion())
	}
	return s.InTx(ctx, func(tx *Tx) error {
		if err := tx.takeDown(ctx, all); err != nil {
			return err
		}
		if err := tx.build(ctx, all[:i+1]); err != nil {
			return err
		}
		if err := fill(tx); err != nil {
			return err
		}
		if err := tx.build(ctx, all[i+1:]); err != nil {
			return err
		}
		return check(tx)
	})
}

// takeDown drops the tables of a house that holds nothing.
func (t *Tx) takeDown(ctx context.Context, all []change) error {
	has, err := t.Schema(ctx)
	if err != nil {
		return err
	}
	if newest := all[len(all)-1].version; has != newest {
		return fault.New(fault.Unsupported, msg.CliRecordsNewer(int(has), int(newest)))
	}
	empty, err := t.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return fault.New(fault.Conflict, msg.FaultBackupNotEmpty())
	}
	for _, c := range slices.Backward(all) {
		if c.do != nil {
			continue // it left nothing to drop
		}
		if _, err := t.tx.ExecContext(ctx, c.down); err != nil {
			return fmt.Errorf("taking migration %d back: %w", c.version, err)
		}
	}
	return nil
}

func (t *Tx) build(ctx context.Context, changes []change) error {
	for _, c := range changes {
		do := c.do
		if do == nil {
			do = func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, c.up)
				return err
			}
		}
		if err := do(ctx, t.tx); err != nil {
			return fmt.Errorf("migration %d: %w", c.version, err)
		}
	}
	return nil
}

// Has reports whether there is a table of that name.
func (t *Tx) Has(ctx context.Context, table string) (bool, error) {
	var name string
	err := t.row(ctx, msg.FaultNotFound(), t.store.dialect.table, []any{table}, &name)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("table %s: %w", table, err)
	}
	return true, nil
}

// Count is the number of rows of a table of records.
func (r reader) Count(ctx context.Context, table string) (int64, error) {
	if !slices.Contains(tables, table) {
		return 0, errors.New("no table of records: " + table)
	}
	var n int64
	if err := r.row(ctx, msg.FaultInternal(), `SELECT COUNT(*) FROM `+table, nil, &n); err != nil {
		return 0, fmt.Errorf("counting %s: %w", table, err)
	}
	return n, nil
}
