package darkroom

import (
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

	"github.com/bep/imagemeta"
	_ "golang.org/x/image/webp" // what uploads are decoded with

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

// seen is what one look at a picture tells, as people see it: turned.
type seen struct {
	Width, Height int
	Colour        string // its mean, #rrggbb
}

// decoding lets one large picture into memory at a time.
var decoding = make(chan struct{}, 1)

// lookAt measures a picture, refuses one with too many pixels before decoding
// it, and decodes it whole: a cut or broken file is found now, not by readers.
func lookAt(path string) (seen, error) {
	size, orientation, err := measure(path)
	if err != nil {
		return seen{}, err
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > media.MaxPicturePixels/size.Height {
		return seen{}, fault.New(fault.TooLarge, msg.FaultUploadTooManyPixels(media.MaxPicturePixels/1_000_000))
	}
	s := seen{Width: size.Width, Height: size.Height}
	if orientation >= 5 {
		s.Width, s.Height = s.Height, s.Width
	}
	if len(widthsOf(Negative{Width: s.Width, Height: s.Height})) == 0 {
		return seen{}, fault.New(fault.TooLarge, msg.FaultTooLarge())
	}
	decoding <- struct{}{}
	defer func() { <-decoding }()
	img, err := decode(path)
	if err != nil {
		return seen{}, fault.Wrap(err, fault.Unsupported, msg.FaultUploadWrongType())
	}
	s.Colour = mean(img)
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

// Negative is an upload where a tool may read it.
type Negative struct {
	Path          string
	Width, Height int // as seen
	Turn          int // EXIF orientation, 1 to 8
}

// turn finds out how the picture is to be turned; one that can be seen through
// is laid on white, since a JPEG cannot be.
func (n *Negative) turn() error {
	_, turned, err := measure(n.Path)
	if err != nil {
		return err
	}
	n.Turn = turned
	if filepath.Ext(n.Path) == ".jpg" {
		return nil
	}
	decoding <- struct{}{}
	defer func() { <-decoding }()
	img, err := decode(n.Path)
	if err != nil {
		return fault.Wrap(err, fault.Unsupported, msg.FaultUploadWrongType())
	}
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		return nil
	}
	n.Path = filepath.Join(filepath.Dir(n.Path), "white.png")
	return layOnWhite(img, n.Path)
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
