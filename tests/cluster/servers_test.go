// Package cluster runs several Datelines that serve one newsroom, with real
// servers behind them: PostgreSQL, S3-compatible storage and NATS, each a
// process that can be killed.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"

	"dateline/blob"
	"dateline/blob/s3"
	"dateline/internal/pgtest"
)

const (
	// serverOf names the variable that makes this binary one of the servers; where and folderOf say what it needs.
	serverOf = "DATELINE_CLUSTER_SERVER"
	where    = "DATELINE_CLUSTER_LISTEN"
	folderOf = "DATELINE_CLUSTER_FOLDER"

	key, secret = "newsroom", "a secret of the newsroom"
	bucketName  = "news"

	// patience is how long what must come may take on a busy machine.
	patience = time.Minute
)

var postgres pgtest.Server

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(serverOf) {
	case "s3":
		err = storage(os.Getenv(where), os.Getenv(folderOf))
	case "nats":
		err = bells(os.Getenv(where))
	default:
		os.Exit(testMain(m))
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// storage serves S3 on an address from a folder, until it is killed.
func storage(at, folder string) error {
	sidecar, err := meta.NewSideCar(filepath.Join(folder, "meta"))
	if err != nil {
		return err
	}
	backend, err := posix.New(filepath.Join(folder, "files"), sidecar, posix.PosixOpts{SideCarDir: filepath.Join(folder, "meta")})
	if err != nil {
		return err
	}
	return embedgw.RunVersityGW(context.Background(), backend, &embedgw.Config{RootUserAccess: key, RootUserSecret: secret,
		Region: "us-east-1", Ports: []string{at}, MaxConnections: 1000, MaxRequests: 1000, MultipartMaxParts: 10000,
		Quiet: true, KeepAlive: true, HealthPath: "/health"})
}

// bells serves NATS on an address until it is killed.
func bells(at string) error {
	host, text, err := net.SplitHostPort(at)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	s, err := server.NewServer(&server.Options{Host: host, Port: port, NoSigs: true, NoLog: true})
	if err != nil {
		return err
	}
	s.Start()
	s.WaitForShutdown()
	return errors.New("NATS has ended")
}

// process is a server that the test has started.
type process struct {
	*exec.Cmd
	ended chan error
}

func start(t testing.TB, program string, variables []string, arguments ...string) *process {
	t.Helper()
	p := &process{exec.Command(program, arguments...), make(chan error, 1)}
	p.Env, p.Stderr = append(os.Environ(), variables...), os.Stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.Wait(); close(p.ended) }()
	t.Cleanup(p.kill)
	return p
}

// kill ends it with SIGKILL, as the kernel or a power cut does.
func (p *process) kill() {
	_ = p.Process.Kill()
	<-p.ended
}

// free is an address that nobody listens on.
func free(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func itself(t testing.TB) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// until waits for what must come to be.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for began := time.Now(); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("still not so after %v: %s", patience, what)
		}
	}
}

// startStorage is a fresh storage with a bucket, and the bucket's address.
func startStorage(t testing.TB) (address string) {
	t.Helper()
	folder, at := t.TempDir(), free(t)
	for _, part := range []string{"meta", "files"} {
		if err := os.MkdirAll(filepath.Join(folder, part), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	start(t, itself(t), []string{serverOf + "=s3", where + "=" + at, folderOf + "=" + folder})
	until(t, "the storage answers", func() bool {
		answer, err := http.Get("http://" + at + "/health")
		if err != nil {
			return false
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	})
	if err := os.Mkdir(filepath.Join(folder, "files", bucketName), 0o750); err != nil {
		t.Fatal(err)
	}
	return "http://" + at + "/" + bucketName + "/files?region=us-east-1"
}

func open(t testing.TB, address string) *s3.Bucket {
	t.Helper()
	at, err := s3.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s3.New(at, key, secret, blob.Spool(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// startBells starts NATS at an address.
func startBells(t testing.TB, at string) *process {
	t.Helper()
	p := start(t, itself(t), []string{serverOf + "=nats", where + "=" + at})
	until(t, "NATS listens", func() bool {
		c, err := net.Dial("tcp", at)
		return err == nil && c.Close() == nil
	})
	return p
}

func testMain(m *testing.M) int {
	defer postgres.Stop()
	folder, err := os.MkdirTemp("", "dateline-cluster-")
	if err == nil {
		defer os.RemoveAll(folder)
		err = build(folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
