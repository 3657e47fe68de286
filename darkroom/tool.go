package darkroom

import (
	"context"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"dateline/media"
)

// Tool makes renditions and looks into sound and film.
type Tool interface {
	// Probe tells how long a sound or film is and how large its picture. A
	// file that is not what its extension says is a fault.
	Probe(ctx context.Context, path, ext string) (Facts, error)
	// Render makes every output from an original.
	Render(ctx context.Context, n Original, outputs []Output) error
	// Remux copies a sound or film without its private metadata, and without
	// coding it anew; errors.ErrUnsupported where it cannot.
	Remux(ctx context.Context, from, ext, to string) error
	// Formats are the formats it makes, in the order in which they are made.
	Formats() [][]string
}

// Facts are what probing a sound or film finds.
type Facts struct {
	Known         bool // false: the tool cannot look into it
	Duration      time.Duration
	Width, Height int // 0: it has no picture
}

// Output is a rendition that is to be rendered, and the file to write it to.
type Output struct {
	Width int
	Ext   string
	Path  string
}

// maxHeight is the most pixels that a rendition may be high: the bound of WebP, made even.
const maxHeight = 16382

// widthsOf are the widths that a picture is made in: those that are not wider
// than itself, or only its own where it is narrower than all; none that would
// be higher than a format holds.
func widthsOf(n Original) []int {
	widths := media.Widths
	if n.Width < widths[0] {
		widths = []int{max(2, n.Width/2*2)}
	}
	var fit []int
	for _, w := range widths {
		if w <= max(2, n.Width) && evenHeight(w, n) <= maxHeight {
			fit = append(fit, w)
		}
	}
	return fit
}

// outputsOf are the renditions of a picture in some formats.
func outputsOf(n Original, formats []string, folder string) []Output {
	var outputs []Output
	for _, format := range formats {
		for _, w := range widthsOf(n) {
			outputs = append(outputs, Output{Width: w, Ext: format})
		}
	}
	for i := range outputs {
		outputs[i].Path = filepath.Join(folder, strconv.Itoa(outputs[i].Width)+"."+outputs[i].Ext)
	}
	return outputs
}

// Find is the best tool on this machine: ffmpeg, or else what Go itself can do.
func Find() Tool {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		return Builtin{}
	}
	ffprobe, err := exec.LookPath("ffprobe")
	if err != nil {
		return Builtin{}
	}
	return FFmpeg{ffmpeg, ffprobe}
}
