package people

import (
	"net/url"
	"path"
	"strings"
	"testing"
)

// FuzzWithin looks for an address that leads out of the desk: what a browser
// makes of it is the house's own origin and a path below /desk.
func FuzzWithin(f *testing.F) {
	for _, to := range []string{"/desk/", "/desk/stories/abc?x=//y", `/desk/../\evil.example/`, "/desk/%2e%2e/%5c", "//evil.example/desk/", "/desk/\t/x", "/desk/%255c"} {
		f.Add(to)
	}
	f.Fuzz(func(t *testing.T, to string) {
		got := within(to)
		if got == "" {
			return
		}
		browser := strings.NewReplacer("\\", "/", "\t", "", "\n", "", "\r", "").Replace(got)
		u, err := url.Parse(browser)
		if err != nil || u.Host != "" || u.Scheme != "" || browser != got || path.Clean(u.Path) != "/desk" && !strings.HasPrefix(path.Clean(u.Path), "/desk/") {
			t.Errorf("%q leads to %q", to, got)
		}
		if again := within(got); again != got {
			t.Errorf("%q becomes %q, then %q", to, got, again)
		}
	})
}
