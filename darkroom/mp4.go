package darkroom

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"

	"dateline/fault"
	"dateline/lang/msg"
)

const (
	// maxSamples is how many samples an MP4 may say that it has, in all tracks
	// and tables together: whoever plays it makes an entry in memory for each.
	// A film of four hours has about two million.
	maxSamples = 6_000_000
	maxTracks  = 32
	maxBoxes   = 100_000
	maxNested  = 12
)

// boxes counts what the boxes of an MP4 (ISO 14496-12) announce, without
// making anything of it.
type boxes struct {
	file                   io.ReaderAt
	size                   int64 // of the file
	boxes, tracks, samples int64
}

// checkMP4 refuses a file that announces more than it can hold, or more than
// may be.
func checkMP4(path string, size int64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return (&boxes{file: f, size: size}).walk(0, size, 0)
}

// nests are the boxes that hold boxes.
var nests = map[string]bool{"moov": true, "trak": true, "mdia": true, "minf": true, "stbl": true, "moof": true, "traf": true, "edts": true,
	"mvex": true, "dinf": true, "udta": true, "gmhd": true, "wave": true, "sinf": true, "schi": true, "mfra": true}

// walk counts the boxes from one place to another.
func (b *boxes) walk(at, end int64, depth int) error {
	for at+8 <= end {
		if b.boxes++; b.boxes > maxBoxes || depth > maxNested {
			return wrongType()
		}
		var head [16]byte
		n, err := b.file.ReadAt(head[:], at)
		if n < 8 {
			return err
		}
		size, body := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		switch {
		case size == 0:
			size = end - at
		case size == 1 && n == 16:
			size, body = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < body {
			if depth > 0 {
				return nil // some programs end a list of boxes with a zero
			}
			return wrongType()
		}
		if size > end-at {
			if depth > 0 {
				return wrongType()
			}
			size = end - at // a film that was cut
		}
		if err := b.box(string(head[4:8]), at+body, at+size, depth); err != nil {
			return err
		}
		at += size
	}
	return nil
}

func (b *boxes) box(kind string, at, end int64, depth int) error {
	if nests[kind] {
		if kind == "trak" {
			if b.tracks++; b.tracks > maxTracks {
				return tooManySamples()
			}
		}
		return b.walk(at, end, depth+1)
	}
	if kind == "cmov" { // a compressed list of boxes: nobody writes it any more, and it may hold anything
		return wrongType()
	}
	if t, known := tables[kind]; known {
		return b.table(t, at, end)
	}
	return nil
}

// table is how a box announces its entries.
type table struct {
	count int64 // where the count stands, from the beginning of the box's content
	entry int64 // the fewest bytes of an entry
	runs  bool  // an entry is of several samples, as many as its first number says
	sized bool  // entries may be missing where the number before the count, their common size, is not 0
}

var tables = map[string]table{"stsz": {count: 8, entry: 4, sized: true}, "stz2": {count: 8}, "stts": {count: 4, entry: 8, runs: true},
	"ctts": {count: 4, entry: 8, runs: true}, "sbgp": {count: 8, entry: 8, runs: true}, "stsc": {count: 4, entry: 12}, "stco": {count: 4, entry: 4},
	"co64": {count: 4, entry: 8}, "stss": {count: 4, entry: 4}, "elst": {count: 4, entry: 12}, "trun": {count: 4}, "senc": {count: 4},
	"tfra": {count: 12, entry: 11}}

// table counts what a table announces; one that says that it has more than it holds is refused.
func (b *boxes) table(t table, at, end int64) error {
	var head [16]byte
	if end-at < t.count+4 {
		return wrongType()
	}
	if _, err := b.file.ReadAt(head[:t.count+4], at); err != nil {
		return err
	}
	n := int64(binary.BigEndian.Uint32(head[t.count:]))
	if err := b.announce(n); err != nil {
		return err
	}
	at += t.count + 4
	if size := int64(binary.BigEndian.Uint32(head[max(0, t.count-4):])); t.sized && size > 0 {
		if n*size > b.size {
			return wrongType()
		}
		return nil
	}
	if n*t.entry > end-at {
		return wrongType()
	}
	if !t.runs {
		return nil
	}
	in := bufio.NewReader(io.NewSectionReader(b.file, at, end-at))
	entry := make([]byte, t.entry)
	for range n {
		if _, err := io.ReadFull(in, entry); err != nil {
			return err
		}
		if err := b.announce(int64(binary.BigEndian.Uint32(entry))); err != nil {
			return err
		}
	}
	return nil
}

func (b *boxes) announce(n int64) error {
	if b.samples += n; b.samples > maxSamples {
		return tooManySamples()
	}
	return nil
}

func tooManySamples() error {
	return fault.New(fault.TooLarge, msg.FaultUploadTooManySamples(maxSamples))
}
