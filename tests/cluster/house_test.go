package cluster

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"dateline/internal/pgtest"
	_ "dateline/store" // brings the driver of PostgreSQL
)

// program is the built dateline.
var program string

// build builds dateline into a folder.
func build(folder string) error {
	program = filepath.Join(folder, "dateline")
	b := exec.Command("go", "build", "-o", program, "./cmd/dateline")
	b.Dir, b.Env = filepath.Join("..", ".."), append(os.Environ(), "CGO_ENABLED=0")
	if said, err := b.CombinedOutput(); err != nil {
		return fmt.Errorf("building dateline: %w\n%s", err, said)
	}
	return nil
}

// newsroom is what several processes share, and an editor at a browser who is
// signed in with all of them once they are with one.
type newsroom struct {
	t        *testing.T
	db       *sql.DB // past the program
	settings []string
	nats     *process
	bell     string // where NATS is
	browser  *http.Client
}

// emptyNewsroom starts the three servers.
func emptyNewsroom(t *testing.T, server *pgtest.Server) *newsroom {
	t.Helper()
	n := &newsroom{t: t, bell: free(t)}
	database := server.Database(t)
	n.settings = []string{"DATELINE_DATABASE=" + database, "DATELINE_BUCKET=" + startStorage(t), "DATELINE_BUCKET_KEY=" + key,
		"DATELINE_BUCKET_SECRET=" + secret, "DATELINE_BELL=nats://" + n.bell}
	n.nats = startBells(t, n.bell)
	var err error
	if n.db, err = sql.Open("pgx", database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.db.Close() })
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	n.browser = &http.Client{Jar: jar, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return n
}

// openNewsroom starts the three servers, and puts an edition, an administrator and drafts into the newsroom.
func openNewsroom(t *testing.T, server *pgtest.Server, drafts ...string) *newsroom {
	t.Helper()
	n := emptyNewsroom(t, server)
	n.write("newsroom.jsonl", `{"kind":"edition","edition":{"slug":"en","lang":"en","name":"The Courier","zone":"Europe/Kyiv","public":true,"sections":[{"slug":"world","name":"World"}],"created":"2026-01-02T03:04:05Z"}}
{"kind":"person","person":{"id":"aaaaaaaaaaaaa","name":"Ruth Adeyemi","role":"administrator","created":"2026-01-02T03:04:05Z"}}
`, "import", "newsroom", "--yes")
	var lines strings.Builder
	for _, d := range drafts {
		fmt.Fprintf(&lines, `{"lang":"en","category":"world","headline":%q,"text":"What is known about it.","url":"https://other.example/%s"}`+"\n", d, url.PathEscape(d))
	}
	if len(drafts) > 0 {
		n.write("stories.jsonl", lines.String(), "import", "jsonl")
	}
	return n
}

// write gives a command a file.
func (n *newsroom) write(name, content string, command ...string) {
	n.t.Helper()
	path := filepath.Join(n.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		n.t.Fatal(err)
	}
	n.command(append(command, path)...)
}

// command runs a command of dateline with the newsroom's settings, from a machine of its own.
func (n *newsroom) command(arguments ...string) string {
	n.t.Helper()
	c := exec.Command(program, arguments...)
	c.Dir = n.t.TempDir()
	c.Env = append(append(os.Environ(), n.settings...), "DATELINE_DATA="+filepath.Join(c.Dir, "data"))
	said, err := c.CombinedOutput()
	if err != nil {
		n.t.Fatalf("dateline %s: %v\n%s", strings.Join(arguments, " "), err, said)
	}
	return string(said)
}

// house is one process that serves the newsroom.
type house struct {
	*process
	n      *newsroom
	origin string
	log    *output
}

// output is what a process says; it is written and read at once.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// serve starts a process and waits until it serves.
func (n *newsroom) serve(arguments ...string) *house {
	n.t.Helper()
	at := free(n.t)
	h := &house{n: n, origin: "http://" + at, log: &output{}}
	c := exec.Command(program, append([]string{"serve"}, arguments...)...)
	c.Dir = n.t.TempDir()
	c.Env = append(append(os.Environ(), n.settings...), "DATELINE_DATA="+filepath.Join(c.Dir, "data"), "DATELINE_LISTEN="+at)
	c.Stdout, c.Stderr = h.log, h.log
	h.process = &process{c, make(chan error, 1)}
	if err := c.Start(); err != nil {
		n.t.Fatal(err)
	}
	go func() { h.ended <- c.Wait(); close(h.ended) }()
	n.t.Cleanup(func() {
		h.kill()
		if n.t.Failed() {
			n.t.Logf("%s said:\n%s", h.origin, h.log)
		}
	})
	until(n.t, "a house serves", func() bool {
		return strings.Contains(h.log.String(), "sign-in") || strings.Contains(h.log.String(), "/desk/link/")
	})
	return h
}

