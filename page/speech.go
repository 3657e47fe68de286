package page

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/lang/msg"
)

// playerSpeech are the texts of the player's script, in the page's language. The script keeps a text in the page only
// while it is true.
type playerSpeech struct {
	Locale    string `json:"locale"` // for spoken lengths, with Latin digits
	Digits    string `json:"digits"` // the ten that the page writes
	Region    string `json:"region"`
	Play      string `json:"play"`
	Pause     string `json:"pause"`
	Retry     string `json:"retry"`
	Seek      string `json:"seek"`
	Value     string `json:"value"` // with {elapsed} and {duration}
	Elapsed   string `json:"elapsed"`
	Duration  string `json:"duration"`
	Remaining string `json:"remaining"`
	Waiting   string `json:"waiting"`
	Playing   string `json:"playing"`
	Paused    string `json:"paused"`
	Ended     string `json:"ended"`
	Failed    string `json:"failed"`
	Mute      string `json:"mute"`
	Unmute    string `json:"unmute"`
	Full      string `json:"full"`
}

func playerWords(f *Frame) templ.Component {
	w := f.words
	var value strings.Builder
	parts, _ := f.Language.Parts(msg.PlayerValue(time.Second, time.Second))
	for _, p := range parts {
		if p.Name != "" {
			value.WriteString("{" + p.Name + "}")
			continue
		}
		value.WriteString(p.String)
	}
	return DataBlock("application/json", "player-words", playerSpeech{
		Locale: f.tag() + "-u-nu-latn", Digits: f.Language.Numerals, Region: w.playerRegion.String,
		Play: w.play.String, Pause: w.stop.String, Retry: w.retry.String, Seek: w.seek.String, Value: value.String(),
		Elapsed: w.elapsed.String, Duration: w.whole.String, Remaining: w.remaining.String,
		Waiting: w.waiting.String, Playing: w.playing.String, Paused: w.halted.String, Ended: w.ended.String, Failed: w.failed.String,
		Mute: w.mute.String, Unmute: w.unmute.String, Full: w.fullscreen.String,
	})
}
