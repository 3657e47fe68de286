package darkroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/fault"
	"dateline/lang/msg"
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

// Render implements Tool: all outputs in one process that decodes once.
func (f FFmpeg) Render(ctx context.Context, n Original, outputs []Output) error {
	graph := "[0:v:0]" + turns[n.Orientation] + "split=" + strconv.Itoa(len(outputs))
	for i := range outputs {
		graph += fmt.Sprintf("[s%d]", i)
	}
	args := []string{"-nostdin", "-hide_banner", "-v", "error", "-y", "-protocol_whitelist", "file", "-filter_threads", "1", "-filter_complex_threads", "1",
		"-threads", "1", "-noautorotate", "-i", "file:" + n.Path}
	var each []string
	for i, s := range outputs {
		graph += fmt.Sprintf(";[s%d]scale=%d:%d:flags=lanczos[o%d]", i, s.Width, evenHeight(s.Width, n), i)
		each = append(each, "-map", fmt.Sprintf("[o%d]", i), "-map_metadata", "-1", "-frames:v", "1")
		each = append(append(each, "-threads", "2"), coders[s.Ext]...)
		each = append(each, "-fs", strconv.Itoa(20<<20), "file:"+s.Path)
	}
	args = append(append(args, "-filter_complex", graph), each...)
	_, err := run(ctx, rendering, f.Path, args...)
	return err
}

func evenHeight(width int, n Original) int {
	return max(2, (width*n.Height+n.Width)/(2*n.Width)*2)
}

// Probe implements Tool.
func (f FFmpeg) Probe(ctx context.Context, path, ext string) (Facts, error) {
	out, err := run(ctx, probing, f.Probing, "-hide_banner", "-v", "error", "-protocol_whitelist", "file", "-threads", "1", "-f", demuxers[ext],
		"-show_entries", "format=duration:stream=codec_type,codec_name,pix_fmt,width,height:stream_disposition=attached_pic:stream_side_data=rotation",
		"-of", "json", "file:"+path)
	if f := (*fault.Fault)(nil); errors.As(err, &f) || ctx.Err() != nil {
		return Facts{}, err
	}
	if err != nil {
		return Facts{}, fault.Wrap(err, fault.Unsupported, msg.FaultUploadWrongType())
	}
	return factsOf(out)
}

// remuxes are how a file of each extension is written anew: its sound, its film
// and nothing else.
var remuxes = map[string][]string{
	"mp3": {"-map", "0:a:0", "-f", "mp3", "-id3v2_version", "0", "-write_id3v1", "0"},
	"ogg": {"-map", "0:a:0", "-f", "ogg"},
	"m4a": {"-map", "0:a:0", "-f", "ipod", "-movflags", "+faststart"},
	"mp4": {"-map", "0:V:0", "-map", "0:a?", "-f", "mp4", "-movflags", "+faststart"},
}

// Remux implements Tool. Data tracks, chapters, covers and every line that a
// camera or a program wrote are left out.
func (f FFmpeg) Remux(ctx context.Context, from, ext, to string) error {
	args := []string{"-nostdin", "-hide_banner", "-v", "error", "-y", "-protocol_whitelist", "file", "-f", demuxers[ext], "-i", "file:" + from,
		"-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-sn", "-dn", "-c", "copy", "-fflags", "+bitexact", "-flags", "+bitexact"}
	_, err := run(ctx, remuxing, f.Path, append(append(args, remuxes[ext]...), "file:"+to)...)
	return err
}

// playable are the codecs that browsers play, with the pixels of film that they decode.
var playable = map[string]string{"aac": "", "mp3": "", "opus": "", "vorbis": "", "flac": "",
	"h264": "yuv420p yuvj420p", "av1": "yuv420p yuvj420p yuv420p10le", "vp9": "yuv420p yuvj420p yuv420p10le"}

// codecNames are codecs as the people who chose them know them.
var codecNames = map[string]string{"hevc": "HEVC (H.265)", "h264": "H.264", "prores": "ProRes", "mpeg4": "MPEG-4 Visual", "alac": "ALAC", "ac3": "AC-3", "eac3": "E-AC-3"}

// notPlayable is the fault of a codec, with the pixels where it is these that are not decoded.
func notPlayable(codec, pixels string) error {
	name := codec
	if known, ok := codecNames[codec]; ok {
		name = known
	}
	if _, plays := playable[codec]; plays {
		name += " " + pixels
	}
	return fault.New(fault.Unsupported, msg.FaultUploadNotPlayable(name))
}

func factsOf(out []byte) (Facts, error) {
	var probed struct {
		Format  struct{ Duration string }
		Streams []struct {
			Type          string `json:"codec_type"`
			Codec         string `json:"codec_name"`
			Pixels        string `json:"pix_fmt"`
			Width, Height int
			Disposition   struct {
				Cover int `json:"attached_pic"`
			}
			Side []struct{ Rotation int } `json:"side_data_list"`
		}
	}
	if err := json.Unmarshal(out, &probed); err != nil {
		return Facts{}, fmt.Errorf("ffprobe: %w", err)
	}
	facts, plays := Facts{Known: true}, false
	if seconds, err := strconv.ParseFloat(probed.Format.Duration, 64); err == nil && seconds > 0 && seconds < 1e6 {
		facts.Duration = time.Duration(seconds * float64(time.Second)).Truncate(time.Microsecond)
	}
	for _, s := range probed.Streams {
		switch {
		case s.Type == "audio":
			if _, ok := playable[s.Codec]; !ok {
				return Facts{}, notPlayable(s.Codec, "")
			}
			plays = true
		case s.Type == "video" && s.Disposition.Cover == 0 && s.Width > 0:
			if pixels, ok := playable[s.Codec]; !ok || s.Pixels != "" && !slices.Contains(strings.Fields(pixels), s.Pixels) {
				return Facts{}, notPlayable(s.Codec, s.Pixels)
			}
			plays, facts.Width, facts.Height = true, s.Width, s.Height
			for _, side := range s.Side {
				if side.Rotation%180 != 0 { // a telephone held upright
					facts.Width, facts.Height = s.Height, s.Width
				}
			}
		}
	}
	if !plays {
		return Facts{}, fault.New(fault.Unsupported, msg.FaultUploadWrongType())
	}
	return facts, nil
}
