package backup_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"dateline/backup"
	"dateline/fault"
)

// entry is a part of a backup, to be tampered with.
type entry struct {
	tar.Header
	body string
}

func unpack(t testing.TB, saved []byte) (parts []entry) {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(saved))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for in := tar.NewReader(z); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, entry{*h, string(body)})
	}
}

func pack(t testing.TB, parts []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	out := tar.NewWriter(z)
	for _, p := range parts {
		if p.Typeflag == tar.TypeReg {
			p.Size = int64(len(p.body))
		}
		if err := out.WriteHeader(&p.Header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, p.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// at is the place of a part; the first blob where the name is only begun.
func at(t testing.TB, parts []entry, name string) int {
	t.Helper()
	for i, p := range parts {
		if strings.HasPrefix(p.Name, name) {
			return i
		}
	}
	t.Fatalf("no part %s", name)
	return 0
}

// agree makes the manifest say what a changed part holds now, as a forger would.
func agree(t testing.TB, parts []entry, name string) []entry {
	t.Helper()
	var m backup.Manifest
	if err := json.Unmarshal([]byte(parts[0].body), &m); err != nil {
		t.Fatal(err)
	}
	for i, p := range append(m.Tables, m.Blobs) {
		if p.Name != name {
			continue
		}
		body := parts[at(t, parts, name)].body
		sum := sha256.Sum256([]byte(body))
		p.Bytes, p.Rows, p.SHA256 = int64(len(body)), int64(strings.Count(body, "\n")), hex.EncodeToString(sum[:])
		if i < len(m.Tables) {
			m.Tables[i] = p
		} else {
			m.Blobs = p
		}
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	parts[0].body = string(raw)
	return parts
}

func TestHostileBackupIsRefusedAndLeavesNoRecord(t *testing.T) {
	h := busy(t, file(t))
	saved, _ := takeBackup(t, h.Store, h.files)
	// edit changes a part, and the manifest with it.
	edit := func(name, old, new string) func([]entry) []entry {
		return func(p []entry) []entry {
			i := at(t, p, name)
			if !strings.Contains(p[i].body, old) {
				t.Fatalf("%s holds no %q", name, old)
			}
			p[i].body = strings.Replace(p[i].body, old, new, 1)
			return agree(t, p, name)
		}
	}
	const revisions, acts, pointers, events, blobs = "records/revision.jsonl", "records/act.jsonl", "records/pointer.jsonl", "records/event.jsonl", "blobs.jsonl"
	for what, tamper := range map[string]func([]entry) []entry{
		"no manifest":              func(p []entry) []entry { return p[1:] },
		"nothing":                  func([]entry) []entry { return nil },
		"a part left out":          func(p []entry) []entry { return append(p[:3:3], p[4:]...) },
		"the last blob left out":   func(p []entry) []entry { return p[:len(p)-1] },
		"two parts changed places": func(p []entry) []entry { p[2], p[3] = p[3], p[2]; return p },
		"a path out of the folder": func(p []entry) []entry { p[1].Name = "../../event.jsonl"; return p },
		"an absolute path":         func(p []entry) []entry { p[at(t, p, "blobs/")].Name = "/etc/passwd"; return p },
		"a symbolic link": func(p []entry) []entry {
			p[1].Typeflag, p[1].Linkname, p[1].body, p[1].Size = tar.TypeSymlink, "/etc/passwd", "", 0
			return p
		},
		"one part too many":       func(p []entry) []entry { return append(p, entry{tar.Header{Typeflag: tar.TypeReg, Name: "more"}, "x"}) },
		"a blob that is another":  func(p []entry) []entry { i := at(t, p, "blobs/"); p[i].body = "X" + p[i].body[1:]; return p },
		"a blob that is longer":   func(p []entry) []entry { p[at(t, p, "blobs/")].body += "more"; return p },
		"a table that is another": func(p []entry) []entry { p[1].body = strings.ToUpper(p[1].body); return p },
		"a table that is longer":  func(p []entry) []entry { p[1].body += strings.Repeat("x", 1<<20); return p },
		"another version": func(p []entry) []entry {
			p[0].body = strings.Replace(p[0].body, `"version": 1`, `"version": 2`, 1)
			return p
		},
		"other tables": func(p []entry) []entry {
			p[0].body = strings.Replace(p[0].body, `"schema": `, `"schema": 9`, 1)
			return p
		},
		"a manifest with surprises":               func(p []entry) []entry { p[0].body = strings.Replace(p[0].body, "{", `{"run":"rm",`, 1); return p },
		"a document that its hash does not know":  edit(revisions, "Flood recedes", "Flood proceeds"),
		"a number that is text":                   edit(revisions, `"number":1`, `"number":"one"`),
		"a column nobody knows":                   edit(revisions, `"number":1`, `"number; DROP TABLE act":1`),
		"a column that is a list":                 edit(revisions, `"number":1`, `"number":[1]`),
		"a row that is no JSON":                   edit(revisions, "{", ""),
		"an act without its event":                edit(acts, `{"number":`, `{"number":9`),
		"a pointer to an act of another revision": edit(pointers, `"revision":2`, `"revision":1`),
		"a pointer with another first date":       edit(pointers, `"published":`, `"published":1`),
		"a story that is still to come": func(p []entry) []entry {
			later := regexp.MustCompile(`"changed":\d+`)
			i := at(t, p, pointers)
			p[i].body = later.ReplaceAllString(p[i].body, `"changed":32503680000000000`)
			return agree(t, p, pointers)
		},
		"a headline in lists that no document has":  edit(pointers, `Flood`, `Blood`),
		"a picture that is a page":                  edit("records/asset.jsonl", `"type":"image/png"`, `"type":"text/html"`),
		"a picture that is a drawing with a script": edit("records/asset.jsonl", `"ext":"png"`, `"ext":"svg"`),
		"a rendition that is a page":                edit("records/rendition.jsonl", `"ext":"webp"`, `"ext":"html"`),
		"a colour that is a style":                  edit("records/asset.jsonl", `"colour":""`, `"colour":"red;}"`),
		"a zone that is a path":                     edit("records/edition.jsonl", `Europe/London`, `../../etc/passwd`),
		"an edition at a fixed word":                edit("records/edition.jsonl", `"slug":"persian"`, `"slug":"desk"`),
		"a role nobody knows":                       edit("records/person.jsonl", `"role":"`, `"role":"x`),
		"a person with another form of id":          edit("records/person.jsonl", `"id":"ppppppppppppp"`, `"id":"../etc"`),
		"a story of a kind nobody knows":            edit("records/story.jsonl", `"type":"`, `"type":"x`),
		"an alert that is a book":                   edit("records/alert.jsonl", `Flood`, strings.Repeat("Flood ", 1000)),
		"an alert that is still to come":            edit("records/alert.jsonl", `"at":1`, `"at":99`),
		"a hole in the log":                         edit(events, `{"number":6,`, `{"number":60,`),
		"a withdrawal taken away":                   edit(acts, `"kind":"withdraw"`, `"kind":"update"`),
		"a blob that is a path":                     edit(blobs, `{"hash":"`, `{"hash":"../../`),
		"a blob that is too large":                  edit(blobs, `"size":`, `"size":9999999999`),
	} {
		t.Run(what, func(t *testing.T) {
			s, files := empty(t, file(t))
			evil := pack(t, tamper(unpack(t, saved)))
			_, err := backup.Restore(t.Context(), bytes.NewReader(evil), s, files, backup.Options{})
			if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Unsupported) && !fault.Is(err, fault.Conflict) {
				t.Errorf("restore: %v, want it refused", err)
			}
			if nothing, err := s.Empty(t.Context()); err != nil || !nothing {
				t.Errorf("records were kept (%v)", err)
			}
			nothingIn(t, files)
			if out, err := filepath.Glob(filepath.Join(filepath.Dir(string(files)), "event.jsonl")); err != nil || len(out) > 0 {
				t.Errorf("written outside the folder: %v, %v", out, err)
			}
		})
	}
}

func TestCutOrScratchedBackupIsRefused(t *testing.T) {
	h := busy(t, file(t))
	saved, _ := takeBackup(t, h.Store, h.files)
	step := max(len(saved)/40, 1)
	for n := 0; n < len(saved); n += step {
		if _, err := backup.Verify(t.Context(), bytes.NewReader(saved[:n]), nil); err == nil {
			t.Errorf("the first %d of %d bytes pass for a whole backup", n, len(saved))
		}
		scratched := bytes.Clone(saved)
		scratched[n] ^= 0x20
		if _, err := backup.Verify(t.Context(), bytes.NewReader(scratched), nil); err == nil && !reflect.DeepEqual(unpack(t, scratched), unpack(t, saved)) {
			t.Errorf("a backup that holds something else since byte %d was changed passes for whole", n)
		}
	}
	if _, err := backup.Verify(t.Context(), bytes.NewReader(saved), nil); err != nil {
		t.Errorf("the whole one: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "dateline-backup-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func FuzzRestore(f *testing.F) {
	h := busy(f, file(f))
	saved, _ := takeBackup(f, h.Store, h.files)
	parts := unpack(f, saved)
	for i := range parts {
		f.Add(i, parts[i].Name, parts[i].body[:min(len(parts[i].body), 400)])
	}
	s, files := empty(f, file(f))
	f.Fuzz(func(t *testing.T, i int, name, body string) {
		if strings.ContainsRune(name, 0) || name == "" || len(name) > 200 {
			return
		}
		evil := append([]entry(nil), parts...)
		i = ((i % len(evil)) + len(evil)) % len(evil)
		if evil[i].Name == name && evil[i].body == body {
			return
		}
		evil[i] = entry{tar.Header{Typeflag: tar.TypeReg, Name: name, Format: tar.FormatPAX}, body}
		var b bytes.Buffer
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		out := tar.NewWriter(z)
		for _, p := range evil {
			p.Size = int64(len(p.body))
			if out.WriteHeader(&p.Header) != nil {
				return // no name that a tar can hold
			}
			io.WriteString(out, p.body)
		}
		if err := errors.Join(out.Close(), z.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), &b, s, files, backup.Options{}); err == nil {
			t.Errorf("part %d as %q passes", i, name)
		}
	})
}
