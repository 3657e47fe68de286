package edition_test

import (
	"testing"

	"dateline/edition"
	"dateline/fault"
)

func TestSlugsStandInAddressesAndAreNotOurOwnWords(t *testing.T) {
	for slug, good := range map[edition.Slug]bool{
		"en": true, "zh-hans": true, "a1": true,
		"": false, "desk": false, "light": false, "media": false, "corrections": false, "Én": false, "EN": false, "..": false, "1a": false,
		"a/b": false, "a b": false, "-a": false, "abcdefghijklmnopqrstuvwxy": false,
	} {
		if err := slug.Check(); (err == nil) != good {
			t.Errorf("slug %q: %v", slug, err)
		}
	}
}

func TestEditionIsKeptOnlyWithLanguageZoneAndSections(t *testing.T) {
	good := edition.Edition{Slug: "fa", Lang: "fa", Name: "دیت‌لاین", Zone: "Asia/Tehran", Sections: []edition.Section{{Slug: "world", Name: "جهان"}}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(e *edition.Edition){
		"no language":        func(e *edition.Edition) { e.Lang = "???" },
		"no such zone":       func(e *edition.Edition) { e.Zone = "Asia/Nowhere" },
		"no name":            func(e *edition.Edition) { e.Name = "" },
		"a reserved section": func(e *edition.Edition) { e.Sections = []edition.Section{{Slug: "desk"}} },
	} {
		e := good
		spoil(&e)
		if err := e.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := good.Section("world"); !ok {
		t.Error("its section is not found")
	}
	if got := good.Location().String(); got != "Asia/Tehran" {
		t.Errorf("location %s", got)
	}
}
