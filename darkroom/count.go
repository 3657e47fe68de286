package darkroom

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
)

const (
	// maxScans is how many passes a JPEG may be built up in; programs write ten or so.
	maxScans = 64
	// maxDecoded is the most bytes that a picture may take while it is decoded;
	// it is less than the memory of the child that decodes it.
	maxDecoded = 512 << 20
)

// cost is what decoding a picture will take, counted without decoding it.
type cost struct {
	width, height int
	scans         int
	animated      bool
	memory        int64 // bytes, the copy on white included
}

// checkCost refuses a picture that would take too much to decode.
func checkCost(path, ext string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	count := map[string]func(*bufio.Reader) (cost, error){"jpg": countJPEG, "png": countPNG, "webp": countWebP}[ext]
	c, err := count(bufio.NewReaderSize(f, 64<<10))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = wrongType()
	}
	if err != nil {
		return err
	}
	switch {
	case c.width <= 0 || c.height <= 0:
		return wrongType()
	case c.width > media.MaxPicturePixels/c.height:
		return fault.New(fault.TooLarge, msg.FaultUploadTooManyPixels(media.MaxPicturePixels/1_000_000))
	case c.animated:
		return fault.New(fault.Unsupported, msg.FaultUploadAnimated())
	case c.scans > maxScans:
		return fault.New(fault.Unsupported, msg.FaultUploadTooManyScans(maxScans))
	case c.memory > maxDecoded:
		return fault.New(fault.TooLarge, msg.FaultUploadTooMuchMemory(maxDecoded))
	}
	return nil
}

func wrongType() error { return fault.New(fault.Unsupported, msg.FaultUploadWrongType()) }

// countJPEG reads the markers of a JPEG (ITU T.81) up to the end of its image.
func countJPEG(in *bufio.Reader) (cost, error) {
	var c cost
	if _, err := in.Discard(2); err != nil {
		return c, err
	}
	for {
		marker, err := nextMarker(in)
		if err != nil || marker == 0xd9 || c.scans > maxScans {
			return c, err
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 { // they stand alone
			continue
		}
		var length [2]byte
		if _, err := io.ReadFull(in, length[:]); err != nil {
			return c, err
		}
		left := int(binary.BigEndian.Uint16(length[:])) - 2
		if left < 0 {
			return c, wrongType()
		}
		switch {
		case marker == 0xda:
			c.scans++
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			frame, err := in.Peek(min(left, 6+3*4))
			if err != nil {
				return c, err
			}
			if c.width != 0 || !c.frame(frame, marker == 0xc2) {
				return c, wrongType()
			}
		}
		if _, err := in.Discard(left); err != nil {
			return c, err
		}
	}
}

// nextMarker finds the next marker, behind whatever coded data stand before it.
func nextMarker(in *bufio.Reader) (byte, error) {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return 0, err
		}
		for b == 0xff {
			if b, err = in.ReadByte(); err != nil {
				return 0, err
			}
			if b != 0 && b != 0xff && (b < 0xd0 || b > 0xd7) {
				return b, nil
			}
		}
	}
}

// frame reads the header of a frame: precision, size, components with their sampling.
func (c *cost) frame(b []byte, progressive bool) bool {
	if len(b) < 6 || b[0] != 8 || b[5] == 0 || b[5] > 4 || len(b) < 6+3*int(b[5]) {
		return false
	}
	c.height, c.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	var most, all int64 // samples of the finest component in a unit, and of all
	for i := range int(b[5]) {
		v := int64(b[7+3*i]>>4) * int64(b[7+3*i]&15)
		most, all = max(most, v), all+v
	}
	if most == 0 {
		return false
	}
	samples := int64(c.width+32) * int64(c.height+32) * all / most
	c.memory = samples
	if progressive {
		c.memory += 4 * samples // coefficients are held until the last scan
	}
	if b[5] == 4 {
		c.memory += 4 * int64(c.width) * int64(c.height)
	}
	return true
}

// countPNG reads the chunks of a PNG up to its image.
func countPNG(in *bufio.Reader) (cost, error) {
	var c cost
	if _, err := in.Discard(8); err != nil {
		return c, err
	}
	for first := true; ; first = false {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return c, err
		}
		kind := string(head[4:])
		if first != (kind == "IHDR") {
			return c, wrongType()
		}
		switch kind {
		case "IDAT", "IEND":
			return c, nil
		case "acTL":
			c.animated = true
		case "IHDR":
			b, err := in.Peek(13)
			if err != nil {
				return c, err
			}
			c.pngHeader(b)
		}
		if _, err := io.CopyN(io.Discard, in, int64(binary.BigEndian.Uint32(head[:4]))+4); err != nil {
			return c, err
		}
	}
}

func (c *cost) pngHeader(b []byte) {
	c.width, c.height = int(binary.BigEndian.Uint32(b)), int(binary.BigEndian.Uint32(b[4:]))
	depth, colour, interlaced := b[8], b[9], b[12] != 0
	bytes := int64(4)
	switch {
	case depth == 16 && colour != 0:
		bytes = 8
	case depth == 16:
		bytes = 2
	case colour == 0 || colour == 3:
		bytes = 1
	}
	pixels := int64(c.width) * int64(c.height)
	if c.width > media.MaxPicturePixels || c.height > media.MaxPicturePixels {
		return // refused for its pixels
	}
	c.memory = pixels * bytes
	if interlaced { // the largest of its passes is held beside it
		c.memory += pixels * bytes / 2
	}
	if colour >= 3 {
		c.memory += pixels * 4 // it may be laid on white
	}
}

// countWebP reads the chunks of a WebP.
func countWebP(in *bufio.Reader) (cost, error) {
	var c cost
	if _, err := in.Discard(12); err != nil {
		return c, err
	}
	for {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			if c.width > 0 && errors.Is(err, io.EOF) {
				return c, nil
			}
			return c, err
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		b, _ := in.Peek(int(min(size, 10)))
		switch kind := string(head[:4]); {
		case kind == "ANIM" || kind == "ANMF" || kind == "VP8X" && len(b) > 0 && b[0]&2 != 0:
			c.animated = true
			return c.of(1, 1), nil
		case kind == "VP8X" && len(b) == 10:
			c = c.of(1+int(b[4])+int(b[5])<<8+int(b[6])<<16, 1+int(b[7])+int(b[8])<<8+int(b[9])<<16)
		case kind == "VP8 " && len(b) == 10:
			c = c.of(int(binary.LittleEndian.Uint16(b[6:])&0x3fff), int(binary.LittleEndian.Uint16(b[8:])&0x3fff))
		case kind == "VP8L" && len(b) >= 5:
			n := int(binary.LittleEndian.Uint32(b[1:]))
			c = c.of(1+n&0x3fff, 1+n>>14&0x3fff)
		}
		if _, err := io.CopyN(io.Discard, in, size+size&1); err != nil {
			if c.width > 0 && errors.Is(err, io.EOF) {
				return c, nil // the decoder says whether what is missing matters
			}
			return c, err
		}
	}
}

// of is the cost of a WebP of that size, or what it was if that is more.
func (c cost) of(width, height int) cost {
	c.width, c.height = max(c.width, width), max(c.height, height)
	c.memory = int64(c.width) * int64(c.height) * 12 // decoded, transformed, laid on white
	return c
}
