// Package crash kills a working house again and again, with SIGKILL, at moments
// that nobody chooses, and looks whether anything is lost that it had said was
// safe. It shows what survives the end of the process; that the disk is asked
// to make sure before anything is called safe is tested in store and blob.
package crash

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/blob"
	"dateline/store"
	"dateline/story"
)

var (
	crashes = flag.Int("crashes", 300, "how often houses are killed, in all")
	seed    = flag.Uint64("seed", 0, "seed of the moments and of the work; 0: one that is new each time")
)

// folderKey names the variable of the environment that makes this binary the house that is killed.
const folderKey = "DATELINE_CRASH_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(folderKey); folder != "" {
		if err := work(context.Background(), folder, os.Getenv("DATELINE_CRASH_SEED"), os.NewFile(3, "acknowledgements")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	os.Exit(m.Run())
}

// newsrooms are how many folders houses work in at the same time. What has piled up in a folder is looked through
// after each kill, so that three hundred kills of one folder would cost nine times those of a third of it.
const newsrooms = 6

// lifetime is how long a house lives at most before it is killed; the shortest
// lives end while it opens.
const lifetime = 500 * time.Millisecond

func TestNothingAcknowledgedIsLostWhenTheHouseIsKilled(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-seed %d", *seed)
	for n := range newsrooms {
		t.Run(fmt.Sprint("newsroom ", n), func(t *testing.T) {
			t.Parallel()
			killed(t, uint64(n), (*crashes+n)/newsrooms)
		})
	}
}

// killed has the houses of one folder killed so many times.
func killed(t *testing.T, newsroom uint64, times int) {
	chance := rand.New(rand.NewPCG(*seed, newsroom))
	folder := t.TempDir()
	var kept ledger
	working := 0
	for n := range times {
		before := len(kept.lines)
		if err := kept.live(folder, fmt.Sprint(*seed, " ", newsroom, " ", n), time.Duration(chance.Int64N(int64(lifetime)))); err != nil {
			t.Fatalf("house %d: %v", n, err)
		}
		if len(kept.lines) > before {
			working++
		}
		if err := kept.check(t.Context(), folder, kept.lines[before:]); err != nil {
			t.Fatalf("after crash %d: %v", n+1, err)
		}
	}
	if err := kept.check(t.Context(), folder, kept.lines); err != nil {
		t.Errorf("at the end: %v", err)
	}
	if err := integrity(t.Context(), folder); err != nil {
		t.Error(err)
	}
	t.Logf("%d crashes, %d of them at work; all of %s is there", times, working, kept.sum())
	if working < times/2 {
		t.Errorf("only %d of %d houses came to work before they were killed", working, times)
	}
}

// ledger is what houses have said is safe, line by line.
type ledger struct {
	lines []string
}

// live lets a house work in the folder until it is killed, and notes what it said.
func (l *ledger) live(folder, seed string, life time.Duration) error {
	said, says, err := os.Pipe()
	if err != nil {
		return err
	}
	defer said.Close()
	house := exec.Command(os.Args[0])
	house.Env = append(os.Environ(), folderKey+"="+folder, "DATELINE_CRASH_SEED="+seed)
	house.ExtraFiles = []*os.File{says}
	var trouble bytes.Buffer
	house.Stderr = &trouble
	err = house.Start()
	says.Close()
	if err != nil {
		return err
	}
	timer := time.AfterFunc(life, func() { house.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewReader(said)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // a line without its end was never acknowledged
		}
		if err != nil {
			return err
		}
		l.lines = append(l.lines, strings.TrimSuffix(line, "\n"))
	}
	house.Wait()
	if house.ProcessState.Exited() {
		return fmt.Errorf("it ended by itself: %s\n%s", house.ProcessState, trouble.String())
	}
	return nil
}

// check opens the folder as the next house would, and looks for what the lines say is there.
func (l *ledger) check(ctx context.Context, folder string, lines []string) error {
	s, err := store.Open(ctx, store.Options{DSN: filepath.Join(folder, "dateline.db")})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Examine(ctx); err != nil {
		return err
	}
	files := blob.Folder(folder)
	for _, line := range lines {
		if err := there(ctx, s, files, line); err != nil {
			return fmt.Errorf("acknowledged: %s: %w", line, err)
		}
	}
	return nil
}

