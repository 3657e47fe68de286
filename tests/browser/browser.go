// Package browser opens Dateline in a real Chromium, as a reader or an editor
// would have it: any width, either theme, with and without script.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	js "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is how long one act on a page may take on a busy machine.
const patience = time.Minute

// Insecure is a name of this machine that browsers do not take for it: over
// http it is no secure context.
const Insecure = "news.test"

// Browser is one Chromium with a profile of its own; it ends with the test.
type Browser struct {
	ctx context.Context
	cmd *exec.Cmd
}

// Open starts a Chromium with an empty profile, which goes with it.
func Open(t testing.TB) *Browser {
	t.Helper()
	profile, err := os.MkdirTemp("", "dateline-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(profile); err != nil {
			t.Errorf("removing the browser's profile: %v", err)
		}
	})
	return OpenAt(t, profile)
}

// OpenAt starts a Chromium with a profile, which stays.
func OpenAt(t testing.TB, profile string) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("Chromium is not installed (tests/install.sh test installs it): %v", err)
	}
	b := &Browser{}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("host-resolver-rules", "MAP "+Insecure+" 127.0.0.1"), chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
			b.cmd = cmd
		}))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closed := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		closed()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	b.ctx = ctx
	return b
}

// Kill kills the browser and all its processes at once, as a loss of power would.
func (b *Browser) Kill(t testing.TB) {
	t.Helper()
	if err := syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatalf("killing Chromium: %v", err)
	}
}

// Page is one tab with cookies and storage of its own. What goes wrong in it
// fails the test at once.
type Page struct {
	t     testing.TB
	ctx   context.Context
	close context.CancelFunc

	mu       sync.Mutex // guards what follows
	requests []string
	errors   []string
}

// Page opens an empty tab that shares nothing with the other tabs.
func (b *Browser) Page(t testing.TB) *Page {
	t.Helper()
	return open(t, b.ctx, chromedp.WithNewBrowserContext())
}

// Tab opens an empty tab of the browser's own profile.
func (b *Browser) Tab(t testing.TB) *Page {
	t.Helper()
	return open(t, b.ctx)
}

// Beside opens an empty tab of the same reader: the same cookies and storage.
func (p *Page) Beside(t testing.TB) *Page {
	t.Helper()
	return open(t, p.ctx)
}

func open(t testing.TB, from context.Context, how ...chromedp.ContextOption) *Page {
	t.Helper()
	ctx, closed := chromedp.NewContext(from, how...)
	t.Cleanup(closed)
	p := &Page{t: t, ctx: ctx, close: closed}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	p.Do(command(network.Enable, network.EnableParams{}))
	return p
}

// note keeps what the page asks for and what its scripts complain of.
func (p *Page) note(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.Method+" "+e.Request.URL)
	case *js.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text = e.ExceptionDetails.Exception.Description
		}
		p.errors = append(p.errors, text)
	}
}

// Requests are the method and address of everything the page asked for, in order.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.requests...)
}

// Errors are the exceptions that the page's scripts did not catch.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.errors...)
}

// Do runs actions of chromedp, in order.
func (p *Page) Do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("in the browser: %v\nscripts complained: %q", err, p.Errors())
	}
}

// Ask runs an action of chromedp and is its answer.
func Ask[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("in the browser: %v\nscripts complained: %q", err, p.Errors())
	}
	return answer
}

// Value is what a JavaScript expression gives; a promise is waited for.
func Value[T any](p *Page, expression string) T {
	p.t.Helper()
	return Ask(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Go opens an address and waits until it has loaded.
func (p *Page) Go(address string) {
	p.t.Helper()
	p.Do(chromedp.Navigate(address))
}

// Wait waits until a JavaScript expression is true.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	p.WaitUpTo(patience, expression)
}

// WaitUpTo waits at most so long until a JavaScript expression, or what it
// promises, is true; another page may come in between.
func (p *Page) WaitUpTo(limit time.Duration, expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	ask := chromedp.Evaluate[bool]("Promise.resolve("+expression+").then(v => !!v)", chromedp.EvalAwaitPromise)
	for {
		yes, err := chromedp.Run(ctx, ask)
		if yes && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("waited in vain for %s: %v\nscripts complained: %q", expression, err, p.Errors())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Close closes the tab at once, asking nobody, as a crash would.
func (p *Page) Close() {
	p.close()
}

// Click clicks the one element that a CSS selector names.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Choose chooses one of the values of a list.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	Value[bool](p, fmt.Sprintf("(list => { list.value = %q; list.dispatchEvent(new Event('change', {bubbles: true})); return list.value === %[1]q })(document.querySelector(%q))", value, selector))
}

// Opened is the tab that has been opened with an address that ends with words.
func (p *Page) Opened(t testing.TB, end string) *Page {
	t.Helper()
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		var tabs target.GetTargetsResult
		p.Do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) (err error) {
			tabs, err = cdp.Call(ctx, tab, target.GetTargets, target.GetTargetsParams{})
			return err
		}))
		for _, tab := range tabs.TargetInfos {
			if tab.Type == "page" && strings.HasSuffix(tab.URL, end) {
				return open(t, p.ctx, chromedp.WithTargetID(tab.TargetID))
			}
		}
	}
	p.t.Fatalf("no tab was opened with %s", end)
	return nil
}

