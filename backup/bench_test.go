package backup_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"dateline/backup"
	"dateline/blob"
	"dateline/internal/storetest"
)

// BenchmarkArchive measures what it costs to put 10,000 stories into one file and to take them out.
func BenchmarkArchive(b *testing.B) {
	h := storetest.Open(b, file(b))
	h.Fill(storetest.Archive)
	files := blob.Folder(b.TempDir())
	saved, _ := takeBackup(b, h.Store, files)
	var export bytes.Buffer
	if _, err := backup.ExportJSONL(b.Context(), &export, h.Store); err != nil {
		b.Fatal(err)
	}
	b.Run("backup", func(b *testing.B) {
		for b.Loop() {
			takeBackup(b, h.Store, files)
		}
		b.ReportMetric(float64(len(saved)), "bytes")
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if _, err := backup.Verify(b.Context(), bytes.NewReader(saved), nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("export", func(b *testing.B) {
		for b.Loop() {
			if _, err := backup.ExportJSONL(b.Context(), &bytes.Buffer{}, h.Store); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(export.Len()), "bytes")
	})
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			s, _ := empty(b, filepath.Join(b.TempDir(), "dateline.db"))
			if _, err := backup.ImportJSONL(b.Context(), bytes.NewReader(export.Bytes()), s, backup.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
