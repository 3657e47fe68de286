package frame

import (
	"dateline/address"
	"dateline/media"
)

// Choice is an upload as the editor's picker reads it.
type Choice struct {
	ID       media.ID   `json:"id"`
	Kind     media.Kind `json:"kind"`
	Filename string     `json:"filename"`
	Thumb    string     `json:"thumb"`
	Alt      string     `json:"alt"`
	Credit   string     `json:"credit"`
	Duration string     `json:"duration"`
}

// ChoiceOf is the upload's.
func ChoiceOf(a *media.Asset) Choice {
	return Choice{a.ID, a.Kind, a.Filename, Thumb(a), a.Alt, a.Credit, media.FormatDuration(a.Duration)}
}

// Thumb is the address of the smallest JPEG of a picture; empty until there is one.
func Thumb(a *media.Asset) string {
	return jpeg(a, func(width, best int) bool { return width < best })
}

// Largest is the address of the largest one.
func Largest(a *media.Asset) string {
	return jpeg(a, func(width, best int) bool { return width > best })
}

func jpeg(a *media.Asset, better func(width, best int) bool) string {
	best := 0
	for _, r := range a.Renditions {
		if r.Ext == "jpg" && (best == 0 || better(r.Width, best)) {
			best = r.Width
		}
	}
	if best == 0 {
		return ""
	}
	return address.Rendition(a.Hash, best, "jpg")
}
