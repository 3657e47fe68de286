package darkroom

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"runtime"
	"slices"

	"golang.org/x/image/draw"
)

// Builtin is what Go itself can do where ffmpeg is missing: pictures as JPEG
// only; sound and film are taken for what their first bytes say.
type Builtin struct{}

// Formats implements Tool.
func (Builtin) Formats() [][]string { return [][]string{{"jpg"}} }

// Probe implements Tool.
func (Builtin) Probe(context.Context, string, string) (Facts, error) { return Facts{}, nil }

// Remux implements Tool: Go alone cannot.
func (Builtin) Remux(context.Context, string, string, string) error { return errors.ErrUnsupported }

// Render implements Tool.
func (Builtin) Render(ctx context.Context, n Original, outputs []Output) error {
	work, err := json.Marshal(renderWork{n, outputs})
	if err != nil {
		return err
	}
	return askChild(ctx, new(struct{}), "render", string(work))
}

// renderWork is the renditions that a child makes.
type renderWork struct {
	Original Original
	Outputs  []Output
}

// render makes the largest first and the others from what that was made of,
// halved: a scaler's own memory grows with the rows of what it is given.
func (p renderWork) render() error {
	img, err := decode(p.Original.Path)
	if err != nil {
		return err
	}
	slices.SortFunc(p.Outputs, func(a, b Output) int { return b.Width - a.Width })
	for _, s := range p.Outputs {
		w, h := s.Width, evenHeight(s.Width, p.Original)
		if p.Original.Orientation >= 5 {
			w, h = h, w
		}
		img = halved(img, w, h)
		small := image.NewRGBA(image.Rect(0, 0, w, h))
		scalerOf(img, w).Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
		if err := write(turned(small, p.Original.Orientation), s.Path); err != nil {
			return err
		}
	}
	return nil
}

// halved is a picture halved as often as it can be and stay w × h at least.
func halved(img image.Image, w, h int) image.Image {
	for img.Bounds().Dx() >= 2*w && img.Bounds().Dy() >= 2*h {
		half := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx()/2, img.Bounds().Dy()/2))
		draw.ApproxBiLinear.Scale(half, half.Bounds(), img, img.Bounds(), draw.Src, nil)
		img = half
		runtime.GC() // the large one goes before the next takes its place
	}
	return img
}

// maxScaling is how many bytes a scaler may take for itself.
const maxScaling = 256 << 20

// scalerOf is the finest scaler to width w that there is memory for. One with a
// kernel holds four floats for each column of the result in each row of img.
func scalerOf(img image.Image, w int) draw.Scaler {
	if 32*w*img.Bounds().Dy() > maxScaling {
		return draw.ApproxBiLinear
	}
	return draw.CatmullRom
}

func write(img image.Image, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(jpeg.Encode(f, img, &jpeg.Options{Quality: 80}), f.Close())
}

// turned is a picture turned as EXIF orientation n says.
func turned(img *image.RGBA, n int) *image.RGBA {
	if n <= 1 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if n >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch n {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			out.SetRGBA(tx, ty, img.RGBAAt(x, y))
		}
	}
	return out
}
