package darkroom_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/darkroom"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
)

// passes is a progressive JPEG without a picture in it, built up in many scans.
func passes(w, h, scans int) []byte {
	b := []byte("\xff\xd8")
	segment := func(marker byte, body ...byte) {
		b = append(binary.BigEndian.AppendUint16(append(b, 0xff, marker), uint16(len(body)+2)), body...)
	}
	oneCode := func(class, value byte) []byte {
		return slices.Concat([]byte{class, 1}, make([]byte, 15), []byte{value})
	}
	segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)
	segment(0xc2, 8, byte(h>>8), byte(h), byte(w>>8), byte(w), 1, 1, 0x11, 0)
	segment(0xc4, oneCode(0x00, 0)...)
	segment(0xc4, oneCode(0x10, 0xe0)...) // 0xe0: the next 16,384 blocks have nothing
	blocks := ((w + 7) / 8) * ((h + 7) / 8)
	segment(0xda, 1, 1, 0, 0, 0, 0)
	b = append(b, make([]byte, blocks/8+8)...)
	for range scans {
		segment(0xda, 1, 1, 0, 1, 63, 0)
		b = append(b, make([]byte, (blocks>>14+1)*15/8+8)...)
	}
	return append(b, 0xff, 0xd9)
}

// box is a box of an MP4.
func box(kind string, content ...[]byte) []byte {
	body := slices.Concat(content...)
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), []byte(kind), body)
}

