package frame

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/edition"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
)

func TestTimeOfTodayIsGivenByItsHourAlone(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 20, 30, 0, 0, time.UTC) // the 24th in Tokyo
	for _, c := range []struct {
		zone *time.Location
		at   time.Time
		want string
	}{
		{time.UTC, now.Add(-time.Hour), "19:30"},
		{tokyo, now.Add(-time.Hour), "4:30"},
		{tokyo, now.Add(-6 * time.Hour), "23 November 2026"},
		{time.UTC, now.Add(-24 * time.Hour), "22 November 2026"},
		{time.UTC, time.Time{}, ""},
	} {
		f := Frame{L: lang.Of("en"), Zone: c.zone, Now: now.In(c.zone)}
		got := f.When(c.at)
		if !strings.Contains(got, c.want) || c.want == "" && got != "" || strings.Contains(c.want, ":") && strings.Contains(got, "November") {
			t.Errorf("%v in %v: got %q, want %q", c.at, c.zone, got, c.want)
		}
	}
}

func TestEditionIsCalledByItsLanguageAndBySlugWhereThatDiffers(t *testing.T) {
	all := []edition.Edition{{Slug: "en", Lang: "en"}, {Slug: "delta", Lang: "en"}, {Slug: "zh-hans", Lang: "zh-Hans"}}
	f := Frame{L: lang.Of("en")}
	for slug, want := range map[edition.Slug]string{"en": "English", "delta": "English (delta)", "zh-hans": lang.Of("zh-Hans").English, "gone": "English (gone)"} {
		if got := f.EditionName(Edition(all, slug)); got != want {
			t.Errorf("%s: got %q, want %q", slug, got, want)
		}
	}
}

func FuzzTypedTextCanBeStored(f *testing.F) {
	for _, text := range []string{"", " a\r\nb ", "\x00سیل\u200cها\xff", "\r\n\r\n", "a\rb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Typed(text)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00") || strings.Contains(got, "\r\n") || strings.TrimSpace(got) != got {
			t.Errorf("%q became %q", text, got)
		}
		if clean := strings.TrimSpace(text); utf8.ValidString(text) && !strings.ContainsAny(text, "\x00\r") && got != clean {
			t.Errorf("%q became %q, want it as it was typed", text, got)
		}
	})
}

func TestEveryReasonBesideAFieldIsAFaultThatThereIs(t *testing.T) {
	raw, err := os.ReadFile("../../lang/messages/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]json.RawMessage
	if err := json.Unmarshal(raw, &messages); err != nil {
		t.Fatal(err)
	}
	for key, field := range fieldOf {
		if _, ok := messages[key]; !ok {
			t.Errorf("the reason %q, beside the field %q, is no message", key, field)
		}
	}
}

func TestRefusalKeepsTheFaultAndItsCause(t *testing.T) {
	cause := fault.New(fault.Invalid, msg.FaultNoFile())
	err := Refuse(cause, func(Wrong) (Screen, error) { return nil, nil })
	if !errors.Is(err, cause) || fault.Of(err).Kind != fault.Invalid || fault.Of(err).Message.Key != msg.FaultNoFile().Key {
		t.Errorf("got %v, want the fault that was refused", err)
	}
}

func TestWhoMetAFaultGoesOnWithinTheDesk(t *testing.T) {
	for from, want := range map[string]string{
		"http://example.com/desk/alerts?story=a": "/desk/alerts?story=a",
		"http://evil.example/desk/alerts":        "/desk/",
		"http://example.com/en/":                 "/desk/",
		"http://example.com//evil.example/desk/": "/desk/",
		"::":                                     "/desk/",
		"":                                       "/desk/",
	} {
		r := httptest.NewRequest(http.MethodGet, "/desk/stories/x", nil)
		r.Header.Set("Referer", from)
		if got := back(r); got != want {
			t.Errorf("from %q: got %q, want %q", from, got, want)
		}
	}
}

func TestPictureIsShownOnceItHasARendition(t *testing.T) {
	a := &media.Asset{ID: "bridgebridge2", Kind: media.Picture, Hash: "aa", Duration: 0}
	if Thumb(a) != "" || Largest(a) != "" {
		t.Errorf("without a rendition: %q, %q", Thumb(a), Largest(a))
	}
	a.Renditions = []media.Rendition{{Width: 640, Ext: "jpg"}, {Width: 160, Ext: "jpg"}, {Width: 1280, Ext: "jpg"}, {Width: 80, Ext: "avif"}, {Width: 1920, Ext: "webp"}}
	if small, large := Thumb(a), Largest(a); !strings.Contains(small, "/160.jpg") || !strings.Contains(large, "/1280.jpg") {
		t.Errorf("got %q and %q, want the smallest and the largest JPEG", small, large)
	}
	sound := &media.Asset{Kind: media.Audio, Duration: 3*time.Minute + 15*time.Second}
	if got := ChoiceOf(sound).Duration; got != "PT3M15S" {
		t.Errorf("the duration is %q, want PT3M15S", got)
	}
}
