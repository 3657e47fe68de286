package darkroom_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/darkroom"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
)

// secrets are what a camera or a program writes into a file.
var secrets = []string{"+52.0907", "Ruth's telephone", "SecretTool 9", "do not publish", "BareOffice"}

// served is what readers get of a sound or film.
func served(t *testing.T, d *darkroom.Darkroom, of media.ID) []byte {
	t.Helper()
	a, err := d.Store.Asset(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	r, ok := a.Stream()
	if !ok {
		t.Fatalf("%s: readers get nothing of it", a.Ext)
	}
	f, _, err := d.Bucket.Open(t.Context(), r.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil || int64(len(raw)) != r.Size {
		t.Fatalf("%s: %d bytes, %v; want %d", a.Ext, len(raw), err, r.Size)
	}
	return raw
}

// packets is the hash of every coded packet of a file, of sound and film each.
func packets(t *testing.T, raw []byte, ext string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x."+ext)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-map", "0:a?", "-map", "0:V?", "-c", "copy", "-f", "streamhash", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestReadersGetSoundAndFilmWithoutTheirPrivateMetadataAndNotCodedAnew(t *testing.T) {
	d := open(t, ffmpeg(t))
	about := []string{"-metadata", "location=+52.0907+005.1214/", "-metadata", "comment=do not publish", "-metadata", "artist=Ruth's telephone",
		"-metadata", "title=SecretTool 9", "-metadata:s", "handler_name=BareOffice", "-metadata:s", "title=BareOffice", "-metadata:s", "comment=do not publish"}
	film := []string{"testsrc=duration=1:size=320x180", "-f", "lavfi", "-i", "sine=duration=1", "-pix_fmt", "yuv420p", "-c:v", "libx264"}
	for name, args := range map[string][]string{
		"x.mp4": append(film, "-movflags", "+use_metadata_tags"), "x.mov": film, "x.m4a": {"sine=duration=1"}, "x.mp3": {"sine=duration=1", "-write_id3v1", "1"},
		"x.ogg": {"sine=duration=1", "-c:a", "libopus"}, "vorbis.ogg": {"sine=duration=1", "-c:a", "libvorbis"},
	} {
		raw := generated(t, name, append(args, about...)...)
		found := 0
		for _, s := range secrets {
			found += strings.Count(string(raw), s)
		}
		if found < 2 {
			t.Fatalf("%s was sent with %d private words; the test tests nothing", name, found)
		}
		a, err := take(t, d, raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, ready := a.Stream(); ready {
			t.Errorf("%s is served before it has been remuxed", name)
		}
		job, err := d.Store.Claim(t.Context(), []string{darkroom.Remux}, time.Now(), time.Minute)
		if err != nil || job.Subject != string(a.ID) {
			t.Fatalf("%s: job %+v, %v", name, job, err)
		}
		if err := d.Remux(t.Context(), job.Subject); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		bare := served(t, d, a.ID)
		for _, s := range secrets {
			if bytes.Contains(bare, []byte(s)) {
				t.Errorf("%s is served with %q", name, s)
			}
		}
		if got, want := packets(t, bare, a.Ext), packets(t, raw, a.Ext); got != want {
			t.Errorf("%s is coded anew: got\n%swant\n%s", name, got, want)
		}
		if moov, mdat := bytes.Index(bare, []byte("moov")), bytes.Index(bare, []byte("mdat")); a.Kind == media.Video && moov > mdat {
			t.Errorf("%s: its index stands at %d behind its film at %d, so that players wait for all of it", name, moov, mdat)
		}
		original, size, err := d.Bucket.Open(t.Context(), a.Hash)
		if err != nil || size != int64(len(raw)) {
			t.Errorf("%s: the upload has %d bytes, %v; want all %d", name, size, err, len(raw))
		} else {
			original.Close()
		}
	}
}

func TestWithoutFFmpegMetadataStayOnlyWhereSomebodyAgrees(t *testing.T) {
	d := open(t, darkroom.Builtin{})
	raw := generated(t, "x.mp3", "sine=duration=1")
	refused(t, d, "sound without a yes", raw, msg.FaultUploadMetadataStays().Key)
	a, _, err := d.Upload(t.Context(), reporter, bytes.NewReader(raw), "x.mp3", media.Asset{Unstripped: "somebodyelsee"})
	if err != nil || a.Unstripped != reporter.ID {
		t.Fatalf("with a yes: %+v, %v; want the name of who sent it", a, err)
	}
	if got := served(t, d, a.ID); !bytes.Equal(got, raw) {
		t.Errorf("%d bytes are served, want the upload's %d", len(got), len(raw))
	}
	if _, err := d.Store.Claim(t.Context(), []string{darkroom.Remux}, time.Now(), time.Minute); !fault.Is(err, fault.NotFound) {
		t.Errorf("a job waits for what cannot be done: %v", err)
	}
	d.Tool = ffmpeg(t) // it is installed later
	if err := d.Retry(t.Context(), reporter, a.ID, false); err != nil {
		t.Fatal(err)
	}
	if err := d.Remux(t.Context(), string(a.ID)); err != nil {
		t.Fatal(err)
	}
	if got := served(t, d, a.ID); bytes.Equal(got, raw) {
		t.Error("the upload is served though there is better now")
	}
}

func TestAFailedRenditionIsSeenAndBegunAgain(t *testing.T) {
	d := open(t, ffmpeg(t))
	raw := asJPEG(t, field(500, 300))
	a, err := take(t, d, raw)
	if err != nil {
		t.Fatal(err)
	}
	state := func() (media.PendingJob, bool) {
		t.Helper()
		undone, err := d.Store.PendingJobs(t.Context(), []string{string(a.ID)})
		if err != nil {
			t.Fatal(err)
		}
		j, ok := undone[a.ID]
		return j, ok
	}
	fail := func() {
		t.Helper()
		job, err := d.Store.Claim(t.Context(), []string{darkroom.Render}, time.Now(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Store.FailJob(t.Context(), job, "no ffmpeg today", time.Now(), true); err != nil {
			t.Fatal(err)
		}
		if j, _ := state(); !j.Dead || j.Failure != "no ffmpeg today" {
			t.Errorf("seen: %+v, want the failure", j)
		}
	}
	if j, waits := state(); !waits || j.Dead {
		t.Errorf("at first %+v, want that it waits", j)
	}
	fail()
	if err := d.Retry(t.Context(), &staff.Person{ID: "x"}, a.ID, true); !fault.Is(err, fault.Forbidden) {
		t.Errorf("asked for by nobody: %v, want forbidden", err)
	}
	if err := d.Retry(t.Context(), reporter, a.ID, false); err != nil {
		t.Fatal(err)
	}
	if j, waits := state(); !waits || j.Dead {
		t.Errorf("asked for again: %+v, want that it waits", j)
	}
	fail()
	if again, err := take(t, d, raw); err != nil || again.ID != a.ID {
		t.Fatalf("sent again: %+v, %v", again, err)
	}
	if j, waits := state(); !waits || j.Dead {
		t.Errorf("sent again: %+v, want that it waits", j)
	}
	if err := d.Retry(t.Context(), reporter, "nnnnnnnnnnnnn", false); !fault.Is(err, fault.NotFound) {
		t.Errorf("of an asset that is not there: %v, want not found", err)
	}
}

func TestBytesThatTheBucketHasLostAreTakenAgain(t *testing.T) {
	d := open(t, ffmpeg(t))
	raw := asJPEG(t, field(500, 300))
	a := develop(t, d, raw)
	waits := func() bool {
		t.Helper()
		undone, err := d.Store.PendingJobs(t.Context(), []string{string(a.ID)})
		if err != nil {
			t.Fatal(err)
		}
		for {
			job, err := d.Store.Claim(t.Context(), []string{darkroom.Render, darkroom.Refine}, time.Now(), time.Minute)
			if err != nil {
				return len(undone) > 0
			}
			if err := d.Store.FinishJob(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
	}
	waits() // what developing left
	if _, err := take(t, d, raw); err != nil || waits() {
		t.Errorf("sent again whole: %v, or developed anew without need", err)
	}
	for name, lost := range map[string]media.Hash{"the upload": a.Hash, "a rendition": a.Renditions[0].Hash} {
		if err := d.Bucket.Delete(t.Context(), lost); err != nil {
			t.Fatal(err)
		}
		if again, err := take(t, d, raw); err != nil || again.ID != a.ID {
			t.Fatalf("%s is lost, and sent again: %+v, %v", name, again, err)
		}
		if name == "a rendition" {
			if !waits() {
				t.Error("a lost rendition is not made again")
			}
			develop(t, d, raw)
			waits()
		}
		f, _, err := d.Bucket.Open(t.Context(), lost)
		if err != nil {
			t.Errorf("%s: %v, want that it is there again", name, err)
			continue
		}
		f.Close()
	}
	if err := d.Bucket.Delete(t.Context(), a.Hash); err != nil {
		t.Fatal(err)
	}
	if err := d.Render(t.Context(), string(a.ID)); !fault.Is(err, fault.NotFound) {
		t.Errorf("developing what is lost: %v, want not found, so that it is not tried for hours", err)
	}
}

func TestASoundOfAnOlderHouseWaitsForFFmpegOrForAYes(t *testing.T) {
	d := open(t, ffmpeg(t))
	a, err := take(t, d, generated(t, "x.mp3", "sine=duration=1"))
	if err != nil {
		t.Fatal(err)
	}
	d.Tool = darkroom.Builtin{}
	if d.CanRemux() {
		t.Error("a house without ffmpeg says that it takes metadata out")
	}
	if err := d.Remux(t.Context(), string(a.ID)); err == nil || fault.Of(err).Message.Key != msg.FaultUploadMetadataStays().Key {
		t.Errorf("remuxed without ffmpeg: %v, want what to do", err)
	}
	if err := d.Retry(t.Context(), reporter, a.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := d.Remux(t.Context(), string(a.ID)); err != nil {
		t.Errorf("with a yes: %v", err)
	}
	if again, err := d.Store.Asset(t.Context(), a.ID); err != nil || again.Unstripped != reporter.ID {
		t.Errorf("got %+v, %v; want who said yes", again, err)
	}
	served(t, d, a.ID)
	if err := d.Remux(t.Context(), "nnnnnnnnnnnnn"); !fault.Is(err, fault.NotFound) {
		t.Errorf("of what is not there: %v", err)
	}
}
