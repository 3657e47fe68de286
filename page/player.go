package page

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/story"
)

// Player is a sound or film. Without Src it is known but cannot be played.
type Player struct {
	Kind          story.Kind // audio or video
	Src           string
	Type          string // media type
	Ext           string
	Bytes         int64
	Duration      time.Duration // zero: not known
	Title         string
	Poster        string
	Width, Height int
	Preparing     bool // the file is here and cannot be played yet
}

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

// NewPlayer makes a sound or film ready to be rendered. The asset may be nil: an item that is known but has no file.
func NewPlayer(kind story.Kind, a *media.Asset, poster *media.Asset, title, lasts string) *Player {
	p := &Player{Kind: kind, Title: title, Duration: duration(lasts)}
	if a == nil || a.Kind == media.Picture {
		return p
	}
	stream, ready := a.Stream()
	if !ready {
		p.Preparing = true
		return p
	}
	p.Src, p.Type, p.Ext, p.Bytes = address.File(a.Hash, a.Ext), a.Type, a.Ext, stream.Size
	p.Width, p.Height = a.Width, a.Height
	if a.Duration > 0 {
		p.Duration = a.Duration.Round(time.Second)
	}
	if still := NewPicture(poster, "", "", ""); still != nil {
		p.Poster = still.Src
	}
	return p
}

func (p *Player) attributes() templ.Attributes {
	a := templ.Attributes{}
	if p.Width > 0 && p.Height > 0 {
		a["width"], a["height"] = strconv.Itoa(p.Width), strconv.Itoa(p.Height)
	}
	if p.Poster != "" {
		a["poster"] = p.Poster
	}
	return a
}

func (f *Frame) playerName(p *Player) string {
	if p.Kind == story.Video {
		return f.Language.Words(msg.PlayerFilm(p.Title))
	}
	return f.Language.Words(msg.PlayerSound(p.Title))
}

func (f *Frame) download(p *Player) lang.Text {
	return f.Language.Text(msg.PlayerDownload(strings.ToUpper(p.Ext), p.Bytes))
}

// duration is the duration of a document's block; zero where it is not known.
func duration(s string) time.Duration {
	d, _ := media.ParseDuration(s)
	return d
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
