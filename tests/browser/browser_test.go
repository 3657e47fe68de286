package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

const page = `<!DOCTYPE html><html lang="en"><title>Flood at the bridge</title>
<style>h1 { color: #111 } @media (prefers-color-scheme: dark) { body { background: #000 } h1 { color: #eee } }</style>
<h1>Flood at the bridge</h1><img src="/bridge.png"><label>Name <input id="name"></label>
<script>document.title = 'Flood, seen by script'</script></html>`

func serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "script-src 'unsafe-inline'")
		fmt.Fprint(w, page)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPageIsOpenedReadAndTypedInto(t *testing.T) {
	address := serve(t)
	p := Open(t).Page(t)
	p.Width(640, 480)
	p.Go(address)
	if got, want := Ask(p, chromedp.Title()), "Flood, seen by script"; got != want {
		t.Errorf("title is %q, want %q", got, want)
	}
	if got := Value[int](p, "innerWidth"); got != 640 {
		t.Errorf("window is %d wide, want 640", got)
	}
	p.Click("#name")
	p.Type("Kerry کری ကယ်ရီ")
	p.Wait("document.querySelector('#name').value === 'Kerry کری ကယ်ရီ'")
	if got, want := p.Requests(), "GET "+address+"/bridge.png"; !slices.Contains(got, want) {
		t.Errorf("requests are %q, want %q among them", got, want)
	}
}

func TestAxeFindsThePictureWithoutWords(t *testing.T) {
	p := Open(t).Page(t)
	p.Go(serve(t))
	found := p.Axe()
	if !slices.ContainsFunc(found, func(v Violation) bool { return v.ID == "image-alt" }) {
		t.Errorf("axe found %v, want image-alt among it", found)
	}
}

func TestReadersSettingsReachThePage(t *testing.T) {
	address := serve(t)
	b := Open(t)
	p := b.Page(t)
	p.Look(Look{Dark: true, ForcedColors: true, LessMotion: true})
	p.Go(address)
	for _, query := range []string{"(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-reduced-motion: reduce)"} {
		if !Value[bool](p, "matchMedia('"+query+"').matches") {
			t.Errorf("%s does not match", query)
		}
	}
	plain := b.Page(t)
	plain.WithoutScript()
	plain.Go(address)
	if got, want := Ask(plain, chromedp.Title()), "Flood at the bridge"; got != want {
		t.Errorf("title without script is %q, want %q", got, want)
	}
	if png := plain.Picture("plain"); len(png) < 1000 || string(png[1:4]) != "PNG" {
		t.Errorf("the picture has %d bytes and is no PNG", len(png))
	}
}

func TestTabsOfTwoReadersShareNothing(t *testing.T) {
	address := serve(t)
	b := Open(t)
	first, second := b.Page(t), b.Page(t)
	first.Go(address)
	second.Go(address)
	Value[bool](first, "localStorage.setItem('dismissed', 'flood') || true")
	beside := first.Beside(t)
	beside.Go(address)
	if got := Value[string](beside, "localStorage.getItem('dismissed')"); got != "flood" {
		t.Errorf("the same reader's second tab has %q, want flood", got)
	}
	if !Value[bool](second, "localStorage.getItem('dismissed') === null") {
		t.Error("another reader's tab has the first one's storage")
	}
}
