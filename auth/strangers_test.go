package auth_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"dateline/audit"
	"dateline/auth"
	"dateline/fault"
)

// try signs in with the cookies of an earlier answer.
func (d *door) try(name, password, from string, earlier *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/in", strings.NewReader(url.Values{"name": {name}, "password": {password}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = "[" + from + "]:40000"
	if earlier != nil {
		for _, c := range earlier.Result().Cookies() {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func TestNobodyCanLockOutAnEditorWhoseBrowserIsKnown(t *testing.T) {
	d := open(t, false)
	known := d.signIn("Rosa", password, "198.51.100.7")
	for n := range 60 {
		d.signIn("Rosa", "wrong", fmt.Sprintf("203.0.113.%d", n))
	}
	d.want("Rosa in a new browser, after sixty strangers", d.signIn("Rosa", password, "198.51.100.7"), http.StatusTooManyRequests)
	d.want("Rosa in her own", d.try("Rosa", password, "198.51.100.7", known), http.StatusOK)
	d.want("another name in that browser", d.try("Nobody", "wrong", "198.51.100.7", known), http.StatusUnauthorized)
	for range 20 {
		d.try("Rosa", "wrong", "198.51.100.7", known)
	}
	d.want("who has her browser and guesses", d.try("Rosa", password, "198.51.100.7", known), http.StatusTooManyRequests)
}

func TestAHouseholdAndATwinOfANameAreCountedAsOne(t *testing.T) {
	d := open(t, false)
	for n := range 8 {
		name := []string{"Rosa", "ＲＯＳＡ", "ｒosa", "ROSA"}[n%4]
		d.want("a wrong password", d.try(name, "wrong", fmt.Sprintf("2001:db8::%x", n+1), nil), http.StatusUnauthorized)
	}
	d.want("a ninth address of the same /64", d.try("Rosa", "wrong", "2001:db8::ffff", nil), http.StatusTooManyRequests)
	d.want("another /64", d.try("Rosa", "wrong", "2001:db8:0:1::1", nil), http.StatusUnauthorized)
}

func TestAFloodOfSignInsShedsStrangersAndNotAColleague(t *testing.T) {
	d := open(t, false)
	known := d.signIn("Rosa", password, "198.51.100.7")
	var g sync.WaitGroup
	codes := make([]int, 200)
	for n := range codes {
		g.Go(func() {
			codes[n] = d.try(fmt.Sprint("Nobody", n), "wrong", fmt.Sprintf("2001:db8:1:%x::1", n), nil).Code
		})
	}
	d.want("Rosa meanwhile", d.try("Rosa", password, "198.51.100.7", known), http.StatusOK)
	g.Wait()
	shed := 0
	for _, code := range codes {
		if code == http.StatusServiceUnavailable {
			shed++
		}
	}
	if shed == 0 {
		t.Error("two hundred strangers at once were all let wait")
	}
}

func TestAPasswordIsChangedForTheOldOneOrAfterAFreshLink(t *testing.T) {
	d := open(t, false)
	token, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	other, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	rosa, err := d.Store.Person(context.Background(), d.rosa.ID)
	d.must(err)
	change := func(in *httptest.ResponseRecorder, old string) error {
		r := httptest.NewRequest("POST", "/", nil)
		for _, c := range in.Result().Cookies() {
			r.AddCookie(c)
		}
		return d.SetPassword(httptest.NewRecorder(), r, rosa, old, "snow on the high pass")
	}
	byPassword := d.signIn("Rosa", password, "192.0.2.1")
	if err := change(byPassword, "wrong"); !fault.Is(err, fault.Invalid) {
		t.Errorf("without the old one: %v", err)
	}
	byLink := d.ask("POST", "/link/"+token, "192.0.2.1")
	d.clock = d.clock.Add(auth.LinkTime)
	if err := change(byLink, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("half an hour after the link: %v", err)
	}
	d.clock = d.clock.Add(-auth.LinkTime)
	d.must(change(byLink, ""))
	d.want("the session by password", d.ask("GET", "/room", "192.0.2.1", byPassword), http.StatusUnauthorized)
	d.want("a link that was open", d.ask("POST", "/link/"+other, "192.0.2.1"), http.StatusUnauthorized)
}

func TestPasswordsThatAreTriedFirstAreRefused(t *testing.T) {
	d := open(t, false)
	nobody := *d.rosa
	nobody.Password, nobody.Name = "", "Rosa Adeyemi"
	for password, want := range map[string]string{
		"aaaaaaaaaaaaaa": "simple", "abababababab": "simple", "abcdefabcdef": "simple", "abcdefghijklmnop": "simple", "123456789012": "simple", "ааааааааааааа": "simple",
		"password1234": "common", "P@ssw0rd!2024": "common", "Welcome2026!!": "common", "qwertyuiop123": "common", "iloveyou12345": "common",
		"AdminAdmin2025": "common", "correct horse battery staple": "common", "letmein-please": "common", "Football_2026": "common", "пароль123456": "common",
		"RosaAdeyemi2026": "name", "adeyemi-rosa-1": "name", "rosaadeyemi!!": "name",
	} {
		err := d.SetPassword(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil), &nobody, "", password)
		if got := fault.Of(err); got == nil || !strings.HasSuffix(got.Message.Key, "password_"+want) {
			t.Errorf("%s: %v, want it refused as %s", password, err, want)
		}
	}
	for _, password := range []string{"rain over the delta", "the mayor counts his geese", "k7#pQ2vZ9!mW", "Rosa sold eleven lemons", "باران بر فراز دلتا"} {
		if err := d.SetPassword(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil), &nobody, "", password); err != nil {
			t.Errorf("%s: %v", password, err)
		}
	}
}

func TestNoLinkIsInTheLogHoweverItsAddressIsWritten(t *testing.T) {
	for _, path := range []string{"/desk/link/SECRET", "/desk//link/SECRET", "/desk/./link/SECRET/", "/desk/x/../link/SECRET", "/link/SECRET"} {
		if got := auth.Loggable(path); strings.Contains(got, "SECRET") {
			t.Errorf("%s is logged as %s", path, got)
		}
	}
	if got := auth.Loggable("/desk/stories/abc"); got != "/desk/stories/abc" {
		t.Errorf("a story is logged as %s", got)
	}
}

func TestSignInsAreInTheAuditAndFailedOnesAreOneEntry(t *testing.T) {
	d := open(t, false)
	d.signIn("Rosa", "wrong", "192.0.2.1")
	d.signIn("Nobody", "wrong", "192.0.2.2")
	d.signIn("Rosa", password, "192.0.2.1")
	token, err := d.Link(context.Background(), d.rosa.ID)
	d.must(err)
	d.ask("POST", "/link/"+token, "192.0.2.1")
	over, end := context.WithCancel(context.Background())
	end()
	_ = d.Run(over) // writes what has failed as the house closes
	counts := map[audit.Kind]int{}
	d.must(d.Store.Audits(context.Background(), audit.Filter{}, func(e audit.Entry) error {
		counts[e.Kind]++
		if e.Kind == audit.SignInFailed && (e.Detail != "2 wrong, 0 refused as too many" || e.From != "") {
			t.Errorf("failed sign-ins: %+v", e)
		}
		return nil
	}))
	if counts[audit.SignIn] != 1 || counts[audit.LinkMade] != 1 || counts[audit.LinkUsed] != 1 || counts[audit.SignInFailed] != 1 {
		t.Errorf("got %v, want one of each", counts)
	}
}
