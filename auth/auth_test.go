package auth_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/auth"
	"dateline/fault"
	"dateline/id"
	"dateline/staff"
	"dateline/store"
)

// door is the sign-in before one room, on real records, with a person who has the password below.
type door struct {
	t testing.TB
	*auth.Auth
	http.Handler
	clock time.Time
	log   bytes.Buffer
	rosa  *staff.Person
}

const password = "rain over the delta"

func open(t testing.TB, secure bool) *door {
	t.Helper()
	d := &door{t: t, clock: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)}
	now := func() time.Time { return d.clock }
	s, err := store.Open(context.Background(), store.Options{DSN: filepath.Join(t.TempDir(), "dateline.db"), Now: now})
	d.must(err)
	t.Cleanup(func() { d.must(s.Close()) })
	d.Auth = auth.New(s, now, slog.New(slog.NewTextHandler(&d.log, nil)), secure)
	d.rosa = &staff.Person{ID: staff.ID(id.New()), Name: "Rosa", Role: staff.Reporter, Created: d.clock}
	d.put(d.rosa)
	d.must(d.SetPassword(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil), d.rosa, "", password))
	d.rosa, err = s.Person(context.Background(), d.rosa.ID)
	d.must(err)
	mux := http.NewServeMux()
	mux.Handle("POST /in", d.Answer(func(w http.ResponseWriter, r *http.Request) error {
		return d.SignIn(w, r, r.FormValue("name"), r.FormValue("password"))
	}, tell))
	mux.Handle("POST /link/{token}", d.Answer(func(w http.ResponseWriter, r *http.Request) error {
		return d.UseLink(w, r, r.PathValue("token"))
	}, tell))
	mux.Handle("POST /out", d.Answer(d.SignOut, tell))
	mux.Handle("GET /room", d.Answer(d.Signed(func(w http.ResponseWriter, r *http.Request) error {
		_, err := fmt.Fprint(w, auth.Who(r.Context()).Name)
		return err
	}), tell))
	d.Handler = mux
	return d
}

func tell(w http.ResponseWriter, _ *http.Request, f *fault.Fault, id string) {
	w.WriteHeader(f.Kind.Status())
	fmt.Fprint(w, f.Message.Key, " ", id)
}

func (d *door) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *door) put(p *staff.Person) {
	d.t.Helper()
	d.must(d.Store.InTx(context.Background(), func(tx *store.Tx) error { return tx.PutPerson(context.Background(), p) }))
}

