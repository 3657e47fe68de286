package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/store"
)

// statements are those of a release, one a line.
func statements(t *testing.T, release string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", release))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// previousRelease runs what every released program asks of the records against
// today's tables: a program that is put back by one release goes on.
func previousRelease(t *testing.T, d *Desk) {
	releases, err := filepath.Glob("testdata/statements-*.sql")
	if err != nil || len(releases) == 0 {
		t.Fatalf("statements of releases: %v, %v", releases, err)
	}
	known := map[string]any{"story": string(d.Public("Flood")), "asset": string(d.Picture("a river").ID), "person": string(Reporter), "edition": "en", "act": int64(1)}
	past := d.Past()
	for _, release := range releases {
		for _, text := range statements(t, filepath.Base(release)) {
			if strings.Contains(text, "SKIP LOCKED") != strings.HasPrefix(d.DSN, "postgres") && strings.Contains(text, "UPDATE job SET attempts") {
				continue // that of the other database
			}
			st, err := past.PrepareContext(t.Context(), text)
			if err != nil {
				t.Errorf("%s: %v\n%s", release, err, text)
				continue
			}
			st.Close()
		}
		inserts(t, past, statements(t, filepath.Base(release)), known)
	}
}

var insert = regexp.MustCompile(`^INSERT INTO (\w+) \(([^)]*)\) VALUES \((.*?)\)( ON CONFLICT .*| RETURNING .*)?$`)

// inserts runs every statement that adds a row, in one transaction that is taken back.
func inserts(t *testing.T, past *sql.DB, all []string, ids map[string]any) {
	t.Helper()
	tx, err := past.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`DELETE FROM pointer`); err != nil { // its story is shown again below
		t.Fatal(err)
	}
	order := append(store.Tables(), "session", "link")
	slices.SortStableFunc(all, func(a, b string) int { return place(order, a) - place(order, b) })
	ran := 0
	for _, text := range all {
		m := insert.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if _, err := tx.Exec(text, row(m[1], strings.Split(m[2], ", "), m[3], ids)...); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		ran++
	}
	if ran < 18 {
		t.Errorf("%d statements added a row, want all 18 of the first release at least", ran)
	}
}

func place(order []string, text string) int {
	m := insert.FindStringSubmatch(text)
	if m == nil {
		return -1
	}
	return slices.Index(order, m[1])
}

// row is a plausible value for each argument of an insert.
func row(table string, columns []string, values string, known map[string]any) []any {
	const next = "(SELECT COALESCE(MAX(number), 0) + 1 FROM revision WHERE story = $2)"
	var args []any
	for i, v := range strings.Split(strings.Replace(values, next, "story", 1), ", ") {
		switch {
		case v == "story":
			args = append(args, known["story"])
		case strings.HasPrefix(v, "$"):
			args = append(args, value(table, columns[i], known))
		}
	}
	return args
}

func value(table, column string, known map[string]any) any {
	if v, ok := known[column]; ok {
		return v
	}
	switch column {
	case "number":
		return int64(5000) // an act has the number of its event
	case "at", "ends", "created", "touched", "published", "changed", "seen", "expires", "due", "disabled", "lease":
		return Noon.UnixMicro()
	case "revision", "parent", "width", "height", "size", "duration", "public", "attempts", "dead", "branch", "head", "used":
		return int64(1)
	case "id", "token", "folded", "source", "slug", "key", "name", "subject", "ext":
		return id.New()
	}
	return table
}

// column is a column of a table: its name, and whether a row can be added without it.
type column struct {
	name     string
	optional bool
}

// columnsOf are the columns of each table.
func (d *Desk) columnsOf() map[string][]column {
	d.t.Helper()
	text := `SELECT m.name, c.name, c."notnull" = 0 OR c.dflt_value IS NOT NULL FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2`
	if strings.HasPrefix(d.DSN, "postgres") {
		text = `SELECT table_name, column_name, is_nullable = 'YES' OR column_default IS NOT NULL FROM information_schema.columns
			WHERE table_schema = current_schema() ORDER BY 1, 2`
	}
	rows, err := d.Past().Query(text)
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	all := make(map[string][]column)
	for rows.Next() {
		var table string
		var c column
		if err := rows.Scan(&table, &c.name, &c.optional); err != nil {
			d.t.Fatal(err)
		}
		all[table] = append(all[table], c)
	}
	if err := rows.Err(); err != nil {
		d.t.Fatal(err)
	}
	return all
}

