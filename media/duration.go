package media

import (
	"regexp"
	"strings"
	"time"
)

// FormatDuration writes a duration in ISO 8601, in whole seconds: PT3M15S. Zero
// and less are the empty string: how long something is, is not known.
func FormatDuration(d time.Duration) string {
	if d = d.Round(time.Second); d <= 0 {
		return ""
	}
	text := d.String() // 1h0m5s: what is zero at the end can be left out
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return "PT" + strings.ToUpper(text)
}

// isoDuration is what documents may hold: hours, minutes and seconds, in that order.
var isoDuration = regexp.MustCompile(`^PT(?:\d{1,3}H)?(?:\d{1,4}M)?(?:\d{1,6}S)?$`)

// ParseDuration reads a duration in ISO 8601 of hours, minutes and whole
// seconds; false where the text is none. Days and fractions are not taken.
func ParseDuration(text string) (time.Duration, bool) {
	if !isoDuration.MatchString(text) || text == "PT" {
		return 0, false
	}
	d, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(text, "PT")))
	return d, err == nil
}
