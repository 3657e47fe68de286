package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// table is what was measured.
type table struct {
	at     time.Time
	took   time.Duration
	others float64 // share of the machine that other programs took meanwhile
	rows   []row
}

// row is one figure beside its floor and what is to be reached.
type row struct {
	what, figure string
	floor        string // what a bare server did in the same run; empty: there is none
	ratio        float64
	target       string // empty: it stands beside the others to explain them
	met          bool
}

func newTable() *table { return &table{at: time.Now()} }

func (t *table) add(r row) { t.rows = append(t.rows, r) }

func (r row) cells() []string {
	cells := []string{r.what, r.figure, r.floor, "", r.target, ""}
	if r.ratio != 0 {
		cells[3] = fmt.Sprintf("%.2f", r.ratio)
	}
	if r.target != "" {
		cells[5] = map[bool]string{true: "met", false: "**not met**"}[r.met]
	}
	return cells
}

// String is the table as Markdown, with when and where it was measured.
func (t *table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, in %s. The load, the readers and the floors ran on the same cores; other programs took %.0f %% of them.\n\n",
		t.at.UTC().Format("2 January 2006"), machine(), t.took.Round(time.Second), 100*t.others)
	for i, cells := range append([][]string{{"", "Dateline", "floor", "ratio", "to reach", ""}}, all(t.rows)...) {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(cells)) + "|\n")
		}
	}
	return b.String()
}

func all(rows []row) (cells [][]string) {
	for _, r := range rows {
		cells = append(cells, r.cells())
	}
	return cells
}

// machine says where it was measured.
func machine() string {
	processor := runtime.GOARCH
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(b), "model name"); ok {
			line, _, _ := strings.Cut(rest, "\n")
			processor = strings.Trim(line, "\t :")
		}
	}
	return fmt.Sprintf("%d cores (%s), Linux, %s", runtime.NumCPU(), processor, runtime.Version())
}

// The marks between which the table stands in the README.
const (
	tableBegins = "<!-- bench -->\n"
	tableEnds   = "<!-- /bench -->"
)

// into writes the table into a file in the place of the one that stands there.
func (t *table) into(name string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, rest, begins := bytes.Cut(b, []byte(tableBegins))
	_, after, ends := bytes.Cut(rest, []byte(tableEnds))
	if !begins || !ends {
		return fmt.Errorf("%s has no place for the table: %q to %q", name, tableBegins, tableEnds)
	}
	return os.WriteFile(name, fmt.Appendf(nil, "%s%s%s%s%s", before, tableBegins, t, tableEnds, after), 0o644)
}
