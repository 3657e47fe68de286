package frame

import (
	"encoding/json"
	"net/http"
	"strings"

	"dateline/auth"
	"dateline/fault"
	"dateline/staff"
)

// Who is the person who is signed in; every handler behind auth.Signed has one.
func Who(r *http.Request) *staff.Person { return auth.Who(r.Context()) }

// Field is what was typed into a field of a form, without spaces around it,
// with the line ends and the characters that can be stored.
func Field(r *http.Request, name string) string { return Typed(r.FormValue(name)) }

// Typed is a text as it can be stored: valid UTF-8, no NUL, \n as line end, no
// spaces around it.
func Typed(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

// WantsJSON tells whether a script asks.
func WantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json") || strings.HasSuffix(r.URL.Path, ".json") ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// WriteJSON answers a script.
func WriteJSON(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(what) // who has gone away needs no answer
}

// Redirect answers a form that was carried out with the screen to go on from.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// NotFound is the fault for an address that leads to nothing.
func NotFound() error { return fault.New(fault.NotFound, fault.NotFound.General()) }
