// Package floors keeps the house standing: a room imports rooms on strictly
// lower floors and nothing else of the house.
package floors

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors says on which floor each room stands; its sub-packages stand there too.
var floors = map[string]int{
	"lang": 0, "id": 0, "guard": 0, "fault": 1,
	"edition": 2, "staff": 2, "media": 3, "audit": 3,
	"story": 4, "air": 5,
	"address": 6, "event": 6, "blob": 6,
	"page": 7, "store": 7,
	"newsroom": 8, "darkroom": 8, "wire": 8, "search": 8, "live": 8, "jobs": 8, "auth": 8, "backup": 8,
	"desk": 9, "site": 9, "sample": 9, "intake": 9,
	"": 10, "cmd": 11, // the root wires every room; the command line opens the root
}

// heavy packages bring a dependency that only the root may choose to have.
var heavy = []string{"blob/s3", "event/natsbell"}

func room(path string) string {
	name, _, _ := strings.Cut(path, "/")
	return name
}

// crowded tells whether one sub-room of the desk imports another: they share
// frame and dist, and are joined in desk itself.
func crowded(from, to string) bool {
	shared := []string{"desk/frame", "desk/dist"}
	return strings.HasPrefix(from, "desk/") && strings.HasPrefix(to, "desk/") && !slices.Contains(shared, to)
}

// fault says what is wrong with from importing to, both relative to the module.
func fault(from, to string) string {
	below, standing := floors[room(to)]
	switch {
	case room(to) == "internal":
		return "only tests may import it"
	case !standing:
		return "has no floor"
	case slices.Contains(heavy, to) && from != "":
		return "only the root may import it"
	case room(from) == "desk" && room(to) == "store":
		return "is read through the newsroom, which asks who reads"
	case crowded(from, to):
		return "is another sub-room of the desk"
	case room(from) != room(to) && below >= floors[room(from)]:
		return "is not on a lower floor"
	}
	return ""
}

func TestEveryRoomImportsOnlyLowerFloors(t *testing.T) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "dateline/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; seen++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		from := within(p.ImportPath)
		if _, standing := floors[room(from)]; !standing && room(from) != "internal" {
			t.Errorf("%s has no floor", p.ImportPath)
		}
		for _, to := range p.Imports {
			if to != "dateline" && !strings.HasPrefix(to, "dateline/") || room(from) == "internal" {
				continue
			}
			if wrong := fault(from, within(to)); wrong != "" {
				t.Errorf("%s imports %s, which %s", p.ImportPath, to, wrong)
			}
		}
	}
	if seen < 2 {
		t.Errorf("go list named %d packages: the house was not looked at", seen)
	}
}

func within(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, "dateline"), "/")
}

func TestTheRuleCatchesEveryKindOfBreach(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"story", "lang", ""}, {"store/sqlite", "store/dialect", ""}, {"", "blob/s3", ""}, {"cmd/dateline", "", ""},
		{"story", "store", "is not on a lower floor"},
		{"newsroom", "wire", "is not on a lower floor"},
		{"page", "page/dist", ""}, {"desk", "desk/writing", ""}, {"desk/writing", "desk/frame", ""},
		{"desk/writing", "store", "is read through the newsroom, which asks who reads"},
		{"desk/writing", "desk/library", "is another sub-room of the desk"},
		{"site", "balcony", "has no floor"},
		{"blob", "blob/s3", "only the root may import it"},
		{"store", "internal/storetest", "only tests may import it"},
	} {
		if got := fault(c.from, c.to); got != c.want {
			t.Errorf("%q importing %q: got %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
