// Package house runs Dateline as people run it: the program that go build
// makes, its command line, real processes, addresses asked over HTTP. The
// scripts in testdata are one story each of a newsroom and its night.
package house

import (
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"dateline/internal/pgtest"
)

var postgres pgtest.Server

// program is the folder that holds the built dateline.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	defer postgres.Stop()
	var err error
	if program, err = os.MkdirTemp("", "dateline-house-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(program)
	build := exec.Command("go", "build", "-o", filepath.Join(program, "dateline"), "./cmd/dateline")
	build.Dir, build.Env = filepath.Join("..", ".."), append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building dateline: %v\n%s", err, said)
		return 1
	}
	return m.Run()
}

func TestHouse(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata",
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			port, err := free()
			if err != nil {
				return err
			}
			e.Setenv("PATH", program+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("DATELINE_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("DATELINE_LISTEN", "127.0.0.1:"+port)
			e.Setenv("ORIGIN", "http://127.0.0.1:"+port)
			e.Setenv("TMPDIR", e.WorkDir)
			e.Values[deskKey{}] = newDesk()
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"up": up, "down": down, "crash": crash,
			"get": get, "until": until, "post": post, "act": act, "agree": agree, "signin": signIn, "hear": hear, "keep": keep, "certificate": certificate, "code": code,
			"postgres": func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv(args[0], postgres.Database(t)) },
		},
	})
}

// free is a port that nobody listens on.
func free() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return "", err
	}
	return port, ln.Close()
}
