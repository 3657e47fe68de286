package dateline

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/blob"
)

func TestWhatBrokenUploadsLeftIsSweptWhileTheHouseRuns(t *testing.T) {
	folder := t.TempDir()
	old, under := filepath.Join(folder, "tmp", "take-old"), filepath.Join(folder, "tmp", "take-new")
	if err := os.Mkdir(filepath.Join(folder, "tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{old, under} {
		if err := os.WriteFile(name, []byte("half a film"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	h := &House{Bucket: blob.Folder(folder), log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(t.Context())
	ticks, ended := make(chan time.Time), make(chan error)
	go func() { ended <- h.keepSwept(ctx, ticks) }()
	ticks <- time.Now()
	ticks <- time.Now() // the first has been swept for by now
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("yesterday's half is there: %v", err)
	}
	if _, err := os.Stat(under); err != nil {
		t.Errorf("an upload on its way was taken: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
