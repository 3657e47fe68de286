package darkroom

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// FuzzMeasure reads the sizes and turns of pictures that nobody made.
func FuzzMeasure(f *testing.F) {
	var j, p bytes.Buffer
	if err := jpeg.Encode(&j, image.NewGray(image.Rect(0, 0, 8, 4)), nil); err != nil {
		f.Fatal(err)
	}
	if err := png.Encode(&p, image.NewGray(image.Rect(0, 0, 8, 4))); err != nil {
		f.Fatal(err)
	}
	exif := "\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	f.Add(j.Bytes())
	f.Add([]byte(j.String()[:2] + exif + j.String()[2:]))
	f.Add(p.Bytes())
	f.Add([]byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x08\x00\x00\x00\x09\x00\x00\x09\x00\x00"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(dir, "picture")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		size, turned, err := measure(path)
		if err == nil && (size.Width < 0 || size.Height < 0 || turned < 1 || turned > 8) {
			t.Errorf("measured %d×%d, turned %d", size.Width, size.Height, turned)
		}
	})
}
