package lang_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"dateline/lang"
)

// toReaders are the kinds of messages that readers meet; desk and command line may fall back to English.
var toReaders = []string{"site.", "player.", "feed.", "fault.", "unit."}

func texts(t *testing.T, tag lang.Tag) map[string]string {
	t.Helper()
	b, err := os.ReadFile("messages/" + string(tag) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := lang.Texts(b)
	if err != nil {
		t.Fatal(tag, err)
	}
	return m
}

func TestReadersAreToldEverythingInTheirLanguage(t *testing.T) {
	english := texts(t, "en")
	for _, tag := range full {
		theirs := texts(t, tag)
		for key := range english {
			if slices.ContainsFunc(toReaders, func(p string) bool { return strings.HasPrefix(key, p) }) && theirs[key] == "" {
				t.Errorf("%s has no %s", tag, key)
			}
		}
		for key := range theirs {
			if english[key] == "" {
				t.Errorf("%s has %s, which English has not", tag, key)
			}
		}
	}
}

func TestEveryMessageHasAllPluralFormsAndTheSameArguments(t *testing.T) {
	english := texts(t, "en")
	for _, tag := range full {
		for key, text := range texts(t, tag) {
			p, err := lang.Parse(text)
			if err != nil {
				t.Errorf("%s %s: %v", tag, key, err)
				continue
			}
			if missing := p.Missing(lang.Of(tag)); missing != nil {
				t.Errorf("%s %s: plural forms missing: %v", tag, key, missing)
			}
			e, err := lang.Parse(english[key])
			if err != nil {
				t.Errorf("en %s: %v", key, err)
				continue
			}
			for name := range e.Args() {
				if _, used := p.Args()[name]; !used {
					t.Errorf("%s %s: does not use {%s}", tag, key, name)
				}
			}
			if len(p.Args()) != len(e.Args()) {
				t.Errorf("%s %s: arguments %v, English %v", tag, key, p.Args(), e.Args())
			}
		}
	}
}

func TestEveryMessageTellsTranslatorsWhereItStands(t *testing.T) {
	b, err := os.ReadFile("messages/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]struct{ Text, Note string }
	if err := json.Unmarshal(b, &entries); err != nil {
		t.Fatal(err)
	}
	for key, e := range entries {
		if e.Text == "" || e.Note == "" {
			t.Errorf("%s: text %q, note %q", key, e.Text, e.Note)
		}
	}
}
