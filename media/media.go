// Package media holds pictures, sound and film: what was uploaded (assets),
// what was rendered of it (renditions), and whose it is.
package media

import (
	"time"

	"dateline/staff"
)

// ID names an asset for life: 13 lower-case base32 characters.
type ID string

// Hash is the SHA-256 of a file's bytes in lower-case hexadecimal: its name in the blobs.
type Hash string

// Kind is what an asset is.
type Kind string

// The kinds of assets.
const (
	Picture Kind = "picture"
	Audio   Kind = "audio"
	Video   Kind = "video"
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Picture, Audio, Video} }

// Asset is an uploaded picture, sound or film. The bytes never change; who
// owns it and what it shows may be described better later.
type Asset struct {
	ID       ID
	Hash     Hash
	Kind     Kind
	Type     string // the sniffed media type: image/jpeg, audio/mpeg …
	Ext      string // the extension that goes with Type, without a dot
	Filename string // as it was sent, for people only
	Size     int64  // bytes
	Width    int    // pixels as seen (after turning); 0 for sound
	Height   int
	Duration time.Duration // 0 for pictures
	Colour   string        // its mean colour as #rrggbb, shown until the picture is there; empty for sound
	Alt      string        // what it shows, for those who cannot see it; a use may say it differently
	Credit   string
	Licence  string
	Source   string // where it came from: an address or a name
	By       staff.ID
	Created  time.Time

	// Unstripped is who agreed that a sound or film is served with the metadata
	// it was sent with, where nothing here can take them out; empty: it is not.
	Unstripped staff.ID

	Renditions []Rendition // widest first; of sound and film one at most
}

// Stream is what readers get of a sound or film: the rendition without private
// metadata, or the upload itself where somebody has agreed to that. It is
// false for pictures, and until there is either.
func (a *Asset) Stream() (Rendition, bool) {
	if a.Kind == Picture || a.Kind == "" {
		return Rendition{}, false
	}
	for _, r := range a.Renditions {
		if r.Ext == a.Ext {
			return r, true
		}
	}
	return Rendition{Width: a.Width, Height: a.Height, Ext: a.Ext, Hash: a.Hash, Size: a.Size}, a.Unstripped != ""
}

// Rendition is one size of a picture in one format, or a sound or film without
// its private metadata.
type Rendition struct {
	Width, Height int    // pixels; 0 of sound
	Ext           string // avif, webp, jpg; of sound and film the asset's
	Hash          Hash
	Size          int64 // bytes
}

// PendingJob is work on an asset that waits, or has failed for good.
type PendingJob struct {
	Dead    bool   // it is not tried again until somebody asks
	Failure string // error of the last attempt, for whoever looks into it
}

// Widths are the widths in pixels that a picture is rendered in, for four size
// classes of screen. A picture narrower than a width is not made larger.
var Widths = []int{400, 800, 1200, 1600}

// Limits of what may be uploaded.
const (
	MaxPictureBytes  = 20 << 20
	MaxPicturePixels = 40_000_000
	MaxStreamBytes   = 500 << 20
)

// MaxBytes is the most bytes that an asset of the kind may have.
func (k Kind) MaxBytes() int64 {
	if k == Picture {
		return MaxPictureBytes
	}
	return MaxStreamBytes
}
