package media_test

import (
	"testing"
	"time"

	"dateline/media"
)

func TestADurationReadsAsItWasWritten(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"PT3M15S":    3*time.Minute + 15*time.Second,
		"PT1H":       time.Hour,
		"PT1H5S":     0, // it is written with its minutes; see below
		"PT45M":      45 * time.Minute,
		"PT10S":      10*time.Second + 400*time.Millisecond,
		"PT100H2M3S": 100*time.Hour + 2*time.Minute + 3*time.Second,
	} {
		if d != 0 && media.FormatDuration(d) != want {
			t.Errorf("%v is written %s, want %s", d, media.FormatDuration(d), want)
		}
		if got, ok := media.ParseDuration(want); !ok || d != 0 && got != d.Round(time.Second) {
			t.Errorf("%s is read as %v (%t), want %v", want, got, ok, d)
		}
	}
	if got := media.FormatDuration(time.Hour + 5*time.Second); got != "PT1H0M5S" {
		t.Errorf("got %s, want its minutes in it", got)
	}
}

func TestWhatIsNoDurationHasNone(t *testing.T) {
	for _, d := range []time.Duration{0, -time.Second, 400 * time.Millisecond} {
		if got := media.FormatDuration(d); got != "" {
			t.Errorf("%v is written %q, want nothing", d, got)
		}
	}
	for _, text := range []string{"", "PT", "P1D", "PT3M15.5S", "PT15S3M", "pt3m", "3m15s", "PT-3M", "PT3M15S ", "PT99999H", "PT3µS"} {
		if got, ok := media.ParseDuration(text); ok {
			t.Errorf("%q is read as %v, want no duration", text, got)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	f.Add("PT3M15S")
	f.Add("PT999H9999M999999S")
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := media.ParseDuration(text)
		if ok && d > 0 {
			if again, ok := media.ParseDuration(media.FormatDuration(d)); !ok && d < 1000*time.Hour || ok && again != d {
				t.Errorf("%s is %v, and written and read again %v", text, d, again)
			}
		}
	})
}
