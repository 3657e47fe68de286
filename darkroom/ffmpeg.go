package darkroom

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
)

const (
	renderTime = 3 * time.Minute
	probeTime  = 20 * time.Second
	maxMemory  = 4 << 30 // bytes of address space that ffmpeg may take
)

// FFmpeg is the ffmpeg of this machine.
type FFmpeg struct {
	Path, Probing string // of ffmpeg and of ffprobe
}

// Formats implements Tool: what every browser reads first.
func (FFmpeg) Formats() [][]string { return [][]string{{"jpg", "webp"}, {"avif"}} }

// demuxers are the readers that ffmpeg may use for a file; it chooses none
// itself, so that no file can make it read another.
var demuxers = map[string]string{"mp3": "mp3", "ogg": "ogg", "m4a": "mov", "mp4": "mov",
	"jpg": "image2", "png": "image2", "webp": "image2"}

// coders are how each format is made: about the same to the eye, and in the
// pixels that every decoder reads (a PNG's would make an AVIF of plain RGB).
var coders = map[string][]string{
	"jpg":  {"-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "4", "-huffman", "optimal"},
	"webp": {"-pix_fmt", "yuv420p", "-c:v", "libwebp", "-quality", "76", "-compression_level", "4"},
	"avif": {"-pix_fmt", "yuv420p", "-c:v", "libaom-av1", "-still-picture", "1", "-cpu-used", "8", "-crf", "30", "-b:v", "0"},
}

// turns are the filters for the EXIF orientations 1 to 8.
var turns = [9]string{2: "hflip,", 3: "hflip,vflip,", 4: "vflip,", 5: "transpose=0,", 6: "transpose=1,", 7: "transpose=3,", 8: "transpose=2,"}

// Render implements Tool: all sheets in one process that decodes once.
func (f FFmpeg) Render(ctx context.Context, n Negative, sheets []Sheet) error {
	graph := "[0:v:0]" + turns[n.Turn] + "split=" + strconv.Itoa(len(sheets))
	for i := range sheets {
		graph += fmt.Sprintf("[s%d]", i)
	}
	args := []string{"-nostdin", "-hide_banner", "-v", "error", "-y", "-protocol_whitelist", "file", "-noautorotate", "-i", "file:" + n.Path}
	var outputs []string
	for i, s := range sheets {
		graph += fmt.Sprintf(";[s%d]scale=%d:%d:flags=lanczos[o%d]", i, s.Width, evenHeight(s.Width, n), i)
		outputs = append(outputs, "-map", fmt.Sprintf("[o%d]", i), "-map_metadata", "-1", "-frames:v", "1")
		outputs = append(outputs, coders[s.Ext]...)
		outputs = append(outputs, "-fs", strconv.Itoa(20<<20), "file:"+s.Path)
	}
	args = append(append(args, "-filter_complex", graph), outputs...)
	ctx, cancel := context.WithTimeout(ctx, renderTime)
	defer cancel()
	_, err := run(exec.CommandContext(ctx, f.Path, args...))
	return err
}

func evenHeight(width int, n Negative) int {
	return max(2, (width*n.Height+n.Width)/(2*n.Width)*2)
}

// Probe implements Tool.
func (f FFmpeg) Probe(ctx context.Context, path, ext string) (Facts, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	out, err := run(exec.CommandContext(ctx, f.Probing, "-hide_banner", "-v", "error", "-protocol_whitelist", "file", "-f", demuxers[ext],
		"-show_entries", "format=duration:stream=codec_type,width,height:stream_disposition=attached_pic:stream_side_data=rotation", "-of", "json", "file:"+path))
	if ctx.Err() != nil {
		return Facts{}, ctx.Err()
	}
	if err != nil {
		return Facts{}, fault.Wrap(err, fault.Unsupported, msg.FaultUploadWrongType())
	}
	return factsOf(out)
}

func factsOf(out []byte) (Facts, error) {
	var told struct {
		Format  struct{ Duration string }
		Streams []struct {
			Type          string `json:"codec_type"`
			Width, Height int
			Disposition   struct {
				Cover int `json:"attached_pic"`
			}
			Side []struct{ Rotation int } `json:"side_data_list"`
		}
	}
	if err := json.Unmarshal(out, &told); err != nil {
		return Facts{}, fmt.Errorf("ffprobe: %w", err)
	}
	facts, playable := Facts{Known: true}, false
	if seconds, err := strconv.ParseFloat(told.Format.Duration, 64); err == nil && seconds > 0 && seconds < 1e6 {
		facts.Duration = time.Duration(seconds * float64(time.Second)).Truncate(time.Microsecond)
	}
	for _, s := range told.Streams {
		switch {
		case s.Type == "audio":
			playable = true
		case s.Type == "video" && s.Disposition.Cover == 0 && s.Width > 0:
			playable, facts.Width, facts.Height = true, s.Width, s.Height
			for _, side := range s.Side {
				if side.Rotation%180 != 0 { // a telephone held upright
					facts.Width, facts.Height = s.Height, s.Width
				}
			}
		}
	}
	if !playable {
		return Facts{}, fault.New(fault.Unsupported, msg.FaultUploadWrongType())
	}
	return facts, nil
}

// run runs a tool within bounds and gives what it printed; what it complained of is in the error.
func run(cmd *exec.Cmd) ([]byte, error) {
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &limitedWriter{to: &complaints, left: 4096}
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C"}
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	bound(cmd.Process.Pid)
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", cmd.Args[0], err, strings.TrimSpace(complaints.String()))
	}
	return out.Bytes(), nil
}

// limitedWriter keeps the beginning of what is written and swallows the rest.
type limitedWriter struct {
	to   *bytes.Buffer
	left int
}

func (w *limitedWriter) Write(p []byte) (int, error) {
	keep := p[:min(len(p), w.left)]
	w.left -= len(keep)
	w.to.Write(keep)
	return len(p), nil
}