func addedColumns(t *testing.T, d *Desk) {
	first := make(map[string]map[string]bool) // columns of the first release
	for _, text := range statements(t, "statements-1.sql") {
		if m := insert.FindStringSubmatch(text); m != nil {
			if first[m[1]] == nil {
				first[m[1]] = make(map[string]bool)
			}
			for c := range strings.SplitSeq(m[2], ", ") {
				first[m[1]][c] = true
			}
		}
	}
	today := d.columnsOf()
	if len(first) != 13 {
		t.Errorf("the first release added rows to %d tables, want 13", len(first))
	}
	for table, columns := range first {
		for _, c := range today[table] {
			if !columns[c.name] && !c.optional {
				t.Errorf("%s.%s has no default: the previous release can add no row", table, c.name)
			}
			delete(columns, c.name)
		}
		for c := range columns {
			t.Errorf("%s.%s is gone, and the previous release asks for it", table, c)
		}
	}
}

// clear makes the house hold nothing.
func (d *Desk) clear() {
	d.t.Helper()
	past := d.Past()
	for _, table := range []string{"edition", "person"} {
		if _, err := past.Exec("DELETE FROM " + table); err != nil {
			d.t.Fatal(err)
		}
	}
}

func takenBack(t *testing.T, d *Desk) {
	d.clear()
	before := d.columnsOf()
	nothing := func(*store.Tx) error { return nil }
	if err := d.Rebuild(t.Context(), 1, nothing, nothing); err != nil {
		t.Fatal(err)
	}
	same(t, "the tables", d.columnsOf(), nil, before)
	stop := errors.New("the backup is damaged")
	if err := d.Rebuild(t.Context(), 1, nothing, func(*store.Tx) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a restoration that fails: %v, want its error", err)
	}
	same(t, "the tables after a restoration that failed", d.columnsOf(), nil, before)
	if last, err := d.Last(t.Context()); err != nil || last != 0 {
		t.Errorf("last event %d, %v; want 0", last, err)
	}
	d.Tx(func(tx *store.Tx) error { return tx.PutEdition(t.Context(), &edition.Edition{Slug: "fr", Lang: "fr"}) })
}

func newerRecords(t *testing.T, d *Desk) {
	d.clear()
	if err := d.Newer(t.Context()); err != nil {
		t.Errorf("records of today: %v", err)
	}
	if _, err := d.Past().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, TRUE)`); err != nil {
		t.Fatal(err)
	}
	old, err := store.Open(t.Context(), store.Options{DSN: d.DSN})
	if err != nil {
		t.Fatalf("opening records of a newer program: %v", err)
	}
	defer old.Close()
	if err := old.Newer(t.Context()); !fault.Is(err, fault.Unsupported) || !strings.Contains(fmt.Sprint(fault.Of(err).Message), "999999") {
		t.Errorf("records of a newer program: %v, want unsupported, naming its schema", err)
	}
	nothing := func(*store.Tx) error { return nil }
	if err := old.Rebuild(t.Context(), 1, nothing, nothing); !fault.Is(err, fault.Unsupported) {
		t.Errorf("a restoration into them: %s, want unsupported", kind(err))
	}
	if err := old.Rebuild(t.Context(), 12345678, nothing, nothing); !fault.Is(err, fault.Unsupported) {
		t.Errorf("tables nobody knows: %s, want unsupported", kind(err))
	}
	if err := old.InTx(t.Context(), func(tx *store.Tx) error { return tx.PutEdition(t.Context(), &edition.Edition{Slug: "fr", Lang: "fr"}) }); err != nil {
		t.Errorf("saving goes on: %v", err)
	}
}

// leftOut are the tables that no backup holds: who is signed in, and what the
// database knows of itself; and the parts of the sitemaps, which triggers make
// again as the pointers come back.
var leftOut = []string{"head", "session", "link", "device", "goose_db_version", "sqlite_sequence", "sitemap", "sitemap_story"}

func tablesInBackup(t *testing.T, d *Desk) {
	for table := range d.columnsOf() {
		if !slices.Contains(store.Tables(), table) && !slices.Contains(leftOut, table) {
			t.Errorf("table %s is in no backup: name it in store.Tables, or as left out with the reason", table)
		}
	}
}
