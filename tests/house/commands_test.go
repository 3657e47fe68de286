package house

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"html"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

const (
	patience = 20 * time.Second // for a house to open on a busy machine
	drain    = 8 * time.Second  // for a house to close: its five seconds, and some for the machine
	glance   = 25 * time.Millisecond
)

type deskKey struct{}

// desk is an editor at a browser, and the houses that a script has opened.
type desk struct {
	http   *http.Client
	houses map[string]*served
}

// served is a running dateline serve.
type served struct {
	process *exec.Cmd
	ended   chan error
	out     safe
}

// safe is a buffer that is written and read at once.
type safe struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newDesk() *desk {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it fails for no reason of ours
	}
	return &desk{houses: map[string]*served{}, http: &http.Client{Jar: jar, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}} //nolint:gosec // the script's own certificate
}

func deskOf(ts *testscript.TestScript) *desk { return ts.Value(deskKey{}).(*desk) }

// up NAME ARG...: dateline serve ARG..., until it has greeted. What it says to
// people goes into NAME.out, its log into NAME.err.
func up(ts *testscript.TestScript, _ bool, args []string) {
	d, name := deskOf(ts), args[0]
	log, err := os.Create(ts.MkAbs(name + ".err"))
	ts.Check(err)
	defer log.Close()
	s := &served{ended: make(chan error, 1)}
	s.process = exec.Command(filepath.Join(program, "dateline"), append([]string{"serve"}, args[1:]...)...)
	s.process.Dir, s.process.Env = ts.MkAbs("."), environment(ts)
	s.process.Stdout, s.process.Stderr = &s.out, log
	ts.Check(s.process.Start())
	go func() { s.ended <- s.process.Wait() }()
	ts.Defer(func() { s.process.Process.Kill() })
	d.houses[name] = s
	for began := time.Now(); !strings.Contains(s.out.String(), "sign-in") && !strings.Contains(s.out.String(), "/desk/link/"); time.Sleep(glance) {
		select {
		case err := <-s.ended:
			ts.Fatalf("it ended before it had opened: %v\n%s", err, ts.ReadFile(name+".err"))
		default:
		}
		if time.Since(began) > patience {
			ts.Fatalf("it has not opened after %v:\n%s%s", patience, s.out.String(), ts.ReadFile(name+".err"))
		}
	}
	time.Sleep(glance) // the greeting's last line
	ts.Check(os.WriteFile(ts.MkAbs(name+".out"), []byte(s.out.String()), 0o600))
}

// environment is what the script has set.
func environment(ts *testscript.TestScript) []string {
	var all []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "DATELINE_DATA", "DATELINE_LISTEN", "DATELINE_DATABASE", "DATELINE_ORIGIN", "DATELINE_ACCESS"} {
		if v := ts.Getenv(name); v != "" {
			all = append(all, name+"="+v)
		}
	}
	return all
}

// down NAME: SIGTERM, and it ends with 0 within seconds.
func down(ts *testscript.TestScript, _ bool, args []string) {
	s := deskOf(ts).houses[args[0]]
	ts.Check(s.process.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-s.ended:
		if err != nil {
			ts.Fatalf("%s ended with %v\n%s", args[0], err, ts.ReadFile(args[0]+".err"))
		}
	case <-time.After(drain):
		ts.Fatalf("%s has not ended after %v\n%s", args[0], drain, ts.ReadFile(args[0]+".err"))
	}
}

// crash NAME: kill -9.
func crash(ts *testscript.TestScript, _ bool, args []string) {
	s := deskOf(ts).houses[args[0]]
	ts.Check(s.process.Process.Kill())
	<-s.ended
}

// get STATUS ADDRESS: the answer, its head and body, is standard output.
func get(ts *testscript.TestScript, _ bool, args []string) {
	status, answer := ask(ts, http.MethodGet, args[1], nil)
	expect(ts, args[0], args[1], status, answer)
}

// until STATUS ADDRESS [TEXT]: asks again, until the
// status is the one and the text is there; ! until: until it is not.
func until(ts *testscript.TestScript, neg bool, args []string) {
	var status int
	var answer string
	for began := time.Now(); time.Since(began) < patience; time.Sleep(glance) {
		status, answer = ask(ts, http.MethodGet, args[1], nil)
		if strconv.Itoa(status) == args[0] && (len(args) < 3 || strings.Contains(answer, args[2]) != neg) {
			expect(ts, args[0], args[1], status, answer)
			return
		}
	}
	ts.Fatalf("%s still answers %d:\n%.2000s", args[1], status, answer)
}

