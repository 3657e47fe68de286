package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"dateline/address"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
)

// How wide pictures are in the four size classes, as the style sheet sets them.
const (
	sizesStory  = "(min-width:1280px) 1016px, (min-width:992px) 80vw, 100vw"
	sizesText   = "(min-width:1280px) 720px, (min-width:992px) 660px, 100vw"
	sizesLead   = "(min-width:1280px) 694px, (min-width:992px) 56vw, 100vw"
	sizesHalf   = "(min-width:1280px) 592px, (min-width:992px) 47vw, 100vw"
	sizesThird  = "(min-width:1280px) 389px, (min-width:992px) 31vw, (min-width:640px) 48vw, 100vw"
	sizesLittle = "(min-width:1280px) 184px, (min-width:640px) 22vw, 30vw"
)

type assetsOf Assets

// Picture is a picture ready to be rendered.
type Picture struct {
	Sources       []Source // best first; empty where there is no rendition yet
	Src           string   // the JPEG, or the upload as it was sent
	Width, Height int      // of Src, in pixels
	Colour        string   // #rrggbb until it is there
	Alt           string   // empty: it shows nothing that the text does not say
	Caption       string
	Credit        string
	Sizes         string // the sizes attribute: how wide it is in the four size classes
	First         bool   // the page's first: fetched at once
	Small         Small  // what a light page offers to load
}

// Small is the smallest JPEG of a picture.
type Small struct {
	Href  string
	Bytes int64
}

// Source is one format of a picture in its widths, as srcset wants it.
type Source struct {
	Type, Set string
}

// Assets are the assets that a screen uses, by id, as the store gives them.
type Assets = map[media.ID]media.Asset

// formats are the renditions' formats, best first; JPEG is the img element itself.
var formats = []struct{ ext, typ string }{{"avif", "image/avif"}, {"webp", "image/webp"}, {"jpg", ""}}

// NewPicture makes a picture ready to be rendered; nil where the asset is no picture. Alt and caption are
// those of this use of the picture; the credit is the asset's.
func NewPicture(a *media.Asset, alt, caption, sizes string) *Picture {
	if a == nil || a.Kind != media.Picture {
		return nil
	}
	p := &Picture{Src: address.File(a.Hash, a.Ext), Width: a.Width, Height: a.Height, Colour: a.Colour,
		Alt: alt, Caption: caption, Credit: a.Credit, Sizes: sizes}
	p.Small = Small{p.Src, a.Size}
	for _, r := range a.Renditions {
		if r.Ext == "jpg" { // widest first: the last is the smallest
			p.Small = Small{address.Rendition(a.Hash, r.Width, r.Ext), r.Size}
		}
	}
	for _, f := range formats {
		set := p.set(a, f.ext)
		if set != "" {
			p.Sources = append(p.Sources, Source{Type: f.typ, Set: set})
		}
	}
	return p
}

// set is the srcset of one format. The JPEG nearest 800 pixels becomes Src.
func (p *Picture) set(a *media.Asset, ext string) string {
	var b strings.Builder
	for _, r := range a.Renditions {
		if r.Ext != ext {
			continue
		}
		at := address.Rendition(a.Hash, r.Width, ext)
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(at + " " + strconv.Itoa(r.Width) + "w")
		if ext == "jpg" && (r.Width >= 800 || b.Len() == len(at)+len(strconv.Itoa(r.Width))+2) {
			p.Src, p.Width, p.Height = at, r.Width, r.Height
		}
	}
	return b.String()
}

// jpegSet is the srcset of the JPEG itself; empty where there is no rendition.
func (p *Picture) jpegSet() string {
	if n := len(p.Sources); n > 0 && p.Sources[n-1].Type == "" {
		return p.Sources[n-1].Set
	}
	return ""
}

// modern are the sources before the JPEG.
func (p *Picture) modern() []Source {
	if p.jpegSet() != "" {
		return p.Sources[:len(p.Sources)-1]
	}
	return p.Sources
}

func (a assetsOf) asset(id string) *media.Asset {
	if found, ok := a[media.ID(id)]; ok {
		return &found
	}
	return nil
}

func (p *Picture) attributes() templ.Attributes {
	a := templ.Attributes{}
	if set := p.jpegSet(); set != "" {
		a["srcset"], a["sizes"] = set, p.Sizes
	}
	if p.First {
		a["fetchpriority"] = "high"
	} else {
		a["loading"] = "lazy"
	}
	return a
}

func (f *Frame) loadPicture(p *Picture) lang.Text {
	return f.Language.Text(msg.LoadPicture(p.Small.Bytes))
}
