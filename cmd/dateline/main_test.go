package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/darkroom"
	"dateline/fault"
	"dateline/wire/lines"
)

func TestMain(m *testing.M) {
	darkroom.Child()
	os.Exit(m.Run())
}

// shell runs a command as from a shell, and gives what it ends with and what it prints.
func shell(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	var printed [2]*os.File
	for i, to := range []**os.File{&os.Stdout, &os.Stderr} {
		f, err := os.Create(filepath.Join(t.TempDir(), "printed"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		printed[i], *to = f, f
	}
	code = run(args)
	var texts [2]string
	for i, f := range printed {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	return code, texts[0], texts[1]
}

func TestAPersonIsAddedListedAndGetsALink(t *testing.T) {
	data := filepath.Join(t.TempDir(), "news")
	code, out, complaints := shell(t, "user", "add", "Ruth Adeyemi", "--role", "administrator", "--data", data)
	if code != 0 {
		t.Fatalf("ended with %d: %s%s", code, out, complaints)
	}
	if code, out, complaints = shell(t, "user", "list", "--data", data); code != 0 || !strings.Contains(out, "Ruth Adeyemi") {
		t.Errorf("the list ended with %d and has no Ruth Adeyemi: %s%s", code, out, complaints)
	}
	if code, out, complaints = shell(t, "user", "link", "ruth adeyemi", "--data", data); code != 0 || !strings.Contains(out, "/desk/link/") {
		t.Errorf("ended with %d and no link: %s%s", code, out, complaints)
	}
	if code, out, complaints = shell(t, "user", "link", "Nobody", "--data", data); code != exitFault || out != "" || complaints == "" {
		t.Errorf("a link for nobody ended with %d: %q, %q", code, out, complaints)
	}
}

func TestAFolderThatWasMistypedIsNotMadeANewsroom(t *testing.T) {
	data := filepath.Join(t.TempDir(), "nwes")
	for _, command := range [][]string{{"user", "list"}, {"export", "jsonl"}, {"backup", filepath.Join(t.TempDir(), "news.backup")}} {
		code, _, complaints := shell(t, append(command, "--data", data)...)
		if code != exitFault || !strings.Contains(complaints, data) {
			t.Errorf("%v ended with %d: %q; want %d and the folder named", command, code, complaints, exitFault)
		}
	}
	if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there now (%v)", err)
	}
}

func TestWhatCannotBeReadEndsWithTwoAndNamesTheCommandWhoseHelpWouldHelp(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.toml")
	if err := os.WriteFile(bad, []byte("lissten = \"localhost:1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"dateline serve", []string{"serve", "--colour"}},
		{"dateline user add", []string{"user", "add"}},
		{"dateline", []string{"sing"}},
		{"lissten", []string{"user", "list", "--config", bad}},
		{"origin", []string{"user", "list", "--origin", "not an address"}},
	} {
		code, out, complaints := shell(t, c.args...)
		if code != exitUsage || out != "" || !strings.Contains(complaints, c.want) {
			t.Errorf("%v ended with %d: %q, %q; want %d and %q", c.args, code, out, complaints, exitUsage, c.want)
		}
	}
}

func TestAVariableWeighsMoreThanTheFileAndAFlagMoreThanBoth(t *testing.T) {
	folder := t.TempDir()
	config := filepath.Join(folder, "news.toml")
	if err := os.WriteFile(config, []byte("data = \""+filepath.Join(folder, "file")+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ variable, flag, want string }{{"", "", "file"}, {"variable", "", "variable"}, {"variable", "flag", "flag"}} {
		args := []string{"user", "list", "--config", config}
		if c.variable != "" {
			t.Setenv("DATELINE_DATA", filepath.Join(folder, c.variable))
		}
		if c.flag != "" {
			args = append(args, "--data", filepath.Join(folder, c.flag))
		}
		if _, _, complaints := shell(t, args...); !strings.Contains(complaints, filepath.Join(folder, c.want)) {
			t.Errorf("%+v: %q; want the folder of the %s", c, complaints, c.want)
		}
	}
}

func TestAnErrorIsToldInWordsThatHelp(t *testing.T) {
	_, missing := os.Open(filepath.Join(t.TempDir(), "page.html"))
	for _, c := range []struct {
		err          error
		want, absent string
	}{
		{missing, "page.html", "open "},
		{&lines.LineError{Number: 7, Err: lines.ErrNoHeadline}, "7", "lines:"},
		{fault.Wrap(errors.New("sql: no rows"), fault.NotFound, fault.NotFound.General()), "", "sql"},
		{fault.Wrap(errors.New("the bucket is full"), fault.Unavailable, fault.Unavailable.General()), "the bucket is full", ""},
		{errors.New("unknown flag --colour"), "unknown flag --colour", ""},
	} {
		got := describe(c.err)
		if !strings.Contains(got, c.want) || c.absent != "" && strings.Contains(got, c.absent) || got == "" {
			t.Errorf("%v is told as %q; want %q in it, and not %q", c.err, got, c.want, c.absent)
		}
	}
}