// Type types at the place that has the focus: ASCII key by key ("\r" is the
// enter key), everything else as an input method hands it over.
func (p *Page) Type(text string) {
	p.t.Helper()
	for text != "" {
		n := strings.IndexFunc(text[1:], func(r rune) bool { return kind(r) != kind(rune(text[0])) }) + 1
		if n == 0 {
			n = len(text)
		}
		switch run := text[:n]; kind(rune(run[0])) {
		case enter:
			for range run {
				p.enter()
			}
		case ascii:
			p.Do(chromedp.KeyEvent(run))
		case letters:
			p.Do(command(input.InsertText, input.InsertTextParams{Text: run}))
		}
		text = text[n:]
	}
}

// The kinds of typing.
const (
	ascii = iota
	enter
	letters
)

func kind(r rune) int {
	switch {
	case r == '\r':
		return enter
	case r <= unicode.MaxASCII:
		return ascii
	}
	return letters
}

// enter presses the enter key as a keyboard does: a page that uses the key
// itself is not given the letter too, which chromedp's own KeyEvent would do.
func (p *Page) enter() {
	p.t.Helper()
	key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}
	up := key
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	p.Do(command(input.DispatchKeyEvent, key), command(input.DispatchKeyEvent, up))
}

// Press presses one key, with modifiers held.
func (p *Page) Press(key string, held ...chromedp.Modifier) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(key, chromedp.KeyModifiers(held...)))
}

// AccessKey presses the key of a button, a lower-case letter, with Alt held:
// Chromium follows access keys when it is given the character.
func (p *Page) AccessKey(letter string) {
	p.t.Helper()
	p.Do(command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeChar, Modifiers: 1, Text: letter, UnmodifiedText: letter}))
}

// Width sets the size of the window.
func (p *Page) Width(width, height int64) {
	p.t.Helper()
	p.Do(chromedp.EmulateViewport(width, height))
}

// Look is how a reader has set up the machine.
type Look struct {
	Dark         bool
	ForcedColors bool
	LessMotion   bool
	Print        bool
}

// Look sets how the page is shown.
func (p *Page) Look(l Look) {
	p.t.Helper()
	choose := func(yes bool, value, otherwise string) string {
		if yes {
			return value
		}
		return otherwise
	}
	p.Do(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: choose(l.Print, "print", ""),
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: choose(l.Dark, "dark", "light")},
			{Name: "forced-colors", Value: choose(l.ForcedColors, "active", "none")},
			{Name: "prefers-reduced-motion", Value: choose(l.LessMotion, "reduce", "no-preference")},
		},
	}))
}

// WithoutScript turns JavaScript off for the pages opened from now on.
func (p *Page) WithoutScript() {
	p.t.Helper()
	p.Do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}

// Picture takes a picture of the window, and keeps it as a PNG file of that
// name where DATELINE_PICTURES says, for a person to look at.
func (p *Page) Picture(name string) []byte {
	p.t.Helper()
	png := Ask(p, chromedp.CaptureScreenshot())
	if folder := os.Getenv("DATELINE_PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
	return png
}

// Violation is one rule of axe-core that the page breaks.
type Violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", v.ID, v.Help)
	for _, n := range v.Nodes {
		b.WriteString("\n\t" + n.HTML)
	}
	return b.String()
}

// Axe runs axe-core on the page: every rule it has on by default.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	script, err := os.ReadFile(axe())
	if err != nil {
		p.t.Fatalf("axe-core is not installed (tests/install.sh test installs it): %v", err)
	}
	// Evaluated by the debugger, so that the page's own security policy stands.
	Value[bool](p, string(script)+"\n;true")
	raw := Value[string](p, "axe.run(document).then(r => JSON.stringify(r.violations))")
	var found []Violation
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		p.t.Fatalf("axe-core's answer: %v", err)
	}
	return found
}

// axe is where npm put axe-core, whichever folder the test runs in.
func axe() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(filepath.Dir(here)), "node_modules/axe-core/axe.min.js")
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}
