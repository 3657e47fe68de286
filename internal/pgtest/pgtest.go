// Package pgtest starts a PostgreSQL of Debian for tests: in a folder of its
// own, on a private socket, as a user that is not root.
//
//	var postgres pgtest.Server
//
//	func TestMain(m *testing.M) {
//		code := m.Run()
//		postgres.Stop()
//		os.Exit(code)
//	}
//
//	func TestStore(t *testing.T) { dsn := postgres.Database(t) … }
package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to start on a busy machine.
const patience = time.Minute

// Server is a PostgreSQL that starts when the first database is asked for.
// One serves a whole test binary; it ends with Stop, or with the binary.
type Server struct {
	// Durable leaves fsync on. Only a suite about durability needs it.
	Durable bool

	mu      sync.Mutex // guards what follows
	folder  string     // holds the data and the socket; empty until started
	process *exec.Cmd  // nil while stopped
	ended   chan error
	made    int // databases so far
}

// Database makes a fresh, empty database, dropped when the test is over, and
// is the address to open it by.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		if err := s.start(); err != nil {
			t.Fatalf("starting PostgreSQL: %v", err)
		}
	}
	s.made++
	name := "test" + strconv.Itoa(s.made)
	if err := s.sql("CREATE DATABASE " + name); err != nil {
		t.Fatalf("making database %s: %v", name, err)
	}
	t.Cleanup(func() {
		if err := s.sql("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("dropping database %s: %v", name, err)
		}
	})
	q := url.Values{"host": {s.folder}, "sslmode": {"disable"}}
	return "postgres://dateline@/" + name + "?" + q.Encode()
}

// Stop ends the server, if it ran, and removes its folder.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	return errors.Join(s.halt(), os.RemoveAll(s.folder))
}

// Down stops the server, with everything that it holds kept for Up, or for the end of the test.
func (s *Server) Down(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.halt(); err != nil {
		t.Fatalf("stopping PostgreSQL: %v", err)
	}
	t.Cleanup(func() { s.Up(t) })
}

// Up starts the server again, if it is down.
func (s *Server) Up(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return
	}
	if err := s.run(); err != nil {
		t.Fatalf("starting PostgreSQL again: %v", err)
	}
}

// halt ends the server's process.
func (s *Server) halt() error {
	err := s.process.Process.Signal(syscall.SIGINT) // PostgreSQL's fast shutdown
	select {
	case ended := <-s.ended:
		err = errors.Join(err, ended)
	case <-time.After(patience):
		err = errors.Join(err, errors.New("PostgreSQL did not stop"), s.process.Process.Kill())
	}
	s.process = nil
	return err
}

func (s *Server) start() error {
	as, owner, err := person()
	if err != nil {
		return err
	}
	s.folder, err = os.MkdirTemp("", "dateline-postgres-")
	if err != nil {
		return err
	}
	if as != nil {
		if err := os.Chown(s.folder, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(s.folder, "data")
	initdb, err := s.command(as, "initdb", "--pgdata="+data, "--username=dateline", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb as %s: %w\n%s", owner, err, out)
	}
	return s.run()
}

// run starts the server on the data that it has.
func (s *Server) run() error {
	as, _, err := person()
	if err != nil {
		return err
	}
	settings := []string{"-D", filepath.Join(s.folder, "data"), "-k", s.folder, "-h", "", "-c", "max_connections=100"}
	if !s.Durable {
		settings = append(settings, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	server, err := s.command(as, "postgres", settings...)
	if err != nil {
		return err
	}
	return s.serve(server)
}

// serve starts the server and waits until it answers.
func (s *Server) serve(server *exec.Cmd) error {
	var log bytes.Buffer
	server.Stdout, server.Stderr = &log, &log
	started, ended := make(chan error), make(chan error, 1)
	go func() {
		// The server ends with the thread that started it, so that one whose
		// tests died does not live on; the thread therefore stays until it ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := server.Start()
		started <- err
		if err == nil {
			ended <- server.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	deadline := time.After(patience)
	for {
		if s.sql("SELECT 1") == nil {
			s.process, s.ended = server, ended
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("the server ended: %w\n%s", err, log.Bytes())
		case <-deadline:
			return errors.Join(errors.New("the server does not answer"), server.Process.Kill())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// sql runs one statement as the server's owner.
func (s *Server) sql(statement string) error {
	psql, err := program("psql")
	if err != nil {
		return err
	}
	out, err := exec.Command(psql, "-X", "-q", "-h", s.folder, "-U", "dateline", "-d", "postgres", "-c", statement).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func (s *Server) command(as *syscall.Credential, name string, args ...string) (*exec.Cmd, error) {
	path, err := program(name)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = s.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGINT}
	return cmd, nil
}

// person is who runs the server: PostgreSQL refuses to run as root.
func person() (*syscall.Credential, string, error) {
	if os.Getuid() != 0 {
		return nil, "myself", nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, "", err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, "", fmt.Errorf("user id of %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, "", fmt.Errorf("group id of %s: %w", u.Username, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, u.Username, nil
}

// program finds a program of PostgreSQL where Debian puts it, else in PATH.
func program(name string) (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err == nil && len(found) > 0 {
		return found[len(found)-1], nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("PostgreSQL is not installed (tests/install.sh test installs it): %w", err)
	}
	return path, nil
}