func words(n ...uint32) []byte {
	var b []byte
	for _, x := range n {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return b
}

// announcing is an MP4 of some hundred bytes with tables of samples that it does not have.
func announcing(tables ...[]byte) []byte {
	entry := box("avc1", make([]byte, 6), []byte{0, 1}, make([]byte, 16), []byte{1, 64, 0, 180}, make([]byte, 50))
	stbl := box("stbl", box("stsd", words(0, 1), entry), slices.Concat(tables...))
	return slices.Concat(box("ftyp", []byte("isom"), words(0), []byte("isomiso2")),
		box("moov", box("mvhd", words(0, 0, 0, 1000, 1000, 0x10000), make([]byte, 76)),
			box("trak", box("tkhd", words(7, 0, 0, 1, 0, 1000), make([]byte, 60)),
				box("mdia", box("mdhd", words(0, 0, 0, 1000, 1000, 0)), box("hdlr", words(0, 0), []byte("vide"), make([]byte, 13)),
					box("minf", box("vmhd", words(1, 0, 0)), stbl)))))
}

// monster has two hundred million samples of no bytes, all in one chunk.
func monster() []byte {
	const n = 200_000_000
	return announcing(box("stts", words(0, 1, n, 1)), box("stsc", words(0, 1, 1, n, 1)), box("stsz", words(0, 1, n)), box("stco", words(0, 1, 100)))
}

// refused takes a file and compares what is said of it.
func refused(t *testing.T, d *darkroom.Darkroom, name string, raw []byte, want string) {
	t.Helper()
	if a, err := take(t, d, raw); err == nil || fault.Of(err).Message.Key != want {
		t.Errorf("%s of %d bytes: got %+v, %v; want %s", name, len(raw), a, err, want)
	}
}

func TestFilesThatWouldHoldTheHouseAreRefusedForWhatTheyAnnounce(t *testing.T) {
	d := open(t, ffmpeg(t))
	scans, samples, kind := msg.FaultUploadTooManyScans(0).Key, msg.FaultUploadTooManySamples(0).Key, msg.FaultUploadWrongType().Key
	refused(t, d, "a JPEG of 3,000 scans", passes(6300, 6300, 3000), scans)
	refused(t, d, "a JPEG of 65 scans", passes(60, 60, 64), scans)
	if a, err := take(t, d, passes(60, 60, 63)); err != nil {
		t.Errorf("a JPEG of 64 scans: %+v, %v", a, err)
	}
	refused(t, d, "an MP4 of 200 million samples", monster(), samples)
	if n := len(monster()); n > 652 {
		t.Errorf("the MP4 has %d bytes, want 652 at most", n)
	}
	refused(t, d, "runs of samples", announcing(box("stts", words(0, 2, 5_999_990, 1, 100, 1))), samples)
	refused(t, d, "moments of samples", announcing(box("ctts", words(0, 1, 1<<30, 1))), samples)
	refused(t, d, "a table that is not there", announcing(box("stco", words(0, 1000, 1))), kind)
	refused(t, d, "samples larger than the file", announcing(box("stsz", words(0, 1000, 1000))), kind)
	refused(t, d, "a compressed list of boxes", slices.Concat(box("ftyp", []byte("isom"), words(0)), box("moov", box("cmov", words(1)))), kind)
	fragments := bytes.Repeat(box("moof", box("traf", box("trun", words(0, 2_000_000)))), 4)
	refused(t, d, "fragments", slices.Concat(announcing(), fragments), samples)
	refused(t, d, "forty tracks", slices.Concat(box("ftyp", []byte("isom"), words(0)), box("moov", bytes.Repeat(box("trak"), 40))), samples)
	deep := box("trak")
	for range 20 {
		deep = box("moov", deep)
	}
	refused(t, d, "boxes in boxes", slices.Concat(box("ftyp", []byte("isom"), words(0)), deep), kind)
}

func TestMovingPicturesAndPicturesOfTelephonesAreRefusedWithAWayOut(t *testing.T) {
	d := open(t, ffmpeg(t))
	animated := msg.FaultUploadAnimated().Key
	refused(t, d, "a moving WebP", generated(t, "x.webp", "testsrc=size=64x64:duration=0.2", "-c:v", "libwebp_anim", "-loop", "0"), animated)
	refused(t, d, "a moving PNG", generated(t, "x.apng", "testsrc=size=64x64:duration=0.2", "-f", "apng"), animated)
	refused(t, d, "a HEIC", box("ftyp", []byte("heic"), words(0), []byte("mif1heic")), msg.FaultUploadHeic().Key)
	refused(t, d, "HEVC", generated(t, "x.mp4", "testsrc=size=64x64:duration=0.2", "-pix_fmt", "yuv420p", "-c:v", "libx265"), msg.FaultUploadNotPlayable("").Key)
	refused(t, d, "H.264 of 10 bits", generated(t, "x.mp4", "testsrc=size=64x64:duration=0.2", "-pix_fmt", "yuv420p10le", "-c:v", "libx264"), msg.FaultUploadNotPlayable("").Key)
	refused(t, d, "ALAC", generated(t, "x.m4a", "sine=duration=0.2", "-c:a", "alac"), msg.FaultUploadNotPlayable("").Key)
}

func TestAPictureOfSixteenBitsIsTakenAndOneThatWouldTakeTooMuchIsNot(t *testing.T) {
	d := open(t, darkroom.Builtin{})
	deep := image.NewNRGBA64(image.Rect(0, 0, 5000, 4000))
	raw := asPNG(t, deep)
	a, err := take(t, d, raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Render(t.Context(), string(a.ID)); err != nil {
		t.Error(err)
	}
	big := slices.Clone(raw)
	binary.BigEndian.PutUint32(big[16:], 8000)
	binary.BigEndian.PutUint32(big[20:], 5000)
	big[28] = 1 // interlaced
	binary.BigEndian.PutUint32(big[29:], crc32.ChecksumIEEE(big[12:29]))
	refused(t, d, "40 megapixels of 16 bits, interlaced", big, msg.FaultUploadTooMuchMemory(0).Key)
	colours := bytes.Replace(passes(6300, 6300, 1), []byte("\x01\x01\x11\x00"), []byte("\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"), 1)
	colours[bytes.Index(colours, []byte("\xff\xc2"))+3] += 6
	refused(t, d, "40 megapixels of three full colours, progressive", colours, msg.FaultUploadTooMuchMemory(0).Key)
}

func TestAnOrdinaryPictureIsTakenWhileAnotherPersonSendsHostileOnes(t *testing.T) {
	d := open(t, ffmpeg(t))
	mallory := &staff.Person{ID: "mmmmmmmmmmmmm", Name: "Mallory", Role: staff.Reporter}
	if err := d.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.PutPerson(t.Context(), mallory) }); err != nil {
		t.Fatal(err)
	}
	var g sync.WaitGroup
	finished := make(chan string, 20)
	for i := range 8 {
		g.Go(func() {
			raw := append(passes(3200+i, 3300, 60), byte(i)) // as many scans as are let through
			if _, _, err := d.Upload(t.Context(), mallory, bytes.NewReader(raw), "x.jpg", media.Asset{}); err != nil {
				t.Errorf("a costly picture within the limits: %v", err)
			}
			finished <- "mallory"
		})
	}
	for range 8 {
		g.Go(func() {
			_, _, err := d.Upload(t.Context(), mallory, bytes.NewReader(monster()), "x.mp4", media.Asset{})
			if !fault.Is(err, fault.TooLarge) {
				t.Errorf("a monster: %v, want too large", err)
			}
		})
	}
	<-finished
	g.Go(func() {
		if _, err := take(t, d, asJPEG(t, field(600, 400))); err != nil {
			t.Error(err)
		}
		finished <- "ordinary"
	})
	g.Wait()
	close(finished)
	after := 0
	for who := range finished {
		if who == "ordinary" {
			after = len(finished)
		}
	}
	if after < 3 {
		t.Errorf("the ordinary picture had %d of the costly ones behind it, want 3 at least: it waited for the others'", after)
	}
}

func TestPeopleTakeTurnsWhenPicturesAreRendered(t *testing.T) {
	d := open(t, darkroom.Builtin{})
	other := &staff.Person{ID: "bbbbbbbbbbbbb", Name: "Bo", Role: staff.Reporter}
	if err := d.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.PutPerson(t.Context(), other) }); err != nil {
		t.Fatal(err)
	}
	by := map[string]string{}
	send := func(who *staff.Person, n int) {
		t.Helper()
		a, _, err := d.Upload(t.Context(), who, bytes.NewReader(asJPEG(t, field(40+n, 40))), "a.jpg", media.Asset{})
		if err != nil {
			t.Fatal(err)
		}
		by[string(a.ID)] = who.Name[:1]
	}
	for n := range 6 {
		send(reporter, n)
	}
	for n := range 2 {
		send(other, 10+n)
	}
	var order strings.Builder
	for range 8 {
		job, err := d.Store.Claim(t.Context(), []string{darkroom.Render}, time.Now(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		order.WriteString(by[job.Subject])
	}
	if got := order.String(); strings.LastIndex(got, "B") > 4 {
		t.Errorf("developed in the order %s, want both of Bo's among the first five", got)
	}
}