// post STATUS ADDRESS NAME=VALUE...: a form.
func post(ts *testscript.TestScript, _ bool, args []string) {
	status, answer := ask(ts, http.MethodPost, args[1], formOf(args[2:]))
	expect(ts, args[0], args[1], status, answer)
}

// hidden are the fields of a form that say what its screen has shown.
var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z-]+)" value="([^"]*)"`)

// act ADDRESS NAME=VALUE...: asks what the act will do, and agrees.
func act(ts *testscript.TestScript, _ bool, args []string) {
	form := formOf(args[1:])
	status, answer := ask(ts, http.MethodGet, strings.TrimSuffix(args[0], "/act"), nil)
	expect(ts, "200", args[0], status, answer)
	for _, field := range hidden.FindAllStringSubmatch(answer, -1) {
		if field[1] == "seen" {
			form.Set("seen", field[2])
		}
	}
	confirm(ts, args[0], form)
}

// agree ADDRESS NAME=VALUE...: a form whose answer says what it will do, and a yes to that.
func agree(ts *testscript.TestScript, _ bool, args []string) { confirm(ts, args[0], formOf(args[1:])) }

// confirm sends a form, and again with what its answer promises.
func confirm(ts *testscript.TestScript, address string, form url.Values) {
	status, answer := ask(ts, http.MethodPost, address, form)
	expect(ts, "200", address, status, answer)
	for _, field := range hidden.FindAllStringSubmatch(answer, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	if form.Get("promised") == "" {
		ts.Fatalf("%s does not say what it will do:\n%.2000s", address, answer)
	}
	status, answer = ask(ts, http.MethodPost, address, form)
	expect(ts, "303", address, status, answer)
}

// formOf is the form of NAME=VALUE pairs.
func formOf(pairs []string) url.Values {
	form := url.Values{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		form.Add(name, value)
	}
	return form
}

// signin FILE: by the link that the file holds.
func signIn(ts *testscript.TestScript, _ bool, args []string) {
	link := regexp.MustCompile(`https?://\S+/desk/link/\S+`).FindString(ts.ReadFile(args[0]))
	if link == "" {
		ts.Fatalf("no link in %s", args[0])
	}
	status, answer := ask(ts, http.MethodPost, link, url.Values{})
	expect(ts, "303", link, status, answer)
}

func expect(ts *testscript.TestScript, want, address string, status int, answer string) {
	if strconv.Itoa(status) != want {
		ts.Fatalf("%s answers %d, want %s:\n%.2000s", address, status, want, answer)
	}
	fmt.Fprint(ts.Stdout(), answer)
}

func ask(ts *testscript.TestScript, method, address string, form url.Values) (status int, answer string) {
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	ts.Check(err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	got, err := deskOf(ts).http.Do(r)
	ts.Check(err)
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	ts.Check(err)
	var head strings.Builder
	fmt.Fprintf(&head, "%s %s\n", got.Proto, got.Status)
	ts.Check(got.Header.Write(&head))
	return got.StatusCode, head.String() + "\n" + string(body)
}

// hear FILE ADDRESS: opens a stream that stays open; what comes goes into FILE.
func hear(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	stream := &http.Client{Transport: deskOf(ts).http.Transport}
	got, err := stream.Get(args[1])
	ts.Check(err)
	if got.StatusCode != http.StatusOK {
		ts.Fatalf("%s answers %s", args[1], got.Status)
	}
	fmt.Fprintf(file, "%s\n", got.Proto)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(got.Body); lines.Scan(); {
			fmt.Fprintln(file, lines.Text())
		}
	}()
	ts.Defer(func() { got.Body.Close(); <-ended; file.Close() })
}

// keep VARIABLE FILE PATTERN: the first match of the pattern in the file, or
// of its first group. It waits for it.
func keep(ts *testscript.TestScript, _ bool, args []string) {
	pattern := regexp.MustCompile(args[2])
	for began := time.Now(); time.Since(began) < patience; time.Sleep(glance) {
		if m := pattern.FindStringSubmatch(ts.ReadFile(args[1])); m != nil {
			ts.Setenv(args[0], m[len(m)-1])
			return
		}
	}
	ts.Fatalf("%s has no %s:\n%s", args[1], args[2], ts.ReadFile(args[1]))
}

// certificate CERT KEY: a certificate of its own for 127.0.0.1, good for an hour.
func certificate(ts *testscript.TestScript, _ bool, args []string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	ts.Check(err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
}

// code N PROGRAM ARG...: what the program ends with.
func code(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	ended := (*exec.ExitError)(nil)
	got := 0
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("%s ends with %d, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}