// signIn signs the editor in by the link that this process has printed.
func (h *house) signIn() {
	h.n.t.Helper()
	link := regexp.MustCompile(`https?://\S+/desk/link/\S+`).FindString(h.n.command("user", "link", "Ruth Adeyemi"))
	token := link[strings.LastIndex(link, "/")+1:]
	if status, _, body := h.post("/desk/link/"+token, url.Values{}); status != http.StatusSeeOther {
		h.n.t.Fatalf("signing in: %d\n%.500s", status, body)
	}
}

// get asks for a path; a house that does not answer is status 0.
func (h *house) get(path string) (status int, header http.Header, body string) {
	r, err := http.NewRequest(http.MethodGet, h.origin+path, nil)
	if err != nil {
		h.n.t.Fatal(err)
	}
	return h.do(r)
}

func (h *house) post(path string, form url.Values) (status int, header http.Header, body string) {
	r, err := http.NewRequest(http.MethodPost, h.origin+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.n.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r)
}

func (h *house) do(r *http.Request) (int, http.Header, string) {
	answer, err := h.n.browser.Do(r)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, err.Error()
	}
	return answer.StatusCode, answer.Header, string(body)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z-]+)" value="([^"]*)"`)

// act asks what an act will do, agrees, and tells whether it was done.
func (h *house) act(id string, fields ...string) (done bool) {
	status, _, body := h.get("/desk/stories/" + id)
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	for _, f := range hidden.FindAllStringSubmatch(body, -1) {
		if f[1] == "seen" {
			form.Set("seen", f[2])
		}
	}
	if status != http.StatusOK {
		return false
	}
	status, _, body = h.post("/desk/stories/"+id+"/act", form)
	for _, f := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(f[1], html.UnescapeString(f[2]))
	}
	if status != http.StatusOK || form.Get("promised") == "" {
		return false
	}
	status, _, _ = h.post("/desk/stories/"+id+"/act", form)
	return status == http.StatusSeeOther
}

// alert sends an alert: it looks at what that will do, and agrees.
func (h *house) alert(text string) {
	h.n.t.Helper()
	form := url.Values{"level": {"breaking"}, "text-en": {text}, "minutes": {"10"}}
	status, _, body := h.post("/desk/alerts", form)
	for _, f := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(f[1], html.UnescapeString(f[2]))
	}
	if status == http.StatusOK {
		status, _, body = h.post("/desk/alerts", form)
	}
	if status != http.StatusSeeOther {
		h.n.t.Fatalf("the alert %q: %d\n%.500s", text, status, body)
	}
}

// must does an act that has to succeed.
func (h *house) must(id string, fields ...string) {
	h.n.t.Helper()
	if !h.act(id, fields...) {
		h.n.t.Fatalf("%v of %s was not done", fields, id)
	}
}

// shows waits until a path answers with a status and its page holds a text.
func (h *house) shows(path string, status int, text string) {
	h.n.t.Helper()
	until(h.n.t, fmt.Sprintf("%s%s answers %d with %q", h.origin, path, status, text), func() bool {
		got, _, body := h.get(path)
		return got == status && strings.Contains(body, text)
	})
}

// stream opens the stream of an edition; what comes is in the output.
func (h *house) stream(edition string) *output {
	h.n.t.Helper()
	answer, err := http.Get(h.origin + "/live/" + edition + "?v=0")
	if err != nil {
		h.n.t.Fatal(err)
	}
	h.n.t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != http.StatusOK {
		h.n.t.Fatalf("the stream answers %s", answer.Status)
	}
	heard := &output{}
	go func() {
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			fmt.Fprintln(heard, lines.Text())
		}
		fmt.Fprintln(heard, "END")
	}()
	return heard
}

func (h *house) hears(o *output, what string) {
	h.n.t.Helper()
	until(h.n.t, "the stream brings "+what, func() bool { return strings.Contains(o.String(), what) })
}

// number asks the database for a number.
func (n *newsroom) number(question string, arguments ...any) int {
	n.t.Helper()
	var got int
	if err := n.db.QueryRow(question, arguments...).Scan(&got); err != nil {
		n.t.Fatalf("%s: %v", question, err)
	}
	return got
}

// drafts are the ids of the stories, in the order in which they came.
func (n *newsroom) drafts() []string {
	n.t.Helper()
	rows, err := n.db.Query("SELECT id FROM story ORDER BY created, id")
	if err != nil {
		n.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			n.t.Fatal(err)
		}
		all = append(all, id)
	}
	if err := rows.Err(); err != nil {
		n.t.Fatal(err)
	}
	return all
}

// whole fails the test unless the program's own examination finds nothing wrong.
func (n *newsroom) whole() {
	n.t.Helper()
	if said := n.command("doctor"); !strings.Contains(said, "Nothing is wrong") {
		n.t.Errorf("doctor says:\n%s", said)
	}
}