// there tells whether what a line says was safe is there, byte for byte.
func there(ctx context.Context, s *store.Store, files blob.Folder, line string) error {
	var what string
	rest := strings.NewReader(line)
	fmt.Fscan(rest, &what)
	switch what {
	case "revision":
		var of story.ID
		var number int
		var token uint64
		fmt.Fscan(rest, &of, &number, &token)
		return revisionThere(ctx, s, of, number, token)
	case "act":
		var want story.Act
		fmt.Fscan(rest, &want.Story, &want.Number, &want.Kind, &want.Revision)
		return actThere(ctx, s, want)
	case "upload":
		var id string
		var token uint64
		fmt.Fscan(rest, &id, &token)
		return uploadThere(ctx, s, files, id, token)
	}
	return fmt.Errorf("unknown line")
}

func revisionThere(ctx context.Context, s *store.Store, of story.ID, number int, token uint64) error {
	r, err := s.Revision(ctx, of, number)
	if err != nil {
		return err
	}
	got, _, err := r.Document.Canonical()
	if err != nil {
		return err
	}
	expected := document(token)
	expected.Identify(of)
	want, hash, err := expected.Canonical()
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) || r.Hash != hash {
		return fmt.Errorf("it holds %d other bytes", len(got))
	}
	return nil
}

func actThere(ctx context.Context, s *store.Store, want story.Act) error {
	of, err := s.Story(ctx, want.Story)
	if err != nil {
		return err
	}
	for _, a := range of.Acts {
		if a.Number == want.Number && a.Kind == want.Kind && a.Revision == want.Revision {
			return shown(ctx, s, of)
		}
	}
	return fmt.Errorf("not among the acts %+v", of.Acts)
}

// shown tells whether readers see what the acts say.
func shown(ctx context.Context, s *store.Store, of *story.Story) error {
	cards, err := s.CardsOf(ctx, []story.ID{of.ID})
	if err != nil {
		return err
	}
	if of.Publication() != story.Public {
		if len(cards) != 0 {
			return errors.New("withdrawn, and readers see it")
		}
		return nil
	}
	r, err := s.Revision(ctx, of.ID, of.Shown())
	if err != nil {
		return err
	}
	if len(cards) != 1 || cards[0].Headline != r.Document.Head.Headline {
		return fmt.Errorf("readers see %+v, want %s", cards, r.Document.Head.Headline)
	}
	return nil
}

func uploadThere(ctx context.Context, s *store.Store, files blob.Folder, id string, token uint64) error {
	want, hash := upload(token)
	all, err := s.Assets(ctx, []string{id})
	if err != nil {
		return err
	}
	if len(all) != 1 {
		return errors.New("no such asset")
	}
	for _, a := range all {
		if a.Hash != hash || a.Size != int64(len(want)) {
			return fmt.Errorf("the asset names %s", a.Hash)
		}
	}
	f, _, err := files.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer f.Close()
	got, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("the blob holds %d other bytes", len(got))
	}
	return nil
}

// sum counts what was acknowledged.
func (l *ledger) sum() string {
	counts := make(map[string]int)
	for _, line := range l.lines {
		what, _, _ := strings.Cut(line, " ")
		counts[what]++
	}
	return fmt.Sprintf("%d revisions, %d acts and %d uploads", counts["revision"], counts["act"], counts["upload"])
}

// integrity asks the database itself.
func integrity(ctx context.Context, folder string) error {
	db, err := sql.Open("sqlite", filepath.Join(folder, "dateline.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	var says string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&says); err != nil || says != "ok" {
		return fmt.Errorf("integrity_check says %q: %w", says, err)
	}
	var orphans int
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pragma_foreign_key_check").Scan(&orphans); err != nil || orphans != 0 {
		return fmt.Errorf("%d rows refer to nothing: %w", orphans, err)
	}
	return nil
}
