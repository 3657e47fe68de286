package people_test

import (
	"net/http"
	"net/url"
	"testing"

	"dateline/internal/desktest"
)

func TestWhoIsNotSignedInIsSentToTheSignInAndBack(t *testing.T) {
	h := desktest.Open(t)
	v := h.Visitor()
	p := v.Get("/desk/assets?kind=picture")
	p.Want(http.StatusOK, "/desk/sign-in?next=%2Fdesk%2Fassets%3Fkind%3Dpicture")
	if got := p.Value("next"); got != "/desk/assets?kind=picture" {
		t.Errorf("after signing in: got %q, want where it was going", got)
	}
	for _, elsewhere := range []string{"https://evil.example/", "//evil.example/", "/deskevil", `/\evil.example`,
		`/desk/../\evil.example/`, "/desk/..//evil.example/", "/desk/../evil", "/desk/%2e%2e/%5cevil.example/", "/desk/%2f%2fevil.example", "/desk/%0d%0aSet-Cookie:x", "javascript:/desk/", "https:/desk/"} {
		if got := v.Get("/desk/sign-in?next=" + url.QueryEscape(elsewhere)).Value("next"); got != "/desk/" {
			t.Errorf("after signing in with %q: got %q, want the desk", elsewhere, got)
		}
	}
}

func TestPersonComesInByLinkChoosesAPasswordAndSignsInWithIt(t *testing.T) {
	h := desktest.Open(t)
	b := h.SignedIn(h.Reporter)
	b.Post("/desk/account/password", []string{"password", "short"}).WantFault(h, http.StatusBadRequest, "password", "at least 12 characters")
	b.Post("/desk/account/password", []string{"password", desktest.Password}).Want(http.StatusOK, "/desk/")
	v := h.Visitor()
	wrong := v.Post("/desk/sign-in", []string{"name", "Rosa", "password", "wrong", "next", "/desk/new"})
	wrong.WantFault(h, http.StatusUnauthorized, "", "Name or password is wrong")
	if wrong.Value("name") != "Rosa" || wrong.Value("next") != "/desk/new" || wrong.Value("password") != "" {
		t.Errorf("got the form back with name %q, next %q", wrong.Value("name"), wrong.Value("next"))
	}
	v.Post("/desk/sign-in", []string{"name", "Rosa", "password", desktest.Password, "next", "/desk/new"}).Want(http.StatusOK, "/desk/new")
	if n := len(v.Get("/desk/account").Find("form", "class", "")); n != 2 {
		t.Errorf("got %d forms to end a session or sign out, want one for the other browser and one to sign out", n)
	}
	v.Post("/desk/sign-out", nil).Want(http.StatusOK, "/desk/sign-in")
	v.Get("/desk/").Want(http.StatusOK, "/desk/sign-in?next=%2Fdesk%2F")
}