// ask sends a request from an address, with the cookies of an earlier answer.
func (d *door) ask(method, target, from string, earlier ...*httptest.ResponseRecorder) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = from + ":40000"
	for _, w := range earlier {
		for _, c := range w.Result().Cookies() {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func (d *door) signIn(name, password, from string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/in", strings.NewReader("name="+name+"&password="+strings.ReplaceAll(password, " ", "+")))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = from + ":40000"
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func (d *door) want(what string, w *httptest.ResponseRecorder, status int) {
	d.t.Helper()
	if w.Code != status {
		d.t.Errorf("%s: got %d %s, want %d", what, w.Code, w.Body, status)
	}
}

func TestPasswordOpensTheDoorWhateverTheCaseOfTheName(t *testing.T) {
	d := open(t, false)
	d.want("without a session", d.ask("GET", "/room", "192.0.2.1"), http.StatusUnauthorized)
	in := d.signIn("ROSA", password, "192.0.2.1")
	d.want("signing in", in, http.StatusOK)
	room := d.ask("GET", "/room", "192.0.2.1", in)
	if room.Body.String() != "Rosa" {
		t.Errorf("in the room: got %q, want Rosa", room.Body)
	}
	out := d.ask("POST", "/out", "192.0.2.1", in)
	d.want("signing out", out, http.StatusOK)
	d.want("after signing out", d.ask("GET", "/room", "192.0.2.1", in), http.StatusUnauthorized)
}

func TestWrongPasswordAndUnknownNameGetTheSameAnswer(t *testing.T) {
	d := open(t, false)
	fresh := &staff.Person{ID: staff.ID(id.New()), Name: "Olga", Role: staff.Editor, Created: d.clock}
	d.put(fresh)
	for _, name := range []string{"Rosa", "Nobody", "Olga"} {
		w := d.signIn(name, "not the password", "192.0.2.1")
		key, _, _ := strings.Cut(w.Body.String(), " ")
		if w.Code != http.StatusUnauthorized || key != "fault.sign_in_wrong" || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: got %d %s, want 401 fault.sign_in_wrong and no cookie", name, w.Code, w.Body)
		}
	}
}

func TestLinkLetsInOnceAndWithinItsTime(t *testing.T) {
	d := open(t, false)
	token, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	in := d.ask("POST", "/link/"+token, "192.0.2.1")
	d.want("the link", in, http.StatusOK)
	d.want("the room", d.ask("GET", "/room", "192.0.2.1", in), http.StatusOK)
	d.want("the link again", d.ask("POST", "/link/"+token, "192.0.2.1"), http.StatusUnauthorized)
	late, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	d.clock = d.clock.Add(auth.LinkTime + time.Second)
	d.want("a link that is over", d.ask("POST", "/link/"+late, "192.0.2.1"), http.StatusUnauthorized)
	if log := d.log.String(); strings.Contains(log, token) || strings.Contains(log, late) {
		t.Errorf("the log has a link's token:\n%s", log)
	}
}

func TestWhoMayNotSignInIsOutAtOnceByEveryWay(t *testing.T) {
	d := open(t, false)
	in := d.signIn("Rosa", password, "192.0.2.1")
	token, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	d.rosa.Disabled = d.clock
	d.put(d.rosa)
	d.want("her session", d.ask("GET", "/room", "192.0.2.1", in), http.StatusUnauthorized)
	d.want("her password", d.signIn("Rosa", password, "192.0.2.1"), http.StatusUnauthorized)
	d.want("her link", d.ask("POST", "/link/"+token, "192.0.2.1"), http.StatusUnauthorized)
}

func TestAfterEightFailuresANameWaitsAtOneAddressAlone(t *testing.T) {
	d := open(t, false)
	for range 8 {
		d.want("a wrong password", d.signIn("Rosa", "wrong", "192.0.2.1"), http.StatusUnauthorized)
	}
	d.want("the right one after eight wrong ones", d.signIn("Rosa", password, "192.0.2.1"), http.StatusTooManyRequests)
	d.want("Rosa herself, from home", d.signIn("Rosa", password, "198.51.100.7"), http.StatusOK)
	d.want("a colleague at the same address", d.signIn("Nobody", "wrong", "192.0.2.1"), http.StatusUnauthorized)
	d.clock = d.clock.Add(15 * time.Minute)
	d.want("a quarter of an hour later", d.signIn("Rosa", password, "192.0.2.1"), http.StatusOK)
}

func TestOneAddressCannotTryEveryNameOrLink(t *testing.T) {
	d := open(t, false)
	for n := range 50 {
		d.want("a guessed link", d.ask("POST", fmt.Sprintf("/link/guess%d", n), "192.0.2.1"), http.StatusUnauthorized)
	}
	d.want("the next guess", d.ask("POST", "/link/guess", "192.0.2.1"), http.StatusTooManyRequests)
	d.want("a name from there", d.signIn("Rosa", password, "192.0.2.1"), http.StatusTooManyRequests)
	token, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	d.want("a link that works, from there", d.ask("POST", "/link/"+token, "192.0.2.1"), http.StatusOK)
}

func TestSuccessForgetsFailures(t *testing.T) {
	d := open(t, false)
	for range 3 {
		for range 7 {
			d.signIn("Rosa", "wrong", "192.0.2.1")
		}
		d.want("the eighth, right", d.signIn("Rosa", password, "192.0.2.1"), http.StatusOK)
	}
}

func TestNewPasswordEndsEveryOtherSession(t *testing.T) {
	d := open(t, false)
	phone := d.signIn("Rosa", password, "192.0.2.1")
	here := httptest.NewRecorder()
	d.must(d.SetPassword(here, httptest.NewRequest("POST", "/", nil), d.rosa, password, "snow on the high pass"))
	d.want("the phone", d.ask("GET", "/room", "192.0.2.1", phone), http.StatusUnauthorized)
	d.want("here", d.ask("GET", "/room", "192.0.2.1", here), http.StatusOK)
	d.want("the old password", d.signIn("Rosa", password, "192.0.2.1"), http.StatusUnauthorized)
	for _, bad := range []string{"short", strings.Repeat("long", 200)} {
		if err := d.SetPassword(here, httptest.NewRequest("POST", "/", nil), d.rosa, "snow on the high pass", bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("a password of %d letters: got %v, want it refused", len(bad), err)
		}
	}
}

func TestSessionThatIsEndedElsewhereIsOver(t *testing.T) {
	d := open(t, false)
	phone, here := d.signIn("Rosa", password, "192.0.2.1"), d.signIn("Rosa", password, "192.0.2.2")
	request := httptest.NewRequest("GET", "/", nil)
	request.AddCookie(phone.Result().Cookies()[0])
	token := d.Current(request)
	if err := d.EndSession(context.Background(), "somebodyelse1", token); !fault.Is(err, fault.NotFound) {
		t.Errorf("ending another's session: got %v, want it not found", err)
	}
	d.must(d.EndSession(context.Background(), d.rosa.ID, token))
	d.want("the phone", d.ask("GET", "/room", "192.0.2.1", phone), http.StatusUnauthorized)
	d.want("here", d.ask("GET", "/room", "192.0.2.1", here), http.StatusOK)
}

func TestSessionLastsTwoWeeksFromItsLastUse(t *testing.T) {
	d := open(t, false)
	in := d.signIn("Rosa", password, "192.0.2.1")
	d.clock = d.clock.Add(13 * 24 * time.Hour)
	used := d.ask("GET", "/room", "192.0.2.1", in)
	d.want("after 13 days", used, http.StatusOK)
	if len(used.Result().Cookies()) != 1 {
		t.Error("the cookie was not renewed with the session")
	}
	d.clock = d.clock.Add(13 * 24 * time.Hour)
	d.want("13 days after that", d.ask("GET", "/room", "192.0.2.1", used), http.StatusOK)
	d.clock = d.clock.Add(15 * 24 * time.Hour)
	d.want("15 days unused", d.ask("GET", "/room", "192.0.2.1", used), http.StatusUnauthorized)
}

func TestCookieIsForOurPagesAlone(t *testing.T) {
	for _, secure := range []bool{false, true} {
		c := open(t, secure).signIn("Rosa", password, "192.0.2.1").Result().Cookies()[0]
		wantName := map[bool]string{false: "dateline", true: "__Host-dateline"}[secure]
		if c.Name != wantName || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
			t.Errorf("https %t: got %+v, want %s, HttpOnly, SameSite=Lax, for the whole house", secure, c, wantName)
		}
	}
}

func TestFaultIsInTheLogUnderTheIDOnThePage(t *testing.T) {
	d := open(t, false)
	_, id, _ := strings.Cut(d.ask("GET", "/room", "192.0.2.1").Body.String(), " ")
	if len(id) != 8 || !strings.Contains(d.log.String(), "id="+id) {
		t.Errorf("got the id %q, want it in the log:\n%s", id, d.log.String())
	}
}

func TestPanicIsAFaultLikeAnyOther(t *testing.T) {
	d := open(t, false)
	broken := d.Watch(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no ink") }), tell)
	w := httptest.NewRecorder()
	broken.ServeHTTP(w, httptest.NewRequest("GET", "/room", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "ink") || !strings.Contains(d.log.String(), "no ink") {
		t.Errorf("got %d %q, want 500 on the page and the cause in the log alone", w.Code, w.Body)
	}
}

func TestAClientThatHangsUpIsNobodysError(t *testing.T) {
	d := open(t, false)
	ctx, hangUp := context.WithCancel(t.Context())
	h := d.Answer(func(_ http.ResponseWriter, r *http.Request) error {
		hangUp()
		_, err := d.Store.Person(r.Context(), d.rosa.ID)
		return err
	}, tell)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/room", nil).WithContext(ctx))
	if log := d.log.String(); strings.Contains(log, "level=ERROR") || !strings.Contains(log, "path=/room") {
		t.Errorf("the log has %q, want a line that is no error", log)
	}
	d.log.Reset()
	h = d.Answer(func(http.ResponseWriter, *http.Request) error { return context.Canceled }, tell)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/room", nil))
	if log := d.log.String(); !strings.Contains(log, "level=ERROR") {
		t.Errorf("who waits gets no answer, and the log has %q; want an error", log)
	}
}
