package darkroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // what uploads are decoded with
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/bep/imagemeta"
	_ "golang.org/x/image/webp" // what uploads are decoded with

	"dateline/fault"
	"dateline/lang/msg"
)

// inspection is the size and colour of a picture as people see it: turned.
type inspection struct {
	Width, Height int
	Colour        string // its mean, #rrggbb
}

// inspect has a child measure a picture and decode it whole: a cut or broken file
// is found now, not by readers. One that would take too much is refused before.
func inspect(ctx context.Context, path, ext string) (inspection, error) {
	var s inspection
	if err := checkCost(path, ext); err != nil {
		return s, err
	}
	if err := askChild(ctx, &s, "inspect", path); err != nil {
		return s, err
	}
	if len(widthsOf(Original{Width: s.Width, Height: s.Height})) == 0 {
		return s, fault.New(fault.TooLarge, msg.FaultTooLarge())
	}
	return s, nil
}

// askChild has a child do work on a picture, and reads its answer. What it cannot
// decode is no picture: an Unsupported fault.
func askChild(ctx context.Context, answer any, what string, args ...string) error {
	out, err := run(ctx, inspecting, what, args...)
	if f := (*fault.Fault)(nil); errors.As(err, &f) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if err != nil {
		return fault.Wrap(err, fault.Unsupported, msg.FaultUploadWrongType())
	}
	return json.Unmarshal(out, answer)
}

// inspectPicture is what the child does.
func inspectPicture(path string) (inspection, error) {
	size, orientation, err := measure(path)
	if err != nil {
		return inspection{}, err
	}
	img, err := decode(path)
	if err != nil {
		return inspection{}, err
	}
	if b := img.Bounds(); b.Dx() != size.Width || b.Dy() != size.Height {
		return inspection{}, fmt.Errorf("%d×%d, and its header says %d×%d", b.Dx(), b.Dy(), size.Width, size.Height)
	}
	s := inspection{Width: size.Width, Height: size.Height, Colour: mean(img)}
	if orientation >= 5 {
		s.Width, s.Height = s.Height, s.Width
	}
	return s, nil
}

// measure reads a picture's size from its header, and how it is to be turned (EXIF 1 to 8).
func measure(path string) (image.Config, int, error) {
	f, err := os.Open(path)
	if err != nil {
		return image.Config{}, 0, err
	}
	defer f.Close()
	size, format, err := image.DecodeConfig(f)
	if err != nil {
		return size, 0, fault.Wrap(err, fault.Unsupported, msg.FaultUploadWrongType())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return size, 0, err
	}
	return size, orientation(f, format), nil
}

// orientation is how a picture is to be turned; 1, as it is, where nothing readable says.
func orientation(f io.ReadSeeker, format string) int {
	kinds := map[string]imagemeta.ImageFormat{"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.WebP}
	turned := 1
	_, err := imagemeta.Decode(imagemeta.Options{R: f, ImageFormat: kinds[format], Sources: imagemeta.EXIF,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return t.Tag == "Orientation" },
		HandleTag: func(t imagemeta.TagInfo) error {
			if n, err := strconv.Atoi(fmt.Sprint(t.Value)); err == nil && n >= 1 && n <= 8 {
				turned = n
			}
			return imagemeta.ErrStopWalking
		}})
	if err != nil && !errors.Is(err, imagemeta.ErrStopWalking) {
		return 1 // broken metadata do not make a picture unfit
	}
	return turned
}

func decode(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	return img, err
}

// mean is the mean colour of a picture, of some thousand points of it.
func mean(img image.Image) string {
	b := img.Bounds()
	step := max(1, max(b.Dx(), b.Dy())/64)
	var r, g, bl, n uint64
	for y := b.Min.Y; y < b.Max.Y; y += step {
		for x := b.Min.X; x < b.Max.X; x += step {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			r, g, bl, n = r+uint64(c.R), g+uint64(c.G), bl+uint64(c.B), n+1
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", r/n, g/n, bl/n)
}

// Original is an upload in a file that a tool may read.
type Original struct {
	Path          string
	Width, Height int // as seen
	Orientation   int // EXIF orientation, 1 to 8
}

// orient has a child find out how the picture is to be turned. One that can be
// seen through is laid on white, since a JPEG cannot be.
func (n *Original) orient(ctx context.Context) error {
	if err := checkCost(n.Path, strings.TrimPrefix(filepath.Ext(n.Path), ".")); err != nil {
		return err
	}
	var found orientationFound
	white := filepath.Join(filepath.Dir(n.Path), "white.png")
	if err := askChild(ctx, &found, "orient", n.Path, white); err != nil {
		return err
	}
	n.Orientation = found.Orientation
	if found.White {
		n.Path = white
	}
	return nil
}

// orientationFound is what the child finds out about an original.
type orientationFound struct {
	Orientation int
	White       bool // it was laid on white
}

// orientationOf is what the child does.
func orientationOf(path, white string) (orientationFound, error) {
	_, turned, err := measure(path)
	if err != nil || filepath.Ext(path) == ".jpg" {
		return orientationFound{Orientation: turned}, err
	}
	img, err := decode(path)
	if err != nil {
		return orientationFound{}, err
	}
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		return orientationFound{Orientation: turned}, nil
	}
	return orientationFound{Orientation: turned, White: true}, layOnWhite(img, white)
}

func layOnWhite(img image.Image, path string) error {
	paper := image.NewRGBA(img.Bounds())
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(paper, paper.Bounds(), img, img.Bounds().Min, draw.Over)
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	return errors.Join(enc.Encode(f, paper), f.Close())
}
