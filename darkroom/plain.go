package darkroom

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"os"

	"golang.org/x/image/draw"
)

// Plain is what Go itself can do where ffmpeg is missing: pictures as JPEG
// only; sound and film are taken for what their first bytes say.
type Plain struct{}

// Formats implements Tool.
func (Plain) Formats() [][]string { return [][]string{{"jpg"}} }

// Probe implements Tool.
func (Plain) Probe(context.Context, string, string) (Facts, error) { return Facts{}, nil }

// Remux implements Tool: Go alone cannot.
func (Plain) Remux(context.Context, string, string, string) error { return errors.ErrUnsupported }

// Render implements Tool.
func (Plain) Render(ctx context.Context, n Negative, sheets []Sheet) error {
	work, err := json.Marshal(plainWork{n, sheets})
	if err != nil {
		return err
	}
	return ask(ctx, new(struct{}), "print", string(work))
}

// plainWork is what a child prints.
type plainWork struct {
	Negative Negative
	Sheets   []Sheet
}

func (p plainWork) print() error {
	img, err := decode(p.Negative.Path)
	if err != nil {
		return err
	}
	for _, s := range p.Sheets {
		w, h := s.Width, evenHeight(s.Width, p.Negative)
		if p.Negative.Turn >= 5 {
			w, h = h, w
		}
		small := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
		if err := write(turned(small, p.Negative.Turn), s.Path); err != nil {
			return err
		}
	}
	return nil
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
