package darkroom

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

// Sniff tells from a file's first bytes (512 are enough) what it is; what is
// not among the types that we take is a fault. Names and declared types are
// not asked.
func Sniff(head []byte) (media.FileType, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return media.JPEG, nil
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return media.PNG, nil
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return media.WebP, nil
	case bytes.HasPrefix(head, []byte("ID3")) || mp3Frame(head):
		return media.MP3, nil
	case bytes.HasPrefix(head, []byte("OggS")) && oggSound(head):
		return media.Ogg, nil
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return mp4(string(head[8:12]))
	case isSVG(head):
		return media.FileType{}, fault.New(fault.Unsupported, msg.FaultSvgRefused())
	}
	return media.FileType{}, fault.New(fault.Unsupported, msg.FaultUploadWrongType())
}

// mp3Frame reports whether the bytes begin an MPEG audio frame of layer III (ISO 11172-3).
func mp3Frame(b []byte) bool {
	return len(b) > 3 && b[0] == 0xff && b[1]&0xe6 == 0xe2 && b[1]&0x18 != 0x08 && b[2]&0xf0 != 0xf0 && b[2]&0xf0 != 0 && b[2]&0x0c != 0x0c
}

// oggSound reports whether the first page of an Ogg stream is Opus or Vorbis.
func oggSound(b []byte) bool {
	return bytes.Contains(b, []byte("OpusHead")) || bytes.Contains(b, []byte("\x01vorbis"))
}

// mp4 tells sound from film by the major brand (ISO 14496-12); pictures in
// that box, AVIF and HEIC, are not taken.
func mp4(brand string) (media.FileType, error) {
	switch brand {
	case "M4A ", "M4B ":
		return media.M4A, nil
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "MSNV", "qt  ":
		return media.MP4, nil
	case "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif", "avis":
		return media.FileType{}, fault.New(fault.Unsupported, msg.FaultUploadHeic())
	}
	return media.FileType{}, fault.New(fault.Unsupported, msg.FaultUploadWrongType())
}

// isSVG reports whether the bytes look like SVG, behind whatever may stand before it.
func isSVG(b []byte) bool {
	b = bytes.ToLower(bytes.TrimLeft(b, "\xef\xbb\xbf \t\r\n"))
	return bytes.HasPrefix(b, []byte("<svg")) || bytes.HasPrefix(b, []byte("<?xml")) && bytes.Contains(b, []byte("svg")) ||
		bytes.HasPrefix(b, []byte("<!doctype svg")) || bytes.HasPrefix(b, []byte("<!--")) && bytes.Contains(b, []byte("<svg"))
}

// refuseArchive refuses a file that is an archive when it is read from its
// end, as ZIP readers do: sound and film are served as they were sent, and
// must be nothing else besides.
func refuseArchive(path string, size int64) error {
	const record, comment = 22, 1<<16 - 1 // bytes: the end record of a ZIP, and the longest comment behind it
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	tail := make([]byte, min(size, record+comment))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	for at := 0; ; at++ {
		i := bytes.Index(tail[at:], []byte("PK\x05\x06"))
		if i < 0 {
			return nil
		}
		at += i
		if left := tail[at:]; len(left) >= record && int(binary.LittleEndian.Uint16(left[20:])) == len(left)-record {
			return fault.New(fault.Unsupported, msg.FaultUploadWrongType())
		}
	}
}
