package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/backup"
	"dateline/blob"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
)

// nothingIn fails the test if a bucket holds or has begun anything.
func nothingIn(t testing.TB, files blob.Folder) {
	t.Helper()
	err := filepath.WalkDir(string(files), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func path(files blob.Folder, h media.Hash) string {
	return filepath.Join(string(files), "blobs", string(h[:2]), string(h))
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheLastGoodBackupStaysWhenAFileOfTheHouseIsRotten(t *testing.T) {
	h := busy(t, file(t))
	good := h.asset(t, "a dam", "a small dam")
	name := filepath.Join(t.TempDir(), "news.backup")
	if _, lost, err := backup.File(t.Context(), name, h.Store, h.files, nil); err != nil || len(lost) != 0 {
		t.Fatalf("the first backup: %v, %v", lost, err)
	}
	first := read(t, name)
	changed, missing, unreadable := h.asset(t, "rotten", "1").Hash, h.asset(t, "lost", "2").Hash, h.asset(t, "no disk", "3").Hash
	shorter := h.asset(t, "shorter", "4").Hash
	for _, err := range []error{os.WriteFile(path(h.files, changed), []byte("rottem"), 0o600), os.Remove(path(h.files, missing)),
		os.Remove(path(h.files, unreadable)), os.Mkdir(path(h.files, unreadable), 0o700), os.Truncate(path(h.files, shorter), 3)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, lost, err := backup.File(t.Context(), name, h.Store, h.files, nil)
	if fault.Of(err).Message.Key != msg.CliBackupPartial(4, "", "").Key {
		t.Errorf("a backup of rotten files: %v, want it said that it is partial", err)
	}
	why := make(map[media.Hash]error)
	for _, l := range lost {
		why[l.Hash] = l.Why
	}
	if len(lost) != 4 || !errors.Is(why[changed], blob.ErrHash) || !errors.Is(why[missing], blob.ErrNotThere) || why[unreadable] == nil || !errors.Is(why[shorter], blob.ErrHash) {
		t.Errorf("named as lost: %v; want the changed, the missing, the unreadable and the shorter one", lost)
	}
	if !bytes.Equal(read(t, name), first) {
		t.Error("the last good backup was touched")
	}
	if left, err := filepath.Glob(name + ".*"); err != nil || fmt.Sprint(left) != fmt.Sprint([]string{name + ".partial"}) {
		t.Errorf("beside it stand %v, %v; want the partial one alone", left, err)
	}
	partial := read(t, name+".partial")
	s, files := empty(t, file(t))
	if _, err := backup.Restore(t.Context(), bytes.NewReader(partial), s, files, backup.Options{}); fault.Of(err).Message.Key != msg.CliBackupNotWhole(4).Key {
		t.Errorf("restoring it unasked: %v, want it refused, with the way", err)
	}
	m, err := backup.Restore(t.Context(), bytes.NewReader(partial), s, files, backup.Options{Whole: true})
	if err != nil || len(m.Missing) != 4 {
		t.Fatalf("restoring what is whole: %+v, %v; want it, and four files named", m, err)
	}
	if got := read(t, path(files, good.Hash)); string(got) != "a dam" {
		t.Errorf("the dam came back as %q", got)
	}
	if _, _, err := files.Open(t.Context(), changed); !errors.Is(err, blob.ErrNotThere) {
		t.Errorf("the rotten file came back: %v", err)
	}
}

func TestWhatIsWholeInADamagedBackupComesBackWithAListOfTheRest(t *testing.T) {
	h := busy(t, file(t))
	for i := range 5 {
		h.asset(t, fmt.Sprint("picture ", i), fmt.Sprint("small ", i))
	}
	saved, m := takeBackup(t, h.Store, h.files)
	for what, c := range map[string]struct {
		tamper  func([]entry) []entry
		missing int
	}{
		"one file changed":           {func(p []entry) []entry { i := at(t, p, "blobs/"); p[i].body = "X" + p[i].body[1:]; return p }, 1},
		"one file longer":            {func(p []entry) []entry { p[at(t, p, "blobs/")].body += "more"; return p }, 1},
		"cut off before the last":    {func(p []entry) []entry { return p[:len(p)-1] }, 1},
		"another in the third place": {func(p []entry) []entry { i := at(t, p, "blobs/") + 2; p[i].Name = "blobs/x"; return p }, int(m.Blobs.Rows) - 2},
	} {
		t.Run(what, func(t *testing.T) {
			s, files := empty(t, file(t))
			evil := pack(t, c.tamper(unpack(t, saved)))
			if _, err := backup.Restore(t.Context(), bytes.NewReader(evil), s, files, backup.Options{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("unasked: %v, want it refused", err)
			}
			nothingIn(t, files)
			got, err := backup.Restore(t.Context(), bytes.NewReader(evil), s, files, backup.Options{Whole: true})
			if err != nil || len(got.Missing) != c.missing {
				t.Fatalf("%d named as missing, %v; want %d", len(got.Missing), err, c.missing)
			}
			n := 0
			if err := files.List(t.Context(), func(media.Hash, int64) error { n++; return nil }); err != nil || n != int(m.Blobs.Rows)-c.missing {
				t.Errorf("%d files came back, %v; want the other %d", n, err, int(m.Blobs.Rows)-c.missing)
			}
		})
	}
}

func TestAFullDiskLeavesTheLastBackupAndNothingElse(t *testing.T) {
	h := busy(t, file(t))
	name := filepath.Join(t.TempDir(), "news.backup")
	if err := errors.Join(os.WriteFile(name, []byte("the last good one"), 0o600), os.Symlink("/dev/full", name+".unfinished")); err != nil {
		t.Fatal(err)
	}
	_, _, err := backup.File(t.Context(), name, h.Store, h.files, nil)
	if f := fault.Of(err); f.Message.Key != msg.CliBackupNoSpace("").Key || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a backup to a full disk: %v, want it said", err)
	}
	if left, err := filepath.Glob(name + "*"); err != nil || len(left) != 1 || string(read(t, name)) != "the last good one" {
		t.Errorf("left: %v, %v; want the last good one alone", left, err)
	}
}

func TestTwoBackupsToOneNameDoNotMix(t *testing.T) {
	h := busy(t, file(t))
	name := filepath.Join(t.TempDir(), "news.backup")
	other, err := os.Create(name + ".unfinished")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := syscall.Flock(int(other.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if _, _, err := backup.File(t.Context(), name, h.Store, h.files, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second at once: %v, want conflict", err)
	}
	if err := other.Close(); err != nil { // killed: its file stays, its lock does not
		t.Fatal(err)
	}
	if _, _, err := backup.File(t.Context(), name, h.Store, h.files, nil); err != nil {
		t.Errorf("after the first was killed: %v", err)
	}
}

func TestARestorationThatIsNotConfirmedLeavesNothing(t *testing.T) {
	h := busy(t, file(t))
	h.Tx(func(tx *store.Tx) error {
		return tx.PutPerson(t.Context(), &staff.Person{ID: "aaaaaaaaaaaaa", Name: "Mallory", Role: staff.Administrator, Created: time.Now()})
	})
	saved, _ := takeBackup(t, h.Store, h.files)
	s, files := empty(t, file(t))
	no := errors.New("I know no Mallory")
	_, err := backup.Restore(t.Context(), bytes.NewReader(saved), s, files, backup.Options{Confirm: func(people []staff.Person) error {
		if len(people) != 1 || people[0].Name != "Mallory" {
			t.Errorf("shown: %v, want Mallory alone", people)
		}
		return no
	}})
	if !errors.Is(err, no) {
		t.Errorf("refused: %v, want %v", err, no)
	}
	if nothing, err := s.Empty(t.Context()); err != nil || !nothing {
		t.Errorf("records were kept, %v", err)
	}
	nothingIn(t, files)
}

// restoreAndWait restores in a program of its own, until it is killed before the end.
func restoreAndWait(saved string) {
	ctx, folder := context.Background(), os.Getenv("DATELINE_TEST_FOLDER")
	s, err := store.Open(ctx, store.Options{DSN: filepath.Join(folder, "dateline.db")})
	if err != nil {
		panic(err)
	}
	in, err := os.Open(saved)
	if err != nil {
		panic(err)
	}
	_, err = backup.Restore(ctx, in, s, blob.Folder(folder), backup.Options{Confirm: func([]staff.Person) error {
		fmt.Println("all is read")
		time.Sleep(time.Hour)
		return nil
	}})
	panic(err)
}

func TestARestorationThatIsKilledLeavesAnEmptyHouse(t *testing.T) {
	h := busy(t, file(t))
	saved, _ := takeBackup(t, h.Store, h.files)
	folder, name, tmp := t.TempDir(), filepath.Join(t.TempDir(), "news.backup"), t.TempDir()
	if err := os.WriteFile(name, saved, 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "DATELINE_TEST_RESTORE="+name, "DATELINE_TEST_FOLDER="+folder, "TMPDIR="+tmp)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	word := make([]byte, 11)
	if _, err := out.Read(word); err != nil || string(word) != "all is read" {
		t.Fatalf("the restoration said %q, %v", word, err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	s, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(folder, "dateline.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if nothing, err := s.Empty(t.Context()); err != nil || !nothing {
		t.Errorf("records of a restoration that was killed: %v", err)
	}
	files := blob.Folder(folder)
	if err := files.Sweep(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := files.List(t.Context(), func(h media.Hash, _ int64) error { return errors.New("left " + string(h)) }); err != nil {
		t.Error(err)
	}
	t.Setenv("TMPDIR", tmp)
	if left, _ := filepath.Glob(filepath.Join(tmp, "dateline-*")); len(left) != 1 {
		t.Errorf("the killed program left %v, want its folder", left)
	}
	if _, err := backup.Restore(t.Context(), bytes.NewReader(saved), s, files, backup.Options{}); err != nil {
		t.Errorf("the next restoration: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(tmp, "dateline-*")); len(left) != 0 {
		t.Errorf("after the next one: %v is left, want nothing", strings.Join(left, ", "))
	}
}
