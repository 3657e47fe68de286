package backup_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"dateline/backup"
	"dateline/id"
	"dateline/store"
	"dateline/story"
)

func TestTextsOfTheFirstReleaseAreReadWithIdsAndKeepTheirHashes(t *testing.T) {
	raw, err := os.ReadFile("testdata/schema-1.backup")
	if err != nil {
		t.Fatal(err)
	}
	st, files := empty(t, file(t))
	if _, err := backup.Restore(t.Context(), bytes.NewReader(raw), st, files, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	var blocks int
	err = st.Snapshot(t.Context(), func(s *store.Snapshot) error {
		err := s.EachStory(t.Context(), func(of *story.Story) error {
			c, err := s.Revision(t.Context(), of.ID, 1)
			if err != nil {
				return err
			}
			c.Document.Walk(func(n *story.Node) {
				if n.Type == story.Paragraph {
					blocks++
					if !id.Valid(n.Attrs.ID) {
						t.Errorf("story %s has a paragraph %q", of.ID, n.Attrs.ID)
					}
				}
			})
			return nil
		})
		if err != nil {
			return err
		}
		return s.Examine(t.Context())
	})
	if err != nil || blocks == 0 {
		t.Fatalf("%d paragraphs, %v", blocks, err)
	}
	var first, second bytes.Buffer
	if _, err := backup.ExportJSONL(t.Context(), &first, st); err != nil {
		t.Fatal(err)
	}
	again, _ := empty(t, file(t))
	if _, err := backup.ImportJSONL(t.Context(), bytes.NewReader(first.Bytes()), again, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.ExportJSONL(t.Context(), &second, again); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() || !strings.Contains(first.String(), `"schema":1}`) {
		t.Error("exported and imported, texts of the first release are not what they were")
	}
}
