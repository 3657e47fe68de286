package backup_test

import (
	"os"
	"strings"
	"testing"

	"dateline/audit"
	"dateline/backup"
	"dateline/internal/storetest"
	"dateline/lang"
	"dateline/media"
	"dateline/store"
	"dateline/story"
)

// problems are what the examination of a house says.
func problems(t *testing.T, h *house) []string {
	t.Helper()
	var all []string
	err := backup.Examine(t.Context(), h.Store, h.files, func(m lang.Message) { all = append(all, lang.Of("en").Words(m)) })
	if (err == nil) != (len(all) == 0) {
		t.Errorf("%d problems and the error %v", len(all), err)
	}
	return all
}

func TestWordsOnAPublicPageThatNobodyGaveAreFound(t *testing.T) {
	for name, fresh := range databases {
		t.Run(name, func(t *testing.T) {
			h := busy(t, fresh(t))
			shown, draft := h.asset(t, "a dam", "a small dam"), h.asset(t, "a bridge", "a small bridge")
			document := storetest.Article("Dam")
			document.Head.Lead = &story.Lead{Asset: string(shown.ID), Alt: "a dam"}
			h.Act(h.DraftIn("en", document), story.Publish)
			h.Tx(func(tx *store.Tx) error {
				for _, a := range []media.Asset{shown, draft} {
					for _, credit := range []string{"R. First", "R. Photographer"} {
						now := a
						if err := tx.ChangeWords(t.Context(), &now, media.Change{By: storetest.Reporter, At: storetest.Noon, After: media.Words{Alt: a.Alt, Credit: credit}}); err != nil {
							return err
						}
						a = now
					}
				}
				return nil
			})
			before := problems(t, h)
			for _, id := range []media.ID{shown.ID, draft.ID} {
				if _, err := h.Past().Exec(`UPDATE asset SET credit = 'M. Thief' WHERE id = '` + string(id) + `'`); err != nil {
					t.Fatal(err)
				}
			}
			got := strings.Join(problems(t, h)[len(before):], "\n")
			want := `asset ` + string(shown.ID) + `: readers see “M. Thief” as its credit, and the last recorded change, by Marina Öst at 2026-03-14 12:00:00, says “R. Photographer”`
			if got != want {
				t.Errorf("found\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestAnAuditThatWasTamperedWithIsFound(t *testing.T) {
	h := busy(t, file(t))
	before := problems(t, h)
	h.Tx(func(tx *store.Tx) error { return tx.Audit(t.Context(), auditEntry) })
	if got := problems(t, h); len(got) != len(before) {
		t.Errorf("a whole audit: %v, want no more than %v", got, before)
	}
	if _, err := h.Past().Exec(`UPDATE audit SET person = 'mmmmmmmmmmmmm' WHERE number = 1`); err != nil {
		t.Fatal(err)
	}
	if got := problems(t, h); len(got) != len(before)+1 || !strings.Contains(strings.Join(got, "\n"), "audit entry 1, or one before it, was changed") {
		t.Errorf("found %v, want the entry named", got)
	}
}

func TestAHouseIsSaidToLackWhatItLacks(t *testing.T) {
	h := busy(t, file(t))
	lost, changed := h.asset(t, "lost", "1"), h.asset(t, "changed", "2")
	for _, damage := range []string{
		`UPDATE job SET dead = 1, failure = 'no ffmpeg', attempts = 3`,
		`UPDATE head SET number = number + 1`,
	} {
		if _, err := h.Past().Exec(damage); err != nil {
			t.Fatal(err)
		}
	}
	damageFiles(t, h, lost.Hash, changed.Hash)
	got := strings.Join(problems(t, h), "\n")
	for _, want := range []string{"has failed for good after 3 attempts: no ffmpeg", "1 events are missing from the log", "is an administrator",
		"asset " + string(lost.ID) + ": its file " + string(lost.Hash) + " is not there", "asset " + string(changed.ID) + ": its file " + string(changed.Hash) + " is not what its name says"} {
		if !strings.Contains(got, want) {
			t.Errorf("found\n%s\nwant %q", got, want)
		}
	}
}

var auditEntry = audit.Entry{Kind: audit.Pinned, By: storetest.Reporter, Subject: "sssssssssssss"}

// damageFiles takes one file of a house away and changes another.
func damageFiles(t *testing.T, h *house, lost, changed media.Hash) {
	t.Helper()
	for _, err := range []error{os.Remove(path(h.files, lost)), os.WriteFile(path(h.files, changed), []byte("rotten"), 0o600)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}
